"""
The last plan's lots as a start, for a part in which something promised is late.

Sized anew, lots may take what the last plan left to somebody else: one more piece for a customer makes a lot larger
that covers safety stock or forecast too, and the whole lot takes its components by its most urgent piece. Where lots
stay as they were, who is served from them is decided by rank, what is new gets what was uncommitted, and what takes the
place of stock and forecast yields to every order: that is what a promise rests on (promise.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mps.scheduler.arrays import Flags, Floats, floats, ints, sums
from mps.scheduler.assign import Uses, joined
from mps.scheduler.last_minutes import minutes_by_lot, taken_again
from mps.scheduler.network import RANK_FOR_FIRM, RANK_FORECAST, RANK_SAFETY_STOCK, Network, ranks_of
from mps.scheduler.open_days import is_closed
from mps.scheduler.shop import DraftLot, Taken

_DUST = 1e-6
# Added to ranks: orders have far fewer than a thousand of them.
AFTER_ORDERS = RANK_FORECAST // 2
AFTER_FORECAST = RANK_FORECAST


@dataclass(frozen=True, slots=True, order=True)
class KeptLot:
    """A lot of the last plan; with `taken`, the minutes it had, it begins on `start_day` again."""

    finish_day: int
    quantity: float
    key: str
    start_day: int = 0
    taken: tuple[Taken, ...] | None = None


def lots_of_last_plan(network: Network) -> dict[int, list[KeptLot]]:
    """Return, by item, the lots of the last plan that can be there again, by finish."""
    minutes = minutes_by_lot(network.index.problem.previous_minutes)
    number_of, taken = network.index.item_number, {order.key for _, order in network.index.accepted.firm_orders}
    found: dict[int, list[KeptLot]] = {}
    for lot in network.index.problem.previous_lots:
        number = number_of.get(lot.item, -1)
        if number >= 0 and lot.key not in taken and _can_be_again(network, number, lot.finish_day, lot.quantity):
            kept = KeptLot(lot.finish_day, lot.quantity, lot.key)
            again = taken_again(network, number, lot, minutes.get(lot.key, [])) if minutes else None
            if again is not None and lot.start_day is not None:
                kept = replace(kept, start_day=lot.start_day, taken=again)
            found.setdefault(number, []).append(kept)
    return {number: sorted(lots) for number, lots in found.items()}


def minutes_of_firm_orders(network: Network) -> dict[str, tuple[Taken, ...]]:
    """
    Return, by key, the minutes that firm orders had as lots of the last plan, where they are those lots still.

    None for those that people want on a work centre: they are booked anew.
    """
    problem = network.index.problem
    minutes = minutes_by_lot(problem.previous_minutes)
    before = {lot.key: lot for lot in problem.previous_lots if lot.key in minutes}
    found: dict[str, tuple[Taken, ...]] = {}
    for _, order in network.index.accepted.firm_orders if before else ():
        lot = None if order.work_centers else before.get(order.key)
        if lot and (lot.item, lot.quantity, lot.finish_day) == (order.item, order.quantity, order.finish_day):
            again = taken_again(network, network.index.item_number[lot.item], lot, minutes[lot.key])
            if again is not None and lot.start_day == order.start_day:
                found[order.key] = again
    return found


def _can_be_again(network: Network, number: int, finish_day: int, quantity: float) -> bool:
    """Whether a lot still obeys the fence, the lead time, the closed days and the lot rules."""
    item, (smallest, largest) = network.items[number], network.lot_range[number]
    earliest = max(0, item.frozen_days) + item.lead_time_days
    in_time = earliest <= finish_day < network.day_count and not is_closed(item, finish_day)
    if not (in_time and math.isfinite(quantity)):
        return False
    lots = quantity / item.lot_multiple if item.lot_multiple > 0 else 0.0
    is_whole = abs(lots - round(lots)) < _DUST
    return is_whole and max(smallest, _DUST) <= quantity <= largest


def uncovered(
    uses: Uses, supplies: Sequence[tuple[int, float]], day_count: int, *, safety_stock: float, first: int
) -> tuple[Uses, list[tuple[int, float]]]:
    """
    Return for what something new is needed, and what the others leave.

    That are the least urgent uses, and where the safety stock is not there, from the half day `first` on. `supplies`
    and what is left are (half day, quantity), the latter ascending: what can be taken from then on without hurting
    anybody served, or the safety stock.
    """
    stamps, quantities = zip(*supplies, strict=True)
    slack = floats(np.cumsum(sums(ints(stamps), floats(quantities), 2 * day_count)))
    order, left = np.lexsort((uses.stamp, uses.rank)), list[int]()
    for same_rank in np.split(order, np.flatnonzero(np.diff(uses.rank[order])) + 1):
        together = slack - np.cumsum(sums(uses.stamp[same_rank], uses.quantity[same_rank], len(slack)))
        if together.min() >= -_DUST:
            slack = together
        else:
            left += [place for place in same_rank.tolist() if not _is_covered(uses, place, slack)]
    missing = _rises(np.maximum.accumulate(np.where(np.arange(len(slack)) < first, 0.0, safety_stock - slack)))
    free = _rises(np.minimum.accumulate(slack[::-1])[::-1] - safety_stock)
    return joined([uses.rows(ints(left)), _for_safety_stock(missing)]), free


def _rises(quantity: Floats) -> list[tuple[int, float]]:
    """Return when a quantity that never falls rises above 0 and above itself, and by how much."""
    steps = np.diff(np.maximum(0.0, quantity), prepend=0.0)
    rises = np.flatnonzero(steps > _DUST)
    return list(zip(rises.tolist(), steps[rises].tolist(), strict=True))


def _for_safety_stock(missing: Sequence[tuple[int, float]]) -> Uses:
    """Return what the safety stock lacks as uses."""
    stamps, quantities = zip(*missing, strict=True) if missing else ((), ())
    nobody, count = np.full(len(missing), -1), len(missing)
    return Uses(
        ints(stamps), np.full(count, RANK_SAFETY_STOCK), floats(quantities), nobody, nobody,
        np.ones(count, dtype=np.bool_),
    )  # fmt: skip


def _is_covered(uses: Uses, place: int, slack: Floats) -> bool:
    """Whether a use can be served without hurting anybody served before; takes it out of the slack then."""
    quantity, rest = float(uses.quantity[place]), slack[uses.stamp[place] :]
    if rest.min() + _DUST * max(1.0, quantity) < quantity:
        return False
    rest -= quantity
    return True


def as_drafts(number: int, kept: Sequence[KeptLot]) -> list[DraftLot]:
    """Return an item's kept lots: all of them could be made together, so nothing new goes before them."""
    return [DraftLot(number, lot.quantity, lot.finish_day, RANK_FOR_FIRM) for lot in kept]


def who_yields(network: Network) -> Flags:
    """
    Return which demands come after all others where the last plan is made again: promises that it did not keep.

    So do orders that were never promised, where one of them would come before a promise by its priority.
    """
    problem, demands = network.index.problem, network.index.demand_columns
    late = set(problem.previous_late)
    was_late = np.array([one.key in late for one in problem.demands], dtype=np.bool_)
    kept = demands.promised & ~was_late & (demands.item >= 0)
    if not kept.any() or not problem.previous_minutes:
        return np.zeros(len(was_late), dtype=np.bool_)
    ranks = ranks_of(network.index)
    before_a_promise: Flags = ~demands.promised & ~demands.forecast & (ranks < ranks[kept].max())
    return was_late | before_a_promise


def yielding_to_what_was(lots: list[DraftLot]) -> list[DraftLot]:
    """Let new lots for orders yield to every order there is, and those for forecast to those; return them."""
    for lot in lots:
        lot.rank += AFTER_ORDERS if lot.rank < RANK_FORECAST else AFTER_FORECAST
    return lots
