"""
Why a line is late: the chain of what held it up, from the line down, as codes and numbers. Words are for others.

The plan is read, not made again: from the last supply that the line waits for down to what kept that from being there
sooner, level by level. A component that could have been made sooner, and was not because nobody needed it sooner, is
no cause and ends the chain. `repair` proves what would help.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mps.scheduler.arrays import Flags
from mps.scheduler.columns import LOT, RECEIPT, supply_stamp
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import Item, Operation
from mps.scheduler.repair_late import Late, late_line

MINUTES_TOLERANCE = 1e-3
# A lot is too large for the line where at least this share of it is for somebody else, or for stock.
TOO_LARGE_SHARE = 0.25


class Holds(StrEnum):
    """What holds a line up."""

    DUE_IN_PAST = "due_in_past"
    NO_ROOM = "no_room"
    MATERIAL = "material"
    RECEIPT = "receipt"
    CAPACITY = "capacity"
    LEAD_TIME = "lead_time"
    FENCE = "fence"
    LOT_RULE = "lot_rule"
    YIELDS = "yields"


@dataclass(frozen=True, slots=True)
class ChainLink:
    """
    One cause. `code` is a work centre's for CAPACITY, otherwise an item's; `record` the key of the lot or receipt.

    From `from_day` on it could have gone on, on `to_day` it did. `amount` is minutes wanted of a work centre, of which
    `free` were free in the days before, or a quantity: of the component that is waited for, of the receipt, of the lot
    of which the line gets `free` only. Of a LEAD_TIME, and a FENCE, it is days. A line that YIELDS is later than it had
    to be, for the plan let others go first: of the minutes (`amount`) of its fullest work centre until its due day,
    `free` are left.
    """

    kind: Holds
    code: str
    from_day: int
    to_day: int
    amount: float
    free: float = 0.0
    record: str = ""


def why_late(plan: Standing, place: int) -> tuple[ChainLink, ...]:
    """Return what holds up the demand at a place, from the demand down; empty where it is not late."""
    if not plan.is_late(place):
        return ()
    demand = plan.problem.demands[place]
    links: list[ChainLink] = []
    if demand.due_day < 0:
        links.append(ChainLink(Holds.DUE_IN_PAST, demand.item, demand.due_day, 0, float(-demand.due_day)))
    if plan.ready_days[place] is None:
        last = plan.problem.horizon.day_count - 1
        links.append(ChainLink(Holds.NO_ROOM, demand.item, 0, last, demand.quantity))
    else:
        links += _Chain(plan).above(plan.columns.peg_demand == place, demand.due_day + 1, seen=frozenset())
    if not any(link.kind not in (Holds.NO_ROOM, Holds.DUE_IN_PAST) for link in links):
        links += _yields(late_line(plan, place))
    return tuple(links)


def _yields(late: Late) -> Iterator[ChainLink]:
    """Yield the fullest work centre until the due day of a line that nothing else explains."""
    for code, load, minutes in late.fullest()[:1]:
        if late.demand.due_day >= 0:
            yield ChainLink(Holds.YIELDS, code, 0, late.demand.due_day, minutes, max(0.0, minutes - load))


@dataclass(frozen=True)
class _Chain:
    plan: Standing

    def above(self, rows: Flags, needed_day: int, *, seen: frozenset[int]) -> Iterator[ChainLink]:
        """Yield what holds up the last supply of some pegging links, where it is not there on the morning needed."""
        plan, columns = self.plan, self.plan.columns
        places = np.flatnonzero(rows)
        if not len(places):
            return
        stamps = supply_stamp(plan.index, columns)[places]
        last = int(places[int(stamps.argmax())])
        usable, supply = int(stamps.max() + 1) // 2, int(columns.peg_supply[last])
        if usable < needed_day:
            return
        if columns.peg_kind[last] == RECEIPT:
            receipt = plan.problem.receipts[supply]
            yield ChainLink(
                Holds.RECEIPT, receipt.item, receipt.arrives_day, usable, receipt.quantity, record=receipt.key
            )
        elif columns.peg_kind[last] == LOT and supply not in seen:
            mine = float(columns.peg_quantity[places[columns.peg_supply[places] == supply]].sum())
            yield from self._lot(supply, mine, seen | {supply})

    def _lot(self, lot: int, mine: float, seen: frozenset[int]) -> Iterator[ChainLink]:
        """Yield what keeps a lot from being there sooner; `mine` of it is for whoever waits."""
        plan, columns = self.plan, self.plan.columns
        item = list(plan.index.accepted.items.values())[int(columns.lot_item[lot])]
        start, finish = int(columns.lot_start[lot]), int(columns.lot_finish[lot])
        inputs = columns.peg_lot == lot
        stamps = supply_stamp(plan.index, columns)[inputs]
        material_day = int(stamps.max() + 1) // 2 if len(stamps) else 0
        begin = max(0, item.frozen_days, material_day)
        waits = list(self._waits(lot, begin))
        yield from waits
        if waits and columns.lot_quantity[lot] - mine > TOO_LARGE_SHARE * columns.lot_quantity[lot]:
            quantity = float(columns.lot_quantity[lot])
            yield ChainLink(Holds.LOT_RULE, item.code, start, finish, quantity, mine)
        yield from self._days(item, start, finish, begin, waited=bool(waits))
        if 0 < material_day == begin and (waits or start <= begin):
            yield from self._material(lot, material_day, seen)

    def _days(self, item: Item, start: int, finish: int, begin: int, *, waited: bool) -> Iterator[ChainLink]:
        """Yield the lead time of a lot that begins as soon as it may, and the fence that it begins behind."""
        if start > begin and not waited:
            return
        if item.lead_time_days > 0 and finish - start == item.lead_time_days:
            yield ChainLink(Holds.LEAD_TIME, item.code, start, finish, float(item.lead_time_days))
        if 0 < item.frozen_days == begin:
            yield ChainLink(Holds.FENCE, item.code, 0, begin, float(item.frozen_days))

    def _material(self, lot: int, day: int, seen: frozenset[int]) -> Iterator[ChainLink]:
        """Yield the component that comes last to a lot, and what holds that up; nothing where nothing does."""
        plan, columns = self.plan, self.plan.columns
        inputs = columns.peg_lot == lot
        below = list(self.above(inputs, day, seen=seen))
        if below:
            late = inputs & ((supply_stamp(plan.index, columns) + 1) // 2 == day)
            row = int(np.flatnonzero(late)[0])
            code = list(plan.index.accepted.items)[int(columns.peg_item[row])]
            yield ChainLink(Holds.MATERIAL, code, 0, day, float(columns.peg_quantity[late].sum()))
            yield from below

    def _waits(self, lot: int, begin: int) -> Iterator[ChainLink]:
        """Yield the work centres that a lot waits for: in the days before they had less free than it needs."""
        plan, columns = self.plan, self.plan.columns
        rows = columns.load_lot == lot
        code = list(plan.index.accepted.items)[int(columns.lot_item[lot])]
        for step in sorted(self._steps(code), key=lambda one: one.step):
            own = rows & (columns.load_step == step.step)
            if not own.any():
                continue
            center, minutes = int(columns.load_center[own][0]), float(columns.load_minutes[own].sum())
            first, last = int(columns.load_day[own].min()), int(columns.load_day[own].max())
            free = self._free(center, begin, last)
            if last > begin and free < minutes - MINUTES_TOLERANCE and self._has_time(center, begin, first, last):
                name = list(plan.index.accepted.work_centers)[center]
                yield ChainLink(Holds.CAPACITY, name, begin, last, minutes, free, record=str(step.step))
            begin = max(begin, last)

    def _steps(self, item: str) -> list[Operation]:
        return [step for step in self.plan.problem.operations if step.item == item]

    def _free(self, center: int, from_day: int, to_day: int) -> float:
        """Return the minutes of a work centre that nobody uses from one day until before another."""
        plan, columns = self.plan, self.plan.columns
        rows = (columns.load_center == center) & (columns.load_day >= from_day) & (columns.load_day < to_day)
        have = plan.index.available_minutes[center] + columns.bought[center]
        used = np.bincount(columns.load_day[rows], columns.load_minutes[rows], minlength=len(have))
        return float(np.maximum(0.0, have - used)[from_day:to_day].sum())

    def _has_time(self, center: int, begin: int, first: int, last: int) -> bool:
        """Whether the work centre works in the days that a lot waits for it: others have it, or it is busy longer."""
        minutes = self.plan.index.available_minutes[center]
        return bool(minutes[begin:first].sum() > 0) or last > first
