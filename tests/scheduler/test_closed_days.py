"""Closed days of an item: a person said what finishes on them, so the engine puts no lot of its own there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as examples_of
from hypothesis import strategies as st

from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.columns import index_of
from mps.scheduler.last_lots import lots_of_last_plan
from mps.scheduler.network import network_of
from mps.scheduler.open_days import NONE, OpenDays
from mps.scheduler.problem import ChangeBudget, FirmOrder, PlanningProblem, PreviousLot, WorkCenter
from tests.random_examples import examples
from tests.scheduler import given
from tests.scheduler.given import solved
from tests.scheduler.hand_made import broken, plan, three_bikes
from tests.scheduler.plausible import plant
from tests.scheduler.simulation import DAYS, PUMPS, pump, quoted
from tests.scheduler.small_plants import small_plants

Spans = tuple[tuple[int, int], ...]


def with_bike(*closed: tuple[int, int]) -> PlanningProblem:
    """The three bikes, which the plan made by hand finishes on day 5."""
    return three_bikes(items=(given.bike(closed_days=closed), given.wheel(on_hand=2.0)))


def closing(problem: PlanningProblem, spans: Spans, every: int = 2) -> PlanningProblem:
    """Close days of every second item, or so."""
    items = [
        replace(item, closed_days=spans) if place % every == 0 else item for place, item in enumerate(problem.items)
    ]
    return replace(problem, items=tuple(items))


class TestClosedDays:
    def test_allows_the_days_before_and_after(self) -> None:
        check(with_bike((0, 3), (7, 9)), plan())

    @pytest.mark.parametrize("closed", [(5, 5), (0, 9), (4, 6)])
    def test_forbids_a_finish_on_one(self, closed: tuple[int, int]) -> None:
        assert broken(with_bike(closed), plan(), "lot finishes on a closed day") == "BIKE-1"

    def test_just_allows_the_days_beside_one(self) -> None:
        check(with_bike((0, 4), (6, 9)), plan())

    def test_allows_another_item_there(self) -> None:
        bike, wheel = given.bike(lead_time_days=1), given.wheel(on_hand=2.0, lead_time_days=2, closed_days=((5, 5),))
        check(three_bikes(items=(bike, wheel)), plan())

    def test_just_allows_what_a_person_put_there(self) -> None:
        firm = FirmOrder("F", "BIKE", 3.0, 3, 5)
        problem = replace(with_bike((5, 5)), firm_orders=(firm,))
        result = solved(problem)
        check(problem, result)
        assert [(lot.key, lot.finish_day) for lot in result.plan.lots if lot.item == "BIKE"] == [("F", 5)]


class TestPlans:
    def test_make_earlier_what_is_wanted_on_a_closed_day(self) -> None:
        problem = with_bike((4, 6))
        result = solved(problem)
        check(problem, result)
        assert [lot.finish_day for lot in result.plan.lots if lot.item == "BIKE"] == [3]
        assert result.cost.late_orders == 0

    def test_make_later_what_can_t_be_earlier(self) -> None:
        problem = with_bike((0, 6))
        result = solved(problem)
        assert [lot.finish_day for lot in result.plan.lots if lot.item == "BIKE"] == [7]

    def test_make_nothing_where_no_day_is_open(self) -> None:
        problem = with_bike((0, 10**6))
        result = solved(problem)
        check(problem, result)
        assert [lot for lot in result.plan.lots if lot.item == "BIKE"] == []

    def test_spend_no_change_budget_on_a_lot_that_can_t_stay(self) -> None:
        before = (PreviousLot("BIKE-1", "BIKE", 3.0, 5, 3),)
        problem = replace(with_bike((5, 5)), previous_lots=before, change_budget=ChangeBudget(0, 9))
        result = solved(problem)
        check(problem, result)
        assert all(lot.finish_day != 5 for lot in result.plan.lots if lot.item == "BIKE")

    def test_of_senseless_spans_are_made_without_them(self) -> None:
        problem = with_bike((6, 4))
        result = solved(problem)
        check(problem, result)
        assert [one.record for one in result.refused] == ["item:BIKE"]


spans = st.lists(
    st.tuples(st.integers(-3, 25), st.integers(0, 8)).map(lambda one: (one[0], one[0] + one[1])), max_size=3
).map(tuple)


class TestRandomPlans:
    @examples(150)
    @examples_of(small_plants, spans)
    def test_are_correct_with_closed_days(self, problem: PlanningProblem, closed: Spans) -> None:
        shut = closing(problem, closed)
        check(shut, solved(shut))

    @examples(60)
    @examples_of(small_plants, spans, st.integers(0, 3))
    def test_stay_correct_after_a_plan_without_them(
        self, problem: PlanningProblem, closed: Spans, most: int
    ) -> None:
        before = solved(problem)
        lots = tuple(PreviousLot(one.key, one.item, one.quantity, one.finish_day, one.start_day)
                     for one in before.plan.lots)  # fmt: skip
        shut = replace(closing(problem, closed), previous_lots=lots, change_budget=ChangeBudget(most, 10))
        check(shut, solved(shut))

    @pytest.mark.parametrize("seed", range(12))
    def test_of_plausible_plants_are_correct_and_improved_ones_too(self, seed: int) -> None:
        shut = closing(plant(seed), ((2, 4), (8, 9)), every=3)
        check(shut, solved(shut))
        by_cost = replace(shut, items=tuple(replace(one, lots_by_cost=True, lot_minimum=0.0, lot_maximum=0.0)
                                            for one in shut.items))  # fmt: skip
        check(by_cost, solved(by_cost, limits=Limits(seconds=60.0)))


class TestLastLots:
    def test_on_a_closed_day_are_not_there_again(self) -> None:
        """As they were means with their minutes, which nothing would place on another day."""
        before = (PreviousLot("BIKE-1", "BIKE", 3.0, 5, 3), PreviousLot("BIKE-2", "BIKE", 3.0, 8, 7))
        problem = replace(with_bike((5, 6)), previous_lots=before)
        found = lots_of_last_plan(network_of(index_of(problem)))
        assert [kept.key for lots in found.values() for kept in lots] == ["BIKE-2"]


class TestOpenDays:
    def test_are_all_days_of_an_item_without_closed_ones(self) -> None:
        days = OpenDays([given.bike()], 10)
        assert [days.on_or_before(0, day) for day in (0, 5, 9)] == [0, 5, 9]

    def test_are_those_outside_of_the_spans(self) -> None:
        days = OpenDays([given.bike(closed_days=((0, 2), (5, 6), (9, 40)))], 10)
        assert [days.on_or_before(0, day) for day in range(10)] == [NONE, NONE, NONE, 3, 4, 4, 4, 7, 8, 8]
        assert [days.on_or_after(0, day) for day in range(10)] == [3, 3, 3, 3, 4, 7, 7, 7, 8, 10]


class TestQuotes:
    def test_count_on_no_lot_that_finishes_on_a_closed_day(self) -> None:
        """20 pumps are two days of the press: made on days 0 and 1, of which the second is closed until day 3."""
        found = quoted(replace(PUMPS, items=pump(closed_days=((1, 3),))), quantity=20)

        assert found.earliest_day == 4
        assert [(lot.start_day, lot.finish_day) for lot in found.backing.lots] == [(3, 4)]

    def test_count_on_one_that_waits_for_an_open_day(self) -> None:
        minutes = (60.0, 60.0, 0.0, 0.0, *(60.0,) * (DAYS - 4))
        centers = (WorkCenter("press", minutes, (0.0,) * DAYS),)
        found = quoted(replace(PUMPS, items=pump(closed_days=((1, 2),)), work_centers=centers), quantity=20)

        assert found.earliest_day == 3
        assert [(lot.start_day, lot.finish_day) for lot in found.backing.lots] == [(0, 3)]

    def test_are_the_same_before_them(self) -> None:
        assert quoted(replace(PUMPS, items=pump(closed_days=((2, 3),))), quantity=20).earliest_day == 1

    def test_find_no_day_where_all_are_closed(self) -> None:
        found = quoted(replace(PUMPS, items=pump(closed_days=((0, DAYS),))), quantity=20)

        assert found.earliest_day is None
