"""The free minutes of every work centre, day by day, and how lots take them: as late as possible, or as early."""

from __future__ import annotations

from dataclasses import dataclass, field

from mps.scheduler.columns import Floats
from mps.scheduler.network import Step

_DUST = 1e-7


@dataclass(slots=True)
class DraftLot:
    """
    A lot in the making. `due_day` is the day its finish is wanted, `ready_day` the first with all its components.

    `taken` is (place of the operation, work centre, day, minutes), in any order.
    """

    item: int
    quantity: float
    due_day: int
    rank: int
    start_day: int = 0
    finish_day: int = -1
    ready_day: int = 0
    firm: int = -1
    placed: bool = False
    taken: list[tuple[int, int, int, float]] = field(default_factory=list)
    pegged: float = 0.0


class Shop:
    """
    Free minutes per work centre and day. `earlier[c][d]` and `later[c][d]` skip days that are full (path halving).

    Days are shifted by one inside, so that 0 and `days + 1` can stand for "before" and "after the horizon".
    """

    def __init__(self, minutes: Floats) -> None:
        self.days = minutes.shape[1]
        self.free: list[list[float]] = [[0.0, *row, 0.0] for row in minutes.tolist()]
        self._identity = list(range(self.days + 2))
        self.earlier = [self._identity.copy() for _ in self.free]
        self.later = [self._identity.copy() for _ in self.free]

    def place_backward(self, lot: DraftLot, steps: list[Step], lead_days: int, earliest: int) -> bool:
        """Place a lot as late as possible so that it finishes on its due day; False, and nothing taken, where it can't."""
        latest = lot.due_day
        if latest - lead_days < earliest:
            return False
        for step in reversed(steps):
            minutes = step.setup_minutes + step.run_minutes * lot.quantity
            if minutes > 0:
                latest = self._take_backward(lot.taken, step, minutes, latest, earliest)
                if latest < 0:
                    self.release(lot)
                    return False
        lot.start_day, lot.finish_day, lot.placed = min(latest, lot.due_day - lead_days), lot.due_day, True
        return True

    def place_forward(self, lot: DraftLot, steps: list[Step], lead_days: int, earliest: int) -> bool:
        """Place a lot as early as possible from a day on; False, and nothing taken, where it does not fit the horizon."""
        day, first = earliest, -1
        for step in steps:
            minutes = step.setup_minutes + step.run_minutes * lot.quantity
            if minutes > 0:
                before = len(lot.taken)
                day = self._take_forward(lot.taken, step, minutes, day)
                if day < 0:
                    break
                first = lot.taken[before][2] if first < 0 else first
        finish = max(day, earliest + lead_days)
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
            self.earlier[center] = self._identity.copy()
            self.later[center] = self._identity.copy()
        lot.taken = []
        lot.placed = False

    def book_firm(self, lot: DraftLot, steps: list[Step], first: int, last: int) -> None:
        """Book a firm lot inside its days: where there is room, and beyond what there is on the last day."""
        latest = last
        for step in reversed(steps):
            minutes = step.setup_minutes + step.run_minutes * lot.quantity
            if minutes > 0:
                before = len(lot.taken)
                day = self._take_backward(lot.taken, step, minutes, latest, first)
                if day < 0:
                    partial = DraftLot(lot.item, lot.quantity, 0, 0, taken=lot.taken[before:])
                    self.release(partial)
                    del lot.taken[before:]
                    lot.taken.append((step.place, step.center, latest, minutes))
                    self.free[step.center][latest + 1] -= minutes
                    day = latest
                latest = day

    def _take_backward(
        self, taken: list[tuple[int, int, int, float]], step: Step, minutes: float, latest: int, earliest: int
    ) -> int:
        """Take minutes on the latest days from `latest` down; return the earliest day taken, or -1."""
        center, free, skip = step.center, self.free[step.center], self.earlier[step.center]
        day = latest + 1
        while True:
            while skip[day] != day:
                skip[day] = skip[skip[day]]
                day = skip[day]
            if day <= earliest:
                return -1
            room = free[day]
            if room >= minutes - _DUST:
                free[day] = room - minutes
                taken.append((step.place, center, day - 1, minutes))
                return day - 1
            if room > _DUST:
                taken.append((step.place, center, day - 1, room))
                free[day] = 0.0
                minutes -= room
            skip[day] = day - 1

    def _take_forward(self, taken: list[tuple[int, int, int, float]], step: Step, minutes: float, earliest: int) -> int:
        """Take minutes on the earliest days from `earliest` up; return the last day taken, or -1."""
        center, free, skip = step.center, self.free[step.center], self.later[step.center]
        day, end = earliest + 1, self.days + 1
        while True:
            while skip[day] != day:
                skip[day] = skip[skip[day]]
                day = skip[day]
            if day >= end:
                return -1
            room = free[day]
            if room >= minutes - _DUST:
                free[day] = room - minutes
                taken.append((step.place, center, day - 1, minutes))
                return day - 1
            if room > _DUST:
                taken.append((step.place, center, day - 1, room))
                free[day] = 0.0
                minutes -= room
            skip[day] = day + 1
