"""Capable to promise: can a quantity be there by a day, on top of the plan, with free capacity and components?

The trial goes backward from the day: what is uncommitted is taken, the rest is made as late as it can be, and its
components are wanted that morning, level by level. Two rules keep it honest. Each item is made in one go, for all its
parents, in time for the first that runs short. Each work centre is filled backward without going back to gaps it has
passed. So a larger quantity or an earlier day makes every need larger or earlier and never frees a resource: if a trial
succeeds, it succeeds for less and for later too (promise.py searches by halving because of that). It costs a little
earliness and never promises what is not there.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from mps.scheduler.backing import Backing, Blocked, BlockedBy, ProposedLoad, ProposedLot, UncommittedTake
from mps.scheduler.promise_basis import QUANTITY_TOLERANCE, ItemBasis, PromiseBasis, Uncommitted

MINUTES_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Resources:
    """A basis, less what an earlier part of the same promise has taken. Changed by making a new one."""

    basis: PromiseBasis
    changed_items: Mapping[int, Uncommitted] = field(default_factory=dict)
    changed_minutes: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    changed_overtime: Mapping[int, tuple[float, ...]] = field(default_factory=dict)

    def uncommitted(self, place: int) -> Uncommitted:
        """Return what can be taken of the item at a place of the basis."""
        return self.changed_items.get(place) or self.basis.items[place].uncommitted

    def minutes_before(self, work_center: int) -> tuple[float, ...]:
        """Return the running total of a work centre's free minutes."""
        return self.changed_minutes.get(work_center) or self.basis.free_minutes_before[work_center]

    def overtime_before(self, work_center: int) -> tuple[float, ...]:
        """Return the running total of a work centre's overtime that nobody has bought; empty: it has none."""
        changed = self.changed_overtime.get(work_center)
        if changed or not self.basis.overtime_minutes_before:
            return changed or ()
        return self.basis.overtime_minutes_before[work_center]


@dataclass(frozen=True, slots=True)
class LotSizes:
    """`full_count` lots of `full_quantity`, and one of `last_quantity`."""

    full_count: int
    full_quantity: float
    last_quantity: float

    @property
    def count(self) -> int:
        """How many lots."""
        return self.full_count + 1

    @property
    def total(self) -> float:
        """Their quantity together."""
        return self.full_count * self.full_quantity + self.last_quantity

    def by_quantity(self) -> tuple[tuple[float, int], ...]:
        """Return each quantity with how many lots have it."""
        last = (self.last_quantity, 1)
        return ((self.full_quantity, self.full_count), last) if self.full_count else (last,)


def lot_sizes(item: ItemBasis, short: float) -> LotSizes:
    """Return the lots that cover a shortage under the item's lot rules. More shortage never makes fewer or less."""
    multiple, largest = item.lot_multiple, item.lot_largest
    full_count = 0 if largest == math.inf else max(0, math.ceil(short / largest - QUANTITY_TOLERANCE) - 1)
    rest = short - full_count * largest if full_count else short
    rounded = math.ceil(rest / multiple - QUANTITY_TOLERANCE) * multiple if multiple > 0 else rest
    return LotSizes(full_count, largest if full_count else 0.0, max(rounded, item.lot_smallest))


@dataclass(frozen=True, slots=True)
class _Made:
    sizes: LotSizes
    start_day: int
    finish_day: int


@dataclass(frozen=True, slots=True)
class _Used:
    """Free minutes from `begin` to `end` of a work centre's running total, for a step of the item at `place`."""

    place: int
    step: int
    work_center: int
    begin: float
    end: float


