"""
Handing out: who gets what there is of the items of a level, all at once where everybody is served when they want.

Where not, item by item: firm orders first, then by rank (`assign.grant`).
"""

from __future__ import annotations

import numpy as np

from mps.scheduler.arrays import Flags, floats, ints, sums
from mps.scheduler.assign import Supplies, Uses, grant, joined, take_latest
from mps.scheduler.columns import LOT, RECEIPT, STOCK
from mps.scheduler.draft import Draft, Guidance, LevelSupplies, LevelUses, demanded
from mps.scheduler.faults import MOST_DUST
from mps.scheduler.network import RANK_FIRM

_DUST = 1e-9
_ROUNDING = 1e-14


def hand_out(draft: Draft, depth: int, guidance: Guidance) -> None:
    """Decide when each use of a level's items is served; a lot is ready when the last of its components is."""
    level = draft.network.levels[depth]
    tables = {number: [*draft.uses[number], demanded(draft.network, number, guidance)] for number in level}
    uses = level_uses(tables)
    supplies = draft.supplies[depth] = _supplies_of_level(draft, level)
    served = _all_served(uses, supplies, len(draft.network.items))
    at_once = served[uses.item] & (uses.uses.demand >= 0)
    granted = {number: [_granted(draft, number, joined(tables[number]), supplies.of(number))]
               for number in level if not served[number]}  # fmt: skip
    late = level_uses(granted)
    draft.granted[depth] = LevelUses(
        np.concatenate((uses.item[at_once], late.item)), joined([uses.uses.rows(at_once), late.uses])
    )


def level_uses(tables: dict[int, list[Uses]]) -> LevelUses:
    """Return tables of uses by item as one, by item as they come."""
    parts = [(number, table) for number, of_item in tables.items() for table in of_item]
    lengths = [len(table.stamp) for _, table in parts]
    return LevelUses(
        np.repeat(ints([number for number, _ in parts]), ints(lengths)), joined([table for _, table in parts])
    )


def _supplies_of_level(draft: Draft, level: list[int]) -> LevelSupplies:
    """Return stock, receipts and placed lots of the items, by item in the order in which they are there."""
    rows = []
    for number in level:
        on_hand = draft.network.items[number].on_hand
        if on_hand > 0:
            rows.append((number, 0, STOCK, -1, on_hand))
        rows += [(number, stamp, RECEIPT, place, quantity) for stamp, place, quantity in draft.network.receipts[number]]
        for place in draft.by_item[number]:
            lot = draft.lots[place]
            if lot.placed:
                rows.append((number, 2 * lot.finish_day + 1, LOT, place, lot.quantity))
    item, stamp, kind, places, quantity = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    order = np.lexsort((ints(stamp), ints(item)))
    supplies = Supplies(ints(stamp)[order], ints(kind)[order], ints(places)[order], floats(quantity)[order])
    return LevelSupplies(ints(item)[order], supplies)


def _all_served(uses: LevelUses, supplies: LevelSupplies, item_count: int) -> Flags:
    """
    Return for which items everybody is served in time, with no firm order among them.

    That is where what is wanted so far never exceeds what has come so far. Items whose sums are lost in the rounding of
    the others' are left to a closer look.
    """
    item = np.concatenate((supplies.item, uses.item))
    stamp = np.concatenate((supplies.supplies.stamp, uses.uses.stamp))
    change = np.concatenate((supplies.supplies.quantity, -uses.uses.quantity))
    order = np.lexsort((change < 0, stamp, item))
    item, change = item[order], change[order]
    running = np.cumsum(change)
    starts = np.flatnonzero(np.diff(item, prepend=-1))
    before = (running - change)[starts]
    lowest = np.minimum.reduceat(running, starts) - before if len(starts) else running
    wanted = sums(uses.item, uses.uses.quantity, item_count)
    scale = np.maximum(wanted, sums(supplies.item, supplies.supplies.quantity, item_count))
    dust = np.minimum(MOST_DUST, _DUST * np.maximum(1.0, scale))
    served = _ROUNDING * float(np.abs(change).sum()) < dust
    served[item[starts]] &= lowest >= -dust[item[starts]]
    served[uses.item[uses.uses.rank == RANK_FIRM]] = False
    return served


def _granted(draft: Draft, number: int, uses: Uses, supplies: Supplies) -> Uses:
    """Serve an item's uses one by one; return what demands get, and when. Lots learn how long they wait."""
    days = draft.network.day_count
    firm = uses.rank == RANK_FIRM
    if firm.any():
        supplies = _after_firm_orders(draft, number, uses.rows(firm), supplies)
        uses = uses.rows(~firm)
    granted = grant(uses, supplies, days) if len(uses.stamp) else None
    if granted is None:
        return uses.rows(uses.demand >= 0)
    place, pieces = granted.rows(uses)
    ready = np.full(len(uses.stamp), days)
    ready[place] = (pieces.stamp + 1) // 2
    for late in np.flatnonzero((2 * ready > uses.stamp) & (uses.lot >= 0)).tolist():
        lot = draft.lots[uses.lot[late]]
        lot.ready_day = max(lot.ready_day, int(ready[late]))
    return pieces.rows(pieces.demand >= 0)


def _after_firm_orders(draft: Draft, number: int, firm: Uses, supplies: Supplies) -> Supplies:
    """Give firm orders their components first; what is not there in time is missing, for nobody may move them."""
    left = supplies.quantity.copy()
    for place in np.lexsort((firm.lot, firm.stamp)).tolist():
        taken = take_latest(float(firm.quantity[place]), int(firm.stamp[place]), supplies, left)
        draft.firm_taken[int(firm.lot[place]), number] = taken
    return Supplies(supplies.stamp, supplies.kind, supplies.place, left)
