"""The free minutes of every work centre, day by day, and how lots take them: as late as possible, or as early."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.arrays import Floats, floats
from mps.scheduler.network import Step
from mps.scheduler.open_days import OpenDays

Taken = tuple[int, int, int, float]

_DUST = 1e-7


@dataclass(slots=True)
class DraftLot:
    """
    A lot in the making. `due_day` is the day its finish is wanted, `ready_day` the first with all its components.

    `taken` is (place of the operation, work centre, day, minutes), in any order. `route` is the place, in the item's
    routes, of the one to be tried first. A lot `yields` to others that can be in time without it.
    """

    item: int
    quantity: float
    due_day: int
    rank: int
    start_day: int = 0
    finish_day: int = -1
    ready_day: int = 0
    firm: int = -1
    yields: bool = False
    customer_day: int = 0
    depth: int = 0
    placed: bool = False
    taken: list[Taken] = field(default_factory=list)
    pegged: float = 0.0
    route: int = 0


Skips = list[list[int]]


class Shop:
    """
    Free minutes per work centre and day, overtime included; a lot may use overtime only where it is told so.

    `reserve` is the part of the free minutes that is overtime. `_earlier` and `_later` skip full days (path halving),
    each once for lots without and once for lots with overtime. Days are shifted by one inside, so that 0 and `days +
    1` can stand for "before" and "after the horizon". Lots finish on `open_days` only, but firm ones.
    """

    def __init__(self, available: Floats, overtime: Floats, open_days: OpenDays) -> None:
        self.days = available.shape[1]
        self._open_days = open_days
        self.free: list[list[float]] = [[0.0, *row, 0.0] for row in (available + overtime).tolist()]
        none = [0.0] * (self.days + 2)
        self.reserve: tuple[list[list[float]], list[list[float]]] = (
            [[0.0, *row, 0.0] for row in overtime.tolist()],
            [none for _ in self.free],
        )
        self._identity = list(range(self.days + 2))
        self._earlier: tuple[Skips, Skips] = (self._skips(), self._skips())
        self._later: tuple[Skips, Skips] = (self._skips(), self._skips())

    def _skips(self) -> Skips:
        return [self._identity.copy() for _ in self.free]

    def free_minutes(self) -> Floats:
        """Return what is free without overtime. Shape: work centre × day."""
        free = floats(self.free) - floats(self.reserve[False])
        return np.maximum(0.0, free.reshape(len(self.free), self.days + 2)[:, 1:-1])

    def room_for(self, steps: list[Step], earliest: int) -> float:
        """Return how many pieces have room from a day on without overtime, each step looked at by itself."""
        room = math.inf
        for step in steps:
            free, reserve = self.free[step.center], self.reserve[False][step.center]
            minutes = sum(
                max(0.0, one - kept) for one, kept in zip(free[earliest + 1 :], reserve[earliest + 1 :], strict=True)
            )
            if step.run_minutes > 0:
                room = min(room, (minutes - step.setup_minutes) / step.run_minutes)
        return room

    def place_backward(
        self, lot: DraftLot, steps: list[Step], lead_days: int, earliest: int, overtime: bool = False
    ) -> bool:
        """Place a lot as late as its due day allows; False, and nothing taken, where it does not fit."""
        latest = finish = self._open_days.on_or_before(lot.item, lot.due_day)
        if finish - lead_days < earliest:
            return False
        for step in reversed(steps):
            minutes = step.setup_minutes + step.run_minutes * lot.quantity
            if minutes > 0:
                latest = self._take_backward(lot.taken, step, minutes, latest, earliest, overtime)
                if latest < 0:
                    self.release(lot)
                    return False
        lot.start_day, lot.finish_day, lot.placed = min(latest, finish - lead_days), finish, True
        return True

    def place_forward(
        self, lot: DraftLot, steps: list[Step], lead_days: int, earliest: int, overtime: bool = False
    ) -> bool:
        """Place a lot as early as possible from a day on; False, and nothing taken, where it does not fit."""
        day, first = earliest, -1
        for step in steps:
            minutes = step.setup_minutes + step.run_minutes * lot.quantity
            if minutes > 0:
                before = len(lot.taken)
                day = self._take_forward(lot.taken, step, minutes, day, overtime)
                if day < 0:
                    break
                first = lot.taken[before][2] if first < 0 else first
        finish = self._open_days.on_or_after(lot.item, max(day, earliest + lead_days))
        if day < 0 or finish >= self.days:
            self.release(lot)
            return False
        start = min(first, finish - lead_days) if first >= 0 else finish - lead_days
        lot.start_day, lot.finish_day, lot.placed = max(earliest, start), finish, True
        return True

    def release(self, lot: DraftLot) -> None:
        """Give a lot's minutes back."""
        for _, center, day, minutes in lot.taken:
            self.free[center][day + 1] += minutes
        for center in {taken[1] for taken in lot.taken}:
            for skips in (*self._earlier, *self._later):
                skips[center] = self._identity.copy()
        lot.taken = []
        lot.placed = False

    def take(self, lot: DraftLot) -> None:
        """Take the minutes that a lot says it has taken."""
        for _, center, day, minutes in lot.taken:
            self.free[center][day + 1] -= minutes
        lot.placed = True

    def book_firm(self, lot: DraftLot, steps: list[Step], first: int, last: int) -> None:
        """Book a firm lot inside its days, with overtime; where even that is not enough, overload one of them."""
        latest = last
        for step in reversed(steps):
            minutes = step.setup_minutes + step.run_minutes * lot.quantity
            if minutes > 0:
                part = DraftLot(lot.item, lot.quantity, 0, 0)
                day = self._take_anywhere(part, step, latest, first)
                if day < 0:
                    part.taken = [(step.place, step.center, latest, minutes)]
                    self.free[step.center][latest + 1] -= minutes
                    day = latest
                lot.taken += part.taken
                latest = day

    def _take_anywhere(self, lot: DraftLot, step: Step, latest: int, earliest: int) -> int:
        """Take a step's minutes, with overtime, on the first work centre that has them; return the first day, or -1."""
        for choice in step.choices:
            minutes = choice.setup_minutes + choice.run_minutes * lot.quantity
            day = self._take_backward(lot.taken, choice, minutes, latest, earliest, True)
            if day >= 0:
                return day
            self.release(lot)
        return -1

    def _take_backward(
        self, taken: list[Taken], step: Step, minutes: float, latest: int, earliest: int, overtime: bool
    ) -> int:
        """Take minutes on the latest days from `latest` down; return the earliest day taken, or -1."""
        center, free, skip = step.center, self.free[step.center], self._earlier[overtime][step.center]
        reserve, day = self.reserve[overtime][center], latest + 1
        while True:
            while skip[day] != day:
                skip[day] = skip[skip[day]]
                day = skip[day]
            if day <= earliest:
                return -1
            room = free[day] - reserve[day]
            if room >= minutes - _DUST:
                free[day] -= minutes
                taken.append((step.place, center, day - 1, minutes))
                return day - 1
            if room > _DUST:
                taken.append((step.place, center, day - 1, room))
                free[day] = reserve[day]
                minutes -= room
            skip[day] = day - 1

    def _take_forward(self, taken: list[Taken], step: Step, minutes: float, earliest: int, overtime: bool) -> int:
        """Take minutes on the earliest days from `earliest` up; return the last day taken, or -1."""
        center, free, skip = step.center, self.free[step.center], self._later[overtime][step.center]
        reserve, day, end = self.reserve[overtime][center], earliest + 1, self.days + 1
        while True:
            while skip[day] != day:
                skip[day] = skip[skip[day]]
                day = skip[day]
            if day >= end:
                return -1
            room = free[day] - reserve[day]
            if room >= minutes - _DUST:
                free[day] -= minutes
                taken.append((step.place, center, day - 1, minutes))
                return day - 1
            if room > _DUST:
                taken.append((step.place, center, day - 1, room))
                free[day] = reserve[day]
                minutes -= room
            skip[day] = day + 1
