"""
The construct: always a plan, quickly.

Down: level by level from the end items, net the needs into lots and place them as late as capacity allows, the urgent ones
first; their starts are the needs of the next level. Up: level by level from the bottom, give what there is to the urgent
consumers first, and move a lot whose components come late to the first days on which it can be made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.assign import NEVER, Grant, Use, grant, take_latest
from mps.scheduler.columns import LOT, RECEIPT, STOCK, Floats
from mps.scheduler.netting import Need, net
from mps.scheduler.network import Network, Supply
from mps.scheduler.shop import DraftLot, Shop


@dataclass(frozen=True, slots=True)
class Guidance:
    """
    What a construct is told beforehand.

    `overtime` is minutes that may be used on top, work centre × day. `early_days` is how long before its use a component
    is wanted, `end_early_days` the same for what customers take. `last` are demands that yield to all others.
    """

    overtime: Floats
    early_days: int = 1
    end_early_days: int = 0
    last: frozenset[int] = frozenset()


@dataclass(slots=True)
class Draft:
    """A plan in the making. `uses[item]` are the lots' needs of an item; `grants` the demands' moments and quantities."""

    network: Network
    lots: list[DraftLot]
    by_item: list[list[int]]
    uses: list[list[Use]]
    grants: dict[int, Grant] = field(default_factory=dict)
    firm_taken: dict[tuple[int, int], float] = field(default_factory=dict)
    steps: int = 0


RANK_LAST = 5_000


def construct(network: Network, guidance: Guidance, poll: Callable[[int], None]) -> Draft:
    """Return a draft in which every placed lot can be made as placed. `poll` is called with the steps done."""
    draft = Draft(network, [], [[] for _ in network.items], [[] for _ in network.items])
    index = network.index
    shop = Shop(index.available_minutes + guidance.overtime)
    _book_firm_orders(draft, shop)
    needs = _customer_needs(network, guidance)
    for depth, level in enumerate(network.levels):
        _plan_level(draft, shop, level, needs, guidance, depth)
        poll(len(draft.lots))
    for level in reversed(network.levels):
        _settle_level(draft, shop, level, guidance)
        poll(len(level))
    draft.steps = len(draft.lots)
    return draft


def _customer_needs(network: Network, guidance: Guidance) -> list[dict[int, Need]]:
    needs: list[dict[int, Need]] = [{} for _ in network.items]
    for of_item, wanted in zip(needs, network.wanted, strict=True):
        for one in wanted:
            rank = one.rank + (RANK_LAST if one.demand in guidance.last else 0)
            stamp = max(1, one.stamp - 2 * guidance.end_early_days)
            need = of_item.get(stamp)
            if need is None:
                of_item[stamp] = Need(one.quantity, rank)
            else:
                need.quantity += one.quantity
                need.rank = min(need.rank, rank)
    return needs


def _book_firm_orders(draft: Draft, shop: Shop) -> None:
    """People's lots come first: their load, and (by rank -1) their components."""
    network = draft.network
    for place, order in network.index.accepted.firm_orders:
        item = network.index.item_number[order.item]
        start = max(0, order.start_day)
        lot = DraftLot(item, order.quantity, order.finish_day, -1, order.start_day, order.finish_day, firm=place)
        shop.overload(lot, network.steps[item], start, order.finish_day)
        lot.placed = True
        _add(draft, lot)


def _add(draft: Draft, lot: DraftLot) -> None:
    place = len(draft.lots)
    draft.lots.append(lot)
    draft.by_item[lot.item].append(place)
    if lot.placed:
        stamp = 2 * max(0, lot.start_day)
        for component, per in draft.network.components[lot.item]:
            draft.uses[component].append(Use(stamp, lot.rank, per * lot.quantity, place, -1))


def earliest_start(network: Network, item: int) -> int:
    """Return the first day on which something new may start."""
    return max(0, network.items[item].frozen_days)


