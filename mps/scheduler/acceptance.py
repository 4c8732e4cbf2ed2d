"""
Which lots can be in time: as many of the most urgent rank as can be, then of the next, and so on.

On one work centre the lots that are in time are those whose minutes, summed up by due day, never exceed the free ones.
By due day, take every lot; where they no longer fit, give up the longest one of the rank that is being decided: the
most lots of that rank beside those already taken (Moore 1968; with lots that must be in time, Sidney 1973).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from mps.scheduler.arrays import Floats, ints
from mps.scheduler.shop import DraftLot

_DUST = 1e-6

Work = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """
    The lots of the work centres on which not all can be in time.

    `work[lot]` is its minutes by crowded work centre, `free[center]` the free minutes up to the end of each day.
    Those of `may_move` yield before others of their rank, however short.
    """

    work: dict[int, dict[int, float]]
    due_day: dict[int, int]
    rank: dict[int, int]
    free: dict[int, list[float]]
    may_move: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Yielding:
    """The lots given up so that the others can be in time. `certain` says that no choice keeps more of any rank."""

    lots: frozenset[int]
    certain: bool


def crowd_of(lots: list[DraftLot], work: list[Work], free_minutes: Floats) -> Crowd:
    """
    Return what stands in each other's way.

    Shape: `work` is what each lot takes, as (work centre, minutes); `free_minutes` work centre × day.
    """
    rows = [
        (place, center, minutes, lot.due_day)
        for place, (lot, of_lot) in enumerate(zip(lots, work, strict=True))
        for center, minutes in of_lot
    ]
    if not rows:
        return Crowd({}, {}, {}, {})
    _, centers, minutes, due = zip(*rows, strict=True)
    wanted = np.zeros_like(free_minutes)
    np.add.at(wanted, (ints(centers), ints(due)), minutes)
    free = np.cumsum(free_minutes, axis=1)
    crowded = set(np.flatnonzero((np.cumsum(wanted, axis=1) > free + _DUST).any(axis=1)).tolist())
    crowding: dict[int, dict[int, float]] = {}
    for place, center, taken, _ in rows:
        if center in crowded:
            of_lot = crowding.setdefault(place, {})
            of_lot[center] = of_lot.get(center, 0.0) + taken
    return Crowd(
        work=crowding,
        due_day={place: lots[place].due_day for place in crowding},
        rank={place: lots[place].rank for place in crowding},
        free={center: free[center].tolist() for center in crowded},
    )


def yielding(crowd: Crowd) -> Yielding:
    """
    Return which lots to give up, one rank after the other.

    Certain for lots of one work centre, unless a choice among the lots of one rank could have left more of a later
    one. Of several work centres, the longest lot on the one that overflows is given up: a good guess.
    """
    by_due_day = sorted(crowd.work, key=lambda lot: (crowd.due_day[lot], lot))
    given_up: set[int] = set()
    ranks = sorted(set(crowd.rank.values()))
    certain = all(len(work) == 1 for work in crowd.work.values())
    for rank in ranks:
        contenders = [lot for lot in by_due_day if crowd.rank[lot] <= rank and lot not in given_up]
        dropped = _dropped(contenders, rank, crowd)
        certain = certain and not (dropped and rank != ranks[-1])
        given_up |= dropped
    return Yielding(frozenset(given_up), certain)


def _dropped(by_due_day: list[int], rank: int, crowd: Crowd) -> set[int]:
    """Return the lots of one rank to give up; those of the ranks before it are all in time."""
    load = dict.fromkeys(crowd.free, 0.0)
    longest: dict[int, list[tuple[bool, float, int]]] = {center: [] for center in crowd.free}
    dropped: set[int] = set()
    for lot in by_due_day:
        for center, minutes in crowd.work[lot].items():
            load[center] += minutes
            if crowd.rank[lot] == rank:
                heappush(longest[center], (lot not in crowd.may_move, -minutes, -lot))
        for center in crowd.work[lot]:
            while load[center] > crowd.free[center][crowd.due_day[lot]] + _DUST and longest[center]:
                victim = -heappop(longest[center])[2]
                if victim not in dropped:
                    dropped.add(victim)
                    for of_center, minutes in crowd.work[victim].items():
                        load[of_center] -= minutes
    return dropped