@dataclass(slots=True)
class Trial:
    """One attempt to have a quantity by the evening of a day; `blocked` says why it failed. Run it once."""

    resources: Resources
    blocked: Blocked | None = None
    _target: int = 0
    # Moment and quantity of every need, item by item: parents are done before their components.
    _needs: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    _made: dict[int, _Made] = field(default_factory=dict)
    _used: list[_Used] = field(default_factory=list)
    _frontier: dict[int, float] = field(default_factory=dict)

    def run(self, place: int, quantity: float, day: int) -> bool:
        """Return whether the quantity of the item at `place` can be there by the evening of the day."""
        self._target = place
        self._needs[place] = [(2 * day + 1, quantity)]
        waiting = [place]
        while waiting:
            here = heappop(waiting)
            made = self._provide(here)
            if self.blocked is not None:
                return False
            if made is not None:
                self._made[here] = made
                self._want_components(here, made, waiting)
        return True

    def _want_components(self, place: int, made: _Made, waiting: list[int]) -> None:
        total = made.sizes.total
        for component in self.resources.basis.items[place].components:
            if component.place not in self._needs:
                self._needs[component.place] = []
                heappush(waiting, component.place)
            self._needs[component.place].append((2 * made.start_day, total * component.usage_per_unit))

    def _provide(self, place: int) -> _Made | None:
        """Take what is uncommitted for all needs of an item, and make the rest for the first that runs short."""
        uncommitted = self.resources.uncommitted(place)
        wanted = short = 0.0
        short_from = -1
        for moment, quantity in sorted(self._needs[place]):
            wanted += quantity
            missing = wanted - uncommitted.at(moment)
            if missing > QUANTITY_TOLERANCE:
                short_from = moment if short_from < 0 else short_from
                short = max(short, missing)
        if short_from < 0:
            return None
        # A lot finished on a day is there that evening: a parent that starts in the morning needs it the day before.
        return self._make(place, short, latest_finish=(short_from - 1) // 2)

    def _make(self, place: int, short: float, *, latest_finish: int) -> _Made | None:
        item = self.resources.basis.items[place]
        sizes = lot_sizes(item, short)
        earliest_start = max(0, item.frozen_days)
        start, finish = (latest_finish := item.open_day_by(latest_finish)), -1
        for number in range(len(item.steps) - 1, -1, -1):
            step = item.steps[number]
            minutes = sizes.count * step.setup_minutes + sizes.total * step.run_minutes_per_unit
            if minutes <= MINUTES_TOLERANCE or start < earliest_start:
                continue
            before = self.resources.minutes_before(step.work_center)
            end = min(before[start + 1], self._frontier.get(step.work_center, before[-1]))
            begin = end - minutes
            self._used.append(_Used(place, number, step.work_center, begin, end))
            if begin < before[min(earliest_start, len(before) - 1)] - MINUTES_TOLERANCE:
                self.blocked = self._no_minutes(item, step.work_center, minutes, begin)
                return None
            self._frontier[step.work_center] = begin
            start = bisect_right(before, begin + MINUTES_TOLERANCE) - 1
            finish = finish if finish >= 0 else bisect_left(before, end - MINUTES_TOLERANCE) - 1
        finish = item.open_day_from(finish) if finish >= 0 else latest_finish
        start = min(start, finish - item.lead_time_days)
        if start < earliest_start:
            self.blocked = self._no_days(place, start, short)
            return None
        return _Made(sizes, start, finish)

    def _no_minutes(self, item: ItemBasis, work_center: int, minutes: float, begin: float) -> Blocked:
        """Say why minutes that would have to begin before they may can't be had."""
        before = self.resources.minutes_before(work_center)
        if begin >= -MINUTES_TOLERANCE:
            start = bisect_right(before, begin + MINUTES_TOLERANCE) - 1
            return Blocked(BlockedBy.FENCE, item.code, item.frozen_days, float(item.frozen_days - start))
        return Blocked(BlockedBy.CAPACITY, self.resources.basis.work_centers[work_center], None, minutes)

    def _no_days(self, place: int, start: int, short: float) -> Blocked:
        """Say why a lot that would have to start before it may can't."""
        item = self.resources.basis.items[place]
        if start >= 0:
            return Blocked(BlockedBy.FENCE, item.code, item.frozen_days, float(item.frozen_days - start))
        new_lot_day = item.open_day_from(max(0, item.frozen_days) + item.lead_time_days)
        if place == self._target or item.made:
            used_day = new_lot_day if place == self._target else new_lot_day + 1
            return Blocked(BlockedBy.LEAD_TIME, item.code, used_day, float(-start))
        moment = self.resources.uncommitted(place).first_moment_of(sum(need for _, need in self._needs[place]))
        # Used in a parent: a new lot the morning after it came, uncommitted stock the first morning it is there.
        day = new_lot_day + 1 if moment is None else min(new_lot_day + 1, (moment + 1) // 2)
        return Blocked(BlockedBy.COMPONENT, item.code, day, short)

    def backing(self) -> Backing:
        """Return what a successful trial rests on."""
        items, centers = self.resources.basis.items, self.resources.basis.work_centers
        return Backing(
            takes=tuple(
                UncommittedTake(items[place].code, moment // 2, quantity)
                for place in self._needs
                for moment, quantity in self._takes(place)
            ),
            lots=tuple(
                ProposedLot(items[place].code, quantity, count, made.start_day, made.finish_day)
                for place, made in self._made.items()
                for quantity, count in made.sizes.by_quantity()
            ),
            loads=tuple(
                ProposedLoad(items[used.place].code, used.step, centers[used.work_center], day, minutes)
                for used in self._used
                for day, minutes in self._by_day(used)
            ),
        )

    def left(self) -> Resources:
        """Return what a successful trial leaves for the next part of the same promise."""
        items = {place: self._uncommitted_left(place) for place in self._needs}
        minutes: dict[int, tuple[float, ...]] = {}
        for center in {used.work_center for used in self._used}:
            spans = [(used.begin, used.end) for used in self._used if used.work_center == center]
            minutes[center] = tuple(
                total - sum(min(max(total - begin, 0.0), end - begin) for begin, end in spans)
                for total in self.resources.minutes_before(center)
            )
        return Resources(
            basis=self.resources.basis,
            changed_items={**self.resources.changed_items, **items},
            changed_minutes={**self.resources.changed_minutes, **minutes},
            changed_overtime=self.resources.changed_overtime,
        )

    def _takes(self, place: int) -> list[tuple[int, float]]:
        """Return moments and quantities drawn from the uncommitted; the trial's own lots cover the rest."""
        uncommitted = self.resources.uncommitted(place)
        taken = 0.0
        takes: list[tuple[int, float]] = []
        for moment, needed in sorted(self._needs[place]):
            quantity = min(needed, max(0.0, uncommitted.at(moment) - taken))
            if quantity > QUANTITY_TOLERANCE:
                takes.append((moment, quantity))
                taken += quantity
        return takes

    def _uncommitted_left(self, place: int) -> Uncommitted:
        """Take the needs out, put the trial's own lots in, and look ahead again."""
        uncommitted = self.resources.uncommitted(place)
        changes: dict[int, float] = {}
        for moment, quantity in self._needs[place]:
            changes[moment] = changes.get(moment, 0.0) - quantity
        if place in self._made:
            ready = 2 * self._made[place].finish_day + 1
            changes[ready] = changes.get(ready, 0.0) + self._made[place].sizes.total
        moments = sorted({0, *uncommitted.moments, *changes})
        quantities: list[float] = []
        running = 0.0
        for moment in moments:
            running += changes.get(moment, 0.0)
            quantities.append(uncommitted.at(moment) + running)
        for earlier in range(len(quantities) - 2, -1, -1):
            quantities[earlier] = min(quantities[earlier], quantities[earlier + 1])
        return Uncommitted(tuple(moments), tuple(max(0.0, quantity) for quantity in quantities))

    def stretches(self) -> list[tuple[int, float]]:
        """Return work centre and minutes wanted of those tried, the one that holds a lot up longest first."""
        spans: dict[int, tuple[int, float]] = {}
        for used in self._used:
            before = self.resources.minutes_before(used.work_center)
            days = bisect_left(before, used.end - MINUTES_TOLERANCE) - bisect_right(
                before, used.begin + MINUTES_TOLERANCE
            )
            longest, minutes = spans.get(used.work_center, (0, 0.0))
            spans[used.work_center] = (max(longest, days), minutes + used.end - used.begin)
        longest_first = sorted(spans, key=lambda center: (-spans[center][0], center))
        return [(center, spans[center][1]) for center in longest_first]

    def days_at(self, work_center: int) -> tuple[int, int]:
        """Return the first and the last day of what was tried at a work centre."""
        before = self.resources.minutes_before(work_center)
        spans = [used for used in self._used if used.work_center == work_center]
        first = bisect_right(before, min(used.begin for used in spans) + MINUTES_TOLERANCE) - 1
        return first, bisect_left(before, max(used.end for used in spans) - MINUTES_TOLERANCE) - 1

    def _by_day(self, used: _Used) -> list[tuple[int, float]]:
        before = self.resources.minutes_before(used.work_center)
        first = bisect_right(before, used.begin + MINUTES_TOLERANCE) - 1
        last = bisect_left(before, used.end - MINUTES_TOLERANCE) - 1
        spans = ((day, min(before[day + 1], used.end) - max(before[day], used.begin)) for day in range(first, last + 1))
        return [(day, minutes) for day, minutes in spans if minutes > 0]
