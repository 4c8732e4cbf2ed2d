"""What one more hour saves: what is said of it holds when the plant is planned again with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.overloaded import SMALL, overloaded
from mps.scheduler import one_more_hour
from mps.scheduler.attempt import first_plan
from mps.scheduler.budget import Limits, Watch
from mps.scheduler.check import check
from mps.scheduler.columns import index_of
from mps.scheduler.one_more_hour import Figures, Worths, with_an_hour, worths
from mps.scheduler.parts import split
from mps.scheduler.plan import Result
from mps.scheduler.problem import ChangeBudget, PlanningProblem, PreviousLot
from mps.scheduler.promise_lp import minute_worths
from mps.scheduler.solve import solve
from tests.random_examples import examples
from tests.scheduler.given import assembly, bike, line, order
from tests.scheduler.given import problem as plant
from tests.scheduler.small_plants import small_plants

QUICK = Limits(rounds=2, early_plans=0, lot_rounds=0)
MOST = 4


def asked(problem: PlanningProblem, *, most: int = MOST, stop_after: int | None = None) -> Worths:
    weeks = [(first, min(first + 6, problem.horizon.day_count - 1)) for first in range(0, problem.horizon.day_count, 7)]
    return worths(problem, weeks, most=most, limits=QUICK, stop=lambda: stop_after == 0, timer=lambda: 0.0)


def planned(problem: PlanningProblem) -> Result:
    result = solve(problem, limits=QUICK, stop=lambda: False, timer=lambda: 0.0)
    check(problem, result)
    return result


def prove(problem: PlanningProblem) -> Worths:
    """Plan without and with each hour that is said to be proven, by the production `solve`; nothing is said wrong."""
    found = asked(problem)
    before = planned(problem).cost.total
    assert found.without.weight + found.without.paid == pytest.approx(before)
    for row in found.rows:
        assert row.guess >= 0
        if row.saved is None:
            continue
        after = planned(with_an_hour(problem, row.work_center, row.week)).cost.total
        assert row.worth == pytest.approx(max(0.0, before - after), rel=1e-9, abs=0.01)
    return found


@examples(15)
@given(st.integers(0, 400))
def test_what_is_said_holds_when_planned_again(seed: int) -> None:
    prove(overloaded(seed, SMALL))


@examples(25)
@given(small_plants)
def test_what_is_said_holds_with_firm_orders_fences_and_change_budgets(problem: PlanningProblem) -> None:
    prove(problem)


@examples(15)
@given(st.integers(0, 400))
def test_the_proven_stand_before_the_guessed_and_each_in_order(seed: int) -> None:
    rows = asked(overloaded(seed, SMALL), most=2).rows

    proven = [row.worth for row in rows if row.saved is not None]
    guessed = [row.guess for row in rows if row.saved is None]
    assert [row.saved is None for row in rows] == sorted(row.saved is None for row in rows)
    assert (proven, guessed) == (sorted(proven, reverse=True), sorted(guessed, reverse=True))
    assert len(proven) <= 2


def overfull(**changes: object) -> PlanningProblem:
    """Two orders of 5 and 4 h for one day of 8 h: the second is late, and an hour more would have it in time."""
    return plant(
        items=(bike(period_of_supply_days=0),), operations=(assembly(),), work_centers=(line(480.0),),
        demands=(order(key="A", quantity=5, due_day=0, priority=1), order(key="B", quantity=4, due_day=0, priority=2)),
        **changes,
    )  # fmt: skip


def with_days(problem: PlanningProblem) -> Worths:
    return worths(problem, [(0, 0), (1, 1)], most=9, limits=QUICK, stop=lambda: False, timer=lambda: 0.0)


def test_the_hour_that_is_missing_saves_what_the_late_line_costs() -> None:
    found = with_days(overfull())

    best = found.rows[0]
    late = planned(overfull()).cost
    assert (best.work_center, best.week) == ("LINE", (0, 0))
    assert best.saved is not None
    assert best.saved.late_lines == found.without.late_lines == 1
    assert best.saved.weight == pytest.approx(late.late_orders)


def test_an_hour_after_everything_is_due_is_worth_nothing() -> None:
    assert [row.week for row in with_days(overfull()).rows if row.worth > 0] == [(0, 0)]


def test_a_plant_in_time_has_no_such_week() -> None:
    problem = replace(overfull(), demands=(order(quantity=3, due_day=4),))

    assert with_days(problem).rows == ()


def test_an_hour_in_place_of_overtime_saves_its_price() -> None:
    problem = replace(overfull(), work_centers=(line(480.0, overtime=120.0, overtime_cost_per_minute=2.0),))

    best = with_days(problem).rows[0]

    assert best.saved is not None
    assert best.saved.late_lines == 0
    assert best.saved.paid == pytest.approx(120.0)
    assert best.guess == pytest.approx(120.0)


def test_what_there_is_no_time_for_is_guessed_only() -> None:
    found = asked(overfull(), stop_after=0)

    assert not found.finished
    assert [row.saved for row in found.rows] == [None] * len(found.rows)


def test_lateness_that_the_published_plan_does_not_have_is_saved_by_no_hour() -> None:
    better = Figures(late_lines=0, weight=0.0, paid=0.0)  # as a longer search might have found

    found = worths(
        overfull(), [(0, 0)], most=9, published=better, limits=QUICK, stop=lambda: False, timer=lambda: 0.0
    )  # fmt: skip

    assert (found.without.late_lines, found.without.weight) == (0, 0.0)
    assert [row.worth for row in found.rows] == [0.0]


def test_a_dearer_plan_with_the_hour_is_said_to_save_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dearer = replace(overfull(), demands=(*overfull().demands, order(key="C", quantity=30, due_day=0)))
    monkeypatch.setattr(one_more_hour, "with_an_hour", lambda *_asked: dearer)

    saved = [row.saved for row in with_days(overfull()).rows]

    assert saved
    assert all(one is not None and (one.late_lines, one.weight, one.paid) == (0, 0.0, 0.0) for one in saved)


def test_the_change_budget_is_kept_with_and_without_the_hour() -> None:
    lots = tuple(PreviousLot(f"BIKE-{number}", "BIKE", 5.0, 3 + number) for number in range(3))
    prove(replace(overfull(), previous_lots=lots, change_budget=ChangeBudget(1, 9)))


def test_the_price_of_a_minute_is_what_the_lp_would_save_with_it() -> None:
    """The late 4 h order counts 1 h too much of 4 h: a minute more has 1/240 of it in time."""
    problem = overfull()
    watch = Watch(QUICK, lambda: False, lambda: 0.0)
    part = first_plan(split(index_of(problem))[1], watch)

    prices = minute_worths(part.network, part.best.columns, watch.count)

    assert prices is not None
    assert prices[0, 0] > 0
    assert prices[0, 1:].tolist() == [0.0] * (problem.horizon.day_count - 1)
    line_price = (problem.prices.late_line + problem.prices.late_day) * problem.prices.priority_factor
    assert prices[0, 0] == pytest.approx(line_price / 240)
