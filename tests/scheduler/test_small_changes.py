"""Where something promised is late, the plan after a small change is the last one with the change in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.budget import Limits
from mps.scheduler.from_last_plan import planned_from_last
from mps.scheduler.last_plan import followed_by
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import Demand, DemandKind, PlanningProblem
from mps.scheduler.stability import moved
from tests.scheduler.given import DAYS, line, order, problem
from tests.scheduler.plausible import plant
from tests.scheduler.test_promise_kept import with_fewer_minutes

PLANTS = (12, 28)  # of several levels; in much of what they promised late
TOO_FEW = 0.5
WITH_A_CHOICE = 17  # a plant, and its share of minutes, where lots can be changed to save little
FEW = 0.7
EDITS = 4
LIMITS: dict[str, Any] = {"limits": Limits(), "stop": lambda: False, "timer": lambda: 0.0}


def test_changes_far_fewer_lots_than_a_plan_made_anew() -> None:
    """Control: made anew after each change, the same plants change twice as many lots, with no less late."""
    plants = [promised(with_fewer_minutes(plant(seed), TOO_FEW)) for seed in PLANTS]
    calm, anew = (_after_small_changes(plants, is_known=known) for known in (True, False))

    assert anew[0] > 0
    assert 2 * calm[0] <= anew[0]
    assert calm[1] <= anew[1]


def test_lots_change_for_no_less_than_their_changes_are_worth() -> None:
    """Control: where changes cost nothing, the same plant changes more lots, and no less is late."""
    chosen = promised(with_fewer_minutes(plant(WITH_A_CHOICE), FEW))
    at_no_price = replace(chosen, prices=replace(chosen.prices, changed_lot=0.0))
    calm, restless = (_after_small_changes((one,), is_known=True) for one in (chosen, at_no_price))

    assert calm[0] < restless[0]
    assert calm[1] <= restless[1]


def test_a_promise_is_saved_by_overtime_before_lots_are_planned_anew() -> None:
    """Control: without overtime the lots change, or the promise is late."""
    changed, late, overtime = _after_downtime(overtime=480.0)

    assert (changed, late) == (0, 0.0)
    assert overtime == pytest.approx(200.0)
    assert _after_downtime(overtime=0.0)[:2] != (0, 0.0)


def _after_downtime(*, overtime: float) -> tuple[int, float, float]:
    """Return how many lots change, what is late and the overtime bought, where the last of four full days loses 200."""
    days = range(4)
    orders = tuple(order(8.0, due_day=day, key=f"SO{day}", promised=True) for day in days)
    full = problem(demands=orders, work_centers=(line(overtime=overtime),))
    planner = Planner()
    known = followed_by(full, planner.plan(full, **LIMITS).plan)
    left = [480.0 - 200.0 * (day == days[-1]) for day in range(DAYS)]
    known = replace(known, work_centers=(line(left, overtime=overtime),))
    result = planner.plan(known, limits=Limits(rounds=2), stop=lambda: False, timer=lambda: 0.0)
    bought = sum(map(sum, result.plan.bought_overtime.values()))
    return moved(known, result.plan.lots), result.cost.late_promised, bought


def _after_small_changes(problems: Iterable[PlanningProblem], *, is_known: bool) -> tuple[int, float]:
    """Return how many lots changed in all, and what late promises cost in the end, with one piece more at a time."""
    lots, late = 0, 0.0
    for begun in problems:
        planner, problem = Planner(), begun
        result = planner.plan(problem, **LIMITS)
        for number in range(EDITS):
            after = followed_by(replace(problem, demands=_one_more(problem.demands, number)), result.plan)
            problem = replace(after, previous_minutes=(), previous_late=())
            result = _planned(planner, problem, after if is_known else problem)
            lots += moved(after, result.plan.lots)
        late += result.cost.late_promised
    return lots, late


def _planned(planner: Planner, problem: PlanningProblem, known: PlanningProblem) -> Result:
    return planned_from_last(planner, problem, lambda: known, **LIMITS)[1]


def promised(problem: PlanningProblem) -> PlanningProblem:
    orders = tuple(replace(one, promised=one.kind is DemandKind.ORDER) for one in problem.demands)
    return replace(problem, demands=orders)


def _one_more(demands: tuple[Demand, ...], number: int) -> tuple[Demand, ...]:
    place = (number * 7) % len(demands)
    return tuple(replace(one, quantity=one.quantity + (at == place)) for at, one in enumerate(demands))
