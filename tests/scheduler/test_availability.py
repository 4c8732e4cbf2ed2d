"""What covers each demand, read off the plan's pegging."""

from __future__ import annotations

from mps.scheduler.availability import Availability, Cover, covers
from mps.scheduler.plan import Pegging, SupplyKind
from tests.scheduler import given, hand_made
from tests.scheduler.given import Receipt

STOCK, RECEIPT, LOT = SupplyKind.STOCK, SupplyKind.RECEIPT, SupplyKind.LOT


def test_adds_up_what_each_demand_draws_and_leaves_components_of_lots_out() -> None:
    demands = (given.order(3.0, key="A"), given.order(2.0, key="B"))
    links = hand_made.pegging(
        (-1, 1, "BIKE", LOT, 0, 1.0), (-1, 0, "BIKE", STOCK, -1, 1.0), (-1, 0, "BIKE", RECEIPT, 0, 0.5),
        (-1, 0, "BIKE", STOCK, -1, 0.5), (0, -1, "WHEEL", STOCK, -1, 2.0),
    )  # fmt: skip

    found = covers(given.problem(demands=demands), hand_made.plan(pegging=links))

    assert found == [Cover(3.0, 1.5, 0.5, 0.0), Cover(2.0, 0.0, 0.0, 1.0)]


def test_a_demand_without_any_link_is_not_available() -> None:
    (found,) = covers(given.problem(demands=(given.order(1.0),)), hand_made.plan(pegging=Pegging()))

    assert found.availability is Availability.NOT_AVAILABLE


def test_is_in_stock_or_expected_for_all_of_its_quantity_or_not_at_all() -> None:
    assert Cover(3.0, 3.0, 0.0, 0.0).availability is Availability.IN_STOCK
    assert Cover(3.0, 1.0, 2.0, 0.0).availability is Availability.EXPECTED
    assert Cover(3.0, 1.0, 1.0, 0.0).availability is Availability.NOT_AVAILABLE
    assert Cover(3.0, 1.0, 1.0, 1.0).availability is Availability.NOT_AVAILABLE


def test_stock_and_receipts_go_by_priority() -> None:
    demands = tuple(given.order(3.0, 0, key=f"SO{rank}", priority=rank) for rank in (3, 1, 2))
    problem = given.problem(
        items=(given.wheel(code="BIKE", on_hand=4.0, lead_time_days=99),), operations=(), demands=demands,
        receipts=(Receipt("PO", "BIKE", 3.0, 5),),
    )  # fmt: skip

    found = covers(problem, given.solved(problem).plan)

    assert [(cover.from_stock, cover.from_receipts) for cover in found] == [(0, 1), (3, 0), (1, 2)]
