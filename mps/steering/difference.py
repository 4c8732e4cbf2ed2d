"""
What a draft changes: two plans of a site as it is now, with the draft and without it, side by side.

Not against the published plan: planned once more, that changes by itself where orders are late, and a person would be
told of lots that move whatever they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mps.changed_lots import LotCounts, Made, counts_of, told
from mps.publish.fates import LATE, NOT_PLANNED, fates_of
from mps.scheduler.check import Checked
from mps.scheduler.plan import LotStatus, Result
from mps.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Tried:
    """Inputs of a site, and a correct plan of them."""

    read: Snapshot
    result: Result
    checked: Checked


@dataclass(frozen=True, slots=True)
class Moved:
    """When a line leaves without the draft and with it; None: not within the horizon. `breaks`: late by it alone."""

    before: date | None
    after: date | None
    breaks: bool


def counts_of_lots(without: Tried, with_draft: Tried) -> LotCounts:
    """Return how many lots become what by a draft."""
    first_day = without.read.problem.horizon.date_of(0)
    return counts_of(told(_lots(without), _lots(with_draft), first_day=first_day))


def moved_lines(without: Tried, with_draft: Tried) -> dict[int, Moved]:
    """Return the lines that leave on another day, by id."""
    before, after = _fates(without), _fates(with_draft)
    return {
        line: Moved(before[line][0], day, is_late and not before[line][1])
        for line, (day, is_late) in after.items()
        if line in before and before[line][0] != day
    }


def _lots(tried: Tried) -> dict[str, tuple[str, Made]]:
    date_of = tried.read.problem.horizon.date_of
    return {
        lot.key: (
            lot.item,
            Made(lot.quantity, date_of(lot.start_day), date_of(lot.finish_day), lot.status == LotStatus.FIRM),
        )
        for lot in tried.result.plan.lots
    }


def leaving_days(tried: Tried) -> dict[int, date | None]:
    """Return when each line leaves, by id; None: not within the horizon."""
    return {line: day for line, (day, _is_late) in _fates(tried).items()}


def _fates(tried: Tried) -> dict[int, tuple[date | None, bool]]:
    """Return by line when it leaves, and whether that is late."""
    fates, date_of = fates_of(tried.read, tried.checked.columns), tried.read.problem.horizon.date_of
    rows = zip(
        tried.read.lines.line_ids.tolist(), fates.planned.tolist(), fates.planned_days.tolist(),
        fates.statuses.tolist(), strict=True,
    )  # fmt: skip
    return {
        line: (date_of(day) if planned else None, status in (LATE, NOT_PLANNED)) for line, planned, day, status in rows
    }
