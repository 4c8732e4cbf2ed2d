"""Working time: calendars, work centres, and what is lost or won on single days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from capacity.calendars import (
    DAYS_IN_A_WEEK,
    WorkingDays,
    WorkingTime,
    days_of_added_time,
    has_holidays,
    minutes_by_day,
)
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Refused
from mps.scheduler.problem import WorkCenter
from mps.snapshot.rows import read_all

# A requested date may lie before the horizon: its working day is looked for this far back.
PAST_DAYS = 366
FIVE_DAY_WEEK = WorkingTime(minutes_by_weekday=(480, 480, 480, 480, 480, 0, 0))

CALENDARS = "SELECT id, code, holiday_country, is_default FROM capacity_calendar WHERE site_id = %s ORDER BY id"
SHIFTS = """
SELECT calendar_id, weekday, sum(minutes)::int FROM capacity_shift JOIN capacity_calendar AS calendar
    ON calendar.id = calendar_id WHERE calendar.site_id = %s GROUP BY 1, 2
"""
SPECIAL_DAYS = """
SELECT calendar_id, day, minutes FROM capacity_calendarday JOIN capacity_calendar AS calendar
    ON calendar.id = calendar_id WHERE calendar.site_id = %s
"""
WORK_CENTERS = """
SELECT id, code, calendar_id, machines * efficiency_share::float8, overtime_minutes_per_week::float8,
       overtime_cost_per_hour::float8 / 60 FROM capacity_workcenter WHERE site_id = %s ORDER BY code
"""
EXCEPTIONS = """
SELECT work_center_id, from_date, to_date, minutes_per_day, kind FROM capacity_capacityexception AS exception
    JOIN capacity_workcenter AS center ON center.id = work_center_id WHERE center.site_id = %s AND to_date >= %s
    ORDER BY exception.id
"""


@dataclass(frozen=True, slots=True)
class SiteCalendars:
    """
    A site's calendars by id, and the one that says when the site itself works.

    `refused` names those that contradict themselves, and what of them was left out so that there is a plan at all.
    """

    by_id: dict[int, WorkingTime]
    default: WorkingTime
    refused: tuple[Refused, ...] = ()


def working_times(site_id: int) -> SiteCalendars:
    """Return the calendars of a site; one without any works Monday to Friday."""
    weeks: dict[int, list[int]] = defaultdict(lambda: [0] * DAYS_IN_A_WEEK)
    for calendar_id, weekday, minutes in read_all(SHIFTS, [site_id]):
        weeks[calendar_id][weekday] = minutes
    special: dict[int, dict[date, int]] = defaultdict(dict)
    for calendar_id, day, minutes in read_all(SPECIAL_DAYS, [site_id]):
        special[calendar_id][day] = minutes
    default, by_id, refused = FIVE_DAY_WEEK, {}, []
    for calendar_id, code, country, is_default in read_all(CALENDARS, [site_id]):
        known = not country or has_holidays(country)
        if not known:  # nobody could enter it, but the row can be written past us
            refused.append(Refused(f"calendar:{code}", "unknown_holidays", country))
        by_id[calendar_id] = WorkingTime(tuple(weeks[calendar_id]), country if known else "", special[calendar_id])
        default = by_id[calendar_id] if is_default else default
    return SiteCalendars(by_id, default, tuple(refused))


def site_working_days(calendars: SiteCalendars, horizon: Horizon) -> WorkingDays:
    """Return the days on which the site works, from a year before the horizon to its end."""
    start_date = horizon.start_date - timedelta(days=PAST_DAYS)
    minutes = minutes_by_day(calendars.default, start_date=start_date, day_count=PAST_DAYS + horizon.day_count)
    return WorkingDays(start_date=start_date, works=[value > 0 for value in minutes])


def due_date_of(site_id: int, wanted: date) -> date:
    """Return by when what is wanted on a date leaves: on it, or on the site's working day before it."""
    first = wanted - timedelta(days=PAST_DAYS)
    minutes = minutes_by_day(working_times(site_id).default, start_date=first, day_count=PAST_DAYS + 1)
    return WorkingDays(start_date=first, works=[value > 0 for value in minutes]).on_or_before(wanted)


