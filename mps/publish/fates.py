"""What a plan means for each open order line, as columns: when it can leave, and how that stands against its date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mps.scheduler.columns import Columns
from mps.snapshot import Snapshot
from orders.models import OutlookStatus

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

QUANTITY_TOLERANCE = 1e-6
RISKY_SLACK_DAYS = 1
# A status is stored in the columns as its place here.
STATUSES = (OutlookStatus.ON_TIME, OutlookStatus.AT_RISK, OutlookStatus.LATE, OutlookStatus.NOT_PLANNED)
ON_TIME, AT_RISK, LATE, NOT_PLANNED = range(len(STATUSES))


@dataclass(frozen=True, slots=True)
class Fates:
    """
    What becomes of the snapshot's lines, in their order.

    Shape: all as long as `Snapshot.lines`. `planned_days` is the day on which the last of the quantity can leave: that
           on which it is there, and where nobody works then, the next on which somebody does (but never a day after
           the line's date for what is there by its date). Where `planned` is False, it never all does within the
           horizon and the number means nothing. `promise_days`
           is the day to promise where nothing was promised yet (`newly_promised`): the due day, or the planned one
           where that is later, and if the site does not work then, its next working day. `slack_days` counts working
           days from the planned to the promised day. A line is late where it is planned for a day after its date; so it
           is by one working day at least, though nobody may work between the two.
    """

    planned: Flags
    planned_days: Ints
    newly_promised: Flags
    promise_days: Ints
    slack_days: Ints
    statuses: Ints


def fates_of(snapshot: Snapshot, columns: Columns) -> Fates:
    """Return what a plan means for the lines of its snapshot."""
    lines = snapshot.lines
    planned, days = _planned_days(snapshot, columns)
    days = np.maximum(days, lines.held_days)  # goods of a frozen line that are there sooner wait for its day
    newly_promised = planned & ~lines.promised
    later = _working_days_from(snapshot, np.maximum(lines.due_days, days))
    promise_days = np.where(newly_promised, later, lines.wanted_days)
    late = days > promise_days
    leaving = _days_somebody_works_from(snapshot, days)
    days = np.where(late | (leaving <= promise_days), leaving, days)
    slack = _working_day_numbers(snapshot, promise_days) - _working_day_numbers(snapshot, days)
    slack = np.where(late, np.minimum(slack, -1), slack)
    statuses = np.select([~planned, late, slack <= RISKY_SLACK_DAYS], [NOT_PLANNED, LATE, AT_RISK], ON_TIME)
    return Fates(planned, days, newly_promised, promise_days, slack, statuses)


def _planned_days(snapshot: Snapshot, columns: Columns) -> tuple[Flags, Ints]:
    demands = snapshot.problem.demands
    wanted = np.array([demand.quantity for demand in demands], dtype=np.float64)
    last = np.zeros(len(demands), dtype=np.int64)
    np.maximum.at(last, columns.delivery_demand, columns.delivery_day)
    delivered = np.bincount(columns.delivery_demand, columns.delivery_quantity, minlength=len(demands))
    whole = wanted - delivered <= QUANTITY_TOLERANCE * np.maximum(1.0, wanted)
    count = len(snapshot.lines.line_ids)
    return whole[:count], last[:count]


def _days_somebody_works_from(snapshot: Snapshot, days: Ints) -> Ints:
    """Return each day itself where the site or a work centre of it works, else the next such day."""
    different, places = np.unique(days, return_inverse=True)
    return np.array([leaving_day(snapshot, day) for day in different.tolist()], dtype=np.int64)[places]


def leaving_day(snapshot: Snapshot, day: int) -> int:
    """Return a day itself where the site or a work centre of it works, else the next such day: then goods can leave."""
    horizon = snapshot.problem.horizon
    until = horizon.day_of(snapshot.working_days.on_or_after(horizon.date_of(day)))
    return next((extra for extra in range(day, until) if _is_extra_day(snapshot, extra)), until)


def _is_extra_day(snapshot: Snapshot, day: int) -> bool:
    """Whether a work centre works on a day on which the site does not."""
    centers = snapshot.problem.work_centers
    return any(0 <= day < len(one.available_minutes) and one.available_minutes[day] > 0 for one in centers)


def _working_days_from(snapshot: Snapshot, days: Ints) -> Ints:
    """Return each day itself where the site works, else its next working day."""
    different, places = np.unique(days, return_inverse=True)
    horizon, on_or_after = snapshot.problem.horizon, snapshot.working_days.on_or_after
    working = [horizon.day_of(on_or_after(horizon.date_of(day))) for day in different.tolist()]
    return np.array(working, dtype=np.int64)[places]


def _working_day_numbers(snapshot: Snapshot, days: Ints) -> Ints:
    """Return the number of each day's working day, so that differences count working days."""
    different, places = np.unique(days, return_inverse=True)
    date_of, number_of = snapshot.problem.horizon.date_of, snapshot.working_days.number_of
    return np.array([number_of(date_of(day)) for day in different.tolist()], dtype=np.int64)[places]
