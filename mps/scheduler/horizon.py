"""The planning horizon: the only file of the core that knows a date.

A *day* in the core is a number: 0 is the planning date, 1 the calendar day after it. Days without capacity (a Sunday, a
holiday) are days like any other with zero minutes. *Buckets* group days for people: working days first, then weeks,
then four-week periods (telescoping), and are used for the grid, never for deciding what fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MINUTES_IN_AN_HOUR = 60
DAYS_IN_A_WEEK = 7
DAYS_IN_A_PERIOD = 28


@dataclass(frozen=True, slots=True)
class Horizon:
    """
    The days that are planned, and the buckets in which they are shown.

    Shape: `bucket_starts` is ascending, begins with 0, and every value is below `day_count`; a bucket ends where the
           next one starts, the last one at `day_count`.
    """

    start_date: date
    day_count: int
    bucket_starts: tuple[int, ...]

    @property
    def first_ordinal(self) -> int:
        """The number of day 0 in a count of days that does not roll; Mondays are multiples of seven."""
        return self.start_date.toordinal() - 1

    def day_of(self, when: date) -> int:
        """Return the number of a date; negative for the past, `day_count` or more for what lies after the horizon."""
        return (when - self.start_date).days

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return self.start_date + timedelta(days=int(day))

    def bucket_dates(self) -> tuple[date, ...]:
        """Return the first date of every bucket."""
        return tuple(self.date_of(day) for day in self.bucket_starts)


def telescoping(
    *, start_date: date, daily_days: int = 28, weekly_until_week: int = 26, period_count: int = 6
) -> Horizon:
    """
    Return the usual horizon: days, then weeks from the Monday after them, then four-week periods.

    The weeks begin on Mondays, so the days reach to the Sunday on or after `daily_days`.
    """
    daily_end = daily_days
    while (start_date + timedelta(days=daily_end)).weekday() != 0:
        daily_end += 1
    weekly_end = max(daily_end, daily_end + DAYS_IN_A_WEEK * (weekly_until_week - daily_end // DAYS_IN_A_WEEK))
    day_count = weekly_end + DAYS_IN_A_PERIOD * period_count
    starts = [
        *range(daily_end),
        *range(daily_end, weekly_end, DAYS_IN_A_WEEK),
        *range(weekly_end, day_count, DAYS_IN_A_PERIOD),
    ]
    return Horizon(start_date=start_date, day_count=day_count, bucket_starts=tuple(starts))
