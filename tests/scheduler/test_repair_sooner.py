"""What may come sooner for a late line: of many receipts, the one that it waits for."""

from __future__ import annotations

from mps.scheduler.problem import Receipt
from mps.scheduler.repair_elements import Expedite
from mps.scheduler.repair_late import late_line
from mps.scheduler.repair_options import slots_for
from tests.scheduler.given import assembly, bike, line, order, two_wheels, wheel
from tests.scheduler.given import problem as plant
from tests.scheduler.test_repair import planned


def test_the_receipt_that_a_line_waits_for_is_among_those_that_may_come_sooner() -> None:
    """Three others lie nearer to its due day, and are for who wants them then."""
    near = tuple(Receipt(f"P{day}", "WHEEL", 2.0, day) for day in (2, 3, 4))
    before = tuple(order(key=f"B{day}", quantity=1, due_day=day, priority=1) for day in (2, 3, 4))
    problem = plant(
        items=(bike(), wheel(lead_time_days=9)), bom=(two_wheels(),), operations=(assembly(),), work_centers=(line(),),
        demands=(*before, order(key="LATE", quantity=2, due_day=4, priority=5)),
        receipts=(*near, Receipt("AWAITED", "WHEEL", 4.0, 8)),
    )  # fmt: skip
    plan = planned(problem)
    assert plan.ready_days[3] == 8

    slots = slots_for(late_line(plan, 3))

    assert "AWAITED" in {one.receipt for slot in slots for one in slot if isinstance(one, Expedite)}
