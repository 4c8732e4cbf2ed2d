"""A month of order changes, by a seed: what customers want else, whatever the plant makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from mps.scheduler.problem import Demand, DemandKind, PlanningProblem

WORKING_DAYS, DAYS_IN_A_WEEK = 5, 7
NEAR_DAYS = 28
# Of ten changes six are of what is wanted within four weeks: what is near is known best, and changed most.
NEAR_SHARE = 0.6
KINDS, KIND_SHARES = ("quantity", "date", "new", "cancelled"), (0.35, 0.35, 0.2, 0.1)
FACTORS = (0.5, 0.75, 1.25, 1.5, 2.0)
MOST_DAYS_MOVED = 10
FIRST_NEW_DAY, LAST_NEW_DAY = 3, 60


@dataclass(frozen=True, slots=True)
class OrderChange:
    """
    What an order line is from now on; `now` None: it is cancelled. Its due day counts from the month's first day.

    `dated`: the day is another one, so that what was promised no longer is; else only the quantity is.
    """

    key: str
    now: Demand | None
    dated: bool


@dataclass(slots=True)
class _Book:
    """The order lines as customers want them, by key; due days count from the month's first day."""

    lines: dict[str, Demand]
    random: Random
    new: int = 0

    def change(self, today: int) -> OrderChange:
        """Change a line that is wanted later than today: it is open still, whatever the plan."""
        kind = self.random.choices(KINDS, KIND_SHARES)[0]
        line = self._line(today)
        now: Demand | None = None
        if kind == "new":
            self.new += 1
            day = today + self.random.randint(FIRST_NEW_DAY, LAST_NEW_DAY)
            now = replace(line, key=f"NEW-{self.new}", due_day=_on_a_working_day(day))
        elif kind == "quantity":
            now = replace(line, quantity=max(1.0, round(line.quantity * self.random.choice(FACTORS))))
        elif kind == "date":
            moved = line.due_day + self.random.randint(-MOST_DAYS_MOVED, MOST_DAYS_MOVED)
            now = replace(line, due_day=_on_a_working_day(max(today + 1, moved)))
        key = now.key if now else line.key
        if now is None:
            del self.lines[key]
        else:
            self.lines[key] = now
        return OrderChange(key, now, dated=kind in ("new", "date"))

    def _line(self, today: int) -> Demand:
        near = self.random.random() < NEAR_SHARE
        last = today + NEAR_DAYS
        found = [one for one in self.lines.values() if one.due_day > today and (one.due_day <= last or not near)]
        return self.random.choice(found or [one for one in self.lines.values() if one.due_day > today])


def _on_a_working_day(day: int) -> int:
    """Return a day, or the Monday after it. The month begins on a Monday."""
    place = day % DAYS_IN_A_WEEK
    return day if place < WORKING_DAYS else day + DAYS_IN_A_WEEK - place


def month_of(
    problem: PlanningProblem, *, count: int, working_days: int, seed: int
) -> tuple[tuple[tuple[int, tuple[OrderChange, ...]], ...], Mapping[str, Demand]]:
    """
    Return the changes of each working day, and every line as it is wanted at the end of the month.

    A working day is its number from the month's first one, weekends counted. Raises ValueError without an order.
    """
    lines = {one.key: replace(one, promised=False) for one in problem.demands if one.kind is DemandKind.ORDER}
    if not lines:
        raise ValueError("a month of changes needs orders")
    book = _Book(lines, Random(seed))
    days = []
    for number in range(working_days):
        today = number // WORKING_DAYS * DAYS_IN_A_WEEK + number % WORKING_DAYS
        wanted = count * (number + 1) // working_days - count * number // working_days
        days.append((today, tuple(book.change(today) for _ in range(wanted))))
    return tuple(days), book.lines
