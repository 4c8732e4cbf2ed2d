"""Booking the last plan's lots as they were, before anything new gets a minute."""

from __future__ import annotations

from collections import defaultdict

from mps.scheduler.arrays import Floats
from mps.scheduler.draft import Draft, Guidance
from mps.scheduler.faults import TOLERANCE
from mps.scheduler.last_lots import KeptLot, as_drafts
from mps.scheduler.network import Network
from mps.scheduler.shop import DraftLot, Shop, Taken


def book_as_they_were(draft: Draft, shop: Shop, guidance: Guidance) -> dict[int, list[KeptLot]] | None:
    """Book the kept lots whose minutes are known and free; return the others, by item; None where none is kept."""
    if guidance.kept is None:
        return None
    left = dict[int, list[KeptLot]]()
    bought = draft.network.index.overtime_minutes - guidance.extra - guidance.overtime
    for number, lots in sorted(guidance.kept.items()):
        for kept in lots:
            [lot] = as_drafts(number, [kept])
            lot.start_day, lot.finish_day = kept.start_day, kept.finish_day
            if kept.taken is not None and _book(shop, lot, kept.taken, bought):
                draft.by_item[number].append(len(draft.lots))
                draft.lots.append(lot)
            else:
                left.setdefault(number, []).append(kept)
    return left


def booked_again(network: Network, shop: Shop, guidance: Guidance, lot: DraftLot, taken: tuple[Taken, ...]) -> bool:
    """Give a lot the minutes that it had; False, and nothing taken, where they are no longer there."""
    return _book(shop, lot, taken, network.index.overtime_minutes - guidance.extra - guidance.overtime)


def _book(shop: Shop, lot: DraftLot, taken: tuple[Taken, ...], bought: Floats) -> bool:
    """
    Give a lot its minutes; False, and nothing taken, where they are no longer there.

    `bought` is the overtime that the shop gives to nobody else: whoever had it in the last plan has it again.
    """
    wanted = defaultdict[tuple[int, int], float](float)
    for _, center, day, minutes in taken:
        wanted[center, day] += minutes
    for (center, day), minutes in wanted.items():
        if minutes > shop.free[center][day + 1] + bought[center, day] + TOLERANCE:
            return False
    lot.taken = list(taken)
    shop.take(lot)
    return True
