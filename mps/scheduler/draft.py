"""A plan in the making, and what its makers are told beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.acceptance import Crowd, Yielding, yielding
from mps.scheduler.arrays import Flags, Floats, Ints, floats, ints
from mps.scheduler.assign import Supplies, Uses
from mps.scheduler.columns import LOT, RECEIPT, STOCK
from mps.scheduler.last_lots import KeptLot
from mps.scheduler.network import Network
from mps.scheduler.shop import DraftLot, Shop
from mps.scheduler.work_content import WorkBelow

RANK_LAST = 5_000


@dataclass(frozen=True, slots=True)
class Guidance:
    """
    What a construct is told beforehand.

    `overtime` is minutes that a late lot may use on top, work centre × day; `extra` those that every lot may use.
    `last` marks demands that yield to all others. `early_days` is how long before its need an item is wanted; with
    `apart` every need has a lot of its own, whatever the period of supply.
    `choose` says which lots are given up where not all can be in time, `again` places the lots a second time. With
    `below`, what end items are given up is chosen by all the work in them. With `kept`, items have these lots of the
    last plan from the start, and what else refills stock only yields to all others.
    """

    overtime: Floats
    extra: Floats
    last: Flags
    early_days: Ints
    apart: bool = False
    choose: Callable[[Crowd], Yielding] = yielding
    below: WorkBelow | None = None
    again: Callable[[Draft, Shop, Guidance, Callable[[int], None]], None] | None = None
    kept: Mapping[int, list[KeptLot]] | None = None


def unguided(network: Network) -> Guidance:
    """Return the guidance of the first construct: no overtime, and nobody yields but by rank."""
    demands, items = len(network.index.problem.demands), len(network.items)
    none = np.zeros_like(network.index.available_minutes)
    in_time, nobody = np.zeros(items, dtype=np.int64), np.zeros(demands, dtype=np.bool_)
    return Guidance(overtime=none, extra=none, last=nobody, early_days=in_time)


@dataclass(frozen=True, slots=True)
class LevelUses:
    """Who wants the items of a level; `item` is the number of each row's item."""

    item: Ints
    uses: Uses


@dataclass(frozen=True, slots=True)
class LevelSupplies:
    """What there is of the items of a level, by item and time; `item` is the number of each row's item."""

    item: Ints
    supplies: Supplies

    def of(self, number: int) -> Supplies:
        """Return what there is of one item."""
        first, last = np.searchsorted(self.item, (number, number + 1))
        rows = slice(first, last)
        supplies = self.supplies
        return Supplies(supplies.stamp[rows], supplies.kind[rows], supplies.place[rows], supplies.quantity[rows])


@dataclass(slots=True)
class Draft:
    """
    A plan in the making.

    `uses[item]` are the lots' needs of an item; `granted[depth]` says when demands get how much of a level's items,
    `supplies[depth]` what there is of them; `firm_taken` is what a firm order (by its lot's place) gets of a component.
    `certain` says that no other choice of the lots that yield could have left fewer of them.
    """

    network: Network
    lots: list[DraftLot] = field(default_factory=list)
    by_item: list[list[int]] = field(default_factory=list)
    uses: list[list[Uses]] = field(default_factory=list)
    granted: dict[int, LevelUses] = field(default_factory=dict)
    firm_taken: dict[tuple[int, int], float] = field(default_factory=dict)
    supplies: dict[int, LevelSupplies] = field(default_factory=dict)
    certain: bool = True


def demanded(network: Network, number: int, guidance: Guidance) -> Uses:
    """Return what customers and the forecast want of an item."""
    wanted = network.wanted[number]
    last = guidance.last[wanted.demand]
    if not last.any():
        return wanted
    rank = wanted.rank + RANK_LAST * last
    return Uses(wanted.stamp, rank, wanted.quantity, wanted.lot, wanted.demand, wanted.may_split)


def uses_by_lots(draft: Draft, number: int) -> list[tuple[int, Uses]]:
    """Return what the placed lots of an item take, component by component."""
    components = draft.network.components[number]
    places = [place for place in draft.by_item[number] if draft.lots[place].placed] if components else []
    if not places:
        return []
    lots = [draft.lots[place] for place in places]
    stamp, rank = 2 * np.maximum(0, ints([lot.start_day for lot in lots])), ints([lot.rank for lot in lots])
    quantity, nobody = floats([lot.quantity for lot in lots]), np.full(len(lots), -1)
    whole = np.zeros(len(lots), dtype=np.bool_)
    return [
        (component, Uses(stamp, rank, per * quantity, ints(places), nobody, whole)) for component, per in components
    ]


def earliest_start(network: Network, item: int) -> int:
    """Return the first day on which something new may start."""
    return max(0, network.items[item].frozen_days)


def supplies_of(draft: Draft, number: int) -> Supplies:
    """Return stock, receipts and placed lots of an item in the order in which they are there."""
    on_hand = draft.network.items[number].on_hand
    rows = [(0, STOCK, -1, on_hand)] if on_hand > 0 else []
    rows += [(stamp, RECEIPT, place, quantity) for stamp, place, quantity in draft.network.receipts[number]]
    for place in draft.by_item[number]:
        lot = draft.lots[place]
        if lot.placed:
            rows.append((2 * lot.finish_day + 1, LOT, place, lot.quantity))
    rows.sort(key=lambda row: row[0])
    stamp, kind, places, quantity = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Supplies(ints(stamp), ints(kind), ints(places), floats(quantity))
