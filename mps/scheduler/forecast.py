"""Forecast consumption: orders replace the forecast they were forecast as, so that nothing is planned twice.

An order consumes the period it falls in first, then earlier periods inside the backward window, nearest first, then
later ones inside the forward window. What it cannot consume there is additional demand; no period ever goes below zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class ForecastPeriod:
    """A quantity forecast for the days from `start_day` to before `end_day`: one day, or the seven of a week."""

    start_day: int
    end_day: int
    quantity: float


@dataclass(frozen=True, slots=True)
class OrderedQuantity:
    """What is ordered for a day. `abnormal` says that nobody could have forecast it, whatever its size."""

    day: int
    quantity: float
    abnormal: bool = False


@dataclass(frozen=True, slots=True)
class ConsumptionWindow:
    """
    How far from its own period an order may consume forecast.

    Unit: `backward_days` back from the order's day to the last day of an earlier period, `forward_days` ahead to the
          first day of a later one; calendar days, 0 keeps an order in its own period. An order above
          `abnormal_quantity` consumes nothing.
    """

    backward_days: int = 0
    forward_days: int = 0
    abnormal_quantity: float = inf


OWN_PERIOD_ONLY = ConsumptionWindow()


def net_forecast(
    periods: Sequence[ForecastPeriod],
    orders: Iterable[OrderedQuantity],
    window: ConsumptionWindow = OWN_PERIOD_ONLY,
) -> list[float]:
    """
    Return what is left of each period's forecast after the orders have consumed theirs, earliest order first.

    Shape:  one quantity per period, in the order of `periods`, which are ascending and do not overlap.
    Raises: ValueError where the periods are out of order, overlap or are empty.
    Source: glossary, forecast consumption and abnormal demand.
    """
    _refuse_disorder(periods)
    left = [period.quantity for period in periods]
    starts = [period.start_day for period in periods]
    for order in sorted(orders, key=lambda order: order.day):
        if order.abnormal or order.quantity > window.abnormal_quantity:
            continue
        unconsumed = order.quantity
        for place in _reach(periods, starts, order.day, window):
            if unconsumed <= 0:
                break
            taken = min(unconsumed, max(0.0, left[place]))
            left[place] -= taken
            unconsumed -= taken
    return left


def net_forecast_by_bucket(
    forecast: Sequence[float], orders: Sequence[float], *, backward_buckets: int = 0, forward_buckets: int = 0
) -> list[float]:
    """Return the net forecast where forecast and orders are given bucket by bucket and the windows count buckets."""
    periods = [ForecastPeriod(bucket, bucket + 1, quantity) for bucket, quantity in enumerate(forecast)]
    ordered = [OrderedQuantity(bucket, quantity) for bucket, quantity in enumerate(orders) if quantity > 0]
    return net_forecast(periods, ordered, ConsumptionWindow(backward_buckets, forward_buckets))


def reduced_forecast(forecast: Sequence[float], reduction_shares: Sequence[float]) -> list[float]:
    """
    Return the forecast lessened by a fixed share per bucket (0 keeps it, 1 drops it), whatever was ordered.

    Source: the percent reduction key of the glossary's published examples: near buckets are trusted to the order book.
    """
    return [quantity * (1.0 - share) for quantity, share in zip(forecast, reduction_shares, strict=True)]


def _refuse_disorder(periods: Sequence[ForecastPeriod]) -> None:
    end_day: float = -inf
    for period in periods:
        if period.start_day < end_day or period.end_day <= period.start_day:
            raise ValueError(f"forecast periods must ascend without overlap: {period}")
        end_day = period.end_day


def _reach(
    periods: Sequence[ForecastPeriod], starts: Sequence[int], day: int, window: ConsumptionWindow
) -> Iterable[int]:
    """Yield the places of the periods that an order of this day may consume, in the order in which it does."""
    last_begun = bisect_right(starts, day) - 1
    for place in range(last_begun, -1, -1):
        if day - (periods[place].end_day - 1) > window.backward_days:
            break
        yield place
    for place in range(last_begun + 1, len(periods)):
        if starts[place] - day > window.forward_days:
            break
        yield place
