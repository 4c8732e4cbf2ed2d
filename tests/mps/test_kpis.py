"""The figures above the master schedule, on numbers small enough to count by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from mps import kpis

MONDAY = date(2026, 3, 2)
WEEKS = tuple(MONDAY + timedelta(weeks=week) for week in range(30))


def schedule(balance: list[list[float]], **changes: list[float] | list[list[float]]) -> kpis.Schedule:
    rows = np.array(balance, dtype=np.float64).reshape(len(balance), -1)
    zeros = np.zeros_like(rows)
    per_item = np.zeros(len(balance))
    given = {name: np.array(value, dtype=np.float64) for name, value in changes.items()}
    return kpis.Schedule(
        balance=rows,
        orders=given.get("orders", zeros),
        forecast=given.get("forecast", zeros),
        safety_stock=given.get("safety_stock", per_item),
        unit_price=given.get("unit_price", per_item + 1),
    )


def load(minutes: list[list[float]], available: list[list[float]]) -> kpis.Load:
    rows = np.array(minutes, dtype=np.float64)
    return kpis.Load(rows, np.array(available, dtype=np.float64), np.zeros_like(rows))


NO_LINES = kpis.LineTotals(0, 0, 0, 0, 0.0)
NO_LOAD = kpis.Load(np.zeros((0, 0)), np.zeros((0, 0)), np.zeros((0, 0)))


class TestCover:
    def test_a_negative_balance_is_a_shortage(self) -> None:
        assert kpis.cover_of_items(np.array([[5.0, -1.0, 5.0]]), np.array([0.0]), WEEKS[:3]) == [kpis.Cover.SHORTAGE]

    def test_a_balance_below_the_safety_stock_is_low(self) -> None:
        assert kpis.cover_of_items(np.array([[5.0, 9.0]]), np.array([6.0]), WEEKS[:2]) == [kpis.Cover.LOW]

    def test_a_balance_at_the_safety_stock_is_covered(self) -> None:
        assert kpis.cover_of_items(np.array([[6.0, 9.0]]), np.array([6.0]), WEEKS[:2]) == [kpis.Cover.COVERED]

    def test_an_empty_stock_without_safety_stock_is_covered(self) -> None:
        assert kpis.cover_of_items(np.array([[0.0]]), np.array([0.0]), WEEKS[:1]) == [kpis.Cover.COVERED]

    def test_rounding_is_no_shortage(self) -> None:
        assert kpis.cover_of_items(np.array([[-1e-9]]), np.array([0.0]), WEEKS[:1]) == [kpis.Cover.COVERED]

    def test_a_shortage_beyond_26_weeks_does_not_count_yet(self) -> None:
        balance = np.zeros((2, 30))
        balance[0, 25] = -1
        balance[1, 26] = -1
        assert kpis.cover_of_items(balance, np.zeros(2), WEEKS) == [kpis.Cover.SHORTAGE, kpis.Cover.COVERED]


class TestOverload:
    def test_days_of_a_week_are_one_centre_week(self) -> None:
        days = tuple(MONDAY + timedelta(days=day) for day in range(14))
        # Monday is overloaded, the week is not; the second week is.
        minutes = [[900.0, *[0.0] * 6, *[500.0] * 7]]
        available = [[480.0] * 14]
        assert kpis.overloaded_center_weeks(load(minutes, available), days) == 1

    def test_work_on_a_week_without_capacity_is_an_overload(self) -> None:
        assert kpis.overloaded_center_weeks(load([[1.0]], [[0.0]]), WEEKS[:1]) == 1

    def test_a_week_that_overtime_carries_is_not_overloaded(self) -> None:
        minutes, available = np.array([[2600.0]]), np.array([[2400.0]])
        assert kpis.overloaded_center_weeks(kpis.Load(minutes, available, minutes * 0 + 200), WEEKS[:1]) == 0
        assert kpis.overloaded_center_weeks(kpis.Load(minutes, available, minutes * 0 + 180), WEEKS[:1]) == 1

    def test_a_full_week_is_not_overloaded(self) -> None:
        assert kpis.overloaded_center_weeks(load([[2400.0, 2400.0]], [[2400.0, 2399.0]]), WEEKS[:2]) == 0

    def test_what_rounds_to_a_full_week_is_none(self) -> None:
        assert kpis.overloaded_center_weeks(load([[2409.0]], [[2400.0]]), WEEKS[:1]) == 0  # 100.4 %, shown as 100 %
        assert kpis.overloaded_center_weeks(load([[2415.0]], [[2400.0]]), WEEKS[:1]) == 1

    def test_weeks_beyond_13_do_not_count(self) -> None:
        minutes, available = np.zeros((1, 30)), np.ones((1, 30))
        minutes[0, 12:14] = 2.0
        assert kpis.overloaded_center_weeks(kpis.Load(minutes, available, minutes * 0), WEEKS) == 1


class TestFigures:
    def test_shares_are_of_what_is_there(self) -> None:
        lines = kpis.LineTotals(promised=4, promised_on_time=3, requested=5, requested_on_time=1, open_value=12.5)
        found = kpis.figures(lines=lines, schedule=schedule([[1.0]]), load=NO_LOAD, bucket_starts=WEEKS[:1])
        assert found.on_time_promised_share == 0.75
        assert found.on_time_requested_share == 0.2
        assert found.open_order_value == 12.5

    def test_nothing_due_has_no_share(self) -> None:
        found = kpis.figures(lines=NO_LINES, schedule=schedule([[1.0]]), load=NO_LOAD, bucket_starts=WEEKS[:1])
        assert found.on_time_promised_share is None
        assert found.on_time_requested_share is None

    def test_booked_share_is_by_value_and_inside_13_weeks(self) -> None:
        orders, forecast = np.zeros((2, 30)), np.zeros((2, 30))
        orders[0, 0], forecast[0, 12] = 10, 10
        orders[1, 12], forecast[1, 0] = 1, 3
        forecast[0, 13] = 1000
        seen = schedule(
            np.ones((2, 30)).tolist(), orders=orders.tolist(), forecast=forecast.tolist(), unit_price=[1.0, 10.0]
        )
        found = kpis.figures(lines=NO_LINES, schedule=seen, load=NO_LOAD, bucket_starts=WEEKS)
        assert found.booked_share == pytest.approx(20 / 60)

    def test_without_forecast_there_is_nothing_to_book_against(self) -> None:
        seen = schedule([[1.0]], orders=[[5.0]])
        assert kpis.figures(lines=NO_LINES, schedule=seen, load=NO_LOAD, bucket_starts=WEEKS[:1]).booked_share is None

    def test_overtime_counts_inside_13_weeks(self) -> None:
        bought = np.zeros((1, 30))
        bought[0, 12:14] = 60
        load_rows = kpis.Load(np.zeros((1, 30)), np.ones((1, 30)), bought)
        found = kpis.figures(lines=NO_LINES, schedule=schedule([[0.0] * 30]), load=load_rows, bucket_starts=WEEKS)
        assert found.overtime_minutes == 60

    def test_short_items_are_counted(self) -> None:
        seen = schedule([[-1.0], [2.0], [-3.0]], safety_stock=[0.0, 5.0, 0.0])
        assert kpis.figures(lines=NO_LINES, schedule=seen, load=NO_LOAD, bucket_starts=WEEKS[:1]).short_items == 2

    def test_a_plan_without_items_and_buckets_has_figures(self) -> None:
        empty = kpis.Schedule(np.zeros((0, 0)), np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(0), np.zeros(0))
        found = kpis.figures(lines=NO_LINES, schedule=empty, load=NO_LOAD, bucket_starts=())
        assert (found.short_items, found.overloaded_center_weeks) == (0, 0)


def test_delivery_end_is_the_last_day_of_the_13th_week() -> None:
    assert kpis.delivery_end(MONDAY) == date(2026, 5, 31)


class TestStockValue:
    def test_is_what_lies_there_on_an_average_day_of_thirteen_weeks_at_cost(self) -> None:
        starts = (MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=21))
        balance = np.array([[10.0, 0.0, 5.0], [-4.0, 2.0, 0.0]])
        end = MONDAY + timedelta(days=28)
        # 7 days of 10 × 3, 14 days of 2 × 100, 7 days of 5 × 3; what is short is worth nothing
        worth = (7 * 30 + 14 * 200 + 7 * 15) / 28
        assert kpis.stock_value(balance, np.array([3.0, 100.0]), starts, end) == pytest.approx(worth)

    def test_looks_no_further_than_thirteen_weeks(self) -> None:
        balance = np.array([[1.0] * 13 + [1_000.0] * 17])
        end = MONDAY + timedelta(weeks=30)
        assert kpis.stock_value(balance, np.array([2.0]), WEEKS, end) == 2.0

    def test_of_nothing_is_nothing(self) -> None:
        assert kpis.stock_value(np.zeros((0, 3)), np.zeros(0), WEEKS[:3], MONDAY + timedelta(weeks=3)) == 0.0
