"""Whatever the problem, `solve` answers with a plan that `check` accepts, the same one for the same records."""

from __future__ import annotations

import itertools
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.plan import Outcome, Result
from mps.scheduler.problem import (
    AlternativeWorkCenter,
    BomLine,
    ChangeBudget,
    Demand,
    DemandKind,
    FirmOrder,
    Item,
    Operation,
    PlanningProblem,
    PreviousLot,
    Receipt,
    WorkCenter,
)
from tests.scheduler.given import horizon, solved
from tests.scheduler.plausible import plant

DAYS = 14
CODES = ("A", "B", "C", "D", "E", "F", "ghost")
TABLES = ("items", "bom", "operations", "work_centers", "demands", "receipts", "firm_orders", "previous_lots")
CENTERS = ("W1", "W2", "nowhere")

nasty_numbers = st.sampled_from((0.0, 1.0, 2.5, 7.0, 60.0, 1e9, -1.0, float("nan"), float("inf")))
quantities = st.one_of(st.floats(0.1, 50.0), st.integers(1, 40).map(float), nasty_numbers)
usual_days = st.integers(-3, DAYS + 2)
codes = st.sampled_from(CODES)


@st.composite
def items(draw: st.DrawFn) -> tuple[Item, ...]:
    """Up to six items, some with fences, lot rules that contradict each other, and stock that can't be."""
    return tuple(
        Item(
            code=code,
            made=draw(st.booleans()),
            lots_by_cost=draw(st.booleans()),
            on_hand=draw(st.one_of(st.floats(0, 20), nasty_numbers)),
            safety_stock=draw(st.sampled_from((0.0, 0.0, 5.0, 1e6, -2.0))),
            safety_time_days=draw(st.sampled_from((0, 0, 2))),
            lead_time_days=draw(st.sampled_from((0, 0, 1, 3, 99, -1))),
            lot_minimum=draw(st.sampled_from((0.0, 0.0, 4.0, 10.5))),
            lot_multiple=draw(st.sampled_from((1.0, 1.0, 0.0, 0.3, 6.0))),
            lot_maximum=draw(st.sampled_from((0.0, 0.0, 5.0, 12.0))),
            period_of_supply_days=draw(st.sampled_from((0, 1, 3, 7))),
            unit_cost=draw(st.sampled_from((0.0, 3.0))),
            frozen_days=draw(st.sampled_from((0, 0, 2, 99))),
            slushy_days=draw(st.sampled_from((0, 7))),
        )
        for code in draw(st.lists(st.sampled_from(CODES[:-1]), max_size=7))
    )


@st.composite
def work_centers(draw: st.DrawFn) -> tuple[WorkCenter, ...]:
    """Work centres without capacity, with holidays, with overtime, and with arrays of the wrong length."""
    minutes = st.lists(st.sampled_from((0.0, 60.0, 480.0)), min_size=DAYS - 1, max_size=DAYS)
    return tuple(
        WorkCenter(code, tuple(draw(minutes)), draw(st.sampled_from(((0.0,) * DAYS, (60.0,) * DAYS))), 1.5)
        for code in draw(st.lists(st.sampled_from(CENTERS[:-1]), max_size=2, unique=True))
    )


