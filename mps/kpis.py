"""The figures above the master schedule, from plain arrays: what each one means is said here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mps.scheduler.horizon import DAYS_IN_A_WEEK

Row = NDArray[np.float64]

WEEKS_OF_DELIVERY = 13
WEEKS_OF_COVER = 26
# Quantities and minutes come from floating-point sums: what is smaller than this is rounding, not a shortage.
QUANTITY_TOLERANCE = 1e-6
# A load of 100.4 % is shown as 100 %: whoever reads that sees no overload (the browser's sums.ts counts the same way).
LOAD_TOLERANCE_SHARE = 0.005


class Cover(StrEnum):
    """How an item stands inside `WEEKS_OF_COVER`: short of stock, below its safety stock, or neither."""

    SHORTAGE = "shortage"
    LOW = "low"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class LineTotals:
    """
    Open order lines, counted.

    `promised` and `requested` are the lines with such a date up to `delivery_end` (those already past it count: they
    are late until they ship); `..._on_time` are those of them whose planned date is not after it. `open_value` is what
    is still to be delivered, in the site's currency.
    """

    promised: int
    promised_on_time: int
    requested: int
    requested_on_time: int
    open_value: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    The master schedule of the items that are looked at.

    Shape: `balance`, `orders` and `forecast` are items × buckets; `safety_stock` and `unit_price` are per item.
    Unit:  the item's own; `forecast` is what orders have not consumed; `unit_price` weighs items against each other.
    """

    balance: Row
    orders: Row
    forecast: Row
    safety_stock: Row
    unit_price: Row


@dataclass(frozen=True, slots=True)
class Load:
    """Work centres × buckets, in minutes; bought overtime is not part of what is available."""

    load_minutes: Row
    available_minutes: Row
    overtime_minutes: Row


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of a plan. A share is from 0 to 1, and None where there is nothing to take a share of.

    `on_time_*_share`: open lines due inside 13 weeks that are planned on time, ÷ all of them (glossary, OTD).
    `short_items`: items whose projected balance is negative inside 26 weeks.
    `overloaded_center_weeks`: work centre and week pairs inside 13 weeks whose load exceeds what is available and the
    overtime that the plan buys; `overtime_minutes`: what it buys inside 13 weeks.
    `booked_share`: ordered ÷ (ordered + forecast that orders have not consumed), by value, inside 13 weeks.
    """

    on_time_promised_share: float | None
    on_time_requested_share: float | None
    short_items: int
    overloaded_center_weeks: int
    overtime_minutes: float
    booked_share: float | None
    open_order_value: float


def piece_price(list_price: Decimal | None, unit_cost: Decimal | None) -> float:
    """Return what a piece of an item weighs against others: its price, else its cost, else 1."""
    return float(list_price or unit_cost or 1)


def delivery_end(start: date) -> date:
    """Return the last day that counts as inside the next 13 weeks."""
    return start + timedelta(days=WEEKS_OF_DELIVERY * DAYS_IN_A_WEEK - 1)


def figures(*, lines: LineTotals, schedule: Schedule, load: Load, bucket_starts: tuple[date, ...]) -> Figures:
    """Return the figures of a plan whose buckets begin on `bucket_starts` (ascending, from the planning date)."""
    near = buckets_inside(bucket_starts, weeks=WEEKS_OF_DELIVERY)
    covers = cover_of_items(schedule.balance, schedule.safety_stock, bucket_starts)
    return Figures(
        on_time_promised_share=_share(lines.promised_on_time, lines.promised),
        on_time_requested_share=_share(lines.requested_on_time, lines.requested),
        short_items=covers.count(Cover.SHORTAGE),
        overloaded_center_weeks=overloaded_center_weeks(load, bucket_starts),
        overtime_minutes=float(load.overtime_minutes[:, :near].sum()),
        booked_share=_booked_share(schedule, near),
        open_order_value=lines.open_value,
    )


def cover_of_items(balance: Row, safety_stock: Row, bucket_starts: tuple[date, ...]) -> list[Cover]:
    """Return how each item stands: by the lowest projected balance of any bucket that begins inside 26 weeks."""
    inside = buckets_inside(bucket_starts, weeks=WEEKS_OF_COVER)
    if balance.shape[0] == 0 or inside == 0:
        return [Cover.COVERED] * balance.shape[0]
    lowest = balance[:, :inside].min(axis=1)
    return [_cover(float(low), float(safety)) for low, safety in zip(lowest, safety_stock, strict=True)]


def overloaded_center_weeks(load: Load, bucket_starts: tuple[date, ...]) -> int:
    """Return how many pairs of work centre and week inside 13 weeks exceed what is there, overtime included."""
    inside = buckets_inside(bucket_starts, weeks=WEEKS_OF_DELIVERY)
    if inside == 0 or load.load_minutes.shape[0] == 0:
        return 0
    weeks = np.array([(start - timedelta(days=start.weekday())).toordinal() for start in bucket_starts[:inside]])
    firsts = np.flatnonzero(np.diff(weeks, prepend=-1))
    minutes = np.add.reduceat(load.load_minutes[:, :inside], firsts, axis=1)
    there = load.available_minutes[:, :inside] + load.overtime_minutes[:, :inside]
    available = np.add.reduceat(there, firsts, axis=1)
    return int(np.count_nonzero(minutes > available * (1 + LOAD_TOLERANCE_SHARE) + QUANTITY_TOLERANCE))


def stock_value(balance: Row, unit_cost: Row, bucket_starts: tuple[date, ...], horizon_end: date) -> float:
    """
    Return what is in stock on an average day of the next 13 weeks, at cost, in the site's currency.

    By the projected balance at the end of each bucket, which counts for its days; what is short is worth nothing.
    """
    inside = buckets_inside(bucket_starts, weeks=WEEKS_OF_DELIVERY)
    if inside == 0 or balance.shape[0] == 0:
        return 0.0
    ends = np.array([day.toordinal() for day in (*bucket_starts, horizon_end)], dtype=np.float64)
    days = np.diff(ends)[:inside]
    worth = np.maximum(balance[:, :inside], 0.0).T @ unit_cost
    return float((worth * days).sum() / days.sum())


def buckets_inside(bucket_starts: tuple[date, ...], *, weeks: int) -> int:
    """Return how many buckets begin inside so many weeks from the first one."""
    if not bucket_starts:
        return 0
    end = bucket_starts[0] + timedelta(days=weeks * DAYS_IN_A_WEEK)
    return sum(start < end for start in bucket_starts)


def _cover(lowest: float, safety_stock: float) -> Cover:
    if lowest < -QUANTITY_TOLERANCE:
        return Cover.SHORTAGE
    return Cover.LOW if lowest < safety_stock - QUANTITY_TOLERANCE else Cover.COVERED


def _booked_share(schedule: Schedule, near: int) -> float | None:
    orders = float((schedule.orders[:, :near].sum(axis=1) * schedule.unit_price).sum())
    forecast = float((schedule.forecast[:, :near].sum(axis=1) * schedule.unit_price).sum())
    # Without any forecast there is nothing to book against: 100 % would be a boast.
    return _share(orders, orders + forecast) if forecast > 0 else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
