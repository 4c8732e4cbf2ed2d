"""
The construct: always a plan, quickly.

Down: level by level from the end items, net the needs into lots and place them as late as capacity allows, the urgent
ones first; their starts are the needs of the next level. Up: level by level from the bottom, give what there is to
the urgent uses first, and move a lot whose components come late to the first days on which it can be made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from mps.scheduler.acceptance import Crowd, crowd_of
from mps.scheduler.arrays import Floats
from mps.scheduler.as_they_were import book_as_they_were, booked_again
from mps.scheduler.assign import joined
from mps.scheduler.draft import Draft, Guidance, demanded, earliest_start, uses_by_lots
from mps.scheduler.handing_out import hand_out
from mps.scheduler.last_lots import as_drafts, minutes_of_firm_orders, uncovered, yielding_to_what_was
from mps.scheduler.netting import needs_of, net
from mps.scheduler.network import RANK_FIRM, Network, steps_of_firm
from mps.scheduler.placement import placed_as_far_as_can_be
from mps.scheduler.route_choice import Asked, yielding_on_all_routes
from mps.scheduler.shop import DraftLot, Shop
from mps.scheduler.work_content import WorkBelow

LOTS_A_STEP = 50


def construct(network: Network, guidance: Guidance, count: Callable[[int], None]) -> Draft:
    """Return a draft in which every placed lot can be made as placed. `count` is called with the steps done."""
    draft = Draft(network)
    draft.by_item = [[] for _ in network.items]
    draft.uses = [[] for _ in network.items]
    shop = Shop(network.index.available_minutes + guidance.extra, guidance.overtime, network.open_days)
    _book_firm_orders(draft, shop, guidance)
    guidance = replace(guidance, kept=book_as_they_were(draft, shop, guidance))
    for depth, level in enumerate(network.levels):
        _plan_level(draft, shop, level, guidance, depth, count)
    if guidance.again:
        guidance.again(draft, shop, guidance, count)
    for depth, level in reversed(list(enumerate(network.levels))):
        _move_what_waits(draft, shop, level)
        count(1)
        hand_out(draft, depth, guidance)
        count(len(level))
    return draft


def _book_firm_orders(draft: Draft, shop: Shop, guidance: Guidance) -> None:
    """People's lots come first: their load, and by their rank their components."""
    network = draft.network
    again = minutes_of_firm_orders(network)
    for place, order in network.index.accepted.firm_orders:
        item = network.index.item_number[order.item]
        lot = DraftLot(item, order.quantity, order.finish_day, RANK_FIRM, order.start_day, order.finish_day, firm=place)
        if order.key not in again or not booked_again(network, shop, guidance, lot, again[order.key]):
            shop.book_firm(lot, steps_of_firm(network, order), max(0, order.start_day), order.finish_day)
        lot.placed = True
        draft.by_item[item].append(len(draft.lots))
        draft.lots.append(lot)


def _plan_level(
    draft: Draft, shop: Shop, level: list[int], guidance: Guidance, depth: int, count: Callable[[int], None]
) -> None:
    network = draft.network
    lots = []
    for number in level:
        lots += _net_item(draft, number, guidance, depth)
        count(1)
    below, free = guidance.below if depth == 0 else None, shop.free_minutes()
    asked = Asked(lots, network.routes, free, lambda: _crowd(network, lots, free, below))
    given_up = yielding_on_all_routes(asked, guidance.choose)
    draft.certain = draft.certain and given_up.certain
    for place in given_up.lots:
        lots[place].yields = True
    earliest = {number: earliest_start(network, number) for number in level}
    for done, lot in enumerate(_in_order(lots)):
        if done % LOTS_A_STEP == 0:
            count(1)
        if placed_as_far_as_can_be(network, shop, lot, earliest[lot.item]):
            draft.by_item[lot.item].append(len(draft.lots))
            draft.lots.append(lot)
    collect_uses(draft, level)


def _in_order(lots: list[DraftLot]) -> list[DraftLot]:
    """Return lots as they get the latest free minutes: by urgency, and those that yield last, for whom any will do."""
    return sorted(lots, key=lambda lot: (lot.yields, *urgency(lot)))


def _crowd(network: Network, lots: list[DraftLot], free_minutes: Floats, below: WorkBelow | None) -> Crowd:
    work = [
        [
            (step.center, step.setup_minutes + step.run_minutes * lot.quantity)
            for step in network.routes[lot.item][lot.route]
        ]
        for lot in lots
    ]
    if below is not None:
        free_minutes = free_minutes + below.saved
        for lot, of_lot in zip(lots, work, strict=True):
            centers = np.flatnonzero(below.minutes[lot.item]).tolist()
            of_lot += [(center, float(below.minutes[lot.item, center]) * lot.quantity) for center in centers]
    return crowd_of(lots, work, free_minutes)


def collect_uses(draft: Draft, level: list[int]) -> None:
    """Note what the lots of a level take."""
    for number in level:
        for component, uses in uses_by_lots(draft, number):
            draft.uses[component].append(uses)


def urgency(lot: DraftLot) -> tuple[int, int, int]:
    """Return the order in which lots are placed: by rank, then by due day."""
    return lot.rank, lot.due_day, lot.item


def _net_item(draft: Draft, number: int, guidance: Guidance, depth: int) -> list[DraftLot]:
    network = draft.network
    item = network.items[number]
    earliest_finish = earliest_start(network, number) + item.lead_time_days
    if earliest_finish >= network.day_count:
        return []
    uses = joined([*draft.uses[number], demanded(network, number, guidance)])
    arrivals = [(stamp, quantity) for stamp, _, quantity in network.receipts[number]]
    arrivals += [(2 * draft.lots[lot].finish_day + 1, draft.lots[lot].quantity) for lot in draft.by_item[number]]
    kept: list[DraftLot] = []
    if guidance.kept is not None:
        kept = as_drafts(number, guidance.kept.get(number, []))
        there = [(0, item.on_hand), *arrivals, *((2 * lot.due_day + 1, lot.quantity) for lot in kept)]
        uses, arrivals = uncovered(
            uses, there, network.day_count, safety_stock=item.safety_stock, first=2 * earliest_finish + 1
        )
        item = replace(item, on_hand=0.0, safety_stock=0.0)
    needs = needs_of(uses, 2 * earliest_finish + 1, item)
    if guidance.apart:
        item = replace(item, period_of_supply_days=0)
    early_days = item.safety_time_days + int(guidance.early_days[number])
    first_day = network.index.problem.horizon.first_ordinal
    new = net(
        number, item, network.lot_range[number], needs, sorted(arrivals), earliest_finish, early_days, first_day
    )  # fmt: skip
    for lot in new if item.closed_days else ():
        open_day = network.open_days.on_or_before(number, lot.due_day)
        lot.due_day = open_day if open_day >= earliest_finish else lot.due_day
    return new if guidance.kept is None else kept + yielding_to_what_was(new)


def _move_what_waits(draft: Draft, shop: Shop, level: list[int]) -> None:
    """Place again, from the day their components are there, the lots that can't start as planned."""
    lots = [draft.lots[place] for number in level for place in draft.by_item[number]]
    waiting = [lot for lot in lots if lot.firm < 0 and lot.ready_day > lot.start_day]
    for lot in waiting:
        shop.release(lot)
    for lot in sorted(waiting, key=urgency):
        if lot.ready_day < draft.network.day_count:
            placed_as_far_as_can_be(draft.network, shop, lot, lot.ready_day)
