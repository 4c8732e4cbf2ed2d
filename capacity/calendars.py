"""Working time, day by day: pure functions of plain data. Knows no database and no clock."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

DAYS_IN_A_WEEK = 7
COUNTRY = re.compile(r"[A-Z]{2,3}(-[A-Z0-9]{1,3})?")
ANY_YEAR = 2026


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """
    A calendar as plain data.

    Shape: `minutes_by_weekday` has seven values, Monday first. `special_minutes` beat holidays, these the week.
    """

    minutes_by_weekday: tuple[int, ...]
    holiday_country: str = ""
    special_minutes: Mapping[date, int] = field(default_factory=dict)


@lru_cache(maxsize=256)
def holiday_dates(country: str, year: int) -> frozenset[date]:
    """
    Return the public holidays of a country (`CN`) or a part of it (`DE-BY`).

    Raises: NotImplementedError for a country that the holiday library does not know.
    """
    import holidays  # here, because it takes a while to load and pages don't need it

    name, _, subdivision = country.partition("-")
    return frozenset(holidays.country_holidays(name, subdiv=subdivision or None, years=year))


def has_holidays(country: str) -> bool:
    """Return whether the holidays of a country (`CN`) or a part of it (`DE-BY`) are known."""
    try:
        return COUNTRY.fullmatch(country) is not None and bool(holiday_dates(country, ANY_YEAR))
    except NotImplementedError:
        return False


def minutes_by_day(working_time: WorkingTime, *, start_date: date, day_count: int) -> list[int]:
    """Return the working minutes of each of the `day_count` calendar days from `start_date` on."""
    minutes = []
    for number in range(day_count):
        day = start_date + timedelta(days=number)
        special = working_time.special_minutes.get(day)
        if special is not None:
            minutes.append(special)
        elif working_time.holiday_country and day in holiday_dates(working_time.holiday_country, day.year):
            minutes.append(0)
        else:
            minutes.append(working_time.minutes_by_weekday[day.weekday()])
    return minutes


def days_of_added_time(working_time: WorkingTime, spans: Sequence[tuple[date, date]]) -> list[list[date]]:
    """
    Return the days of each span (first and last day) of overtime or of an extra shift at a work centre.

    It is of the days on which the work centre works: a shift for some weeks is none of their Sundays. A span without
    any such day is of all its days, somebody chose a Saturday; then the work centre works on them, for the others, too.
    """
    days, works = [_days_between(*span) for span in spans], set[date]()
    for own, (first, last) in zip(days, spans, strict=True):
        minutes = minutes_by_day(working_time, start_date=first, day_count=(last - first).days + 1)
        works.update({day for day, worked in zip(own, minutes, strict=True) if worked > 0} or own)
    return [[day for day in own if day in works] for own in days]


def _days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


class WorkingDays:
    """
    Arithmetic on a site's working days.

    Shape: `works` says for each of the calendar days from `start_date` on whether the site works. Outside of that, and
           where a site never works, every day counts as a working day, so that an answer always exists.
    """

    def __init__(self, *, start_date: date, works: Sequence[bool]) -> None:
        """Index the working days."""
        self.start_date = start_date
        self.day_count = len(works)
        self.days = [number for number, working in enumerate(works) if working] or list(range(len(works)))

    def on_or_before(self, when: date) -> date:
        """Return the date itself where it is a working day, else the working day before it."""
        number = (when - self.start_date).days
        place = bisect_right(self.days, number) - 1
        if place < 0 or number >= self.day_count:
            return when
        return self.start_date + timedelta(days=self.days[place])

    def before(self, when: date, count: int) -> date | None:
        """Return the last working day with so many working days after it until a date; None before the known days."""
        place = bisect_right(self.days, (when - self.start_date).days) - 1 - count
        return None if place < 0 else self.start_date + timedelta(days=self.days[place])

    def on_or_after(self, when: date) -> date:
        """Return the date itself where it is a working day, else the next one; itself outside of the known days."""
        number = (when - self.start_date).days
        place = bisect_left(self.days, number)
        if number < 0 or place == len(self.days):
            return when
        return self.start_date + timedelta(days=self.days[place])

    def numbers(self, *, start_date: date, day_count: int) -> tuple[int, ...]:
        """Return which of the `day_count` days from `start_date` (number 0) on are working days."""
        first = (start_date - self.start_date).days
        low, high = bisect_left(self.days, first), bisect_left(self.days, first + day_count)
        return tuple(day - first for day in self.days[low:high])

    def between(self, earlier: date, later: date) -> int:
        """Return how many working days lie after `earlier`, up to and including `later`; negative if reversed."""
        return self.number_of(later) - self.number_of(earlier)

    def number_of(self, when: date) -> int:
        """Return how many working days lie before the end of a date, so that differences count working days."""
        number = (when - self.start_date).days
        if number < 0:
            return number + 1
        return bisect_right(self.days, min(number, self.day_count - 1)) + max(0, number - self.day_count + 1)
