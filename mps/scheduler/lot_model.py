"""A part of the plan as a lot-sizing problem: whose lots are free to change, what they are for, at what prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Floats, Ints, floats, ints, sums
from mps.scheduler.columns import Columns
from mps.scheduler.cost import DAYS_IN_A_YEAR, line_prices
from mps.scheduler.lotsizing.problem import LotProblem
from mps.scheduler.network import Network

MOST_SETUPS = 2_500
PROHIBITIVE = 1_000.0


@dataclass(frozen=True, slots=True)
class FreeLots:
    """Items whose lots may change, the days on which something can be made, and the problem over both."""

    items: Ints
    days: Ints
    problem: LotProblem


def free_lots(network: Network, columns: Columns) -> FreeLots | None:
    """
    Return the lots of a part that may change, or None where there are none, or too many.

    Free are the lots of made items whose lot policy is least cost, that are of one level, cost something to set up, and
    whose lot rules know no minimum beyond one multiple and no maximum. All other lots keep their minutes.
    """
    inside = {component for of_parent in network.components for component, _ in of_parent}
    prices = _setup_prices(network)
    items = ints([item for item in range(len(prices)) if prices[item] > 0 and _is_free(network, item, inside)])
    if not len(items):
        return None
    days = _days(network, items)
    if not 0 < len(items) * len(days) <= MOST_SETUPS:
        return None
    return FreeLots(items, days, _problem(network, columns, items, days))


def _is_free(network: Network, number: int, inside: set[int]) -> bool:
    item, steps = network.items[number], network.steps[number]
    smallest, largest = network.lot_range[number]
    return (
        item.made
        and item.lots_by_cost
        and bool(steps)
        and len(network.routes[number]) == 1
        and not network.components[number]
        and number not in inside
        and len(network.wanted[number].demand) > 0
        and smallest <= item.lot_multiple + 1e-9
        and not np.isfinite(largest)
        and item.safety_time_days == 0
    )


def _days(network: Network, items: Ints) -> Ints:
    """Return the days until the last demand on which there are minutes for any of the items."""
    last = max(int(network.wanted[item].stamp.max()) // 2 for item in items.tolist())
    centers = sorted({step.center for item in items.tolist() for step in network.steps[item]})
    index = network.index
    minutes = (index.available_minutes + index.overtime_minutes)[centers, : last + 1].sum(axis=0)
    return ints(np.flatnonzero(minutes > 0))


def _setup_prices(network: Network) -> Floats:
    prices = np.zeros(len(network.items))
    for item, steps in enumerate(network.steps):
        for step in steps:
            operation = network.index.accepted.operations[step.place]
            prices[item] += operation.setup_cost + step.setup_minutes * network.index.problem.prices.setup_minute
    return prices


def _problem(network: Network, columns: Columns, items: Ints, days: Ints) -> LotProblem:
    index, prices = network.index, network.index.problem.prices
    centers = len(index.accepted.work_centers)
    shape = len(items), len(days)
    setup_minutes, unit_minutes = np.zeros((2, len(items), centers))
    for place, item in enumerate(items.tolist()):
        for step in network.steps[item]:
            setup_minutes[place, step.center] += step.setup_minutes
            unit_minutes[place, step.center] += step.run_minutes
    capacity, overtime = _left(network, columns, items)
    setup_cost = _setup_prices(network)[items]
    lasts = np.diff(days, append=days[-1] + 1)
    holding = index.item_column("unit_cost")[items] * prices.holding_share_per_year / DAYS_IN_A_YEAR
    late, unmet = _late_prices(network, items, float(setup_cost.max() + holding.max() * lasts.sum()) * PROHIBITIVE)
    first = ints([_first_day(network, item) for item in items.tolist()])
    may_finish = [
        [network.open_days.on_or_before(item, day) == day for day in days.tolist()] for item in items.tolist()
    ]
    return LotProblem(
        demand=_short(network, items, days, first),
        initial_stock=np.zeros(len(items)),
        setup_cost=setup_cost,
        holding=holding[:, None] * lasts,
        setup_minutes=setup_minutes,
        unit_minutes=unit_minutes,
        capacity=capacity[:, days],
        overtime=overtime[:, days],
        overtime_price=floats([center.overtime_cost_per_minute for center in index.accepted.work_centers.values()]),
        late_price=late,
        unmet_price=unmet,
        safety_stock=np.zeros(len(items)),
        safety_price=np.zeros(len(items)),
        setup_allowed=(days[None, :] >= first[:, None]) & np.array(may_finish, dtype=np.bool_).reshape(shape),
        setup_fixed=np.zeros(shape, dtype=np.bool_),
    )


def _first_day(network: Network, number: int) -> int:
    """Return the first day on which a new lot of an item can be there."""
    item = network.items[number]
    return network.open_days.on_or_after(number, max(0, item.frozen_days) + item.lead_time_days)


def _left(network: Network, columns: Columns, items: Ints) -> tuple[Floats, Floats]:
    """Return the minutes and overtime that the lots which stay leave. Shape: work centre × day."""
    index = network.index
    shape = index.available_minutes.shape
    lot_stays = ~np.isin(columns.lot_item, items) | columns.lot_firm
    stays = lot_stays[columns.load_lot]
    place = columns.load_center[stays] * shape[1] + columns.load_day[stays]
    load = sums(place, columns.load_minutes[stays], shape[0] * shape[1]).reshape(shape)
    left = index.available_minutes - load
    return np.maximum(0.0, left), np.maximum(0.0, index.overtime_minutes - np.maximum(0.0, -left))


def _short(network: Network, items: Ints, days: Ints, first: Ints) -> Floats:
    """
    Return what new lots must bring, on the last day for it: demand and safety stock less stock, receipts and firm lots.

    What is wanted before the `first` day on which a new lot can be there waits for it at any price: it is wanted then.
    Shape: item × day of `days`; `first` by item.
    """
    demand = np.zeros((len(items), len(days)))
    for place, item in enumerate(items.tolist()):
        supply = [(0, network.items[item].on_hand - network.items[item].safety_stock)]
        supply += [(stamp, quantity) for stamp, _, quantity in network.receipts[item]]
        supply += [
            (2 * order.finish_day + 1, order.quantity)
            for _, order in network.index.accepted.firm_orders
            if order.item == network.items[item].code
        ]
        wanted = network.wanted[item]
        due = np.clip(np.searchsorted(days, wanted.stamp // 2, "right") - 1, 0, len(days) - 1)
        arrives = np.clip(np.searchsorted(days, ints([stamp for stamp, _ in supply]) // 2), 0, len(days) - 1)
        asked = sums(due, wanted.quantity, len(days))
        comes = sums(arrives, floats([quantity for _, quantity in supply]), len(days))
        short = np.maximum.accumulate(np.maximum(0.0, np.cumsum(asked - comes)))
        short[days < first[place]] = 0.0
        demand[place] = np.diff(short, prepend=0.0)
    return demand


def _late_prices(network: Network, items: Ints, most: float) -> tuple[Floats, Floats]:
    """Return prices of a piece a day late and of one that never comes, cut off where they are prohibitive anyway."""
    once, daily = line_prices(network.index)
    late = np.zeros(len(items))
    for place, item in enumerate(items.tolist()):
        wanted = network.wanted[item]
        late[place] = ((once + daily)[wanted.demand] / wanted.quantity).max()
    late = np.minimum(late, most)
    return late, np.minimum(late * network.index.problem.prices.unmet_days, most * len(items))
