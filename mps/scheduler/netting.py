"""Netting: what stock, receipts and firm orders do not cover becomes lots, by the item's own lot rules."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mps.scheduler.network import RANK_SAFETY_STOCK
from mps.scheduler.problem import Item
from mps.scheduler.shop import DraftLot

LOTS_PER_NEED = 200
LOTS_PER_ITEM = 2_000
_DUST = 1e-9


@dataclass(slots=True)
class Need:
    """What is wanted of an item at one half day, and by the most urgent of whom."""

    quantity: float
    rank: int


def round_up(quantity: float, item: Item, lot_range: tuple[float, float]) -> float:
    """Return the smallest lot on the item's rules that is no smaller than a quantity."""
    if item.lot_multiple > 0:
        quantity = math.ceil(quantity / item.lot_multiple - _DUST) * item.lot_multiple
    return max(quantity, lot_range[0])


def split(quantity: float, item: Item, lot_range: tuple[float, float]) -> list[float]:
    """Return the lots that cover a quantity; of a quantity beyond `LOTS_PER_NEED` largest lots, as many as those."""
    smallest, largest = lot_range
    if quantity <= largest:
        return [round_up(quantity, item, lot_range)]
    full = math.floor(quantity / largest + _DUST)
    if full >= LOTS_PER_NEED:
        return [largest] * LOTS_PER_NEED
    rest = quantity - full * largest
    return [largest] * full + ([round_up(rest, item, lot_range)] if rest > _DUST * quantity else [])


def net(
    number: int,
    item: Item,
    lot_range: tuple[float, float],
    needs: dict[int, Need],
    arrivals: list[tuple[int, float]],
    earliest_finish: int,
    early_days: int,
) -> list[DraftLot]:
    """
    Return the lots that keep projected stock at or above the safety stock, as late as that allows.

    A need before `earliest_finish` (nothing new can be there sooner) counts as one at that moment, so that receipts which
    come in the meantime are used up first. `arrivals` are half days with quantities, ascending.
    """
    first = 2 * earliest_finish + 1
    moments = _shifted(needs, first)
    if item.safety_stock > 0:
        moments.setdefault(first, Need(0.0, RANK_SAFETY_STOCK))
    stamps = sorted(moments)
    lots: list[DraftLot] = []
    available, arrived, window = item.on_hand - item.safety_stock, 0, 2 * max(1, item.period_of_supply_days)
    for place, stamp in enumerate(stamps):
        while arrived < len(arrivals) and arrivals[arrived][0] <= stamp:
            available += arrivals[arrived][1]
            arrived += 1
        available -= moments[stamp].quantity
        if available >= -_DUST * max(1.0, moments[stamp].quantity) or len(lots) >= LOTS_PER_ITEM:
            continue
        wanted, rank = _over_the_window(stamps, place, moments, arrivals, arrived, available, window)
        # stamps are half days: a parent's morning 2s needs a lot from the evening before, a customer's evening 2d + 1 from d
        due_day = max(earliest_finish, (stamp - 1) // 2 - early_days)
        for quantity in split(wanted, item, lot_range):
            lots.append(DraftLot(number, quantity, due_day, rank))
            available += quantity
    return lots


def _shifted(needs: dict[int, Need], first: int) -> dict[int, Need]:
    moments: dict[int, Need] = {}
    for stamp, need in needs.items():
        if stamp > first:
            moments[stamp] = need
        elif first in moments:
            moments[first].quantity += need.quantity
            moments[first].rank = min(moments[first].rank, need.rank)
        else:
            moments[first] = Need(need.quantity, need.rank)
    return moments


def _over_the_window(
    stamps: list[int],
    place: int,
    moments: dict[int, Need],
    arrivals: list[tuple[int, float]],
    arrived: int,
    available: float,
    window: int,
) -> tuple[float, int]:
    """Return what one lot must cover: the shortage now, and what is still short at the end of the period of supply."""
    end = stamps[place] // 2 * 2 + window
    short, rank, later = -available, moments[stamps[place]].rank, -available
    for stamp in stamps[place + 1 :]:
        if stamp >= end:
            break
        while arrived < len(arrivals) and arrivals[arrived][0] <= stamp:
            later -= arrivals[arrived][1]
            arrived += 1
        later += moments[stamp].quantity
        if later > short:
            short, rank = later, min(rank, moments[stamp].rank)
    return short, rank
