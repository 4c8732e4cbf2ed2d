"""The load of a plan, work centre by week: the heat map, and where it is tightest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from mps import kpis
from mps.queries import grid
from mps.scheduler.horizon import DAYS_IN_A_WEEK, MINUTES_IN_AN_HOUR

OVERTIME_LEAST_MINUTES = 0.5
FULL_SHARE = 0.95
# From which share of what is available on a cell has which colour, as in the master schedule; the last one counts.
HEAT_STEPS = (
    (0.0, "0"), (0.2, "25"), (0.4, "50"), (0.6, "75"), (0.8, "100"),
    (1 + kpis.LOAD_TOLERANCE_SHARE, "over-100"), (1.1, "over-110"), (1.25, "over-125"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Week:
    """A column of the heat map: its days, and its buckets from `start` up to, not including, `end`."""

    first: date
    last: date
    start: int
    end: int

    @property
    def week_count(self) -> float:
        """How many weeks it is; less than 1 where the plan begins in the middle of one."""
        return ((self.last - self.first).days + 1) / DAYS_IN_A_WEEK

    @property
    def label(self) -> str:
        """The ISO week; of a period of several weeks the first and the last."""
        first, last = self.first.isocalendar().week, self.last.isocalendar().week
        return f"W{first:02}" if (self.last - self.first).days < DAYS_IN_A_WEEK else f"W{first:02}–{last:02}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a work centre has to do in a week. Unit: minutes; overtime is bought on top of what is available."""

    load: float
    available: float
    overtime: float

    @property
    def hours(self) -> tuple[float, float, float]:
        """What is available, overtime, load: in hours."""
        return self.available / MINUTES_IN_AN_HOUR, self.overtime / MINUTES_IN_AN_HOUR, self.load / MINUTES_IN_AN_HOUR

    @property
    def over(self) -> float:
        """The minutes that there is no room for, overtime included; what is within rounding is none."""
        room = self.available + self.overtime
        return self.load - room if self.load > room * (1 + kpis.LOAD_TOLERANCE_SHARE) else 0.0

    @property
    def free_hours(self) -> float:
        """The hours that are left of what is available."""
        return max(0.0, self.available - self.load) / MINUTES_IN_AN_HOUR

    @property
    def share(self) -> float | None:
        """Load ÷ available; None where nothing is available, or infinity if something is to be done all the same."""
        if self.available > 0:
            return self.load / self.available
        return float("inf") if self.load > 0 else None

    @property
    def percent(self) -> int | None:
        """The share in whole per cent; None where there is none to be said."""
        return None if self.share is None or self.share == float("inf") else round(100 * self.share)

    @property
    def has_overtime(self) -> bool:
        """Whether overtime is bought."""
        return self.overtime >= OVERTIME_LEAST_MINUTES

    @property
    def heat(self) -> str:
        """The step of the heat scale. What overtime makes room for is full, not over."""
        if self.share is None:
            return "none"
        reached = [step for least, step in HEAT_STEPS if self.share >= least]
        return "100" if not self.over and reached[-1].startswith("over") else reached[-1]


@dataclass(frozen=True, slots=True)
class Center:
    """A work centre's row of the heat map, and what its weeks come to."""

    id: int
    code: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def over_hours(self) -> float:
        """The hours that there is no room for, week by week added up."""
        return sum(cell.over for cell in self.cells) / MINUTES_IN_AN_HOUR

    @property
    def overtime_hours(self) -> float:
        """The overtime that is bought."""
        return sum(cell.overtime for cell in self.cells) / MINUTES_IN_AN_HOUR

    @property
    def full_weeks(self) -> int:
        """How many weeks have no room to speak of."""
        return sum(cell.share is not None and cell.share >= FULL_SHARE for cell in self.cells)

    @property
    def used_percent(self) -> int:
        """Load ÷ available in the weeks that the figures are about, in whole per cent; 0 where nothing is available."""
        soon = self.cells[: kpis.WEEKS_OF_DELIVERY]
        available = sum(cell.available for cell in soon)
        return round(100 * sum(cell.load for cell in soon) / available) if available else 0

    @property
    def tightness(self) -> tuple[float, float, int, int]:
        """By which work centres are ranked: what does not fit, what overtime makes fit, full weeks, how full it is."""
        return self.over_hours, self.overtime_hours, self.full_weeks, self.used_percent


@dataclass(frozen=True, slots=True)
class LoadMap:
    """The load of a plan: work centres in the order of their codes × weeks."""

    weeks: tuple[Week, ...]
    centers: tuple[Center, ...]

    def rows(self) -> list[tuple[Center, list[tuple[Week, Cell]]]]:
        """Return the work centres, each with its weeks and cells."""
        return [(center, list(zip(self.weeks, center.cells, strict=True))) for center in self.centers]

    def tightest(self) -> list[Center]:
        """Return the work centres, the tightest first."""
        return sorted(self.centers, key=lambda center: center.tightness, reverse=True)


def load_map(plan_id: int) -> LoadMap:
    """Return the load of a plan. Raises Plan.DoesNotExist."""
    found = grid.grid(plan_id)
    weeks = tuple(weeks_of(found.bucket_starts, found.horizon_end))
    return LoadMap(weeks, tuple(_center(row, weeks) for row in found.load))


def weeks_of(bucket_starts: Sequence[date], horizon_end: date) -> list[Week]:
    """Return a plan's buckets by week: days of one ISO week share a column, longer buckets have one each."""
    ends = [*bucket_starts[1:], horizon_end]
    weeks = []
    for _monday, places in groupby(range(len(bucket_starts)), key=lambda place: _column(bucket_starts, ends, place)):
        column = list(places)
        last = ends[column[-1]] - timedelta(days=1)
        weeks.append(Week(bucket_starts[column[0]], last, column[0], column[-1] + 1))
    return weeks


def _column(starts: Sequence[date], ends: Sequence[date], place: int) -> date:
    start = starts[place]
    is_day = (ends[place] - start).days < DAYS_IN_A_WEEK
    return start - timedelta(days=start.weekday()) if is_day else start


def _center(row: grid.LoadRow, weeks: Sequence[Week]) -> Center:
    cells = [Cell(*(_minutes(numbers, week) for numbers in (row.load, row.available, row.overtime))) for week in weeks]
    return Center(row.id, row.code, row.name, tuple(cells))


def _minutes(numbers: grid.Numbers, week: Week) -> float:
    """Return a row's minutes in a week; a row of zeros is stored as none."""
    return sum(minutes or 0.0 for minutes in numbers[week.start : week.end])
