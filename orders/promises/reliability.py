"""
How often promises were kept: of those whose date has passed, the ones shipped in full by the date that was first said.

A later date that a customer agreed to does not mend the first. A promise that was taken back before its day is not
counted, one taken back afterwards is: it was not kept. Pure: what was promised and shipped is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Given:
    """
    A promise that was confirmed: the day first said, and how much of it is owed, in the item's unit.

    `shipped` holds what left (negative: what came back) by day, without mistakes that were put right. `ended_on` is the
    day on which it was taken back; None: it was not.
    """

    first_date: date
    owed: Decimal
    shipped: Sequence[tuple[date, Decimal]] = ()
    ended_on: date | None = None

    @property
    def is_kept(self) -> bool:
        """Whether all of it had left by the day first said."""
        return sum((quantity for day, quantity in self.shipped if day <= self.first_date), Decimal(0)) >= self.owed

    @property
    def was_taken_back(self) -> bool:
        """Whether it was taken back before its day had passed."""
        return self.ended_on is not None and self.ended_on <= self.first_date


@dataclass(frozen=True, slots=True)
class Reliability:
    """How many promises were given whose day has passed, and how many of them were kept."""

    kept: int
    given: int

    @property
    def share(self) -> float | None:
        """The share that was kept, from 0 to 1; None where none was given: nothing is known then."""
        return self.kept / self.given if self.given else None


def reliability(promises: Iterable[Given], *, today: date, days: int) -> Reliability:
    """
    Return the figure for promises whose day lies among the last `days` calendar days before today.

    Today is not over, so what is promised for it does not count yet. Raises ValueError for fewer days than one.
    """
    if days < 1:
        raise ValueError(f"days must be at least 1, not {days}")
    first = today - timedelta(days=days)
    due = [one for one in promises if first <= one.first_date < today and not one.was_taken_back]
    return Reliability(kept=sum(one.is_kept for one in due), given=len(due))


def by_month(promises: Iterable[Given], *, today: date, months: int) -> list[tuple[date, Reliability]]:
    """
    Return the figure of each of the last `months` calendar months, this one last, by its first day; empty ones too.

    Of this month, the days that are over count. Raises ValueError for fewer months than one.
    """
    if months < 1:
        raise ValueError(f"months must be at least 1, not {months}")
    firsts = [first_of_month(today, back=back) for back in range(months - 1, -1, -1)]
    due = [one for one in promises if one.first_date < today and not one.was_taken_back]
    found = []
    for first in firsts:
        of_month = [one for one in due if one.first_date.replace(day=1) == first]
        found.append((first, Reliability(kept=sum(one.is_kept for one in of_month), given=len(of_month))))
    return found


def first_of_month(day: date, *, back: int) -> date:
    """Return the first day of the month that lies `back` months before a day's."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
