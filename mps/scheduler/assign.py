"""Who gets what there is of one item, and when: urgent uses first, nobody later than needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints, floats, ints, sums
from mps.scheduler.faults import MOST_DUST

_DUST = 1e-9


@dataclass(frozen=True, slots=True)
class Uses:
    """
    Who wants an item: one row a lot that takes it as a component, or a demand.

    `stamp` is the half day at which it is wanted, `rank` 0 the most urgent; of `lot` and `demand` the other one is -1.
    """

    stamp: Ints
    rank: Ints
    quantity: Floats
    lot: Ints
    demand: Ints
    may_split: Flags

    def rows(self, which: Flags | Ints | slice) -> Uses:
        """Return some of the rows, in the order given."""
        return Uses(
            self.stamp[which],
            self.rank[which],
            self.quantity[which],
            self.lot[which],
            self.demand[which],
            self.may_split[which],
        )


def joined(parts: list[Uses]) -> Uses:
    """Return several tables of uses as one; it is one of them where the others are empty."""
    parts = [part for part in parts if len(part.stamp)]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Uses(ints([]), ints([]), floats([]), ints([]), ints([]), np.zeros(0, dtype=np.bool_))
    return Uses(*(np.concatenate([getattr(part, name) for part in parts]) for name in Uses.__slots__))


@dataclass(frozen=True, slots=True)
class Supplies:
    """What there is of an item, in order of time. `stamp` is the half day from which it is there."""

    stamp: Ints
    kind: Ints
    place: Ints
    quantity: Floats


class Grants:
    """Pieces that have been granted: the place of the use, the half day, the quantity. A split demand has several."""

    def __init__(self) -> None:
        self._pieces: list[tuple[Ints, Ints, Floats]] = []

    def add(self, places: Ints, stamps: Ints, quantities: Floats) -> None:
        """Grant pieces."""
        self._pieces.append((places, stamps, quantities))

    def rows(self, uses: Uses) -> tuple[Ints, Uses]:
        """Return the place of each piece's use, and the pieces as uses."""
        if not self._pieces:
            return ints([]), uses.rows(ints([]))
        place, stamp, quantity = (np.concatenate(column) for column in zip(*self._pieces, strict=True))
        of_use = uses.rows(place)
        return place, Uses(stamp, of_use.rank, quantity, of_use.lot, of_use.demand, of_use.may_split)


def grant(uses: Uses, supplies: Supplies, day_count: int) -> Grants | None:
    """
    Return when each use is served, or None where all are served when they want.

    A set of uses can be served when, at every moment, what they want so far does not exceed what has come so far. By
    rank, those that still fit in time are accepted; then the others, by rank, get what hurts nobody accepted, as soon
    as it is there: being late at all costs more than being late for longer.
    """
    moments = 2 * day_count
    slack = floats(np.cumsum(sums(supplies.stamp, supplies.quantity, moments)))
    wanted = np.cumsum(sums(uses.stamp, uses.quantity, moments))
    dust = min(MOST_DUST, _DUST * max(1.0, float(slack[-1]), float(wanted[-1])))
    if bool((wanted <= slack + dust).all()):
        return None
    granted = Grants()
    order, late = np.lexsort((uses.stamp, uses.rank)), []
    for same_rank in np.split(order, np.flatnonzero(np.diff(uses.rank[order])) + 1):
        if _all_in_time(uses, same_rank, slack, dust, granted):
            continue
        late += [place for place in same_rank.tolist() if not _in_time(uses, place, slack, dust, granted)]
    for place in late:
        _as_soon_as_can_be(uses, place, slack, dust, granted)
    return granted


def _all_in_time(uses: Uses, places: Ints, slack: Floats, dust: float, granted: Grants) -> bool:
    left = slack - np.cumsum(sums(uses.stamp[places], uses.quantity[places], len(slack)))
    if left.min() < -dust:
        return False
    slack[:] = left
    granted.add(places, uses.stamp[places], uses.quantity[places])
    return True


def _in_time(uses: Uses, place: int, slack: Floats, dust: float, granted: Grants) -> bool:
    rest = slack[uses.stamp[place] :]
    if rest.min() + dust < uses.quantity[place]:
        return False
    rest -= uses.quantity[place]
    one = slice(place, place + 1)
    granted.add(ints([place]), uses.stamp[one], uses.quantity[one])
    return True


def _as_soon_as_can_be(uses: Uses, place: int, slack: Floats, dust: float, granted: Grants) -> None:
    stamp, quantity = int(uses.stamp[place]), float(uses.quantity[place])
    rest = slack[stamp:]
    # what can be taken from a moment on without hurting anybody later: the least slack from there to the end
    free = np.minimum.accumulate(rest[::-1])[::-1]
    if uses.may_split[place]:
        taken = np.clip(free, 0.0, quantity)
        pieces = np.diff(taken, prepend=0.0)
        at = np.flatnonzero(pieces > dust)
        granted.add(np.full(len(at), place), stamp + at, pieces[at])
        rest -= taken
        return
    first = int(np.searchsorted(free, quantity - dust))
    if first < len(free):
        rest[first:] -= quantity
        granted.add(ints([place]), ints([stamp + first]), floats([quantity]))


def take_latest(quantity: float, stamp: int, supplies: Supplies, left: Floats) -> float:
    """Take a firm order's component from what comes last before it is needed; return how much there was."""
    taken = 0.0
    for place in np.flatnonzero(supplies.stamp <= stamp)[::-1].tolist():
        piece = min(float(left[place]), quantity - taken)
        left[place] -= piece
        taken += piece
        if taken >= quantity:
            break
    return taken
