"""
Why a line is late: the chain of what held it up, as codes and numbers. Words are for others.

The plan is read, not made again: from the last supply that the line waits for down to what kept that from being there
sooner, level by level. A component that could have been made sooner, and was not because nobody needed it sooner, is
no cause and ends the chain; of the days until then on which it was needed for the line, a link says that the plan lets
others go first, or that nothing is known of them. The chain is told as it went on, from the first day to the last, but
for the root cause, which comes first and is the one that every page names: what took most of the days by which the line
is late. `repair` proves what would help.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from mps.scheduler.arrays import Flags, Ints
from mps.scheduler.columns import LOT, RECEIPT
from mps.scheduler.lateness import Standing
from mps.scheduler.lot_share import days_of, enough_day, has_room, has_time, is_shut
from mps.scheduler.passed import Passed
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
    FIRM = "firm"
    KEPT = "kept"
    LOT_RULE = "lot_rule"
    LOT_SIZE = "lot_size"
    YIELDS = "yields"
    UNKNOWN = "unknown"


# What is there on a day that was fixed before: it could have been there from the first day on.
FROM_TODAY = (Holds.RECEIPT, Holds.MATERIAL, Holds.FENCE, Holds.FIRM, Holds.KEPT)
# What another link of the chain is the reason of.
PASSAGES = (Holds.MATERIAL, Holds.LOT_RULE)


@dataclass(frozen=True, slots=True)
class ChainLink:
    """
    One cause. `code` is a work centre's for CAPACITY, otherwise an item's; `record` the key of the lot or receipt.

    From `from_day` on it could have gone on, on `to_day` it did. `amount` is minutes wanted of a work centre, of which
    `free` were free in the days before, or a quantity: of the component that is waited for, of the receipt, of the lot
    of which the line gets `free` only: of a LOT_SIZE, these alone could have been begun on `from_day`, and done in the
    minutes that were free. Of a LEAD_TIME, and a FENCE, it is days. A lot is FIRM by people, and KEPT as it
    was by the change budget. A line that YIELDS is later than it had to be, for the plan let others go first: of the
    minutes (`amount`) of a work centre until before `to_day`, `free` are left. UNKNOWN: nothing holds up the line then.
    """

    kind: Holds
    code: str
    from_day: int
    to_day: int
    amount: float
    free: float = 0.0
    record: str = ""


def why_late(plan: Standing, place: int) -> tuple[ChainLink, ...]:
    """Return what holds up the demand at a place: the root cause, then the others in order; empty where not late."""
    return _explained(_Chain(plan), place)


def root_causes(plan: Standing, places: Iterable[int]) -> dict[int, ChainLink | None]:
    """Return the first link of `why_late` for demands, by their places; None where there is none."""
    chain = _Chain(plan)
    return {place: next(iter(_explained(chain, place)), None) for place in places}


def lot_cause(plan: Standing, lot: int, needed_day: int) -> ChainLink | None:
    """
    Return what keeps a lot (its place) from being there on a day, of the lot itself.

    What holds up a component is told of that component; here it is the component (MATERIAL) that comes last. None where
    nothing does: it could have been made sooner.
    """
    mine = float(plan.columns.lot_quantity[lot])
    below = _Chain(plan).of_lot(lot, mine, frozenset({lot}), deep=False)
    return next(iter(_root_first(list(below), needed_day, passages=(Holds.LOT_RULE,))), None)


def _explained(chain: _Chain, place: int) -> tuple[ChainLink, ...]:
    plan = chain.plan
    if not plan.is_late(place):
        return ()
    demand, links = plan.problem.demands[place], list[ChainLink]()
    if plan.ready_days[place] is None:
        last = plan.problem.horizon.day_count - 1
        links.append(ChainLink(Holds.NO_ROOM, demand.item, 0, last, demand.quantity))
        links += _yields(late_line(plan, place))
    else:
        found = chain.above(plan.columns.peg_demand == place, demand.due_day + 1, seen=frozenset())
        links += _root_first(_from_needed(chain, place, found), demand.due_day)
        links += [] if links else _yields(late_line(plan, place))
    if demand.due_day < 0:
        links.append(ChainLink(Holds.DUE_IN_PAST, demand.item, demand.due_day, 0, float(-demand.due_day)))
    return tuple(links)


def _root_first(
    links: Sequence[ChainLink], due_day: int, *, passages: Sequence[Holds] = PASSAGES
) -> list[ChainLink]:
    """
    Return a chain in order with its root cause moved to the front: what took most days after it was needed.

    A thing is needed on the due day less the lead times that come after it. Of equal ones it is the first.
    """
    needed, days_late = due_day, dict[int, int]()
    for place, link in reversed(list(enumerate(links))):
        began = 0 if link.kind in FROM_TODAY else link.from_day
        if link.kind not in passages:
            days_late[place] = link.to_day - max(0, began, needed)
        if link.kind is Holds.LEAD_TIME:
            needed -= int(link.amount)
    if not days_late:
        return list(links)
    root = max(days_late, key=lambda place: (days_late[place], -place))
    return [links[root], *links[:root], *links[root + 1 :]]


def _from_needed(chain: _Chain, place: int, links: Sequence[ChainLink]) -> list[ChainLink]:
    """Return a chain that begins on the day on which its first thing was needed for the line, as far as it can."""
    if not links or links[0].kind is not Holds.UNKNOWN:
        return list(links)
    first, *others = links
    lead_times = sum(int(link.amount) for link in others if link.kind is Holds.LEAD_TIME)
    from_day = max(0, chain.plan.problem.demands[place].due_day - lead_times)
    if from_day < first.to_day:
        return [_of_days(chain, place, replace(first, from_day=from_day)), *others]
    return [] if all(link.kind in PASSAGES for link in others) else others


def _of_days(chain: _Chain, place: int, unknown: ChainLink) -> ChainLink:
    """Return why nothing went on in some days: the plan let others go first, where they use a work centre."""
    item, days = chain.plan.problem.demands[place].item, slice(unknown.from_day, unknown.to_day)
    taken = chain.passed.taken(item, unknown.code, days)
    if taken is None:
        return unknown
    return replace(unknown, kind=Holds.YIELDS, code=taken.code, amount=taken.have, free=taken.free)


def _yields(late: Late) -> Iterator[ChainLink]:
    """Yield the fullest work centre until the due day of a line that nothing else explains."""
    for code, load, minutes in late.fullest()[:1]:
        if late.demand.due_day >= 0:
            days = min(late.demand.due_day + 1, late.plan.problem.horizon.day_count - 1)
            yield ChainLink(Holds.YIELDS, code, 0, days, minutes, max(0.0, minutes - load))


@dataclass(frozen=True)
class _Chain:
    plan: Standing
    # What holds up a lot, by how much of it is for whoever waits, and whether that is the line: many wait for one lot.
    known: dict[tuple[int, float, bool], tuple[ChainLink, ...]] = field(default_factory=dict)

    @cached_property
    def passed(self) -> Passed:
        """The work centres that lines pass."""
        return Passed(self.plan)

    def above(self, rows: Flags, needed_day: int, *, seen: frozenset[int]) -> tuple[ChainLink, ...]:
        """Return what holds up the last supply of some pegging links, where it is not there on the morning needed."""
        _item, links = self._last(rows, needed_day, seen=seen)
        return links

    def _last(self, rows: Flags, needed_day: int, *, seen: frozenset[int]) -> tuple[int, tuple[ChainLink, ...]]:
        """
        Return the item of the last supply of some pegging links, with what holds it up; nothing where it is in time.

        Of several that come on that day it is one that something holds up: without that one the others are no use.
        """
        places = np.flatnonzero(rows)
        usable = int(self.plan.stamps[places].max() + 1) // 2 if len(places) else 0
        if not len(places) or usable < needed_day:
            return -1, ()
        in_order = places[np.argsort(-self.plan.stamps[places], kind="stable")]
        last = in_order[(self.plan.stamps[in_order] + 1) // 2 == usable].tolist()
        items = self.plan.columns.peg_item
        found = [(int(items[row]), tuple(self._of_supply(row, places, usable, seen))) for row in last]
        known = [one for one in found if one[1] and one[1][0].kind is not Holds.UNKNOWN]
        return next(iter((*known, *(one for one in found if one[1]))), found[0])

    def _of_supply(self, row: int, places: Ints, usable: int, seen: frozenset[int]) -> Iterator[ChainLink]:
        """Yield what holds up the supply of one pegging link, of some that draw for the same."""
        plan, columns = self.plan, self.plan.columns
        supply = int(columns.peg_supply[row])
        if columns.peg_kind[row] == RECEIPT:
            receipt = plan.problem.receipts[supply]
            days = receipt.arrives_day, usable
            yield ChainLink(Holds.RECEIPT, receipt.item, *days, receipt.quantity, record=receipt.key)
        elif columns.peg_kind[row] == LOT and supply not in seen:
            same = (columns.peg_kind[places] == LOT) & (columns.peg_supply[places] == supply)
            mine = float(columns.peg_quantity[places[same]].sum())
            key = (supply, mine, not seen)
            if key not in self.known:
                self.known[key] = tuple(self.of_lot(supply, mine, seen | {supply}))
            yield from self.known[key]

    def of_lot(self, lot: int, mine: float, seen: frozenset[int], *, deep: bool = True) -> Iterator[ChainLink]:
        """
        Yield what keeps a lot from being there sooner; `mine` of it is for whoever waits.

        Not `deep`: without what holds up its components.
        """
        plan, columns = self.plan, self.plan.columns
        item = self._item(lot)
        start, finish, quantity = int(columns.lot_start[lot]), int(columns.lot_finish[lot]), columns.lot_quantity[lot]
        if columns.lot_firm[lot]:
            yield ChainLink(self._fixed(item.code, finish), item.code, start, finish, float(quantity), mine)
            return
        stamps = plan.stamps[columns.peg_lot == lot]
        material_day = int(stamps.max() + 1) // 2 if len(stamps) else 0
        begin = max(0, item.frozen_days, material_day)
        waits = list(self._waits(lot, begin))
        if not (waits or start <= begin or is_shut(self.plan, lot, begin, start)):  # it could have been sooner
            return
        if 0 < material_day == begin:
            yield from self._material(lot, material_day, seen, deep=deep)
        if 0 < item.frozen_days == begin:
            yield ChainLink(Holds.FENCE, item.code, 0, begin, float(item.frozen_days))
        yield from waits
        takes_lead_time = item.lead_time_days > 0 and finish - start == item.lead_time_days
        if quantity - mine > TOO_LARGE_SHARE * quantity:
            last = start if takes_lead_time else finish
            yield from self._size(lot, mine, waits=bool(waits), last=last, is_own=len(seen) == 1)
        if takes_lead_time:
            yield ChainLink(Holds.LEAD_TIME, item.code, start, finish, float(item.lead_time_days))

    def _size(self, lot: int, mine: float, *, waits: bool, last: int, is_own: bool) -> Iterator[ChainLink]:
        """Yield that a lot is larger than what waits for it: as a cause, where that could have been sooner."""
        item, columns = self._item(lot), self.plan.columns
        quantity = float(columns.lot_quantity[lot])
        begin = max(item.frozen_days, enough_day(self.plan, lot, mine / quantity))
        if is_own and begin < last and has_room(self.plan, lot, mine / quantity, begin, last):
            yield ChainLink(Holds.LOT_SIZE, item.code, begin, last, quantity, mine)
        elif waits:
            days = int(columns.lot_start[lot]), int(columns.lot_finish[lot])
            yield ChainLink(Holds.LOT_RULE, item.code, *days, quantity, mine)

    def _item(self, lot: int) -> Item:
        return [*self.plan.index.accepted.items.values()][int(self.plan.columns.lot_item[lot])]

    def _fixed(self, code: str, finish: int) -> Holds:
        """Return who fixed a firm lot: people, or the change budget."""
        by_people = any((one.item, max(0, one.finish_day)) == (code, finish) for one in self.plan.problem.firm_orders)
        return Holds.FIRM if by_people else Holds.KEPT

    def _material(self, lot: int, day: int, seen: frozenset[int], *, deep: bool) -> Iterator[ChainLink]:
        """Yield what holds up the component that comes last to a lot, and then it; else that the days are unknown."""
        plan, columns = self.plan, self.plan.columns
        inputs = columns.peg_lot == lot
        number, links = self._last(inputs, day, seen=seen)
        yield from links if deep else ()
        if links:
            late = inputs & ((plan.stamps + 1) // 2 == day) & (columns.peg_item == number)
            code = list(plan.index.accepted.items)[number]
            yield ChainLink(Holds.MATERIAL, code, 0, day, float(columns.peg_quantity[late].sum()))
        elif deep and (item := self._item(lot)).frozen_days < day:
            yield ChainLink(Holds.UNKNOWN, item.code, 0, day, 0.0)

    def _waits(self, lot: int, begin: int) -> Iterator[ChainLink]:
        """Yield the work centres that a lot waits for: in the days before they had less free than it needs."""
        plan, columns = self.plan, self.plan.columns
        rows = columns.load_lot == lot
        for step in sorted(self._steps(self._item(lot).code), key=lambda one: one.step):
            own = rows & (columns.load_step == step.step)
            if not own.any():
                continue
            center, minutes = int(columns.load_center[own][0]), float(columns.load_minutes[own].sum())
            first, last = int(columns.load_day[own].min()), int(columns.load_day[own].max())
            have, left = days_of(plan, center)
            free = float(left[begin:last].sum())
            if last > begin and free < minutes - MINUTES_TOLERANCE and has_time(plan, center, (begin, first, last)):
                name, opens = list(plan.index.accepted.work_centers)[center], begin + int((have[begin:] > 0).argmax())
                yield ChainLink(Holds.CAPACITY, name, opens, last, minutes, free, record=str(step.step))
            begin = max(begin, last)

    def _steps(self, item: str) -> list[Operation]:
        return [step for step in self.plan.problem.operations if step.item == item]
