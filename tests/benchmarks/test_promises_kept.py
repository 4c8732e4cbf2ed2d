"""`benchmark promises_kept`: what is quoted becomes an order, and the next plan is asked whether it meets the date."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from benchmarks import promises_kept
from benchmarks.kept_series import Series, delivery_days, planned_days
from benchmarks.promises_kept import consumers_of, taken_by
from mps.scheduler.plan import Delivery, Plan
from mps.scheduler.problem import PlanningProblem
from tests.scheduler import given

DAYS = 120


def bikes() -> PlanningProblem:
    """Two orders for bikes, on a line that has time for more, for all the days that quotes look ahead."""
    return given.problem(
        items=(given.bike(),),
        operations=(given.assembly(),),
        horizon=given.horizon(DAYS),
        work_centers=(given.line(days=DAYS),),
        demands=(given.order(2.0, 3), given.order(1.0, 8, key="SO2")),
    )


class TestSeries:
    def test_promises_become_orders_of_the_next_plan(self) -> None:
        series = Series(bikes(), seed=1)

        found = series.round(3)

        assert len(found.new) == 3
        assert {one.quoted.order.key for one in found.new} <= {demand.key for demand in found.new[0].problem.demands}
        assert all(one.quoted.order.promised and one.in_time for one in found.new)

    def test_goes_on_from_its_promises_until_it_begins_again(self) -> None:
        series = Series(bikes(), seed=1)
        series.round(2)
        went_on = series.problem

        series.begin_again()

        assert len(went_on.demands) == 4
        assert [demand.promised for demand in series.problem.demands] == [True, True]

    def test_one_whose_capacity_goes_is_not_kept_and_those_who_have_it_are_named(self) -> None:
        series = Series(bikes(), seed=1)
        [one] = series.round(1).new
        plan = one.plan

        late = replace(one, planned_day=one.quoted.order.due_day + 1)
        never = replace(one, planned_day=None)

        assert [each.in_time for each in (one, late, never)] == [True, False, False]
        known = {demand.key for demand in one.problem.demands} | {promises_kept.STOCK}
        assert all(known.issuperset(whom) for whom in taken_by(one).values())
        assert set(consumers_of(one.problem, plan)) <= set(range(len(plan.lots)))


def test_the_day_of_a_demand_is_that_of_its_last_piece() -> None:
    problem = bikes()
    whole, part = Delivery(0, 1.0, 2), Delivery(0, 1.0, 5)
    plan = Series(problem, seed=1).plan

    def days(*deliveries: Delivery) -> list[int | None]:
        return planned_days(problem, Plan(plan.lots, plan.loads, deliveries, plan.pegging, plan.bought_overtime))

    assert days(whole, part) == [5, None]
    assert days(whole) == [None, None]


def test_things_leave_on_days_when_somebody_works() -> None:
    problem = bikes()
    [line] = problem.work_centers
    resting = replace(line, available_minutes=(0.0, *line.available_minutes[1:]))

    assert delivery_days(problem)[0] == 0
    assert delivery_days(replace(problem, work_centers=(resting,)))[0] == 1


def test_prints_the_share_that_is_met(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises_kept, "plant", lambda _items, **_options: bikes())

    call_command("benchmark", "promises_kept", "--json", "--count", "6", "--batch", "2", "--plans", "2")

    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["promises"], found["met"], found["share"], found["plans"]) == (6, 6, 1.0, 3)


def test_a_plant_with_a_share_of_its_minutes_has_that_share_of_its_overtime_too() -> None:
    half = promises_kept.with_minutes(bikes(), 0.5)

    [line], [whole] = half.work_centers, bikes().work_centers
    assert [2 * minutes for minutes in line.available_minutes] == list(whole.available_minutes)
    assert [2 * minutes for minutes in line.overtime_minutes] == list(whole.overtime_minutes)
    assert promises_kept.with_minutes(half, 1.0) is half


def test_through_the_product_it_needs_a_folder() -> None:
    with pytest.raises(CommandError):
        call_command("benchmark", "promises_kept", "--product")
