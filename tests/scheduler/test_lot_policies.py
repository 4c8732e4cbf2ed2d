"""The rules by which lots are chosen: one class a policy, with what it does, what it never does, and its limits."""

from __future__ import annotations

from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.problem import Item
from tests.scheduler import given


def bikes(item: Item, *orders: tuple[float, int], minutes: float = 480.0) -> list[tuple[float, int]]:
    """Quantity and finish of the lots that a checked plan makes for orders of a quantity on a day."""
    demands = tuple(given.order(quantity, day, key=f"SO{at}") for at, (quantity, day) in enumerate(orders))
    problem = given.problem(items=(item,), demands=demands, work_centers=(given.line(minutes),))
    result = given.solved(problem)
    check(problem, result)
    return sorted((quantity, finish) for _, quantity, _, finish in given.lots(result))


class TestLotForLot:
    """A period of supply of a day: what is short on a day is a lot; of 0: what an order is short of is one."""

    def test_allows_a_lot_for_every_day(self) -> None:
        assert bikes(given.bike(period_of_supply_days=1), (1.0, 3), (2.0, 4)) == [(1.0, 3), (2.0, 4)]

    def test_forbids_one_lot_for_two_days_and_two_for_one(self) -> None:
        assert bikes(given.bike(period_of_supply_days=1), (1.0, 3), (1.0, 3), (2.0, 4)) == [(2.0, 3), (2.0, 4)]

    def test_just_allows_a_lot_for_every_order_of_the_same_day(self) -> None:
        assert bikes(given.bike(period_of_supply_days=0), (1.0, 3), (2.0, 3)) == [(1.0, 3), (2.0, 3)]

    def test_forbids_a_lot_for_what_is_in_stock(self) -> None:
        assert bikes(given.bike(on_hand=3.0), (1.0, 3), (3.0, 4)) == [(1.0, 4)]


class TestPeriodOfSupply:
    """Periods of three days begin on the same dates whatever is ordered: here on days 0, 3 and 6."""

    item = given.bike(period_of_supply_days=3)

    def test_allows_one_lot_for_a_period(self) -> None:
        assert bikes(self.item, (1.0, 3), (2.0, 4)) == [(3.0, 3)]

    def test_forbids_one_lot_for_two_periods(self) -> None:
        assert bikes(self.item, (1.0, 5), (1.0, 6)) == [(1.0, 5), (1.0, 6)]

    def test_just_allows_one_lot_up_to_the_last_day_of_a_period(self) -> None:
        assert bikes(self.item, (1.0, 3), (1.0, 5), (1.0, 6)) == [(1.0, 6), (2.0, 3)]


class TestLeastCost:
    """A bike costs 100 × 0.2 / 365, about 0.0548, a day in stock."""

    DAY_IN_STOCK = 100 * 0.2 / 365

    def lots(self, setup_cost: float, *orders: tuple[float, int]) -> list[tuple[float, int]]:
        demands = tuple(given.order(quantity, day, key=f"SO{at}") for at, (quantity, day) in enumerate(orders))
        problem = given.problem(
            items=(given.bike(lots_by_cost=True),),
            operations=(given.assembly(setup_cost=setup_cost),),
            demands=demands,
        )
        result = given.solved(problem, limits=Limits(seconds=60.0, lot_rounds=3))
        check(problem, result)
        return sorted((quantity, finish) for _, quantity, _, finish in given.lots(result))

    def test_allows_one_lot_for_days_far_apart_where_set_ups_are_dear(self) -> None:
        assert self.lots(5.0, (1.0, 3), (1.0, 8)) == [(2.0, 3)]

    def test_forbids_to_hold_what_costs_more_than_a_set_up(self) -> None:
        assert self.lots(0.99 * self.DAY_IN_STOCK, (1.0, 3), (1.0, 4)) == [(1.0, 3), (1.0, 4)]

    def test_just_allows_what_costs_a_little_less_than_a_set_up(self) -> None:
        assert self.lots(1.01 * self.DAY_IN_STOCK, (1.0, 3), (1.0, 4)) == [(2.0, 3)]


class TestSafetyTime:
    item = given.bike(safety_time_days=2)

    def test_allows_lots_so_many_days_before_they_are_needed(self) -> None:
        assert bikes(self.item, (1.0, 5)) == [(1.0, 3)]

    def test_forbids_to_wait_until_the_day_they_are_needed(self) -> None:
        assert bikes(given.bike(), (1.0, 5)) == [(1.0, 5)]
        assert bikes(self.item, (1.0, 5), (1.0, 6)) == [(1.0, 3), (1.0, 4)]

    def test_just_allows_less_where_today_is_too_late(self) -> None:
        assert bikes(self.item, (1.0, 2)) == [(1.0, 0)]
        assert bikes(self.item, (1.0, 1)) == [(1.0, 0)]

    def test_forbids_no_order_to_be_in_time_where_the_days_before_are_full(self) -> None:
        """An hour a day is a bike a day: three bikes due on day 2 take the days 0 to 2."""
        assert bikes(self.item, (3.0, 2), minutes=60.0) == [(3.0, 2)]
