"""The make-to-order key of a line goes with it into the plan: every lot that is made for it names it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from materials.models import BomLine
from mps.models import PlannedOrder
from mps.publish.make_to_order import keys_of_lots
from mps.queries.cells import cell
from mps.scheduler.plan import Lot, LotStatus, Pegging, Plan, SupplyKind
from orders.models import OrderLine
from tests import given
from tests.mps.plant import plant, published

A, B, C = (Lot(key, "X", 1.0, 0, 1, LotStatus.PLANNED) for key in "ABC")


def plan_with(*links: tuple[int, int, SupplyKind, int]) -> Plan:
    """Return a plan of three lots; a link is (consuming lot or -1, demand or -1, kind, supply)."""
    lots, demands, kinds, supplies = zip(*links, strict=True) if links else ((), (), (), ())
    pegging = Pegging(lots, demands, ("X",) * len(links), kinds, supplies, (1.0,) * len(links))
    return Plan((A, B, C), (), (), pegging, {})


class TestKeysOfLots:
    def test_go_down_to_the_lots_of_components(self) -> None:
        plan = plan_with((-1, 0, SupplyKind.LOT, 0), (0, -1, SupplyKind.LOT, 1), (-1, 1, SupplyKind.LOT, 2))

        assert keys_of_lots(plan, ["MTO-1", ""]) == {"A": ["MTO-1"], "B": ["MTO-1"]}

    def test_of_a_lot_for_two_lines_are_both(self) -> None:
        plan = plan_with((-1, 0, SupplyKind.LOT, 0), (-1, 1, SupplyKind.LOT, 0))

        assert keys_of_lots(plan, ["MTO-2", "MTO-1"]) == {"A": ["MTO-1", "MTO-2"]}

    def test_are_none_for_what_comes_from_stock_or_a_receipt(self) -> None:
        plan = plan_with((-1, 0, SupplyKind.STOCK, -1), (-1, 0, SupplyKind.RECEIPT, 0))

        assert keys_of_lots(plan, ["MTO-1"]) == {}


@pytest.mark.django_db(transaction=True)
class TestInThePlan:
    def test_lots_on_every_level_name_the_key_and_the_page_shows_it(self) -> None:
        mill = plant()
        frame = given.item(at=mill.site, is_mps=False)
        given.routing(frame, mill.center, run_minutes_per_unit=1)
        BomLine.objects.create(parent=mill.pump, component=frame, quantity_per=1)
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=6, make_to_order_key="MTO-1")
        given.order_line(due="D40", of=mill.pump, at=mill.site, quantity=6)
        plan = published(mill.site)
        first, last = given.START, given.START + timedelta(days=14)

        def shown(item_id: int, until: date = last) -> list[tuple[str, ...]]:
            item = PlannedOrder.objects.filter(plan=plan, item_id=item_id).select_related("item")[0].item
            found = cell(plan_id=plan.pk, item=item, first=first, last=until, lines=OrderLine.objects.all())
            return [lot.keys for lot in found.lots]

        assert shown(mill.pump.pk, given.START + timedelta(days=60)) == [("MTO-1",), ()]
        assert shown(frame.pk) == [("MTO-1",)]
        client = Client()
        client.force_login(given.user())
        address = f"/master-schedule/cell/?plan={plan.pk}&item={mill.pump.pk}&first={first}&last={last}"
        told = client.get(address).json()
        assert (told["lots"][0]["keys"], told["lines"][0]["key"]) == (["MTO-1"], line.make_to_order_key)
