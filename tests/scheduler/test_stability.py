"""How much two plans differ, and when a better one is worth it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mps.scheduler.plan import Lot
from mps.scheduler.problem import PlanningProblem, PreviousLot
from mps.scheduler.stability import is_worth_it, moved, nervousness
from tests.scheduler import given


def lot(key: str, quantity: float, finish_day: int) -> Lot:
    """A lot of bikes."""
    return Lot(key, "BIKE", quantity, finish_day, finish_day)


def weekly_bikes(first_quantity: float) -> PlanningProblem:
    """Bikes wanted every day, made for three days at a time; how many on the first day, may change."""
    orders = [given.order(first_quantity, due_day=0, key="SO0")]
    orders += [given.order(1.0, due_day=day, key=f"SO{day}") for day in range(2, 10)]
    return given.problem(items=(given.bike(on_hand=2.0, period_of_supply_days=3),), demands=tuple(orders))


class TestNervousness:
    def test_is_nothing_where_nothing_moved(self) -> None:
        assert nervousness([lot("A", 2, 3)], [lot("B", 2, 3)]) == 0

    def test_counts_a_move_where_it_left_and_where_it_came_the_later_the_less(self) -> None:
        assert nervousness([lot("A", 2, 0)], [lot("A", 2, 1)]) == pytest.approx(2 + 2 * 0.97)
        assert nervousness([lot("A", 2, 50)], [lot("A", 3, 50)]) == pytest.approx(0.97**50)

    def test_one_piece_more_does_not_shift_the_lots_after_it(self) -> None:
        before, after = given.solved(weekly_bikes(1.0)), given.solved(weekly_bikes(2.0))

        assert nervousness(before.plan.lots, after.plan.lots) <= 1.0


class TestIsWorthIt:
    def is_worth(self, more: float, days: int = 1) -> bool:
        """Whether a plan is that saves so much more than its changes cost; every lot moves by so many days."""
        problem = given.problem(demands=(given.order(8.0),))
        result = given.solved(problem)
        plan = result.plan
        last = tuple(PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day - days) for lot in plan.lots)
        problem = replace(problem, previous_lots=last)
        price = problem.prices.changed_lot * moved(problem, plan.lots)
        assert (price > 0) == (days > 0)
        return is_worth_it(problem, replace(result.cost, setup=result.cost.setup + price + more), result)

    def test_allows_a_better_plan_in_which_nothing_moves(self) -> None:
        assert self.is_worth(0.01, days=0)

    def test_prices_what_people_see_moved(self) -> None:
        assert not self.is_worth(-1.0)

    def test_just_allows_one_that_saves_a_little_more(self) -> None:
        assert self.is_worth(1e-3)
        assert not self.is_worth(-1e-3)
