"""
Which lots are in time, and on which routes, where work centres have alternatives.

A lot that has to yield on its route asks for its next one, where it may make others yield in turn, until nobody who
yields has a route left: deferred acceptance (Gale and Shapley 1962). Done twice: the longest lots yield, or those
first that can go elsewhere. What leaves fewer lots of the more urgent ranks without a route stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mps.scheduler.acceptance import Crowd, Yielding, yielding
from mps.scheduler.arrays import Floats
from mps.scheduler.network import Route
from mps.scheduler.shop import DraftLot

MOST_ROUNDS = 40
_DUST = 1e-6

Choose = Callable[[Crowd], Yielding]


@dataclass(frozen=True, slots=True)
class Asked:
    """
    Lots and the routes of their items, and who stands in each other's way on the routes that the lots have now.

    Shape: `routes` by item number, `free_minutes` work centre × day.
    """

    lots: list[DraftLot]
    routes: list[list[Route]]
    free_minutes: Floats
    crowd: Callable[[], Crowd]

    def routes_of(self, lot: DraftLot) -> list[Route]:
        """Return all routes of a lot."""
        return self.routes[lot.item]


def yielding_on_all_routes(asked: Asked, choose: Choose) -> Yielding:
    """Return which lots are given up on every route of theirs; the others know the route on which they are not."""
    lots = asked.lots
    first = choose(asked.crowd())
    if not first.lots or all(len(asked.routes_of(lot)) == 1 for lot in lots):
        return first
    found = [_deferred(asked, choose, first), _deferred(asked, choose)]
    ranks = sorted({lot.rank for lot in lots})

    def lost(answer: tuple[frozenset[int], list[int]]) -> tuple[int, ...]:
        count = Counter(lots[place].rank for place in answer[0])
        return tuple(count[rank] for rank in ranks)

    given_up, chosen = min(found, key=lost)
    for place, lot in enumerate(lots):
        lot.route = 0 if place in given_up else chosen[place]
    return Yielding(given_up, certain=not given_up)


def _deferred(asked: Asked, choose: Choose, first: Yielding | None = None) -> tuple[frozenset[int], list[int]]:
    """
    Return the lots without a route, and the route of every lot.

    `first` is what was chosen where every lot was on its first route; without it, lots that can go elsewhere yield
    first. An exact choice knows nothing of these.
    """
    lots = asked.lots
    for lot in lots:
        lot.route = 0
    given_up = first.lots if first else _given_up_by_movers(asked)
    for number in range(MOST_ROUNDS):
        if number:
            given_up = choose(asked.crowd()).lots if first else _given_up_by_movers(asked)
        asking = [lots[place] for place in given_up if lots[place].route + 1 < len(asked.routes_of(lots[place]))]
        if not asking:
            break
        for lot in asking:
            lot.route += 1
    return given_up, [lot.route for lot in lots]


def _given_up_by_movers(asked: Asked) -> frozenset[int]:
    """Return the lots that yield where those yield first that have another route to go to."""
    lots, crowd, free = asked.lots, asked.crowd(), np.cumsum(asked.free_minutes, axis=1)
    movers = frozenset(
        place for place in crowd.work if _has_a_route_left(lots[place], asked.routes_of(lots[place]), free)
    )
    return yielding(replace(crowd, may_move=movers)).lots


def _has_a_route_left(lot: DraftLot, routes: list[Route], free: Floats) -> bool:
    """Whether a lot, if it were alone, would be in time on a route that it has not asked for yet."""
    return any(
        all(
            step.setup_minutes + step.run_minutes * lot.quantity <= free[step.center, lot.due_day] + _DUST
            for step in route
        )
        for route in routes[lot.route + 1 :]
    )
