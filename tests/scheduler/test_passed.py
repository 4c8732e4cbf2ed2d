"""Which work centre is so full in some days that others seem to go first there."""

from __future__ import annotations

from mps.scheduler.budget import Limits
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.lateness import Standing
from mps.scheduler.passed import Passed, Taken
from mps.scheduler.problem import Operation, PlanningProblem, WorkCenter
from tests.scheduler.given import assembly, bike, line, order, solved, two_wheels, wheel
from tests.scheduler.given import problem as plant

FIRST_TWO, FIRST_FIVE = slice(0, 2), slice(0, 5)


def passed(problem: PlanningProblem) -> Passed:
    index = index_of(problem)
    return Passed(Standing(index, columns_of(solved(problem, limits=Limits(rounds=1)).plan, index)))


def with_mill(assembled_minutes: float) -> PlanningProblem:
    """Seven bikes: their wheels take 280 of the 480 minutes that the mill has on day 0, they 420 of the line's."""
    nothing = (0.0,) * 8
    mill = WorkCenter("MILL", (480.0, 0.0, *nothing), (0.0,) * 10, overtime_cost_per_minute=1.0)
    return plant(
        items=(bike(), wheel(made=True)), bom=(two_wheels(),), demands=(order(7.0, due_day=1),),
        operations=(assembly(), Operation("WHEEL", 10, "MILL", 0.0, 20.0)),
        work_centers=(line((0.0, assembled_minutes, *nothing)), mill),
    )  # fmt: skip


def test_a_centre_whose_hours_are_used_up_takes_them() -> None:
    found = passed(plant(demands=(order(16.0, due_day=1),))).taken("BIKE", "BIKE", FIRST_TWO)
    assert found == Taken("LINE", 960.0, 0.0)


def test_control_a_centre_with_most_of_its_hours_left_takes_none() -> None:
    assert passed(plant(demands=(order(16.0, due_day=1),))).taken("BIKE", "BIKE", FIRST_FIVE) is None


def test_one_that_the_components_pass_comes_before_a_fuller_one_that_they_do_not() -> None:
    assert passed(with_mill(480.0)).taken("BIKE", "BIKE", FIRST_TWO) == Taken("MILL", 480.0, 200.0)


def test_control_one_with_nothing_left_comes_before_both() -> None:
    assert passed(with_mill(420.0)).taken("BIKE", "BIKE", FIRST_TWO) == Taken("LINE", 420.0, 0.0)


def test_a_centre_that_the_item_does_not_pass_takes_nothing_of_it() -> None:
    assert passed(with_mill(420.0)).taken("WHEEL", "WHEEL", FIRST_TWO) == Taken("MILL", 480.0, 200.0)
