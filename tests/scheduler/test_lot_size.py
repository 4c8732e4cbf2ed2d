"""A lot that is larger than a line needs is the cause where the line's share alone could have been made sooner."""

from __future__ import annotations

import pytest

from mps.queries.causes import CauseKind, named_by
from mps.scheduler.explain import ChainLink, Holds, why_late
from mps.scheduler.problem import PlanningProblem, Receipt
from tests.scheduler.given import bike, order, two_wheels, wheel
from tests.scheduler.given import problem as plant
from tests.scheduler.test_explain import planned


def large_lot(first: float, quantity: float = 2.0) -> PlanningProblem:
    """Twelve bikes are made at once; `first` wheels are there, the rest come on day 6; the line is due on day 2."""
    rest = Receipt("PO-7", "WHEEL", 24.0 - first, 6)
    slow = wheel(lead_time_days=40, on_hand=first)
    return plant(
        items=(bike(lot_minimum=12.0), slow), bom=(two_wheels(),), receipts=(rest,),
        demands=(order(quantity, due_day=2),),
    )  # fmt: skip


def root(problem: PlanningProblem) -> ChainLink:
    return why_late(planned(problem), 0)[0]


def test_it_is_the_size_where_there_was_enough_for_the_line() -> None:
    problem = large_lot(first=4.0)
    found = root(problem)
    assert (found.kind, found.code, found.amount, found.free) == (Holds.LOT_SIZE, "BIKE", 12.0, 2.0)
    assert found.from_day <= 2 < found.to_day
    assert named_by(found, problem.horizon).kind is CauseKind.LOT_SIZE


@pytest.mark.parametrize(("first", "quantity"), [(3.0, 2.0), (20.0, 12.0)])
def test_control_it_is_the_receipt_where_the_line_waits_for_it_too(first: float, quantity: float) -> None:
    assert root(large_lot(first, quantity)).kind is Holds.RECEIPT
