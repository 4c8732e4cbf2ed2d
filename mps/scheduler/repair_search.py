"""
The search for the cheapest ways out of one late line, whatever plans prove them.

Best first: single slots, then pairs and triples of them, by what they cost at least; of each, the least amounts that do
it, by halving. Where there are few sets, those are tried too of which halving took for granted that they are none.
What somebody guesses is proven first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from mps.scheduler.repair_elements import Element, OtherCenter, Overtime, OwnLot, Relax, price_of
from mps.scheduler.repair_found import PRICE_TOLERANCE, Found, Others, nothing
from mps.scheduler.repair_options import LARGEST_SET, Slot, at_least, one_a_slot, sets_of
from mps.scheduler.repair_trials import Trials, Verdict

# With more slots, triples are looked at only where nothing smaller is a way out, and whole plans prove guesses.
FEW_SLOTS = 8
# So few sets are all looked at that cost less than the cheapest: more of an element is not always better.
FEW_SETS = 400


@dataclass(slots=True)
class Search:
    """
    What has been proven so far.

    `doubts` says of a set that it is hardly a way out: where sets were guessed at, whole plans look there last.
    `all_at_once` is what the most of everything does, once that was looked at.
    """

    trials: Trials
    found: Found
    solo: dict[Slot, int]
    doubts: Callable[[Collection[Element]], bool]
    all_at_once: Verdict | None

    def __init__(
        self, trials: Trials, most_sets: int, instead_of: Others = nothing, least: Others = nothing
    ) -> None:
        """Search with trials for so many sets. The other arguments are those of `Found`."""
        self.trials, self.found = trials, Found(trials, most_sets, instead_of, least)
        self.solo, self.doubts, self.all_at_once = {}, _never, None

    def prove(self, guesses: Iterable[tuple[Element, ...]], slots: Sequence[Slot]) -> None:
        """Keep guesses that are ways out, with what amounts that takes. Raises Enough."""
        slot_of = {element: slot for slot in slots for element in slot}
        for elements in guesses:
            if price_of(elements) < self.found.bound(len(elements)) - PRICE_TOLERANCE:
                self._prove(elements, [slot_of[one] for one in elements])

    def _prove(self, elements: tuple[Element, ...], slots: Sequence[Slot]) -> None:
        """Where a guess is too low, take more of its elements; where it would be the cheapest, try less of each."""
        if not self.trials.is_way_out(elements):
            levels = [slot[slot.index(one) + 1 :] or (one,) for one, slot in zip(elements, slots, strict=True)]
            if self.trials.is_way_out([level[-1] for level in levels]):
                for more in islice(self._least((), levels), 1):
                    self.found.note(more)
            return
        for number, slot in enumerate(slots if price_of(elements) < self.found.cheapest else ()):
            others = (*elements[:number], *elements[number + 1 :])
            level = slot.index(elements[number])
            if level and self.trials.is_way_out((*others, slot[level - 1])):
                lower = slot[self._lowest(slot[:level], others)]
                elements = (*elements[:number], lower, *elements[number + 1 :])
        self.found.note(elements)

    def look_at_first(self, choices: Iterable[tuple[Slot, ...]]) -> None:
        """Look at slots together, the first choice first, until one needs all of them for a way out. Raises Enough."""
        for slots in choices:
            most = [slot[-1] for slot in slots]
            is_dear = sum(map(at_least, slots)) >= self.found.cheapest - PRICE_TOLERANCE
            if not is_dear and self.trials.is_way_out(most) and not any(self.trials.is_way_out((one,)) for one in most):
                self._look_at(slots)
                return

    def run(self, slots: Sequence[Slot], *, rest_only: bool = False) -> None:
        """
        Look for sets. Raises Enough.

        `rest_only`: sets have been guessed at. Where one was proven, only other weeks of its centres are looked at.
        """
        if not rest_only:
            self._look_at_all(slots)
        elif self.found:
            self._look_for_cheaper(slots)
        else:
            self._look_at_rest(slots)

    def _look_at_all(self, slots: Sequence[Slot]) -> None:
        everything = self._everything(slots)
        for slot in sorted(slots, key=at_least):
            self._look_at((slot,))
        if self.found or everything:
            self._look_at_several(slots)
            if not self.found:
                self._thin_out(everything, slots)
        self._look_at_each(slots)

    def _look_at_rest(self, slots: Sequence[Slot]) -> None:
        """No guess was proven: look at single things, and at everything at once; last at what the guesses doubt."""
        everything = self._everything(slots)
        in_order = sorted(slots, key=at_least)
        if not everything:
            for slot in in_order:
                if isinstance(slot[0], OwnLot):  # one on another day than everything has
                    self._look_at((slot,))
            return
        doubted = [slot for slot in in_order if self.doubts((slot[-1],))]
        for slot in in_order:
            if slot not in doubted:
                self._look_at((slot,))
        if not self.found:
            self._thin_out(everything, slots)
        for slot in doubted:
            self._look_at_less_dear(slot)
        self._look_at_each(slots)

    def _look_at_each(self, slots: Sequence[Slot]) -> None:
        """Where there are few sets, try those that are cheaper than what was found, the cheapest first."""
        sets = [*islice(sets_of(slots), FEW_SETS + 1)]
        if len(sets) > FEW_SETS:
            return
        cheaper = sorted((one for one in sets if price_of(one) < self.found.cheapest - PRICE_TOLERANCE), key=price_of)
        for elements in islice(filter(self.trials.is_way_out, cheaper), 1):
            self.found.note(elements)

    def _look_for_cheaper(self, slots: Sequence[Slot]) -> None:
        """Look at the hours of other weeks at the work centres of the sets so far, where they cost less than these."""
        known = [one for elements in self.found.sets.values() for one in elements]
        centers = {one.work_center for one in known if isinstance(one, Overtime)}
        for slot in sorted(slots, key=at_least):
            if isinstance(slot[0], Overtime) and slot[0].work_center in centers:
                self._look_at_less_dear(slot)

    def _look_at_less_dear(self, slot: Slot) -> None:
        """Look at the amounts of a slot that cost less than the cheapest set so far."""
        cheaper = tuple(one for one in slot if one.price < self.found.cheapest - PRICE_TOLERANCE)
        if cheaper:
            self._look_at((cheaper,))

    def _everything(self, slots: Sequence[Slot]) -> tuple[Element, ...]:
        """Return a way out with the most of all slots, with that of which more is never worse, or with lots too; ()."""
        all_of_it = one_a_slot([slot[-1] for slot in slots])
        most = tuple(one for one in all_of_it if not isinstance(one, OwnLot))
        harmless = tuple(one for one in most if not isinstance(one, OtherCenter | Relax))
        for them in filter(None, dict.fromkeys((most, harmless, all_of_it))):
            found = self.trials.verdict(them)
            if self.all_at_once is None or _sooner(found, self.all_at_once):
                self.all_at_once = found
            if found.is_way_out:
                return them
        return ()

    def _look_at_several(self, slots: Sequence[Slot]) -> None:
        for size in range(2, LARGEST_SET + 1):
            if size > 2 and self.found and len(slots) > FEW_SLOTS:
                break
            for chosen in sorted(combinations(slots, size), key=lambda them: sum(map(at_least, them))):
                if sum(map(at_least, chosen)) >= self.found.bound(size) - PRICE_TOLERANCE:
                    break
                self._look_at(chosen)

    def _look_at(self, slots: Sequence[Slot]) -> None:
        """Find the cheapest set that has one element of each slot, all of less than would do alone."""
        if len({slot[0].slot for slot in slots}) < len(slots):
            return
        levels = list(slots) if len(slots) == 1 else [slot[: self.solo.get(slot, len(slot))] for slot in slots]
        if not all(levels) or not self.trials.is_way_out([level[-1] for level in levels]):
            return
        for elements in self._least((), levels):
            if len(slots) == 1:
                self.solo[slots[0]] = slots[0].index(elements[0])
            self.found.note(elements)

    def _least(self, fixed: tuple[Element, ...], levels: Sequence[Slot]) -> Iterator[tuple[Element, ...]]:
        """Yield sets of which no element could be less; the highest levels, together with `fixed`, are a way out."""
        first, rest = levels[0], levels[1:]
        highest = [level[-1] for level in rest]
        lowest = self._lowest(first, (*fixed, *highest))
        if not rest:
            yield (*fixed, first[lowest])
            return
        for element in first[lowest:]:
            chosen = (*fixed, element, *(level[0] for level in rest))
            if price_of(chosen) >= self.found.bound(len(chosen)) - PRICE_TOLERANCE:
                return
            yield from self._least((*fixed, element), rest)

    def _lowest(self, slot: Slot, others: Sequence[Element]) -> int:
        """Return the lowest level that is a way out together with others; the highest is."""
        low, high = -1, len(slot) - 1
        while high - low > 1:
            middle = (low + high) // 2
            if self.trials.is_way_out((*others, slot[middle])):
                high = middle
            else:
                low = middle
        return high

    def _roughly_without_superfluous(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        """Leave out as many at once as can be, the dearest first: half of them, then quarters, and so on."""
        needed = sorted(elements, key=lambda one: (-one.price, one.slot))
        size = len(needed) // 2
        while size:
            first = 0
            while first < len(needed):
                fewer = [*needed[:first], *needed[first + size :]]
                if fewer and self.trials.is_way_out(fewer):
                    needed = fewer
                else:
                    first += size
            size //= 2
        return tuple(needed)

    def _thin_out(self, elements: tuple[Element, ...], slots: Sequence[Slot]) -> None:
        """From a way out with everything, leave out what is not needed, the dearest first, then take less of each."""
        needed = self._roughly_without_superfluous(elements)
        levels = {slot[-1]: slot for slot in slots}
        for one in needed:
            others = [other for other in needed if other.slot != one.slot]
            needed = (*others, levels[one][self._lowest(levels[one], others)])
        self.found.note(needed)


def _sooner(one: Verdict, other: Verdict) -> bool:
    """Whether the line is rather there in time, or at least sooner; where it is not inside the horizon it is last."""
    days = [math.inf if it.ready_day is None else it.ready_day for it in (one, other)]
    return (not one.in_time, len(one.broken), days[0]) < (not other.in_time, len(other.broken), days[1])


def _never(_elements: Collection[Element]) -> bool:
    return False
