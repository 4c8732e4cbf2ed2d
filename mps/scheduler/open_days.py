"""
The closed days of items: a person said what finishes on them, so no lot of the engine's own does.

Everything that places a lot asks here for the nearest open day. An item without closed days, which is nearly every
one, costs one look into a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable

from mps.scheduler.problem import Item

NONE = -1


def is_closed(item: Item, day: int) -> bool:
    """Whether no planned lot of an item may finish on a day."""
    return any(first <= day <= last for first, last in item.closed_days)


class OpenDays:
    """The nearest days on which lots may finish, by item number. Days are those of a horizon, 0 to `days` - 1."""

    def __init__(self, items: Iterable[Item], days: int) -> None:
        """Note the items that have closed days."""
        self._before: dict[int, list[int]] = {}
        self._after: dict[int, list[int]] = {}
        for number, item in enumerate(items):
            if item.closed_days:
                self._note(number, item, days)

    def _note(self, number: int, item: Item, days: int) -> None:
        is_open = [True] * days
        for first, last in item.closed_days:
            for day in range(max(0, first), min(days - 1, last) + 1):
                is_open[day] = False
        before, after = [NONE] * days, [days] * days
        for day in range(days):
            before[day] = day if is_open[day] else (before[day - 1] if day else NONE)
        for day in reversed(range(days)):
            after[day] = day if is_open[day] else (after[day + 1] if day + 1 < days else days)
        self._before[number], self._after[number] = before, after

    def on_or_before(self, item: int, day: int) -> int:
        """Return the last open day up to a day; below 0: there is none."""
        days = self._before.get(item)
        return day if days is None or not 0 <= day < len(days) else days[day]

    def on_or_after(self, item: int, day: int) -> int:
        """Return the first open day from a day on; the number of days where there is none."""
        days = self._after.get(item)
        return day if days is None or not 0 <= day < len(days) else days[day]
