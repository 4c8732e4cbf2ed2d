"""Whatever the problem, `solve` answers with a plan that `check` accepts, the same one for the same records."""

from __future__ import annotations

import itertools
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.plan import Outcome, Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.validate import accept
from tests.random_examples import examples
from tests.scheduler.given import solved
from tests.scheduler.nasty import KINDS, nasty, of_kind
from tests.scheduler.plausible import plant
from tests.scheduler.senseless import senseless
from tests.scheduler.small_plants import small_plants

TABLES = ("items", "bom", "operations", "work_centers", "demands", "receipts", "firm_orders", "previous_lots")
anything = st.one_of(small_plants, nasty, senseless)


def without_places(problem: PlanningProblem, result: Result) -> object:
    """What a result says, whatever place each demand has in the problem."""
    deliveries = sorted(
        (problem.demands[delivery.demand].key, repr(problem.demands[delivery.demand]), delivery.quantity, delivery.day)
        for delivery in result.plan.deliveries
    )
    return result.plan.lots, result.plan.loads, result.plan.bought_overtime, deliveries, result.refused


class TestKinds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_is_in_the_problems_named_after_it(self, kind: str) -> None:
        nastier = list[bool]()

        @examples(5)
        @given(small_plants)
        def look(problem: PlanningProblem) -> None:
            nastier.append(KINDS[kind](problem) != problem)

        look()
        assert any(nastier)

    @examples(20)
    @given(of_kind("bom loops"))
    def test_loops_are_refused_as_such(self, problem: PlanningProblem) -> None:
        assert "bom_loop" in {one.code for one in accept(problem).refused}


class TestSolve:
    @examples(400)
    @given(senseless)
    def test_answers_every_problem_with_a_correct_plan(self, problem: PlanningProblem) -> None:
        check(problem, solved(problem))

    @examples(300)
    @given(small_plants)
    def test_answers_every_small_plant_with_a_correct_plan(self, problem: PlanningProblem) -> None:
        check(problem, solved(problem))

    @pytest.mark.parametrize("kind", KINDS)
    def test_answers_every_nasty_problem_with_a_correct_plan(self, kind: str) -> None:
        @examples(30)
        @given(of_kind(kind))
        def answers(problem: PlanningProblem) -> None:
            check(problem, solved(problem))

        answers()

    @pytest.mark.parametrize("first", range(0, 60, 10))
    def test_answers_plausible_plants_with_a_correct_plan(self, first: int) -> None:
        for seed in range(first, first + 10):
            problem = plant(seed)

            check(problem, solved(problem))

    @examples(150)
    @given(anything, st.integers(0, 99))
    def test_does_not_depend_on_the_order_of_the_records(self, problem: PlanningProblem, seed: int) -> None:
        random = Random(seed)
        tables: dict[str, Any] = {
            name: tuple(random.sample(getattr(problem, name), len(getattr(problem, name)))) for name in TABLES
        }
        shuffled = replace(problem, **tables)

        assert without_places(problem, solved(problem)) == without_places(shuffled, solved(shuffled))

    @examples(20)
    @given(of_kind("the same key twice"))
    def test_does_not_depend_on_it_where_only_other_fields_tell_records_apart(self, problem: PlanningProblem) -> None:
        backward = replace(problem, demands=problem.demands[::-1])

        assert without_places(problem, solved(problem)) == without_places(backward, solved(backward))

    @examples(30)
    @given(anything)
    def test_gives_the_same_plan_twice(self, problem: PlanningProblem) -> None:
        assert solved(problem) == solved(problem)

    @examples(30)
    @given(anything, st.integers(0, 5))
    def test_stops_when_told_and_still_has_a_correct_plan(self, problem: PlanningProblem, patience: int) -> None:
        asked = itertools.count()

        result = solved(problem, stop=lambda: next(asked) >= patience)

        check(problem, result)
        assert result.outcome in {Outcome.STOPPED, Outcome.FEASIBLE, Outcome.OPTIMAL}
        assert next(asked) > 0

    @examples(30)
    @given(anything)
    def test_is_over_at_once_without_time(self, problem: PlanningProblem) -> None:
        result = solved(problem, limits=Limits(seconds=0.0))

        check(problem, result)
        assert result.outcome is Outcome.TIME_LIMIT
