"""The rules that may be broken at a price: one class a rule, with what is free, what is dearer and what just free."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.columns import Index, columns_of
from mps.scheduler.cost import cost_of
from mps.scheduler.plan import Cost, Delivery, Lot, Plan
from mps.scheduler.problem import DemandKind, PlanningProblem, PreviousLot
from mps.scheduler.validate import accept
from tests.scheduler import given
from tests.scheduler.hand_made import lots, plan, three_bikes

LATE_LINE, LATE_DAY = 100_000.0, 100.0


def cost(problem: PlanningProblem, made: Plan | None = None) -> Cost:
    """What a plan costs; the one made by hand unless said otherwise. It delivers three bikes on day 5."""
    made = made or plan()
    index = Index(problem, accept(problem))
    return cost_of(index, columns_of(made, index), made.lots)


def ordered(**changes: Any) -> PlanningProblem:
    """The three bikes, ordered otherwise; priority 1, due on the day they come."""
    return three_bikes(demands=(given.order(3.0, **{"due_day": 5, "priority": 1, **changes}),))


class TestLateness:
    def test_allows_to_be_early_for_nothing(self) -> None:
        assert cost(ordered(due_day=8)).late_orders == 0

    def test_prices_being_late_at_all_and_every_day(self) -> None:
        assert cost(ordered(due_day=4)).late_orders == pytest.approx(LATE_LINE + LATE_DAY)
        assert cost(ordered(due_day=2)).late_orders == pytest.approx(LATE_LINE + 3 * LATE_DAY)

    def test_prices_what_never_comes_as_a_year(self) -> None:
        assert cost(ordered(), plan(deliveries=())).late_orders == pytest.approx(LATE_LINE + 365 * LATE_DAY)

    def test_just_allows_the_evening_of_the_due_day(self) -> None:
        assert cost(ordered(due_day=5)).late_orders == 0


class TestPriorities:
    def late(self, priority: int) -> float:
        return cost(ordered(due_day=4, priority=priority)).late_orders

    def served(self, *priorities: int) -> list[int]:
        """The orders, of a day's work each and due on the same day, that are in time."""
        demands = (given.order(8.0, 0, key=f"SO{at}", priority=one) for at, one in enumerate(priorities))
        result = given.solved(given.problem(demands=tuple(demands), items=(given.bike(lot_maximum=8.0),)))
        return [sent.demand for sent in result.plan.deliveries if sent.day == 0]

    def test_allows_any_to_be_in_time_for_nothing(self) -> None:
        assert [cost(ordered(priority=priority)).late_orders for priority in (1, 2, 9)] == [0, 0, 0]

    def test_prices_each_at_ten_times_the_next(self) -> None:
        assert self.late(1) == pytest.approx(10 * self.late(2))
        assert self.late(2) == pytest.approx(10 * self.late(3))

    def test_prices_decide_who_waits_wherever_the_record_stands(self) -> None:
        assert self.served(2, 1, 3) == [1]
        assert self.served(3, 2, 1) == [2]

    def test_just_allows_one_of_two_that_are_equal(self) -> None:
        assert len(self.served(2, 2)) == 1


class TestPromisedDates:
    def test_allows_to_keep_it_for_nothing(self) -> None:
        assert cost(ordered(promised=True, due_day=7)).total == pytest.approx(cost(ordered(due_day=7)).total)

    def test_prices_a_broken_one_at_a_thousand_times(self) -> None:
        broken, late = cost(ordered(promised=True, due_day=4)), cost(ordered(due_day=4))

        assert (broken.late_orders, late.late_promised) == (0, 0)
        assert broken.late_promised == pytest.approx(1_000 * late.late_orders)

    def test_just_allows_the_evening_of_the_promised_day(self) -> None:
        assert cost(ordered(promised=True, due_day=5)).late_promised == 0


class TestForecast:
    def test_allows_to_have_it_in_time_for_nothing(self) -> None:
        assert cost(ordered(kind=DemandKind.FORECAST, due_day=7)).late_forecast == 0

    def test_prices_it_far_below_any_order_whatever_its_priority(self) -> None:
        found = [cost(ordered(kind=DemandKind.FORECAST, due_day=4, priority=one)).late_forecast for one in (1, 3)]

        assert found == pytest.approx([11.0, 11.0])
        assert max(found) < cost(ordered(due_day=4, priority=3)).late_orders

    def test_just_allows_the_evening_of_its_day(self) -> None:
        assert cost(ordered(kind=DemandKind.FORECAST, due_day=5)).late_forecast == 0


class TestSafetyStock:
    def short(self, safety_stock: float) -> float:
        """Two bikes beyond those that are delivered lie in stock."""
        bike = given.bike(lead_time_days=1, on_hand=2.0, safety_stock=safety_stock)
        return cost(three_bikes(items=(bike, three_bikes().items[1]))).safety_stock

    def test_allows_more_than_it(self) -> None:
        assert self.short(1.0) == 0

    def test_prices_every_piece_and_day_below_it(self) -> None:
        assert self.short(5.0) == pytest.approx(0.1 * 3 * given.DAYS)

    def test_just_allows_exactly_it(self) -> None:
        assert self.short(2.0) == 0


