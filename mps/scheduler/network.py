"""The accepted records as the construct walks them: items by level, their steps, components and demands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from mps.scheduler.arrays import Ints, ints
from mps.scheduler.assign import Uses
from mps.scheduler.columns import Index
from mps.scheduler.cost import line_prices
from mps.scheduler.open_days import OpenDays
from mps.scheduler.problem import FirmOrder, Item
from mps.scheduler.validate import lot_limits

RANK_FIRM = -2  # a firm order itself; what is planned for one has the next rank
RANK_FOR_FIRM = -1
RANK_FORECAST = 2_000
RANK_SAFETY_STOCK = 9_000
MOST_ROUTES = 12


@dataclass(frozen=True, slots=True)
class Step:
    """
    One operation: its place in the accepted operations, its work centre's number, and its minutes.

    `others` are the same operation on the work centres that can do it too, the preferred ones first.
    """

    place: int
    center: int
    setup_minutes: float
    run_minutes: float
    others: tuple[Step, ...] = ()

    @property
    def choices(self) -> tuple[Step, ...]:
        """The operation on every work centre that can do it, the preferred ones first."""
        return (self, *self.others)


Route = list[Step]


@dataclass(frozen=True, slots=True)
class Network:
    """
    Shape: lists by item number. `levels` are item numbers by low-level code, end items first; inside a level by code.

    `components[item]` holds (component, quantity per piece, scrap included); `lot_range` the smallest and largest lot.
    `steps` are on their preferred work centres; `routes[item]` are all ways to make an item, the preferred one first.
    """

    index: Index
    items: list[Item]
    lot_range: list[tuple[float, float]]
    levels: list[list[int]]
    components: list[list[tuple[int, float]]]
    steps: list[list[Step]]
    routes: list[list[Route]]
    wanted: list[Uses]
    receipts: list[list[tuple[int, int, float]]]
    day_count: int
    open_days: OpenDays

    @property
    def is_simple(self) -> bool:
        """Whether every lot is made in one step of nothing that is made: one place decides whether it is in time."""
        return len(self.levels) == 1 and all(len(steps) <= 1 for steps in self.steps)


def network_of(index: Index) -> Network:
    """Return the network of the accepted records; independent of the order in which they came."""
    items = list(index.accepted.items.values())
    components, steps = _components(index), _steps(index)
    return Network(
        index=index,
        items=items,
        lot_range=[lot_limits(item) for item in items],
        levels=_levels(components),
        components=components,
        steps=steps,
        routes=[routes_of(of_item) for of_item in steps],
        wanted=_wanted(index),
        receipts=_receipts(index),
        day_count=index.problem.horizon.day_count,
        open_days=OpenDays(items, index.problem.horizon.day_count),
    )


def _components(index: Index) -> list[list[tuple[int, float]]]:
    per: list[dict[int, float]] = [{} for _ in index.accepted.items]
    for line in index.accepted.bom:
        of_parent, component = per[index.item_number[line.parent]], index.item_number[line.component]
        of_parent[component] = of_parent.get(component, 0.0) + line.quantity_per / (1 - line.scrap_share)
    return [list(of_parent.items()) for of_parent in per]


def _levels(components: list[list[tuple[int, float]]]) -> list[list[int]]:
    """Put every item one level below the lowest of its parents (low-level codes)."""
    parents_left = [0] * len(components)
    for of_parent in components:
        for component, _ in of_parent:
            parents_left[component] += 1
    level = [number for number, count in enumerate(parents_left) if count == 0]
    levels: list[list[int]] = []
    while level:
        levels.append(level)
        below: list[int] = []
        for item in level:
            for component, _ in components[item]:
                parents_left[component] -= 1
                if parents_left[component] == 0:
                    below.append(component)
        level = sorted(below)
    return levels


def _steps(index: Index) -> list[list[Step]]:
    steps: list[list[Step]] = [[] for _ in index.accepted.items]
    for place, step in enumerate(index.accepted.operations):
        center = index.center_number[step.work_center]
        setup, run = step.setup_minutes, step.run_minutes_per_unit
        others = tuple(
            Step(place, index.center_number[one.work_center], setup, run * one.factor) for one in step.alternatives
        )
        row = Step(place, center, setup, run, others)
        steps[index.item_number[step.item]].append(row)
    return steps


def steps_of_firm(network: Network, order: FirmOrder) -> list[Step]:
    """Return the steps of a firm order, each on the work centre that a person chose for it, if any."""
    steps = network.steps[network.index.item_number[order.item]]
    if not order.work_centers:
        return steps
    wanted, operations = dict(order.work_centers), network.index.accepted.operations
    found = []
    for step in steps:
        code = wanted.get(operations[step.place].step)
        chosen = [one for one in step.choices if code and one.center == network.index.center_number[code]]
        found.append(replace(chosen[0], others=()) if chosen else step)
    return found


def routes_of(steps: list[Step]) -> list[Route]:
    """Return the ways to make an item, each step on one work centre: the least away from what is preferred first."""
    if not any(step.others for step in steps):
        return [steps]
    ranks: list[tuple[int, ...]] = [()]
    for step in steps:
        longer = [(*route, rank) for route in ranks for rank in range(len(step.choices))]
        ranks = sorted(longer, key=lambda route: (sum(route), route))[:MOST_ROUTES]
    return [[step.choices[rank] for step, rank in zip(steps, route, strict=True)] for route in ranks]


def ranks_of(index: Index) -> Ints:
    """Return how urgent each demand is: orders before forecast, by the price of being late, promises before wishes."""
    price = line_prices(index)[0]
    demands = index.demand_columns
    kinds = list(zip(demands.forecast.tolist(), (-price).tolist(), (~demands.promised).tolist(), strict=True))
    ranks = {kind: rank + RANK_FORECAST * kind[0] for rank, kind in enumerate(sorted(set(kinds)))}
    return ints([ranks[kind] for kind in kinds])


def _wanted(index: Index) -> list[Uses]:
    """Sort the demands by item, day and rank; equal ones by key, so that the order of the records does not matter."""
    demands, rank = index.demand_columns, ranks_of(index)
    keys = [demand.key for demand in index.problem.demands]
    unique = dict.fromkeys(keys)
    if len(unique) < len(keys):  # what else they say tells them apart, not where they stand
        keys = [repr(demand) for demand in index.problem.demands]
        unique = dict.fromkeys(keys)
    places = {key: place for place, key in enumerate(sorted(unique))}  # which often come sorted
    key_order = ints([places[key] for key in keys])
    stamp = 2 * np.maximum(0, demands.due_day) + 1
    order = np.lexsort((demands.quantity, demands.due_day, key_order, rank, stamp, demands.item))
    order = order[np.searchsorted(demands.item[order], 0) :]
    rows = Uses(
        stamp[order], rank[order], demands.quantity[order], np.full(len(order), -1), order, demands.may_split[order]
    )
    ends = np.searchsorted(demands.item[order], np.arange(len(index.accepted.items) + 1)).tolist()
    return [rows.rows(slice(start, end)) for start, end in pairwise(ends)]


def _receipts(index: Index) -> list[list[tuple[int, int, float]]]:
    """The receipts of every item as (half day, place, quantity), in the order in which they arrive."""
    receipts: list[list[tuple[int, int, float]]] = [[] for _ in index.accepted.items]
    for place, receipt in sorted(
        index.accepted.receipts, key=lambda pair: (pair[1].arrives_day, pair[1].key, pair[1].quantity)
    ):
        row = (2 * max(0, receipt.arrives_day), place, receipt.quantity)
        receipts[index.item_number[receipt.item]].append(row)
    return receipts
