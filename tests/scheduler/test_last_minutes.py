"""After a change, the first plan begins with the last one to the minute where plans made anew would be later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.budget import SOON, Limits
from mps.scheduler.last_plan import followed_by
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import PlanningProblem
from tests.scheduler import given
from tests.scheduler.plausible import plant

AT_REST: dict[str, Any] = {"stop": lambda: False, "timer": lambda: 0.0}
NO_TIME = replace(SOON, seconds=0.0)
GAINS = (0, 60)  # plants whose search in the background found what no first plan finds


def after_a_change(seed: int) -> PlanningProblem:
    """Return the problem that follows a plant's settled plan when somebody wants a tenth more."""
    problem = plant(seed)
    settled = Planner().plan(problem, limits=Limits(early_plans=12), **AT_REST)
    demands = list(problem.demands)
    place = seed % len(demands)
    demands[place] = replace(demands[place], quantity=1.1 * demands[place].quantity)
    return replace(followed_by(problem, settled.plan), demands=tuple(demands))


def without_minutes(problem: PlanningProblem) -> PlanningProblem:
    """Return a problem that knows the last plan's lots, and not what they did when."""
    return replace(problem, previous_minutes=(), previous_late=())


def lateness(result: Result) -> float:
    """Return what lateness costs."""
    return result.cost.late_promised + result.cost.late_orders + result.cost.late_forecast


@pytest.mark.parametrize("seed", [*GAINS, 12, 18, 49, 63, 76])
def test_is_as_little_late_as_the_last_plan_with_the_change_fitted_in(seed: int) -> None:
    problem = after_a_change(seed)
    first = Planner().plan(problem, limits=NO_TIME, **AT_REST)
    fitted = Planner().as_it_was(problem, **AT_REST)
    assert lateness(first) <= lateness(fitted)


@pytest.mark.parametrize("seed", GAINS)
def test_control_without_the_minutes_more_is_late(seed: int) -> None:
    problem = after_a_change(seed)
    known = Planner().plan(problem, limits=SOON, **AT_REST)
    anew = Planner().plan(without_minutes(problem), limits=SOON, **AT_REST)
    assert lateness(known) < lateness(anew)


TOO_MUCH, IN_TIME = given.order(quantity=1000.0), given.order()


class TestNeedsLastMinutes:
    def test_where_lots_of_several_steps_are_late(self) -> None:
        assert _needs_minutes(demands=(TOO_MUCH,), operations=(given.assembly(), given.assembly(step=20)))

    def test_not_where_one_place_decides(self) -> None:
        assert not _needs_minutes(demands=(TOO_MUCH,))

    def test_not_where_nothing_is_late(self) -> None:
        assert not _needs_minutes(demands=(IN_TIME,), operations=(given.assembly(), given.assembly(step=20)))

    def test_of_no_plan_there_are_none(self) -> None:
        assert not Planner().needs_last_minutes


def _needs_minutes(**of_problem: Any) -> bool:
    planner = Planner()
    planner.plan(given.problem(**of_problem), **AT_REST)
    return planner.needs_last_minutes
