"""
The ways out that a search has proven so far, by their slots, and that of the best of them nothing can be left out.

Of a way out that is among the best, elements that it does not need are left out, and of those that it needs no more is
kept than it takes. It is said to be the least (`least_of`) only after a pass over all of it that took nothing away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mps.scheduler.repair_elements import Element, price_of
from mps.scheduler.repair_trials import Trials

Elements = tuple[Element, ...]
Others = Callable[[Elements], Iterable[Elements]]
Slots = frozenset[str]

PRICE_TOLERANCE = 1e-9


def nothing(_elements: Elements) -> tuple[Elements, ...]:
    """Return no other set: there is nothing to do instead, and nothing to take away."""
    return ()


@dataclass(slots=True)
class Found:
    """
    Proven ways out, the cheapest of each choice of slots; `least_of` are those of which nothing could be less.

    `instead_of` says what might be done instead of a set that nobody can do by a click: it is preferred. `least` yields
    ways out with less and less of what a set has, and nothing where no step less of any element is a way out.
    """

    trials: Trials
    most_sets: int
    instead_of: Others = nothing
    least: Others = nothing
    sets: dict[Slots, Elements] = field(default_factory=dict)
    least_of: set[Elements] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.sets)

    @property
    def cheapest(self) -> float:
        """The price of the cheapest set so far."""
        return min(map(price_of, self.sets.values()), default=math.inf)

    def bound(self, size: int) -> float:
        """Return the price from which on sets of a size are of no interest: with enough known, only less is."""
        return self.cheapest if len(self.sets) >= self.most_sets or size > 2 else math.inf

    def best(self) -> list[Elements]:
        """Return the cheapest proven sets, the cheapest first; what two choices of slots came down to is there once."""
        ranked = sorted(self.sets.values(), key=lambda one: (price_of(one), len(one), [e.slot for e in one]))
        return [*{frozenset(one): one for one in ranked}.values()][: self.most_sets]

    def note(self, elements: Elements) -> None:
        """
        Keep a way out, without what turns out to be superfluous, where it is the cheapest of its slots; then what may
        be done instead of it in its place. Raises Enough.
        """
        needed = self._without_superfluous(elements)
        slots = self._kept(needed)
        instead = next(filter(self.trials.is_way_out, self.instead_of(needed)), None)
        if instead is not None:
            self.sets.pop(slots, None)
            self._kept(self._without_superfluous(instead))

    def lessen(self) -> None:
        """Take from the best what they do not need, also those that are only now among them. Raises Enough."""
        while more := [one for one in self.best() if one not in self.least_of]:
            slots = next(slots for slots, one in self.sets.items() if one == more[0])
            self._lessened(slots)

    def _kept(self, needed: Elements) -> Slots:
        """Keep a way out by its slots; where it is among the best, then the least of each of its elements."""
        slots = frozenset(one.slot for one in needed)
        known = self.sets.get(slots)
        if known is None or price_of(needed) < price_of(known) - PRICE_TOLERANCE:
            self.sets[slots] = needed
            if needed in self.best():
                return self._lessened(slots)
        return slots

    def _lessened(self, slots: Slots) -> Slots:
        """Take away what a set does not need until a pass takes nothing away; return the slots that are left."""
        while (elements := self.sets[slots]) not in self.least_of:
            for less in self.least(elements):
                self.sets[slots] = less
            needed = self._without_superfluous(self.sets[slots])
            if needed == elements:
                self.least_of.add(elements)
            elif len(needed) < len(elements):
                slots = self._moved(slots, needed)
            else:
                self.sets[slots] = needed
        return slots

    def _moved(self, slots: Slots, needed: Elements) -> Slots:
        """Keep what is left of a set by the slots of that, where nothing cheaper is known of them; return them."""
        del self.sets[slots]
        left = frozenset(one.slot for one in needed)
        if left not in self.sets or price_of(needed) < price_of(self.sets[left]) - PRICE_TOLERANCE:
            self.sets[left] = needed
        return left

    def _without_superfluous(self, elements: Elements) -> Elements:
        for one in sorted(elements, key=lambda one: (-one.price, one.slot)):
            fewer = tuple(other for other in elements if other is not one)
            if fewer and self.trials.is_way_out(fewer):
                return self._without_superfluous(fewer)
        return elements
