"""Where a lot goes: in time on the route that is preferred, in time on another one, or wherever it is there first."""

from __future__ import annotations

import math

from mps.scheduler.network import RANK_SAFETY_STOCK, Network, Route
from mps.scheduler.shop import DraftLot, Shop

_DUST = 1e-9


def placed_as_far_as_can_be(network: Network, shop: Shop, lot: DraftLot, earliest: int) -> bool:
    """Place a lot; where the horizon has no room for it, place as much of it as there is room for."""
    if _placed(network, shop, lot, earliest):
        return True
    item, (smallest, _) = network.items[lot.item], network.lot_range[lot.item]
    room = min(lot.quantity, max(shop.room_for(route, earliest) for route in network.routes[lot.item]))
    if item.lot_multiple > 0:
        room = math.floor(room / item.lot_multiple + _DUST) * item.lot_multiple
    if not max(smallest, _DUST) <= room < lot.quantity:
        return False
    lot.quantity = room
    return _placed(network, shop, lot, earliest)


def _placed(network: Network, shop: Shop, lot: DraftLot, earliest: int) -> bool:
    """Place a lot: in time without overtime, in time with it, or as soon as can be. Safety stock gets no overtime."""
    lead_days, routes = network.items[lot.item].lead_time_days, _routes_by_turn(network, lot)
    pays = lot.rank < RANK_SAFETY_STOCK
    for overtime in (False, True) if pays else (False,):
        for route in routes:
            if shop.place_backward(lot, route, lead_days, earliest, overtime):
                return True
    return placed_forward(network, shop, lot, earliest, overtime=pays)


def placed_forward(network: Network, shop: Shop, lot: DraftLot, earliest: int, *, overtime: bool = False) -> bool:
    """Place a lot as early as possible: on the first route on which it is in time, else where it is there first."""
    lead_days, routes = network.items[lot.item].lead_time_days, _routes_by_turn(network, lot)
    best, soonest = routes[0], shop.days
    for route in routes if len(routes) > 1 else ():
        if shop.place_forward(lot, route, lead_days, earliest, overtime):
            if lot.finish_day <= lot.due_day:
                return True
            if lot.finish_day < soonest:
                best, soonest = route, lot.finish_day
            shop.release(lot)
    return shop.place_forward(lot, best, lead_days, earliest, overtime)


def route_taken(network: Network, lot: DraftLot) -> Route:
    """Return the route on which a lot is placed."""
    routes = network.routes[lot.item]
    if len(routes) == 1:
        return routes[0]
    taken = {place: center for place, center, _, _ in lot.taken}
    return next(route for route in routes if all(taken.get(step.place, step.center) == step.center for step in route))


def _routes_by_turn(network: Network, lot: DraftLot) -> list[Route]:
    routes = network.routes[lot.item]
    return [routes[lot.route], *routes[: lot.route], *routes[lot.route + 1 :]] if lot.route else routes
