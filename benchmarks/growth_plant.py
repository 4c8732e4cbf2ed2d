"""Plants of any size, by a seed: families of a hundred items on three levels, five work centres each, a year of orders.

A fifth of the items are sold, two fifths are assemblies, two fifths parts; everything is made, in a lot a week. Weeks
become days: five working days, orders due on any of them. `load` is all work, set-ups included, over all capacity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from mps.scheduler.arrays import Floats, Ints
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import BomLine, Demand, Item, Operation, PlanningProblem, WorkCenter

START = date(2026, 1, 5)
WEEKS, DAYS_IN_A_WEEK, WORKING_DAYS = 52, 7, 5
FAMILY, SOLD, ASSEMBLIES = 100, 20, 40
CENTERS_OF_A_FAMILY = 5
QUANTITIES_PER = np.array([1.0, 1.0, 1.0, 2.0, 4.0])
MULTIPLES, MULTIPLE_SHARES = np.array([1.0, 5.0, 10.0, 25.0]), (0.40, 0.20, 0.25, 0.15)
PRIORITIES, PRIORITY_SHARES = np.array([1, 2, 3]), (0.15, 0.35, 0.50)
ORDERS_PER_ITEM, FEWEST_ORDERS = 30, 2
SEASON, OVERTIME_SHARE, HOLDING_SHARE_PER_YEAR = 0.3, 0.25, 0.2
POPULARITY_SIGMA = 0.5


@dataclass(frozen=True, slots=True)
class Bill:
    """The bills of material as columns, parents before components of the same column's lines."""

    parent: Ints
    component: Ints
    quantity_per: Floats


@dataclass(frozen=True, slots=True)
class Making:
    """How each item is made: its work centre, minutes a piece and a set-up, and what a set-up costs in money."""

    center: Ints
    run_minutes: Floats
    setup_minutes: Floats
    setup_cost: Floats