class TestSlushyZone:
    def changed(self, slushy_days: int, finish_day: int = 6) -> float:
        """The last plan's bikes finished on another day than now."""
        bike = given.bike(lead_time_days=1, slushy_days=slushy_days)
        before = PreviousLot("BIKE-1", "BIKE", 3.0, finish_day)
        return cost(three_bikes(items=(bike, three_bikes().items[1]), previous_lots=(before,))).changed_lots

    def test_allows_a_change_where_there_is_none(self) -> None:
        assert self.changed(0) == 0

    def test_prices_a_change_inside_it(self) -> None:
        assert self.changed(9) == 5.0
        assert self.changed(7) == 5.0

    def test_just_allows_a_change_on_the_first_day_after_it(self) -> None:
        assert self.changed(6) == 0

    def test_allows_a_change_of_what_is_past(self) -> None:
        assert self.changed(9, finish_day=-1) == 0


class TestPreviousPlan:
    before = PreviousLot("BIKE-1", "BIKE", 3.0, 5)

    def changed(self, before: PreviousLot, **now: Any) -> float:
        bike = given.bike(lead_time_days=1, slushy_days=9)
        problem = three_bikes(items=(bike, three_bikes().items[1]), previous_lots=(before,))
        return cost(problem, plan(**lots(**now))).changed_lots

    def test_allows_a_lot_as_it_was_whenever_it_starts(self) -> None:
        assert self.changed(self.before) == 0
        assert self.changed(self.before, start_day=4) == 0

    @pytest.mark.parametrize("now", [{"quantity": 4.0}, {"finish_day": 6}, {"key": "BIKE-2"}])
    def test_prices_another_quantity_another_finish_and_what_is_gone(self, now: dict[str, Any]) -> None:
        assert self.changed(self.before, **now) == 5.0

    def test_prices_several_changes_of_one_lot_once(self) -> None:
        assert self.changed(self.before, quantity=4.0, finish_day=6) == 5.0

    def test_just_allows_what_is_lost_in_rounding(self) -> None:
        assert self.changed(self.before, quantity=3.0 + 1e-7) == 0
        assert self.changed(self.before, quantity=3.0 + 1e-5) == 5.0


class TestPriceOfOvertime:
    def bought(self, minutes: float) -> float:
        return cost(three_bikes(), plan(bought_overtime={"LINE": (minutes, *(0.0,) * (given.DAYS - 1))})).overtime

    def test_allows_to_do_without_for_nothing(self) -> None:
        assert self.bought(0.0) == 0

    def test_prices_every_minute_at_the_work_centres_price(self) -> None:
        assert self.bought(7.0) == pytest.approx(7.0)

    def test_just_allows_regular_minutes_to_the_last_for_nothing(self) -> None:
        result = given.solved(given.problem(demands=(given.order(8.0, 0),), work_centers=(given.line(overtime=60.0),)))

        assert (result.cost.overtime, result.plan.deliveries[0].day) == (0, 0)


class TestPriceOfSetUps:
    def of(self, minutes: float, money: float, made: Plan) -> float:
        loads = (replace(made.loads[0], setup_minutes=minutes), *made.loads[1:])
        return cost(
            three_bikes(operations=(given.assembly(setup_minutes=minutes, setup_cost=money),)),
            replace(made, loads=loads),
        ).setup

    def test_allows_a_lot_without_one_for_nothing(self) -> None:
        assert self.of(0.0, 0.0, plan()) == 0

    def test_prices_minutes_and_money_once_a_lot(self) -> None:
        assert self.of(10.0, 7.0, plan()) == pytest.approx(0.2 * 10 + 7)
        two = plan(lots=(*plan().lots, Lot("BIKE-2", "BIKE", 1.0, 3, 5)))
        assert self.of(0.0, 7.0, two) == pytest.approx(2 * 7)

    def test_just_allows_a_bought_lot_for_nothing(self) -> None:
        assert self.of(0.0, 7.0, plan(lots=plan().lots[1:])) == 0


class TestHolding:
    def held(self, due_day: int, day: int = 5) -> float:
        """What holding the bikes costs, without the wheels, which are the same every time."""
        made = plan(deliveries=(Delivery(0, 3.0, day),))
        return cost(ordered(due_day=due_day), made).holding - cost(ordered(due_day=5)).holding

    def test_allows_what_leaves_the_day_it_is_made(self) -> None:
        assert self.held(due_day=3) == pytest.approx(0.0)

    def test_prices_every_day_in_stock(self) -> None:
        assert self.held(due_day=7) == pytest.approx(3 * 100 * 0.2 / 365 * 2)
        assert self.held(due_day=5, day=6) == pytest.approx(3 * 100 * 0.2 / 365)

    def test_just_allows_what_is_made_on_the_due_day(self) -> None:
        assert self.held(due_day=5) == 0
