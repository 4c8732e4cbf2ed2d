"""Problems of several operations and shared components, made by a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator

from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import BomLine, Demand, Item, Operation, PlanningProblem, WorkCenter

MINUTES_A_DAY = 960.0
WORKING_DAYS, WEEK = 5, 7
PRIORITY_SHARES = (0.15, 0.35, 0.5)
COMPONENTS_EACH = 2


@dataclass(frozen=True, slots=True)
class WantedChains:
    """
    What a problem is to be like: `steps` operations an item, each on another work centre.

    `components` made items are shared, two in every end item, with operations of their own. `load` is work over
    working minutes of the busiest work centres.
    """

    items: int = 100
    steps: int = 3
    components: int = 0
    load: float = 0.95
    seed: int = 1
    orders_an_item: int = 10
    weeks: int = 13
    first_week: int = 1


def make_chains(wanted: WantedChains) -> PlanningProblem:
    """Return the problem; the same for the same wishes. A lot for every order, delivered whole."""
    random = np.random.default_rng(wanted.seed)
    ends = [f"E{number:04d}" for number in range(wanted.items)]
    parts = [f"P{number:04d}" for number in range(wanted.components)]
    centers = [f"W{number:02d}" for number in range(max(wanted.steps, (wanted.items + wanted.components) // 15))]
    bom = tuple(
        BomLine(end, parts[place], float(random.choice((1, 1, 2))))
        for end in (ends if parts else ())
        for place in sorted(random.choice(len(parts), COMPONENTS_EACH, replace=False).tolist())
    )
    operations = tuple(step for code in (*ends, *parts) for step in _steps(code, centers, wanted, random))
    days = WEEK * (wanted.weeks + 8)
    demands = _demands(ends, wanted, random)
    return PlanningProblem(
        site="chains",
        horizon=Horizon(date(2026, 1, 5), days, tuple(range(days))),
        items=tuple(Item(code, made=True, lot_multiple=0.0, period_of_supply_days=0) for code in (*ends, *parts)),
        bom=bom,
        operations=operations,
        work_centers=tuple(_center(code, minutes, days) for code, minutes in _minutes(
            centers, operations, bom, demands, wanted
        ).items()),
        demands=demands,
    )  # fmt: skip


def _steps(code: str, centers: list[str], wanted: WantedChains, random: Generator) -> list[Operation]:
    places = random.choice(len(centers), wanted.steps, replace=False).tolist()
    return [
        Operation(code, 10 * number, centers[place], float(random.choice((10, 20, 30))), float(random.uniform(1, 4)))
        for number, place in enumerate(places, start=1)
    ]


def _demands(ends: list[str], wanted: WantedChains, random: Generator) -> tuple[Demand, ...]:
    count = wanted.items * wanted.orders_an_item
    popularity = random.lognormal(0.0, 1.0, wanted.items)
    item = random.choice(wanted.items, count, p=popularity / popularity.sum())
    quantity = np.maximum(1.0, np.round(random.lognormal(3.0, 0.8, count)))
    week, day = random.integers(wanted.first_week, wanted.weeks, count), random.integers(0, WORKING_DAYS, count)
    priority = random.choice((1, 2, 3), count, p=PRIORITY_SHARES)
    return tuple(
        Demand(
            key=f"SO{number:05d}",
            item=ends[item[number]],
            quantity=float(quantity[number]),
            due_day=int(week[number] * WEEK + day[number]),
            priority=int(priority[number]),
            may_split=False,
        )
        for number in range(count)
    )


def _minutes(
    centers: list[str],
    operations: tuple[Operation, ...],
    bom: tuple[BomLine, ...],
    demands: tuple[Demand, ...],
    wanted: WantedChains,
) -> dict[str, float]:
    """Return the minutes a day at which each work centre has the wanted load over the weeks with orders."""
    pieces: dict[str, float] = {}
    lots: dict[str, int] = {}
    parts: dict[str, list[tuple[str, float]]] = {}
    for line in bom:
        parts.setdefault(line.parent, []).append((line.component, line.quantity_per))
    for demand in demands:
        for code, factor in [(demand.item, 1.0), *parts.get(demand.item, [])]:
            pieces[code] = pieces.get(code, 0.0) + factor * demand.quantity
            lots[code] = lots.get(code, 0) + 1
    work = dict.fromkeys(centers, 0.0)
    for step in operations:
        minutes = step.setup_minutes * lots.get(step.item, 0) + step.run_minutes_per_unit * pieces.get(step.item, 0.0)
        work[step.work_center] += minutes
    return {code: minutes / (wanted.load * wanted.weeks * WORKING_DAYS) for code, minutes in work.items()}


def _center(code: str, minutes_a_day: float, days: int) -> WorkCenter:
    minutes = tuple(minutes_a_day if day % WEEK < WORKING_DAYS else 0.0 for day in range(days))
    return WorkCenter(code, minutes, (0.0,) * days)
