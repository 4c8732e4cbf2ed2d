"""Netting: what stock, receipts and firm orders do not cover becomes lots, by the item's own lot rules."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mps.scheduler.assign import Uses
from mps.scheduler.network import RANK_FOR_FIRM, RANK_SAFETY_STOCK
from mps.scheduler.problem import Item
from mps.scheduler.shop import DraftLot

LOTS_PER_NEED = 200
LOTS_PER_ITEM = 2_000
_DUST = 1e-9


def round_up(quantity: float, item: Item, lot_range: tuple[float, float]) -> float:
    """Return the smallest lot on the item's rules that is no smaller than a quantity."""
    if item.lot_multiple > 0:
        quantity = math.ceil(quantity / item.lot_multiple - _DUST) * item.lot_multiple
    return max(quantity, lot_range[0])


def split(quantity: float, item: Item, lot_range: tuple[float, float]) -> list[float]:
    """Return the lots that cover a quantity, or `LOTS_PER_NEED` of the largest where even those do not."""
    _, largest = lot_range
    if quantity <= largest:
        return [round_up(quantity, item, lot_range)]
    full = math.floor(quantity / largest + _DUST)
    if full >= LOTS_PER_NEED:
        return [largest] * LOTS_PER_NEED
    rest = quantity - full * largest
    return [largest] * full + ([round_up(rest, item, lot_range)] if rest > _DUST * quantity else [])


@dataclass(frozen=True, slots=True)
class Needs:
    """What is wanted of an item: half days, ascending, with their quantities and most urgent ranks."""

    stamps: list[int]
    quantities: list[float]
    ranks: list[int]


def needs_of(uses: Uses, first: int, item: Item) -> Needs:
    """
    Return an item's needs by moment; those before `first`, when nothing new can be there yet, count at that moment.

    So receipts that come in the meantime are used up before anything new is planned. With a period of supply of 0
    every use is a need of its own, the urgent ones first.
    """
    stamps = np.maximum(uses.stamp, first)
    quantities, ranks = uses.quantity, uses.rank
    if item.safety_stock > 0:
        stamps = np.append(stamps, first)
        quantities, ranks = np.append(quantities, 0.0), np.append(ranks, RANK_SAFETY_STOCK)
    if not len(stamps):
        return Needs([], [], [])
    if item.period_of_supply_days == 0:
        order = np.lexsort((quantities, ranks, stamps))
        starts = np.arange(len(order))
    else:
        order = np.argsort(stamps, kind="stable")
        starts = np.flatnonzero(np.diff(stamps[order], prepend=-1))
    stamps = stamps[order]
    return Needs(
        stamps[starts].tolist(),
        np.add.reduceat(quantities[order], starts).tolist(),
        np.maximum(RANK_FOR_FIRM, np.minimum.reduceat(ranks[order], starts)).tolist(),
    )


def net(
    number: int,
    item: Item,
    lot_range: tuple[float, float],
    needs: Needs,
    arrivals: list[tuple[int, float]],
    earliest_finish: int,
    early_days: int,
    first_day: int,
) -> list[DraftLot]:
    """
    Return the lots that keep projected stock at or above the safety stock, as late as that allows.

    `arrivals` are half days with quantities, ascending. The lots are wanted `early_days` before their needs. Periods of
    supply begin on the same dates, counted from the ordinal `first_day`: did they begin with the first shortage, one
    more piece would shift all that follow.
    """
    lots = list[DraftLot]()
    available, arrived, window = item.on_hand - item.safety_stock, 0, 2 * item.period_of_supply_days
    for place, (stamp, quantity) in enumerate(zip(needs.stamps, needs.quantities, strict=True)):
        while arrived < len(arrivals) and arrivals[arrived][0] <= stamp:
            available += arrivals[arrived][1]
            arrived += 1
        available -= quantity
        if available >= 0 or available >= -_DUST * max(1.0, quantity) or len(lots) >= LOTS_PER_ITEM:
            continue
        wanted, rank = -available, needs.ranks[place]
        if window:
            end = ((stamp + 2 * first_day) // window + 1) * window - 2 * first_day
            wanted, rank = _over_the_window(needs, place, arrivals, arrived, wanted, end)
        # half days: a parent's morning 2s needs a lot from the evening before, a customer's evening 2d + 1 one from d
        due_day = max(earliest_finish, (stamp - 1) // 2 - early_days)
        sizes = split(wanted, item, lot_range)
        lots += [DraftLot(number, size, due_day, rank) for size in sizes]
        available += sum(sizes)
    return lots


def _over_the_window(
    needs: Needs, place: int, arrivals: list[tuple[int, float]], arrived: int, short: float, end: int
) -> tuple[float, int]:
    """Return what one lot must cover: the shortage now, and what is still short before the period of supply ends."""
    rank, later = needs.ranks[place], short
    for at in range(place + 1, len(needs.stamps)):
        stamp = needs.stamps[at]
        if stamp >= end:
            break
        while arrived < len(arrivals) and arrivals[arrived][0] <= stamp:
            later -= arrivals[arrived][1]
            arrived += 1
        later += needs.quantities[at]
        if later > short:
            short, rank = later, min(rank, needs.ranks[at])
    return short, rank