def work_centers(
    site_id: int, calendars: SiteCalendars, horizon: Horizon
) -> tuple[tuple[WorkCenter, ...], dict[str, int]]:
    """Return the work centres with their minutes day by day, and their ids by code."""
    exceptions = defaultdict[int, list[tuple[date, date, int, str]]](list)
    for center_id, first, last, minutes, kind in read_all(EXCEPTIONS, [site_id, horizon.start_date]):
        exceptions[center_id].append((first, last, minutes, kind))
    centers, ids = [], {}
    times = _Times(calendars, horizon)
    for center_id, code, calendar_id, rate, overtime_week, price in read_all(WORK_CENTERS, [site_id]):
        available, overtime = times.available(calendar_id, rate), [*times.overtime(calendar_id, overtime_week)]
        added = [0.0] * horizon.day_count
        for days, won in _won(exceptions[center_id], calendars.by_id[calendar_id], horizon):
            for day in days:
                available[day] = max(0.0, available[day] + won)
                added[day] += max(0.0, won)
                if won < 0 and available[day] <= 0:  # what stands still all day does no overtime either
                    overtime[day] = 0.0
        ids[code] = center_id
        centers.append(WorkCenter(code, tuple(available), tuple(overtime), price, tuple(added) if any(added) else ()))
    return tuple(centers), ids


def _won(
    exceptions: Sequence[tuple[date, date, int, str]], calendar: WorkingTime, horizon: Horizon
) -> Iterator[tuple[list[int], int]]:
    """Yield the days of the horizon on which a work centre's exceptions (in their order) win minutes, and how many."""
    # Nobody need know on which days of another century somebody works; a year more tells a weekend from a begun week.
    year, end = timedelta(days=PAST_DAYS), horizon.date_of(horizon.day_count)
    spans = [
        (max(first, horizon.start_date - year), min(last, end + year))
        for first, last, _minutes, kind in exceptions
        if kind != "downtime"
    ]
    added = iter(days_of_added_time(calendar, spans))
    for first, last, minutes, kind in exceptions:
        if kind == "downtime":
            yield [*range(max(0, horizon.day_of(first)), min(horizon.day_count, horizon.day_of(last) + 1))], -minutes
        else:
            days = map(horizon.day_of, next(added))
            yield [day for day in days if 0 <= day < horizon.day_count], minutes


class _Times:
    """Minutes day by day, once for all work centres that work alike."""

    def __init__(self, calendars: SiteCalendars, horizon: Horizon) -> None:
        self._calendars, self._horizon = calendars, horizon
        self._minutes = cache(self._minutes_of)
        self.overtime = cache(self._overtime_of)

    def available(self, calendar_id: int, rate: float) -> list[float]:
        """Return the minutes of a calendar at a rate."""
        return [value * rate for value in self._minutes(calendar_id)]

    def _minutes_of(self, calendar_id: int) -> list[int]:
        horizon, working = self._horizon, self._calendars.by_id[calendar_id]
        return minutes_by_day(working, start_date=horizon.start_date, day_count=horizon.day_count)

    def _overtime_of(self, calendar_id: int, overtime_week: float) -> tuple[float, ...]:
        return tuple(overtime_by_day(self._minutes(calendar_id), overtime_week))


def overtime_by_day(minutes: list[int], overtime_week: float) -> list[float]:
    """Spread a week's overtime minutes evenly over its working days, those with working `minutes`."""
    working = [value > 0 for value in minutes]
    spread = []
    for day, works in enumerate(working):
        week = working[max(0, day - day % DAYS_IN_A_WEEK) : day - day % DAYS_IN_A_WEEK + DAYS_IN_A_WEEK]
        spread.append(overtime_week / sum(week) if works else 0.0)
    return spread
