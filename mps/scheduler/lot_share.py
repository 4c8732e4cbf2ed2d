"""When a lot, or a share of it made by itself, could have been made: its components, and the minutes left free."""

from __future__ import annotations

import numpy as np

from mps.scheduler.arrays import Floats, floats
from mps.scheduler.lateness import Standing

TOLERANCE = 1e-3


def enough_day(plan: Standing, lot: int, share: float) -> int:
    """Return the day on which there is enough of every component for a share of a lot."""
    columns, day = plan.columns, 0
    inputs = np.flatnonzero(columns.peg_lot == lot)
    for item in np.unique(columns.peg_item[inputs]):
        rows = inputs[columns.peg_item[inputs] == item]
        rows = rows[np.argsort(plan.stamps[rows], kind="stable")]
        so_far = np.cumsum(columns.peg_quantity[rows])
        enough = int(np.searchsorted(so_far, share * so_far[-1] - TOLERANCE))
        day = max(day, int(plan.stamps[rows[enough]] + 1) // 2)
    return day


def has_room(plan: Standing, lot: int, share: float, begin: int, last: int) -> bool:
    """Whether the work centres of a lot have the minutes for a share of it left, from one day until before another."""
    columns = plan.columns
    rows = columns.load_lot == lot
    for center in np.unique(columns.load_center[rows]).tolist():
        minutes = float(columns.load_minutes[rows & (columns.load_center == center)].sum())
        if float(days_of(plan, center)[1, begin:last].sum()) < share * minutes:
            return False
    return True


def is_shut(plan: Standing, lot: int, from_day: int, to_day: int) -> bool:
    """Whether none of the work centres of a lot works from one day until before another."""
    columns = plan.columns
    centers = np.unique(columns.load_center[columns.load_lot == lot])
    return len(centers) > 0 and not plan.index.available_minutes[centers, from_day:to_day].any()


def has_time(plan: Standing, center: int, days: tuple[int, int, int]) -> bool:
    """Whether a work centre works from the day on which a step could begin until it does, or the step lasts longer."""
    begin, first, last = days
    return bool(plan.index.available_minutes[center][begin:first].sum() > 0) or last > first


def days_of(plan: Standing, center: int) -> Floats:
    """Return the minutes that a work centre has, and those that nobody uses. Shape: 2 × day."""
    columns, rows = plan.columns, plan.columns.load_center == center
    have = plan.index.available_minutes[center] + columns.bought[center]
    used = np.bincount(columns.load_day[rows], columns.load_minutes[rows], minlength=len(have))
    return floats([have, np.maximum(0.0, have - used)])