boms = st.lists(st.builds(BomLine, codes, codes, quantities, st.sampled_from((0.0, 0.0, 0.2, 1.0))), max_size=9)
alternatives = st.lists(
    st.builds(AlternativeWorkCenter, st.sampled_from(CENTERS), st.sampled_from((1.0, 1.5, 0.5, 0.0, float("nan")))),
    max_size=3,
)
routings = st.lists(
    st.builds(
        Operation,
        codes,
        st.sampled_from((10, 20)),
        st.sampled_from(CENTERS),
        quantities,
        quantities,
        alternatives=alternatives.map(tuple),
    ),
    max_size=8,
)
orders = st.builds(
    Demand,
    key=st.sampled_from([f"SO{number}" for number in range(30)]),
    item=codes,
    quantity=quantities,
    due_day=st.one_of(usual_days, st.sampled_from((-9999, 9999))),
    priority=st.integers(0, 4),
    kind=st.sampled_from(tuple(DemandKind)),
    promised=st.booleans(),
    may_split=st.booleans(),
)
receipts = st.builds(Receipt, st.sampled_from(("R1", "R2", "R3")), codes, quantities, usual_days)
firm_orders = st.builds(FirmOrder, st.sampled_from(("F1", "F2", "A-1")), codes, quantities, usual_days, usual_days)
previous_lots = st.builds(
    PreviousLot,
    st.sampled_from(("A-1", "B-7", "x")),
    codes,
    st.one_of(st.floats(1, 9), nasty_numbers),
    usual_days,
    st.one_of(st.none(), usual_days),
)
change_budgets = st.one_of(st.none(), st.builds(ChangeBudget, st.integers(-1, 3), st.integers(-1, DAYS + 2)))

problems = st.builds(
    PlanningProblem,
    site=st.just("S"),
    horizon=st.just(horizon(DAYS)),
    items=items(),
    bom=boms.map(tuple),
    operations=routings.map(tuple),
    work_centers=work_centers(),
    demands=st.lists(orders, max_size=12).map(tuple),
    receipts=st.lists(receipts, max_size=4).map(tuple),
    firm_orders=st.lists(firm_orders, max_size=3).map(tuple),
    previous_lots=st.lists(previous_lots, max_size=4).map(tuple),
    change_budget=change_budgets,
)

thorough = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def without_places(problem: PlanningProblem, result: Result) -> object:
    """What a result says, whatever place each demand has in the problem."""
    deliveries = sorted(
        (problem.demands[delivery.demand].key, repr(problem.demands[delivery.demand]), delivery.quantity, delivery.day)
        for delivery in result.plan.deliveries
    )
    return result.plan.lots, result.plan.loads, result.plan.bought_overtime, deliveries, result.refused


class TestSolve:
    @thorough
    @given(problems)
    def test_answers_every_problem_with_a_correct_plan(self, problem: PlanningProblem) -> None:
        result = solved(problem)

        check(problem, result)

    @pytest.mark.parametrize("first", range(0, 60, 10))
    def test_answers_plausible_plants_with_a_correct_plan(self, first: int) -> None:
        for seed in range(first, first + 10):
            problem = plant(seed)

            check(problem, solved(problem))

    @settings(thorough, max_examples=40)
    @given(problems, st.integers(0, 99))
    def test_does_not_depend_on_the_order_of_the_records(self, problem: PlanningProblem, seed: int) -> None:
        random = Random(seed)
        tables: dict[str, Any] = {
            name: tuple(random.sample(getattr(problem, name), len(getattr(problem, name)))) for name in TABLES
        }
        shuffled = replace(problem, **tables)

        assert without_places(problem, solved(problem)) == without_places(shuffled, solved(shuffled))

    @settings(thorough, max_examples=15)
    @given(problems)
    def test_gives_the_same_plan_twice(self, problem: PlanningProblem) -> None:
        assert solved(problem) == solved(problem)

    @settings(thorough, max_examples=15)
    @given(problems, st.integers(0, 5))
    def test_stops_when_told_and_still_has_a_correct_plan(self, problem: PlanningProblem, patience: int) -> None:
        asked = itertools.count()

        result = solved(problem, stop=lambda: next(asked) >= patience)

        check(problem, result)
        assert result.outcome in {Outcome.STOPPED, Outcome.FEASIBLE, Outcome.OPTIMAL}
        assert next(asked) > 0

    @settings(thorough, max_examples=15)
    @given(problems)
    def test_is_over_at_once_without_time(self, problem: PlanningProblem) -> None:
        result = solved(problem, limits=Limits(seconds=0.0))

        check(problem, result)
        assert result.outcome is Outcome.TIME_LIMIT
