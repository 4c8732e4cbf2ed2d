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
    lead_days, routes = network.items[lot.item].lead_time_days, network.routes[lot.item]
    if lot.route:
        routes = [routes[lot.route], *routes[: lot.route], *routes[lot.route + 1 :]]
    if any(shop.place_backward(lot, route, lead_days, earliest) for route in routes):
        return True
    pays = lot.rank < RANK_SAFETY_STOCK
    if pays and any(shop.place_backward(lot, route, lead_days, earliest, overtime=True) for route in routes):
        return True
    route = _first_to_finish(shop, lot, routes, lead_days, earliest, pays) if len(routes) > 1 else routes[0]
    return shop.place_forward(lot, route, lead_days, earliest, overtime=pays)


def _first_to_finish(
    shop: Shop, lot: DraftLot, routes: list[Route], lead_days: int, earliest: int, overtime: bool
) -> Route:
    """Return the route on which a lot is there first, the preferred one of several."""
    best, soonest = routes[0], shop.days
    for route in routes:
        if shop.place_forward(lot, route, lead_days, earliest, overtime=overtime):
            if lot.finish_day < soonest:
                best, soonest = route, lot.finish_day
            shop.release(lot)
    return best
