"""Quotes on random plans are true, monotone, and the best that there is. The judge is `simulation.py`."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given as for_all
from hypothesis import strategies as st

from mps.scheduler import promise_basis
from mps.scheduler.capable_to_promise import Resources, Trial
from mps.scheduler.plan import Delivery, Plan
from mps.scheduler.problem import Demand, PlanningProblem
from mps.scheduler.promise import quote
from tests.random_examples import examples
from tests.scheduler.simulation import (
    NO_PLAN,
    PUMPS,
    SHORT,
    assert_lots_obey_the_rules,
    books_of,
    books_of_plan,
    feasible,
    housing,
    planned_shops,
    quantities,
    quoted,
    sold,
    wanted_days,
)


class TestRandomPlans:
    @examples(120)
    @for_all(shop=planned_shops(), item=sold, quantity=quantities, wanted_day=wanted_days)
    def test_a_quoted_day_can_be_kept_without_touching_a_commitment(
        self, shop: tuple[PlanningProblem, Plan], item: str, quantity: int, wanted_day: int
    ) -> None:
        problem, plan = shop
        committed = books_of_plan(problem, plan)

        found = quoted(problem, plan, item=item, quantity=quantity, wanted_day=wanted_day)

        if found.delivery_day is not None:
            assert found.delivery_day == max(wanted_day, found.earliest_day or 0)
            assert feasible(problem, committed + books_of(found.backing, ((item, quantity, found.delivery_day),)))
            assert_lots_obey_the_rules(problem, found.backing)
        if found.split is not None:
            parts = (found.split.first, found.split.rest)
            assert sum(part.quantity for part in parts) == quantity
            deliveries = tuple((item, part.quantity, part.day) for part in parts)
            assert feasible(problem, committed + books_of(found.split.backing, deliveries))

    @examples(60)
    @for_all(shop=planned_shops(), item=sold, quantity=quantities, more=st.integers(1, 10), wanted_day=wanted_days)
    def test_more_is_never_there_earlier(
        self, shop: tuple[PlanningProblem, Plan], item: str, quantity: int, more: int, wanted_day: int
    ) -> None:
        less = quoted(*shop, item=item, quantity=quantity, wanted_day=wanted_day)
        larger = quoted(*shop, item=item, quantity=quantity + more, wanted_day=wanted_day)

        assert (less.earliest_day or 0) <= (SHORT if larger.earliest_day is None else larger.earliest_day)
        assert less.earliest_day is not None or larger.earliest_day is None
        assert less.quantity_on_wanted_day <= larger.quantity_on_wanted_day

    @examples(60)
    @for_all(shop=planned_shops(), item=sold, quantity=quantities, wanted_day=wanted_days)
    def test_halving_finds_what_trying_every_day_finds(
        self, shop: tuple[PlanningProblem, Plan], item: str, quantity: int, wanted_day: int
    ) -> None:
        basis = promise_basis.build(*shop)
        possible = [Trial(Resources(basis)).run(basis.places[item], quantity, day) for day in range(SHORT)]

        found = quote(basis, item=item, quantity=quantity, wanted_day=wanted_day)

        assert found.earliest_day == (possible.index(True) if any(possible) else None)
        assert (found.why_not is None) == possible[wanted_day]

    @examples(30)
    @for_all(shop=planned_shops())
    def test_a_stored_basis_comes_back_as_it_was(self, shop: tuple[PlanningProblem, Plan]) -> None:
        basis = promise_basis.build(*shop)

        assert promise_basis.from_bytes(promise_basis.to_bytes(basis)) == basis

    def test_the_judge_sees_a_quote_that_takes_what_is_promised(self) -> None:
        """The control: a basis that forgets the plan's order promises its stock, and the judge says no."""
        problem = replace(PUMPS, items=housing(on_hand=5), demands=(Demand("d", "housing", 5, 9),))
        committed = books_of_plan(problem, replace(NO_PLAN, deliveries=(Delivery(0, 5, 9),)))

        forgetful = quoted(replace(problem, demands=()), item="housing", quantity=1)

        assert forgetful.earliest_day == 0
        assert not feasible(problem, committed + books_of(forgetful.backing, (("housing", 1, 0),)))
