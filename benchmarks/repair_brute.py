"""Ways out by brute force: every set of few elements is planned. What the search is measured against."""

from __future__ import annotations

from collections.abc import Sequence

from mps.scheduler.repair_elements import price_of
from mps.scheduler.repair_late import Late
from mps.scheduler.repair_options import Slot, sets_of, slots_for
from mps.scheduler.repair_trials import Trials

MOST_SLOTS = 5


def few_options(late: Late) -> tuple[Slot, ...]:
    """Return so few of a line's elements that every set of them can be planned: some slots, and of each some levels."""
    slots = slots_for(late)
    by_kind = sorted(range(len(slots)), key=lambda place: (_turn(slots, place), place))
    return tuple(_thinned(slots[place]) for place in sorted(by_kind[:MOST_SLOTS]))


def cheapest_price(trials: Trials, slots: Sequence[Slot]) -> float | None:
    """Return the price of the cheapest set that is a way out; None where none is."""
    ways = (price_of(chosen) for chosen in sets_of(slots) if trials.is_way_out(chosen))
    return min(ways, default=None)


def _turn(slots: Sequence[Slot], place: int) -> int:
    """How many slots of the same kind come before it: so that the few are of many kinds."""
    return sum(type(slot[0]) is type(slots[place][0]) for slot in slots[:place])


def _thinned(slot: Slot) -> Slot:
    """Return the lowest level, the highest, and one between."""
    places = {0, len(slot) // 2, len(slot) - 1}
    return tuple(slot[place] for place in sorted(places))
