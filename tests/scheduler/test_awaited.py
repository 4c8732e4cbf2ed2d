"""What a late line waits for from a supplier: by when it needs it, how much of it, and what sooner days would give."""

from __future__ import annotations

from dataclasses import replace

from mps.scheduler.awaited import Awaited, awaited
from mps.scheduler.budget import Limits
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.explain import why_late
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import PlanningProblem, Receipt
from mps.scheduler.pushed import Pushed, pushed
from mps.scheduler.repair_trials import Trials
from tests.scheduler.given import assembly, bike, line, order, solved, two_wheels, wheel
from tests.scheduler.given import problem as plant

LATE = Receipt("PO-7", "WHEEL", 20.0, 6)


def waiting(**changes: object) -> PlanningProblem:
    """Three bikes of two wheels each, due on day 4; a bike takes two days, and the wheels come on day 6."""
    values = {
        "items": (bike(lead_time_days=2), wheel(lead_time_days=40)), "bom": (two_wheels(),), "receipts": (LATE,),
        "operations": (assembly(),), "work_centers": (line(),), "demands": (order(3.0, due_day=4),),
    }  # fmt: skip
    return plant(**(values | changes))


def found_in(problem: PlanningProblem) -> Awaited | None:
    index = index_of(problem)
    plan = Standing(index, columns_of(solved(problem, limits=Limits(rounds=1)).plan, index))
    return awaited(problem, 0, why_late(plan, 0))


def test_it_is_needed_before_the_lead_time_of_what_it_goes_into_as_much_as_the_line_takes() -> None:
    assert found_in(waiting()) == Awaited("WHEEL", "PO-7", 6, 2, 6.0)


def test_it_is_needed_on_a_day_on_which_what_it_goes_into_can_be_worked_on() -> None:
    """Control: were the line open on day 2, as in the other plants here, it would be needed on that day."""
    shut = line((480.0, 480.0, 0.0, *(480.0,) * 7))
    found = found_in(waiting(work_centers=(shut,)))
    assert found is not None
    assert found.needed_day == 1


def test_control_a_line_in_time_waits_for_no_supplier() -> None:
    assert found_in(waiting(receipts=(replace(LATE, arrives_day=0),))) is None


def test_a_purchase_that_is_only_planned_is_awaited_by_its_lead_time() -> None:
    found = found_in(waiting(receipts=(), items=(bike(lead_time_days=2), wheel(lead_time_days=5))))
    assert found is not None
    assert (found.item, found.record, found.needed_day) == ("WHEEL", "", 2)
    assert found.arrives_day > found.needed_day


def answers(problem: PlanningProblem) -> tuple[Pushed, ...]:
    trials = Trials(
        problem, problem.demands[0].key, limits=Limits(rounds=1), stop=lambda: False, timer=lambda: 0.0, most=9
    )
    waits = found_in(problem)
    assert waits is not None
    return pushed(trials, (), waits)


def test_half_of_the_days_leave_the_line_late_and_all_of_them_have_it_in_time() -> None:
    half, whole = answers(waiting())
    assert (half.day, half.days, half.verdict.in_time) == (4, 2, False)
    assert (whole.day, whole.days, whole.verdict.in_time) == (2, 4, True)