def _plan_level(
    draft: Draft, shop: Shop, level: list[int], needs: list[dict[int, Need]], guidance: Guidance, depth: int
) -> None:
    network, lots = draft.network, []
    for number in level:
        item = network.items[number]
        earliest_finish = earliest_start(network, number) + item.lead_time_days
        if earliest_finish >= network.day_count:
            continue
        of_item = needs[number]
        for use in draft.uses[number]:
            _need_at(of_item, use)
        arrivals = [(stamp, quantity) for stamp, _, quantity in network.receipts[number]]
        arrivals += [(2 * draft.lots[lot].finish_day + 1, draft.lots[lot].quantity) for lot in draft.by_item[number]]
        early = item.safety_time_days + (guidance.early_days if depth else 0)
        if of_item or item.safety_stock > item.on_hand:
            lots += net(number, item, network.lot_range[number], of_item, sorted(arrivals), earliest_finish, early)
    # latest free minutes by rank: for one work centre the set that is in time is the largest there is (a matroid)
    for lot in sorted(lots, key=lambda lot: (lot.rank, lot.due_day, lot.item)):
        item = network.items[lot.item]
        earliest, steps = earliest_start(network, lot.item), network.steps[lot.item]
        if not shop.place_backward(lot, steps, item.lead_time_days, earliest):
            shop.place_forward(lot, steps, item.lead_time_days, earliest)
        if lot.placed:
            _add(draft, lot)


def _need_at(needs: dict[int, Need], use: Use) -> None:
    need = needs.get(use.stamp)
    if need is None:
        needs[use.stamp] = Need(use.quantity, use.rank)
    else:
        need.quantity += use.quantity
        need.rank = min(need.rank, use.rank)


def supplies_of(draft: Draft, number: int) -> list[Supply]:
    """Return stock, receipts and placed lots of an item in the order in which they are there."""
    network = draft.network
    on_hand = network.items[number].on_hand
    supplies = [Supply(0, STOCK, -1, on_hand)] if on_hand > 0 else []
    supplies += [Supply(stamp, RECEIPT, place, quantity) for stamp, place, quantity in network.receipts[number]]
    for place in draft.by_item[number]:
        lot = draft.lots[place]
        if lot.placed:
            supplies.append(Supply(2 * lot.finish_day + 1, LOT, place, lot.quantity))
    supplies.sort(key=lambda supply: supply.stamp)
    return supplies


def _settle_level(draft: Draft, shop: Shop, level: list[int], guidance: Guidance) -> None:
    """Move what can't start as planned, then hand out what the level's items supply."""
    lots = [draft.lots[place] for number in level for place in draft.by_item[number]]
    waiting = [lot for lot in lots if lot.firm < 0 and lot.placed and lot.ready_day > lot.start_day]
    for lot in waiting:
        shop.release(lot)
    for lot in sorted(waiting, key=lambda lot: (lot.rank, lot.due_day, lot.item)):
        if lot.ready_day < draft.network.day_count:
            steps, lead = draft.network.steps[lot.item], draft.network.items[lot.item].lead_time_days
            shop.place_forward(lot, steps, lead, lot.ready_day)
    for number in level:
        _hand_out(draft, number, guidance)


def _hand_out(draft: Draft, number: int, guidance: Guidance) -> None:
    network = draft.network
    supplies = supplies_of(draft, number)
    supplies = _after_firm_orders(draft, number, supplies)
    uses = [use for use in draft.uses[number] if draft.lots[use.lot].firm < 0]
    for one in network.wanted[number]:
        rank = one.rank + (RANK_LAST if one.demand in guidance.last else 0)
        uses.append(Use(one.stamp, rank, one.quantity, -1, one.demand, one.may_split))
    grants = grant(uses, supplies, network.day_count)
    for place, use in enumerate(uses):
        given = Grant(use.stamp, use.quantity) if grants is None else grants[place]
        if use.demand >= 0:
            if given.stamp != NEVER:
                draft.grants[use.demand] = given
        else:
            lot = draft.lots[use.lot]
            ready = network.day_count if given.stamp == NEVER else (given.stamp + 1) // 2
            lot.ready_day = max(lot.ready_day, ready)


def _after_firm_orders(draft: Draft, number: int, supplies: list[Supply]) -> list[Supply]:
    """Give firm orders their components first; what is not there in time is missing, for nobody may move them."""
    firm = [use for use in draft.uses[number] if draft.lots[use.lot].firm >= 0]
    if not firm:
        return supplies
    left = [supply.quantity for supply in supplies]
    for use in sorted(firm, key=lambda use: (use.stamp, use.lot)):
        draft.firm_taken[use.lot, number] = take_latest(use.quantity, use.stamp, supplies, left)
    return [
        Supply(supply.stamp, supply.kind, supply.place, quantity)
        for supply, quantity in zip(supplies, left, strict=True)
        if quantity > 0
    ]


def no_overtime(network: Network) -> Floats:
    """Return the guidance's overtime where none may be used."""
    return np.zeros_like(network.index.available_minutes)
