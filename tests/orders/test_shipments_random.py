"""Any sequence of shipments, returns and reversals leaves their sum, and the status that the ladder says."""

from __future__ import annotations

from hypothesis import given as for_all
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from orders import ladder
from orders.shipments import reporting
from orders.shipments.record import Shipment, ShipmentKind
from orders.shipments.reporting import CannotReverse, ReportsRefused
from tests import given
from tests.orders.shipping import ship, sum_of
from tests.random_examples import examples

# A step: what happens (a reversal: of which record, counted from the first), how much, and whether over is allowed.
STEPS = st.lists(
    st.tuples(st.sampled_from(["shipment", "return", "reversal"]), st.integers(1, 12), st.booleans()), max_size=14
)


class TestAnySequence(TransactionTestCase):
    @examples(60)
    @for_all(steps=STEPS)
    def test_leaves_the_sum_and_the_status_of_the_ladder(self, steps: list[tuple[str, int, bool]]) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        model, touched = 0, False

        for kind, number, over in steps:
            try:
                if kind == "reversal":
                    kept = list(Shipment.objects.filter(line=line))
                    if not kept:
                        continue
                    done = reporting.reverse(shipment_id=kept[number % len(kept)].pk, by=ada, channel="test")
                    effect = int(done.shipments[0].effect)
                else:
                    ship(line, number, ada, kind=ShipmentKind(kind), allow_over=over)
                    effect = number if kind == "shipment" else -number
            except (ReportsRefused, CannotReverse):
                effect = 0
            model += effect
            touched = touched or bool(effect)
            line.refresh_from_db()

            assert line.shipped_quantity == sum_of(line) == model >= 0
            assert line.open_quantity == max(0, 10 - model)
            if touched:
                assert line.status == ladder.after_shipment(shipped=line.shipped_quantity, quantity=line.quantity)
