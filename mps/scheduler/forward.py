"""
A second way to place the lots of a draft: forward, what is due first comes first; then as late as nothing suffers.

Placed backward, lots of several steps leave minutes between them that nobody can use; where a work centre is full these
are missing. Forward by due day, through all levels at once, hardly any are left. Pulled right afterwards, from the end
items down, nothing is made sooner than it has to be.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable

import numpy as np

from mps.scheduler.arrays import ints
from mps.scheduler.assign import Supplies, Uses, joined
from mps.scheduler.columns import LOT
from mps.scheduler.construct import collect_uses, urgency
from mps.scheduler.draft import Draft, Guidance, demanded, earliest_start, supplies_of
from mps.scheduler.overlay import overlay
from mps.scheduler.placement import placed_as_far_as_can_be, placed_forward, route_taken
from mps.scheduler.shop import DraftLot, Shop

_DUST = 1e-6


def place_forward(draft: Draft, shop: Shop, guidance: Guidance, count: Callable[[int], None]) -> None:
    """Place all lots of a draft anew; those that yield come last, as soon as can be. Firm orders stay."""
    for depth, level in enumerate(draft.network.levels):
        for number in level:
            count(1)
            _follow_parents(draft, number, guidance, depth)
    free = [lot for lot in draft.lots if lot.firm < 0]
    for lot in free:
        count(1)
        shop.release(lot)
    coming = _Coming(draft, guidance, count)
    late = []
    for lot in sorted(free, key=_by_customer):
        count(1)
        if lot.yields or not _placed(draft, shop, lot, coming):
            late.append(lot)
        else:
            coming.add(lot)
    for lot in sorted(late, key=urgency):
        count(1)
        if placed_as_far_as_can_be(draft.network, shop, lot, coming.ready_day(lot)):
            coming.add(lot)
    _pull_all_right(draft, shop, guidance, count)


def _by_customer(lot: DraftLot) -> tuple[int, int, int, int]:
    """What a customer waits for first; of that the lowest level, so that components come before their parents."""
    return lot.customer_day, -lot.depth, lot.rank, lot.item


class _Coming:
    """What of every item is there by when, and how much of it must be there before a lot can take its share."""

    def __init__(self, draft: Draft, guidance: Guidance, count: Callable[[int], None]) -> None:
        self._draft = draft
        self._needs: dict[int, list[tuple[int, float]]] = {}
        self._arrivals: dict[int, list[tuple[int, float]]] = {}
        for component in {line[0] for of_parent in draft.network.components for line in of_parent}:
            count(1)
            uses, supplies = _wanted(draft, component, guidance), supplies_of(draft, component)
            rows = zip(supplies.stamp.tolist(), supplies.quantity.tolist(), strict=True)
            self._arrivals[component] = list(rows)
            for lot, quantity in zip(uses.lot.tolist(), np.cumsum(uses.quantity).tolist(), strict=True):
                if lot >= 0:
                    self._needs.setdefault(id(draft.lots[lot]), []).append((component, quantity))

    def add(self, lot: DraftLot) -> None:
        """Note when a placed lot is there."""
        if lot.item in self._arrivals:
            insort(self._arrivals[lot.item], (2 * lot.finish_day + 1, lot.quantity))

    def knows(self, item: int) -> bool:
        """Whether an item goes into others."""
        return item in self._arrivals

    def ready_day(self, lot: DraftLot) -> int:
        """Return the first day on which a lot may start; what nobody makes any more is not waited for here."""
        ready = earliest_start(self._draft.network, lot.item)
        for component, quantity in self._needs.get(id(lot), ()):
            short = quantity
            for stamp, arriving in self._arrivals[component]:
                short -= arriving
                if short <= _DUST:
                    ready = max(ready, (stamp + 1) // 2)
                    break
        return ready


def _placed(draft: Draft, shop: Shop, lot: DraftLot, coming: _Coming) -> bool:
    """Place a lot as soon as can be; False, and nothing taken, where that is too late for a customer."""
    if not placed_forward(draft.network, shop, lot, coming.ready_day(lot)):
        return False
    if lot.finish_day > lot.due_day and not coming.knows(lot.item):
        shop.release(lot)
        return False
    return True


def _follow_parents(draft: Draft, number: int, guidance: Guidance, depth: int) -> None:
    """
    Let an item's lots be as urgent as whom they are for: the first customer counts.

    A component's lot yields where all that it is for yields, and only there.
    """
    uses, supplies = _wanted(draft, number, guidance), _by_due_day(draft, supplies_of(draft, number))
    uses = uses.rows(np.argsort(uses.stamp, kind="stable"))
    parents = [draft.lots[lot] if lot >= 0 else None for lot in uses.lot.tolist()]
    yields = np.array([parent is not None and parent.yields for parent in parents], dtype=np.bool_)
    stamps = uses.stamp.tolist()
    days = ints([parent.customer_day if parent else stamp // 2 for parent, stamp in zip(parents, stamps, strict=True)])
    use, supply, _ = overlay(uses.quantity, supplies.quantity)
    needed = np.bincount(supply, ~yields[use], len(supplies.stamp)) > 0
    first = np.full(len(supplies.stamp), draft.network.day_count, dtype=np.int64)
    np.minimum.at(first, supply, days[use])
    for place in np.flatnonzero(supplies.kind == LOT).tolist():
        lot = draft.lots[supplies.place[place]]
        lot.customer_day, lot.depth = int(first[place]), depth
        if depth:
            lot.yields = not needed[place] and bool(len(use))


def _by_due_day(draft: Draft, supplies: Supplies) -> Supplies:
    """Return what there is of an item with the lots where they are wanted, not where they came to lie."""
    stamps = [
        2 * draft.lots[place].due_day + 1 if kind == LOT else stamp
        for stamp, kind, place in zip(
            supplies.stamp.tolist(), supplies.kind.tolist(), supplies.place.tolist(), strict=True
        )
    ]
    order = np.argsort(stamps, kind="stable")
    return Supplies(ints(stamps)[order], supplies.kind[order], supplies.place[order], supplies.quantity[order])


def _wanted(draft: Draft, number: int, guidance: Guidance) -> Uses:
    """Return who wants an item, in the order in which it is given out here: by day, those that yield last."""
    uses = joined([*draft.uses[number], demanded(draft.network, number, guidance)])
    yields = np.array([lot >= 0 and draft.lots[lot].yields for lot in uses.lot.tolist()], dtype=np.bool_)
    return uses.rows(np.lexsort((uses.rank, uses.stamp, yields)))


def _pull_all_right(draft: Draft, shop: Shop, guidance: Guidance, count: Callable[[int], None]) -> None:
    draft.uses = [[] for _ in draft.network.items]
    for level in draft.network.levels:
        lots = [lot for number in level for lot in _with_last_day(draft, number, guidance)]
        count(len(level))
        for lot in sorted(lots, key=lambda lot: (-lot.finish_day, lot.item)):
            count(1)
            _pull_right(draft, shop, lot)
        collect_uses(draft, level)


def _with_last_day(draft: Draft, number: int, guidance: Guidance) -> list[DraftLot]:
    """Return the placed lots of an item, each due on the last day on which it serves whom it serves now."""
    uses, supplies = _wanted(draft, number, guidance), supplies_of(draft, number)
    uses = uses.rows(np.argsort(uses.stamp, kind="stable"))
    use, supply, _ = overlay(uses.quantity, supplies.quantity)
    limit = np.full(len(supplies.stamp), draft.network.day_count - 1, dtype=np.int64)
    np.minimum.at(limit, supply, (uses.stamp[use] - 1) // 2)
    lots = []
    for place in np.flatnonzero(supplies.kind == LOT).tolist():
        lot = draft.lots[supplies.place[place]]
        if lot.firm < 0:
            lot.due_day = max(lot.finish_day, min(lot.due_day, int(limit[place])))
            lots.append(lot)
    return lots


def _pull_right(draft: Draft, shop: Shop, lot: DraftLot) -> None:
    """Place a lot as late as its due day allows, and no earlier than it is."""
    if lot.finish_day >= lot.due_day:
        return
    before = lot.taken, lot.start_day, lot.finish_day
    lead_days, route = draft.network.items[lot.item].lead_time_days, route_taken(draft.network, lot)
    shop.release(lot)
    if not shop.place_backward(lot, route, lead_days, lot.start_day):
        lot.taken, lot.start_day, lot.finish_day = before
        shop.take(lot)
