"""Overtime brings a promise sooner, with no more of it than that takes, and at its price."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as for_all

from mps.scheduler.capable_to_promise import Resources
from mps.scheduler.plan import Plan
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.promise import quote
from mps.scheduler.promise_basis import PromiseBasis, build, from_bytes, to_bytes
from mps.scheduler.promise_overtime import HALVINGS, WithOvertime, sooner_with_overtime
from tests.random_examples import examples
from tests.scheduler.given import assembly, bike, horizon, line, order, solved
from tests.scheduler.simulation import planned_shops, quantities, sold, wanted_days


def basis_with(overtime: float, price: float = 2.0, ordered: float = 8.0) -> PromiseBasis:
    """A line of eight hours a day, an hour a bike, that has the first day full."""
    problem = PlanningProblem(
        site="S1", horizon=horizon(), items=(bike(),), operations=(assembly(),),
        work_centers=(line(overtime=overtime, overtime_cost_per_minute=price),),
        demands=(order(ordered, due_day=0),),
    )  # fmt: skip
    return build(problem, solved(problem).plan)


def sooner(basis: PromiseBasis, quantity: float, wanted_day: int = 0) -> WithOvertime | None:
    found = quote(basis, item="BIKE", quantity=quantity, wanted_day=wanted_day)
    return sooner_with_overtime(
        Resources(basis), item="BIKE", quantity=quantity, due_day=found.due_day, earliest=found.earliest_day
    )


def test_brings_it_sooner_for_so_many_minutes_at_their_price() -> None:
    found = sooner(basis_with(overtime=120.0), 2.0)

    assert found is not None
    assert found.day == 0
    assert found.minutes == pytest.approx(120)
    assert found.cost == pytest.approx(240)


def test_takes_no_more_overtime_than_it_needs() -> None:
    nine_hours = sooner(basis_with(overtime=480.0), 9.0)

    assert nine_hours is not None
    assert nine_hours.day == 1  # which has eight hours of its own
    assert 60 <= nine_hours.minutes <= 60 + 2 * 480 / 2**HALVINGS


@pytest.mark.parametrize("overtime", [0.0, 60.0])
def test_says_nothing_where_it_brings_nothing(overtime: float) -> None:
    assert sooner(basis_with(overtime=overtime), 8.0, wanted_day=2) is None


def test_does_not_sell_the_overtime_that_the_plan_has_bought() -> None:
    basis = basis_with(overtime=120.0, ordered=10.0)

    assert basis.overtime_minutes_before[0][1] == pytest.approx(0)
    found = sooner(basis, 2.0)
    assert found is None or found.day > 0


def test_a_basis_stored_before_there_was_overtime_has_none() -> None:
    old = replace(basis_with(overtime=120.0), overtime_minutes_before=(), overtime_prices=())

    assert sooner(from_bytes(to_bytes(old)), 2.0) is None


@examples(60)
@for_all(shop=planned_shops(), item=sold, quantity=quantities, wanted_day=wanted_days)
def test_is_always_sooner_and_within_what_there_is(
    shop: tuple[PlanningProblem, Plan], item: str, quantity: int, wanted_day: int
) -> None:
    problem, plan = shop
    days = problem.horizon.day_count
    centers = tuple(replace(center, overtime_minutes=(600.0,) * days) for center in problem.work_centers)
    basis = build(replace(problem, work_centers=centers), plan)
    found = quote(basis, item=item, quantity=quantity, wanted_day=wanted_day)

    way = sooner_with_overtime(
        Resources(basis), item=item, quantity=quantity, due_day=found.due_day, earliest=found.earliest_day
    )

    if way is not None:
        assert found.earliest_day is None or way.day < found.earliest_day
        assert 0 < way.minutes <= sum(row[-1] for row in basis.overtime_minutes_before) + 1e-6
        assert way.cost >= 0
