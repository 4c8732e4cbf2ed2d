"""Forecast consumption, against published worked examples and its own rules."""

from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from mps.scheduler.forecast import (
    ConsumptionWindow,
    ForecastPeriod,
    OrderedQuantity,
    net_forecast,
    net_forecast_by_bucket,
    reduced_forecast,
)

WEEKS = [ForecastPeriod(0, 7, 100.0), ForecastPeriod(7, 14, 100.0), ForecastPeriod(14, 21, 100.0)]
WIDE = 99


class TestPublishedExamples:
    def test_consumes_own_bucket_then_earlier_then_later(self) -> None:
        """FrePPLe's netting example: February's 500 eat its own 350, January's remaining 50 and 100 of March."""
        left = net_forecast_by_bucket([350] * 4, [300, 500, 280, 0], backward_buckets=WIDE, forward_buckets=WIDE)

        assert left == [0, 0, 0, 320]

    def test_excess_stays_in_its_bucket_without_windows(self) -> None:
        """Dynamics 365's transactions key: the 176 that February sells beyond its forecast lower no other month."""
        left = net_forecast_by_bucket([1000] * 5, [956, 1176, 451, 119, 0])

        assert left == [44, 0, 549, 881, 1000]

    def test_a_reduction_key_lessens_the_forecast_whatever_was_ordered(self) -> None:
        assert reduced_forecast([40, 40, 40], [1.0, 0.25, 0.0]) == [0, 30, 40]


class TestWindows:
    def test_prefers_the_nearest_earlier_period_to_any_later_one(self) -> None:
        left = net_forecast(WEEKS, [OrderedQuantity(15, 150)], ConsumptionWindow(backward_days=30, forward_days=30))

        assert left == [100, 50, 0]

    def test_reaches_back_only_as_far_as_the_window(self) -> None:
        order = [OrderedQuantity(16, 150)]

        # The last day of the week before is day 13: three days back.
        assert net_forecast(WEEKS, order, ConsumptionWindow(backward_days=2)) == [100, 100, 0]
        assert net_forecast(WEEKS, order, ConsumptionWindow(backward_days=3)) == [100, 50, 0]

    def test_reaches_forward_only_as_far_as_the_window(self) -> None:
        order = [OrderedQuantity(5, 150)]

        assert net_forecast(WEEKS, order, ConsumptionWindow(forward_days=1)) == [0, 100, 100]
        assert net_forecast(WEEKS, order, ConsumptionWindow(forward_days=2)) == [0, 50, 100]

    def test_an_earlier_order_consumes_first_whatever_the_order_of_the_records(self) -> None:
        orders = [OrderedQuantity(8, 100), OrderedQuantity(1, 150)]
        window = ConsumptionWindow(forward_days=7)

        assert net_forecast(WEEKS, orders, window) == net_forecast(WEEKS, orders[::-1], window) == [0, 0, 50]

    def test_mixes_daily_and_weekly_periods(self) -> None:
        periods = [ForecastPeriod(0, 1, 10.0), ForecastPeriod(1, 2, 10.0), ForecastPeriod(2, 9, 70.0)]

        assert net_forecast(periods, [OrderedQuantity(1, 25)], ConsumptionWindow(1, 1)) == [0, 0, 65]

    def test_refuses_periods_that_overlap(self) -> None:
        with pytest.raises(ValueError, match="overlap"):
            net_forecast([ForecastPeriod(0, 7, 1.0), ForecastPeriod(6, 8, 1.0)], [])


class TestAbnormalDemand:
    def test_consumes_nothing_when_marked(self) -> None:
        assert net_forecast(WEEKS, [OrderedQuantity(8, 60, abnormal=True)]) == [100, 100, 100]

    def test_consumes_nothing_above_the_limit_and_everything_at_it(self) -> None:
        window = ConsumptionWindow(abnormal_quantity=60)

        assert net_forecast(WEEKS, [OrderedQuantity(8, 61)], window) == [100, 100, 100]
        assert net_forecast(WEEKS, [OrderedQuantity(8, 60)], window) == [100, 40, 100]


@for_all(
    forecast=st.lists(st.integers(0, 50), min_size=1, max_size=6),
    orders=st.lists(st.tuples(st.integers(0, 45), st.integers(1, 80)), max_size=8),
    backward=st.integers(0, 20),
    forward=st.integers(0, 20),
)
def test_never_consumes_more_than_was_ordered_or_forecast(
    forecast: list[int], orders: list[tuple[int, int]], backward: int, forward: int
) -> None:
    periods = [ForecastPeriod(7 * week, 7 * week + 7, quantity) for week, quantity in enumerate(forecast)]

    left = net_forecast(periods, [OrderedQuantity(*order) for order in orders], ConsumptionWindow(backward, forward))

    assert all(0 <= after <= before for after, before in zip(left, forecast, strict=True))
    assert sum(forecast) - sum(left) <= sum(quantity for _, quantity in orders)
