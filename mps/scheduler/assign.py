"""Who gets what there is of one item, and when: urgent consumers first, nobody later than needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.columns import Floats, Ints
from mps.scheduler.network import Supply

_DUST = 1e-9
NEVER = -1


@dataclass(slots=True)
class Use:
    """A lot or demand that wants a quantity of an item at half day `stamp`. Exactly one of `lot`, `demand` is not -1."""

    stamp: int
    rank: int
    quantity: float
    lot: int
    demand: int
    may_split: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """When a use is served (half day, `NEVER` if not) and with how much."""

    stamp: int
    quantity: float


def grant(uses: list[Use], supplies: list[Supply], day_count: int) -> list[Grant] | None:
    """
    Return when each use is served, or None where all are served when they want.

    A set of uses can be served when, at every moment, what they want so far does not exceed what has come so far. By
    rank, those that still fit in time are accepted; the others get the first moment at which they hurt nobody accepted.
    """
    if not uses:
        return None
    arrived = np.zeros(2 * day_count + 1)
    for supply in supplies:
        arrived[supply.stamp] += supply.quantity
    slack = np.cumsum(arrived)
    quantities = np.array([use.quantity for use in uses])
    stamps = np.array([use.stamp for use in uses])
    wanted = np.cumsum(np.bincount(stamps, quantities, len(slack)))
    dust = _DUST * max(1.0, float(slack[-1]), float(wanted[-1]))
    if bool((wanted <= slack + dust).all()):
        return None
    return _by_rank(uses, slack, dust)


def _by_rank(uses: list[Use], slack: Floats, dust: float) -> list[Grant]:
    grants = [Grant(NEVER, 0.0)] * len(uses)
    order = sorted(range(len(uses)), key=lambda place: (uses[place].rank, uses[place].stamp))
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and uses[order[end]].rank == uses[order[start]].rank:
            end += 1
        late = [place for place in order[start:end] if not _in_time(uses[place], place, slack, dust, grants)]
        for place in late:
            _as_soon_as_can_be(uses[place], place, slack, dust, grants)
        start = end
    return grants


def _in_time(use: Use, place: int, slack: Floats, dust: float, grants: list[Grant]) -> bool:
    rest = slack[use.stamp :]
    if rest.min() + dust < use.quantity:
        return False
    rest -= use.quantity
    grants[place] = Grant(use.stamp, use.quantity)
    return True


def _as_soon_as_can_be(use: Use, place: int, slack: Floats, dust: float, grants: list[Grant]) -> None:
    free = _free_from(slack[use.stamp :])
    at = int(np.searchsorted(free, use.quantity - dust))
    quantity = use.quantity
    if at == len(free):
        quantity = float(free[-1])
        if not use.may_split or quantity <= dust:
            return
        at = int(np.searchsorted(free, quantity))
    slack[use.stamp + at :] -= quantity
    grants[place] = Grant(use.stamp + at, quantity)


def _free_from(slack: Floats) -> Floats:
    """Return, for every moment, what can be taken from then on without hurting anybody later."""
    return np.minimum.accumulate(slack[::-1])[::-1]


def take_latest(quantity: float, stamp: int, supplies: list[Supply], left: list[float]) -> float:
    """Take a firm order's component from what comes last before it is needed; return how much there was."""
    taken = 0.0
    for place in sorted(range(len(supplies)), key=lambda place: -supplies[place].stamp):
        if supplies[place].stamp <= stamp and left[place] > 0:
            piece = min(left[place], quantity - taken)
            left[place] -= piece
            taken += piece
            if taken >= quantity:
                break
    return taken


def overlay(wanted: Floats, supplied: Floats) -> tuple[Ints, Ints, Floats]:
    """
    Lay uses over supplies, both in order of time, first come first served.

    Returns the place of the use, the place of the supply, and the quantity of every piece.
    """
    use_end, supply_end = np.cumsum(wanted), np.cumsum(supplied)
    if not len(use_end) or not len(supply_end):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    edges = np.unique(np.concatenate((use_end, supply_end)))
    edges = edges[edges <= min(use_end[-1], supply_end[-1])]
    sizes = np.diff(edges, prepend=0.0)
    use = np.searchsorted(use_end, edges, "left")
    supply = np.searchsorted(supply_end, edges, "left")
    solid = sizes > _DUST * max(1.0, float(edges[-1]) if len(edges) else 1.0)
    return use[solid], supply[solid], sizes[solid]
