"""
The cheapest ways out for a late order line: sets of elements, each proven by planning the plant with it.

A set is a way out if with it the line is there in time and nobody who was promised a day and kept it is late. No
element of a set is superfluous: without any one of them it is no way out. The search is best first: single slots, then
pairs and triples of them, by what they cost at least; of each, the least amounts that do it. It takes for granted that
more of an element does not make it worse, so that amounts are found by halving; what it answers is proven all the same.
It is done twice: with first plans, which cost a tenth, and what that finds is proven with whole ones; then with whole
ones, as far as that can be cheaper. Same problem, same answer; told to stop, it answers what it has proven so far.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

from mps.scheduler.budget import SOON, Limits
from mps.scheduler.columns import index_of
from mps.scheduler.explain import ChainLink, why_late
from mps.scheduler.parts import split
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair_elements import Element, price_of
from mps.scheduler.repair_late import Late, late_line
from mps.scheduler.repair_options import Slot, slots_for
from mps.scheduler.repair_trials import Delay, Enough, Trials, Verdict

__all__ = ["Delay", "RepairSet", "Repairs", "repairs"]

LARGEST_SET = 3
# With more slots, triples are looked at only where nothing smaller is a way out.
FEW_SLOTS = 8
PRICE_TOLERANCE = 1e-9
FIRST_PLAN = Limits(rounds=1, early_plans=0, lot_rounds=0)


@dataclass(frozen=True, slots=True)
class RepairSet:
    """
    A proven way out. `price` is that of its elements, in the site's currency.

    `ready_day` is when the line is there. `delayed` are other order lines that are in time without the set and late
    with it, none of them promised; those that an element moves are not among them, as long as they keep the new day.
    """

    elements: tuple[Element, ...]
    price: float
    ready_day: int
    delayed: tuple[Delay, ...]


@dataclass(frozen=True, slots=True)
class Repairs:
    """
    Ways out of one line, the cheapest first; none where it is not late (`is_late`), or nothing that we know helps.

    `ready_day` is when it is there as it is (None: not inside the horizon), `why` what holds it up. `trials` is how
    many whole plans were made. `finished`: the search was not cut short.
    """

    is_late: bool
    ready_day: int | None
    why: tuple[ChainLink, ...]
    sets: tuple[RepairSet, ...]
    trials: int
    finished: bool


def repairs(
    problem: PlanningProblem,
    demand: str,
    *,
    stop: Callable[[], bool],
    timer: Callable[[], float],
    limits: Limits = SOON,
    most_sets: int = 3,
    most_trials: int = 100,
    options: Callable[[Late], tuple[Slot, ...]] = slots_for,
) -> Repairs:
    """
    Return the cheapest ways out for an order line, at most `most_sets`, each of other slots.

    The part of the problem in which it is gets planned at most `most_trials` times, with `limits`. `stop` and `timer`
    as `solve` has them. `options` says what sets may be made of. Raises: KeyError where no demand of that key is
    planned.
    """
    part = _part_of(problem, demand)
    trials = Trials(part, demand, limits=limits, stop=stop, timer=timer, most=most_trials)
    late = late_line(trials.base, trials.place)
    if not trials.base.is_late(trials.place):
        return Repairs(False, late.ready_day, (), (), trials.count, finished=True)
    search = _Search(late, trials, most_sets)
    finished = True
    try:
        slots = options(late)
        if limits.rounds > 1:
            quick = Trials(part, demand, limits=FIRST_PLAN, stop=stop, timer=timer, most=most_trials)
            search.prove(_found_quickly(quick, late, slots, most_sets))
        search.run(slots)
    except Enough:
        finished = False
    why = why_late(trials.base, trials.place)
    return Repairs(True, late.ready_day, why, search.best_sets(), trials.count, finished)


def _found_quickly(quick: Trials, late: Late, slots: Sequence[Slot], most_sets: int) -> list[tuple[Element, ...]]:
    """Return what first plans say would be ways out, the cheapest first: good guesses, proven of nothing."""
    if not quick.base.is_late(quick.place):
        return []
    search = _Search(late, quick, most_sets)
    with suppress(Enough):
        search.run(slots)
    return [one.elements for one in search.best_sets()]


def _part_of(problem: PlanningProblem, demand: str) -> PlanningProblem:
    """Return the problem of the part in which a demand is; with a change budget, which is of the whole, all of it."""
    found = [
        part.problem for part in split(index_of(problem)) if any(one.key == demand for one in part.problem.demands)
    ]
    if not found:
        raise KeyError(demand)
    return problem if problem.change_budget else found[0]


@dataclass(slots=True)
class _Search:
    """What has been proven so far."""

    late: Late
    trials: Trials
    most_sets: int
    found: dict[frozenset[str], tuple[Element, ...]]
    solo: dict[Slot, int]

    def __init__(self, late: Late, trials: Trials, most_sets: int) -> None:
        self.late, self.trials, self.most_sets = late, trials, most_sets
        self.found, self.solo = {}, {}

    @property
    def cheapest(self) -> float:
        """The price of the cheapest set so far."""
        return min(map(price_of, self.found.values()), default=math.inf)

    def bound(self, size: int) -> float:
        """Return the price from which on sets of a size are of no interest: with enough known, only less is."""
        return self.cheapest if len(self.found) >= self.most_sets or size > 2 else math.inf

    def best_sets(self) -> tuple[RepairSet, ...]:
        """Return the cheapest proven sets."""
        ranked = sorted(self.found.values(), key=lambda one: (price_of(one), len(one), [e.slot for e in one]))
        return tuple(self._answer(one) for one in ranked[: self.most_sets])

    def prove(self, guesses: Iterable[tuple[Element, ...]]) -> None:
        """Keep those that are ways out. Raises Enough."""
        for elements in guesses:
            if self.trials.is_way_out(elements):
                self._note(elements)

    def run(self, slots: Sequence[Slot]) -> None:
        """Look for sets. Raises Enough."""
        everything = tuple(slot[-1] for slot in slots)
        helps = self.trials.is_way_out(_one_a_slot(everything))
        for slot in sorted(slots, key=_at_least):
            self._look_at((slot,))
        if not (helps or self.found):
            return
        for size in range(2, LARGEST_SET + 1):
            if size > 2 and self.found and len(slots) > FEW_SLOTS:
                break
            for chosen in sorted(combinations(slots, size), key=lambda them: sum(map(_at_least, them))):
                if sum(map(_at_least, chosen)) >= self.bound(size) - PRICE_TOLERANCE:
                    break
                self._look_at(chosen)
        if not self.found:
            self._thin_out(_one_a_slot(everything), slots)

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
            self._note(elements)

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
            if price_of(chosen) >= self.bound(len(chosen)) - PRICE_TOLERANCE:
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

    def _note(self, elements: tuple[Element, ...]) -> None:
        """Keep a way out, without what turns out to be superfluous, where it is the cheapest of its slots."""
        needed = self._without_superfluous(elements)
        slots = frozenset(one.slot for one in needed)
        known = self.found.get(slots)
        if known is None or price_of(needed) < price_of(known) - PRICE_TOLERANCE:
            self.found[slots] = needed

    def _without_superfluous(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        for one in sorted(elements, key=lambda one: (-one.price, one.slot)):
            fewer = tuple(other for other in elements if other is not one)
            if fewer and self.trials.is_way_out(fewer):
                return self._without_superfluous(fewer)
        return elements

    def _thin_out(self, elements: tuple[Element, ...], slots: Sequence[Slot]) -> None:
        """From a way out with everything, leave out what is not needed, the dearest first, then take less of each."""
        if not self.trials.is_way_out(elements):
            return
        needed = self._without_superfluous(elements)
        levels = {slot[-1]: slot for slot in slots}
        for one in needed:
            others = [other for other in needed if other.slot != one.slot]
            needed = (*others, levels[one][self._lowest(levels[one], others)])
        self._note(needed)

    def _answer(self, elements: tuple[Element, ...]) -> RepairSet:
        verdict: Verdict = self.trials.verdict(elements)
        if verdict.ready_day is None:
            raise AssertionError("a way out has a day")
        in_order = tuple(sorted(elements, key=lambda one: (-one.price, one.slot)))
        return RepairSet(in_order, price_of(elements), verdict.ready_day, verdict.delayed)


def _at_least(slot: Slot) -> float:
    return min(one.price for one in slot)


def _one_a_slot(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Return elements of different slots, the first of each."""
    chosen: dict[str, Element] = {}
    for one in elements:
        chosen.setdefault(one.slot, one)
    return tuple(chosen.values())
