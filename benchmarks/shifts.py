"""When a work centre works: weekdays and hours, also over midnight, and the minutes that pass until a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

DAYS_IN_A_WEEK = 7
MINUTES_IN_A_DAY = 24 * 60
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = "|".join(DAY_NAMES)
_SHIFT = re.compile(rf"(?:({_DAY})(?:-({_DAY}))? )?(\d\d):([0-5]\d)-(\d\d):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shift:
    """
    When a work centre works: weekdays (Monday is 0), and minutes of the day.

    A shift belongs to the day on which it opens; over midnight, `closes_minute` is beyond the day's 1,440.
    """

    weekdays: tuple[int, ...]
    opens_minute: int
    closes_minute: int

    @property
    def minutes(self) -> int:
        """Working minutes of one shift."""
        return self.closes_minute - self.opens_minute

    def worked_minutes(self, start: datetime, moment: datetime) -> float:
        """Return the working minutes from the midnight `start` to a moment; negative for a moment before it."""
        worked = self._minutes_opened_since(start, moment)
        if self.closes_minute > MINUTES_IN_A_DAY:
            worked -= self._minutes_opened_since(start, start)  # the night before, of the shift before
        return worked

    def _minutes_opened_since(self, start: datetime, moment: datetime) -> float:
        """Return the same with the whole of the shift that opened on the day before `start`."""
        whole_days = (moment.date() - start.date()).days
        minute = moment.hour * 60 + moment.minute + moment.second / 60
        if self.closes_minute <= MINUTES_IN_A_DAY:
            return self._opened(start, whole_days) * self.minutes + self._of_shift(moment.weekday(), minute)
        yesterday = (moment.weekday() - 1) % DAYS_IN_A_WEEK
        night = self._of_shift(yesterday, minute + MINUTES_IN_A_DAY)
        return self._opened(start, whole_days - 1) * self.minutes + night + self._of_shift(moment.weekday(), minute)

    def _opened(self, start: datetime, days: int) -> int:
        """Return how many shifts open in so many days from `start` on; negative before it."""
        weeks, rest = divmod(days, DAYS_IN_A_WEEK)
        first = start.weekday()
        return weeks * len(self.weekdays) + sum((first + day) % DAYS_IN_A_WEEK in self.weekdays for day in range(rest))

    def _of_shift(self, weekday: int, minute: float) -> float:
        """Return how much of the shift of a weekday is over, so many minutes after that day's midnight."""
        if weekday not in self.weekdays:
            return 0.0
        return min(max(minute - self.opens_minute, 0.0), self.minutes)


def shift_of(text: str) -> Shift:
    """
    Return the shift that a text says: 'Mon-Fri 06:00-22:00', 'Sat-Mon 22:00-06:00' over midnight, '00:00-24:00'.

    Raises ValueError where it says none.
    """
    found = _SHIFT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"a shift is written like 'Mon-Fri 06:00-22:00', not {text!r}")
    opens, closes = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
    if opens >= MINUTES_IN_A_DAY or closes > MINUTES_IN_A_DAY:
        raise ValueError(f"a shift is of hours from 00:00 to 24:00, not {text!r}")
    if opens == closes:
        raise ValueError(f"a shift closes when it opens: {text!r}; around the clock is '00:00-24:00'")
    return Shift(_weekdays(found[1], found[2]), opens, closes if closes > opens else closes + MINUTES_IN_A_DAY)


def _weekdays(first: str | None, last: str | None) -> tuple[int, ...]:
    """Return the weekdays from one to the other, over Sunday too; all of them where none is named."""
    if first is None:
        return tuple(range(DAYS_IN_A_WEEK))
    begin = DAY_NAMES.index(first)
    length = (DAY_NAMES.index(last or first) - begin) % DAYS_IN_A_WEEK + 1
    return tuple(sorted((begin + day) % DAYS_IN_A_WEEK for day in range(length)))