def plant(items: int, *, seed: int = 0, load: float = 1.0, cross: float = 0.02) -> PlanningProblem:
    """
    Return a plant; the same arguments give the same one.

    `items` is a multiple of 100; `cross` is the chance that a line of a bill leads to another family. Raises ValueError
    for another number of items.
    """
    if items <= 0 or items % FAMILY:
        raise ValueError(f"{items} items do not make families of {FAMILY}")
    chance = np.random.default_rng(seed)
    bill = _bill(chance, items, cross)
    orders = _orders(chance, items)
    weekly = _exploded(bill, orders, items) / WEEKS
    value = chance.uniform(5.0, 50.0, items) * np.where(_place(items) < SOLD, 4.0, 1.0)
    making = _making(chance, weekly, value)
    minutes = weekly * making.run_minutes + making.setup_minutes
    needed = np.bincount(making.center, minutes, minlength=items // FAMILY * CENTERS_OF_A_FAMILY)
    return PlanningProblem(
        site="GROWTH",
        horizon=Horizon(START, WEEKS * DAYS_IN_A_WEEK, tuple(range(0, WEEKS * DAYS_IN_A_WEEK, DAYS_IN_A_WEEK))),
        items=_items(chance, weekly, value),
        bom=tuple(
            BomLine(code(parent), code(component), per)
            for parent, component, per in _rows(bill.parent, bill.component, bill.quantity_per)
        ),
        operations=_operations(making),
        work_centers=_work_centers(chance, needed / load),
        demands=tuple(orders),
        seed=seed,
    )


def code(item: int) -> str:
    """Return the code of an item number."""
    return f"I{item:05}"


def _place(items: int) -> Ints:
    """The place of each item in its family: first what is sold, then assemblies, then parts."""
    return np.arange(items, dtype=np.int64) % FAMILY


def _rows(*columns: Ints | Floats) -> Iterator[tuple[Any, ...]]:
    """Return columns of equal length row by row, as plain numbers."""
    return zip(*(column.tolist() for column in columns), strict=True)


def _bill(chance: np.random.Generator, items: int, cross: float) -> Bill:
    """Every sold item uses 2 to 4 assemblies, every assembly 1 to 3 parts, mostly of the own family."""
    parents, components = [], []
    for item, place in enumerate(_place(items).tolist()):
        if place < SOLD + ASSEMBLIES:
            low, high, count = (SOLD, SOLD + ASSEMBLIES, chance.integers(2, 5))
            if place >= SOLD:
                low, high, count = (SOLD + ASSEMBLIES, FAMILY, chance.integers(1, 4))
            family = np.full(count, item // FAMILY)
            elsewhere = chance.random(count) < cross
            family[elsewhere] = chance.integers(0, items // FAMILY, int(elsewhere.sum()))
            used = family * FAMILY + chance.choice(np.arange(low, high), count, replace=False)
            parents += [item] * int(count)
            components += used.tolist()
    quantity_per = chance.choice(QUANTITIES_PER, len(parents))
    return Bill(np.array(parents, dtype=np.int64), np.array(components, dtype=np.int64), quantity_per)


def _orders(chance: np.random.Generator, items: int) -> list[Demand]:
    """A year of orders: popular items have more of them, and each has its season."""
    found: list[Demand] = []
    weeks = np.arange(WEEKS)
    for item in np.flatnonzero(_place(items) < SOLD).tolist():
        popularity = chance.lognormal(-(POPULARITY_SIGMA**2) / 2, POPULARITY_SIGMA)
        count = int(chance.poisson(ORDERS_PER_ITEM * popularity)) + FEWEST_ORDERS
        season = 1 + SEASON * np.sin(2 * np.pi * (weeks / WEEKS + chance.random()))
        week = chance.choice(weeks, count, p=season / season.sum())
        days = week * DAYS_IN_A_WEEK + chance.integers(0, WORKING_DAYS, count)
        quantities = np.ceil(chance.lognormal(3.0, 0.8, count))
        priorities = chance.choice(PRIORITIES, count, p=PRIORITY_SHARES)
        found += [
            Demand(f"{code(item)}-{number}", code(item), quantity, day, priority)
            for number, (quantity, day, priority) in enumerate(_rows(quantities, days, priorities))
        ]
    return found


def _exploded(bill: Bill, orders: list[Demand], items: int) -> Floats:
    """Return how much of each item the year needs: sold items first, then assemblies, then parts."""
    needed = np.bincount(
        [int(order.item[1:]) for order in orders], [order.quantity for order in orders], minlength=items
    ).astype(np.float64)
    level = _place(items)[bill.parent]
    for lines in (level < SOLD, level >= SOLD):
        used = needed[bill.parent[lines]] * bill.quantity_per[lines]
        needed += np.bincount(bill.component[lines], used, minlength=items)
    return needed


def _making(chance: np.random.Generator, weekly: Floats, value: Floats) -> Making:
    """Minutes and money of a set-up; the money is such that an economic lot would cover 9 to 21 weeks."""
    items = len(weekly)
    spread = chance.integers(1, CENTERS_OF_A_FAMILY, items)
    center = np.arange(items) // FAMILY * CENTERS_OF_A_FAMILY + np.where(_place(items) < SOLD, 0, spread)
    run_minutes = 60.0 * chance.uniform(0.5, 1.5, items)
    economic_weeks = WEEKS / np.sqrt(chance.uniform(6.0, 30.0, items))
    return Making(
        center=center.astype(np.int64),
        run_minutes=run_minutes,
        setup_minutes=chance.uniform(0.10, 0.35, items) * run_minutes * weekly,
        setup_cost=0.5 * HOLDING_SHARE_PER_YEAR / WEEKS * value * weekly * economic_weeks**2,
    )


def _operations(making: Making) -> tuple[Operation, ...]:
    rows = _rows(making.center, making.setup_minutes, making.run_minutes, making.setup_cost)
    return tuple(
        Operation(code(item), 10, f"W{center:05}", setup, run, cost)
        for item, (center, setup, run, cost) in enumerate(rows)
    )


def _items(chance: np.random.Generator, weekly: Floats, value: Floats) -> tuple[Item, ...]:
    items = len(weekly)
    multiples = chance.choice(MULTIPLES, items, p=MULTIPLE_SHARES)
    lead_days = np.where(_place(items) < SOLD, 0, DAYS_IN_A_WEEK * chance.integers(0, 2, items))
    stock_weeks = chance.uniform(2.0, 3.0, items)
    rows = _rows(weekly, stock_weeks, lead_days, multiples, value)
    return tuple(
        Item(
            code(number), True, on_hand=float(round(need * stock)), safety_stock=float(round(0.5 * need)),
            lead_time_days=lead, lot_multiple=multiple, period_of_supply_days=DAYS_IN_A_WEEK, unit_cost=cost,
        )
        for number, (need, stock, lead, multiple, cost) in enumerate(rows)
    )  # fmt: skip


def _work_centers(chance: np.random.Generator, minutes_per_week: Floats) -> tuple[WorkCenter, ...]:
    """Every work centre has what its work needs in a week, give or take a twelfth, on five days."""
    found = []
    for number, minutes in enumerate((minutes_per_week * chance.normal(1.0, 0.08, len(minutes_per_week))).tolist()):
        daily = max(0.0, minutes) / WORKING_DAYS
        week = [daily] * WORKING_DAYS + [0.0] * (DAYS_IN_A_WEEK - WORKING_DAYS)
        available, overtime = tuple(week * WEEKS), tuple([OVERTIME_SHARE * value for value in week] * WEEKS)
        found.append(WorkCenter(f"W{number:05}", available, overtime, overtime_cost_per_minute=1.0))
    return tuple(found)
