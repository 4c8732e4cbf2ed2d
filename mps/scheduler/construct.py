"""
The construct: always a plan, quickly.

Down: level by level from the end items, net the needs into lots and place them as late as capacity allows, the urgent
ones first; their starts are the needs of the next level. Up: level by level from the bottom, give what there is to
the urgent uses first, and move a lot whose components come late to the first days on which it can be made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.acceptance import Crowd, Yielding, yielding
from mps.scheduler.assign import Supplies, Uses, grant, joined, take_latest
from mps.scheduler.columns import LOT, RECEIPT, STOCK, Flags, Floats, floats, ints
from mps.scheduler.netting import needs_of, net
from mps.scheduler.network import RANK_FIRM, Network
from mps.scheduler.placement import placed_as_far_as_can_be
from mps.scheduler.route_choice import yielding_on_all_routes
from mps.scheduler.shop import DraftLot, Shop

RANK_LAST = 5_000
LOTS_A_STEP = 50


@dataclass(frozen=True, slots=True)
class Guidance:
    """
    What a construct is told beforehand.

    `overtime` is minutes that a late lot may use on top, work centre × day; `extra` those that every lot may use.
    `last` marks demands that yield to all others. `early_days` is how long before its use a component is wanted.
    `choose` says which lots are given up where not all can be in time.
    """

    overtime: Floats
    extra: Floats
    last: Flags
    early_days: int = 0
    choose: Callable[[Crowd], Yielding] = yielding


def unguided(network: Network) -> Guidance:
    """Return the guidance of the first construct: no overtime, and nobody yields but by rank."""
    demands = len(network.index.problem.demands)
    none = np.zeros_like(network.index.available_minutes)
    return Guidance(overtime=none, extra=none, last=np.zeros(demands, dtype=np.bool_))


@dataclass(slots=True)
class Draft:
    """
    A plan in the making.

    `uses[item]` are the lots' needs of an item, `granted[item]` when demands get how much of it; `firm_taken` is what
    a firm order (by its lot's place) gets of a component, `supplies[item]` what there is of it. `certain` says that no
    other choice of the lots that yield could have left fewer of them.
    """

    network: Network
    lots: list[DraftLot] = field(default_factory=list)
    by_item: list[list[int]] = field(default_factory=list)
    uses: list[list[Uses]] = field(default_factory=list)
    granted: dict[int, Uses] = field(default_factory=dict)
    firm_taken: dict[tuple[int, int], float] = field(default_factory=dict)
    supplies: dict[int, Supplies] = field(default_factory=dict)
    certain: bool = True


def construct(network: Network, guidance: Guidance, count: Callable[[int], None]) -> Draft:
    """Return a draft in which every placed lot can be made as placed. `count` is called with the steps done."""
    draft = Draft(network)
    draft.by_item = [[] for _ in network.items]
    draft.uses = [[] for _ in network.items]
    shop = Shop(network.index.available_minutes + guidance.extra, guidance.overtime)
    _book_firm_orders(draft, shop)
    for depth, level in enumerate(network.levels):
        _plan_level(draft, shop, level, guidance, depth, count)
    for level in reversed(network.levels):
        _move_what_waits(draft, shop, level)
        for number in level:
            _hand_out(draft, number, guidance)
            count(1)
    return draft


def _book_firm_orders(draft: Draft, shop: Shop) -> None:
    """People's lots come first: their load, and by their rank their components."""
    network = draft.network
    for place, order in network.index.accepted.firm_orders:
        item = network.index.item_number[order.item]
        lot = DraftLot(item, order.quantity, order.finish_day, RANK_FIRM, order.start_day, order.finish_day, firm=place)
        shop.book_firm(lot, network.steps[item], max(0, order.start_day), order.finish_day)
        lot.placed = True
        draft.by_item[item].append(len(draft.lots))
        draft.lots.append(lot)


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


def _plan_level(
    draft: Draft, shop: Shop, level: list[int], guidance: Guidance, depth: int, count: Callable[[int], None]
) -> None:
    network = draft.network
    lots = [lot for number in level for lot in _net_item(draft, number, guidance, depth)]
    given_up = yielding_on_all_routes(lots, network.routes, shop.free_minutes(), guidance.choose)
    draft.certain = draft.certain and given_up.certain
    # the latest free minutes, by rank: what is in time leaves the early minutes to what can't be
    in_order = sorted(range(len(lots)), key=lambda place: (place in given_up.lots, *_urgency(lots[place])))
    for done, place in enumerate(in_order):
        if done % LOTS_A_STEP == 0:
            count(1)
        lot = lots[place]
        if placed_as_far_as_can_be(network, shop, lot, earliest_start(network, lot.item)):
            draft.by_item[lot.item].append(len(draft.lots))
            draft.lots.append(lot)
    for number in level:
        for component, uses in uses_by_lots(draft, number):
            draft.uses[component].append(uses)


def _urgency(lot: DraftLot) -> tuple[int, int, int]:
    return lot.rank, lot.due_day, lot.item


def _net_item(draft: Draft, number: int, guidance: Guidance, depth: int) -> list[DraftLot]:
    network = draft.network
    item = network.items[number]
    earliest_finish = earliest_start(network, number) + item.lead_time_days
    if earliest_finish >= network.day_count:
        return []
    uses = joined([*draft.uses[number], demanded(network, number, guidance)])
    needs = needs_of(uses, 2 * earliest_finish + 1, item)
    arrivals = [(stamp, quantity) for stamp, _, quantity in network.receipts[number]]
    arrivals += [(2 * draft.lots[lot].finish_day + 1, draft.lots[lot].quantity) for lot in draft.by_item[number]]
    early_days = item.safety_time_days + (guidance.early_days if depth else 0)
    return net(number, item, network.lot_range[number], needs, sorted(arrivals), earliest_finish, early_days)


def _supplies_of(draft: Draft, number: int) -> Supplies:
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


def _move_what_waits(draft: Draft, shop: Shop, level: list[int]) -> None:
    """Place again, from the day their components are there, the lots that can't start as planned."""
    lots = [draft.lots[place] for number in level for place in draft.by_item[number]]
    waiting = [lot for lot in lots if lot.firm < 0 and lot.ready_day > lot.start_day]
    for lot in waiting:
        shop.release(lot)
    for lot in sorted(waiting, key=_urgency):
        if lot.ready_day < draft.network.day_count:
            placed_as_far_as_can_be(draft.network, shop, lot, lot.ready_day)


def _hand_out(draft: Draft, number: int, guidance: Guidance) -> None:
    """Decide when each use of an item is served; a lot is ready when the last of its components is."""
    days = draft.network.day_count
    uses = joined([*draft.uses[number], demanded(draft.network, number, guidance)])
    supplies = draft.supplies[number] = _supplies_of(draft, number)
    firm = uses.rank == RANK_FIRM
    if firm.any():
        supplies = _after_firm_orders(draft, number, uses.rows(firm), supplies)
        uses = uses.rows(~firm)
    granted = grant(uses, supplies, days) if len(uses.stamp) else None
    if granted is None:
        draft.granted[number] = uses.rows(uses.demand >= 0)
        return
    place, pieces = granted.rows(uses)
    draft.granted[number] = pieces.rows(pieces.demand >= 0)
    ready = np.full(len(uses.stamp), days)
    ready[place] = (pieces.stamp + 1) // 2
    for late in np.flatnonzero((2 * ready > uses.stamp) & (uses.lot >= 0)).tolist():
        lot = draft.lots[uses.lot[late]]
        lot.ready_day = max(lot.ready_day, int(ready[late]))


def _after_firm_orders(draft: Draft, number: int, firm: Uses, supplies: Supplies) -> Supplies:
    """Give firm orders their components first; what is not there in time is missing, for nobody may move them."""
    left = supplies.quantity.copy()
    for place in np.lexsort((firm.lot, firm.stamp)).tolist():
        taken = take_latest(float(firm.quantity[place]), int(firm.stamp[place]), supplies, left)
        draft.firm_taken[int(firm.lot[place]), number] = taken
    return Supplies(supplies.stamp, supplies.kind, supplies.place, left)
