"""The accepted records as the construct walks them: items by level, steps and components by item, demands by urgency."""

from __future__ import annotations

from dataclasses import dataclass

from mps.scheduler.columns import Index
from mps.scheduler.problem import Demand, DemandKind, Item
from mps.scheduler.validate import lot_limits

RANK_UNPROMISED = 1_000
RANK_FORECAST = 2_000
RANK_SAFETY_STOCK = 9_000
_LAST_PRIORITY = 900


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: its place in the accepted operations, its work centre's number, and its minutes."""

    place: int
    center: int
    setup_minutes: float
    run_minutes: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A demand: `stamp` is the half day by which it is due (not in the past), `rank` 0 the most urgent."""

    stamp: int
    rank: int
    quantity: float
    demand: int
    may_split: bool


@dataclass(frozen=True, slots=True)
class Supply:
    """A quantity that is there from half day `stamp` on. `kind` and `place` as in pegging links."""

    stamp: int
    kind: int
    place: int
    quantity: float


@dataclass(frozen=True, slots=True)
class Network:
    """
    Shape: lists by item number. `levels` are item numbers by low-level code, end items first; inside a level by code.

    `components[item]` holds (component, quantity per piece, scrap included); `lot_range` the smallest and largest lot.
    """

    index: Index
    items: list[Item]
    lot_range: list[tuple[float, float]]
    levels: list[list[int]]
    components: list[list[tuple[int, float]]]
    steps: list[list[Step]]
    wanted: list[list[Wanted]]
    receipts: list[list[tuple[int, int, float]]]
    day_count: int


def network_of(index: Index) -> Network:
    """Return the network of the accepted records; independent of the order in which they came."""
    items = list(index.accepted.items.values())
    components = _components(index)
    return Network(
        index=index,
        items=items,
        lot_range=[lot_limits(item) for item in items],
        levels=_levels(components),
        components=components,
        steps=_steps(index),
        wanted=_wanted(index),
        receipts=_receipts(index),
        day_count=index.problem.horizon.day_count,
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
        row = Step(place, center, step.setup_minutes, step.run_minutes_per_unit)
        steps[index.item_number[step.item]].append(row)
    return steps


def rank_of(demand: Demand) -> int:
    """Return how urgent a demand is: promised orders, then orders, then forecast, each by priority."""
    if demand.kind is DemandKind.FORECAST:
        return RANK_FORECAST + min(demand.priority, _LAST_PRIORITY)
    return min(demand.priority, _LAST_PRIORITY) + (0 if demand.promised else RANK_UNPROMISED)


def _wanted(index: Index) -> list[list[Wanted]]:
    wanted: list[list[Wanted]] = [[] for _ in index.accepted.items]
    number = index.item_number
    ordered = sorted(
        (number[demand.item], max(0, demand.due_day), rank_of(demand), demand.key, demand.quantity, demand.due_day, place)
        for place, demand in index.accepted.demands
    )
    demands = index.problem.demands
    for item, day, rank, _key, quantity, _due_day, place in ordered:
        wanted[item].append(Wanted(2 * day + 1, rank, quantity, place, demands[place].may_split))
    return wanted


def _receipts(index: Index) -> list[list[tuple[int, int, float]]]:
    """The receipts of every item as (half day, place, quantity), in the order in which they arrive."""
    receipts: list[list[tuple[int, int, float]]] = [[] for _ in index.accepted.items]
    for place, receipt in sorted(index.accepted.receipts, key=lambda pair: (pair[1].arrives_day, pair[1].key, pair[1].quantity)):
        row = (2 * max(0, receipt.arrives_day), place, receipt.quantity)
        receipts[index.item_number[receipt.item]].append(row)
    return receipts
