"""
Instances in the format of Trigeiro, Thomas and McClain (Management Science 35(3), 1989), as planning problems.

One machine, one day a period, no stock to begin with: in every period a lot of an item costs set-up minutes and money,
stock at the end of a period costs holding, and nothing may be late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Plan
from mps.scheduler.problem import Demand, Item, Operation, PlanningProblem, Prices, WorkCenter

Floats = NDArray[np.float64]
DEMAND_COLUMNS = 15
MACHINE = "MACHINE"
HOLDING = Prices(holding_share_per_year=0.2, setup_minute=0.0)


class Unreadable(ValueError):
    """A file that holds something else; the text says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Shape: `demand` is items × periods, the others are items long. Unit: pieces, minutes, money, as in the file."""

    capacity: float
    unit_minutes: Floats
    holding: Floats
    setup_minutes: Floats
    setup_cost: Floats
    demand: Floats


def read(path: Path, *, unit_times_one: bool = False) -> Instance:
    """Return the instance of a file. Raises Unreadable, and OSError where there is no such file."""
    words = path.read_text(encoding="ascii", errors="replace").split()
    numbers: list[float] = []
    for word in words:
        try:
            numbers.append(float(word))
        except ValueError as error:
            if word.isalpha():
                break  # the column heads stand below the data
            raise Unreadable(f"{path.name}: number {len(numbers) + 1} is {word[:20]!a}") from error
    wrong = next((place for place, number in enumerate(numbers) if not 0 <= number < inf), None)
    if wrong is not None:
        raise Unreadable(f"{path.name}: number {wrong + 1} is {numbers[wrong]:g}, and none may be below 0 or endless")
    if len(numbers) < 4 or not all(number >= 1 and number.is_integer() for number in numbers[:2]):
        raise Unreadable(f"{path.name}: does not begin with items, periods, and the capacity of a period")
    items, periods = int(numbers[0]), int(numbers[1])
    if len(numbers) != 4 + 4 * items + items * periods:
        raise Unreadable(f"{path.name}: {len(numbers)} numbers, {4 + 4 * items + items * periods} expected")
    table = np.array(numbers[4 : 4 + 4 * items]).reshape(items, 4)
    return Instance(
        capacity=numbers[3],
        unit_minutes=np.ones(items) if unit_times_one else table[:, 0],
        holding=table[:, 1],
        setup_minutes=table[:, 2],
        setup_cost=table[:, 3],
        demand=_demand(np.array(numbers[4 + 4 * items :]), items, periods),
    )


def _demand(numbers: Floats, items: int, periods: int) -> Floats:
    """Return items × periods: the file has blocks of at most 15 items, each a table of periods × items."""
    blocks, at = [], 0
    for first in range(0, items, DEMAND_COLUMNS):
        width = min(DEMAND_COLUMNS, items - first)
        blocks.append(numbers[at : at + width * periods].reshape(periods, width).T)
        at += width * periods
    return np.concatenate(blocks)


def problem_of(instance: Instance) -> PlanningProblem:
    """Return the instance as a planning problem: an order per item and period, late at a prohibitive price."""
    items, periods = instance.demand.shape
    names = [f"ITEM{number + 1:02}" for number in range(items)]
    unit_cost = instance.holding * 365 / HOLDING.holding_share_per_year
    return PlanningProblem(
        site="TRIGEIRO",
        horizon=Horizon(start_date=date(1989, 3, 1), day_count=periods, bucket_starts=tuple(range(periods))),
        items=tuple(
            Item(code=name, made=True, lots_by_cost=True, lot_multiple=0.0, unit_cost=float(cost))
            for name, cost in zip(names, unit_cost, strict=True)
        ),
        operations=tuple(
            Operation(name, 10, MACHINE, float(setup), float(run), setup_cost=float(cost))
            for name, setup, run, cost in zip(
                names, instance.setup_minutes, instance.unit_minutes, instance.setup_cost, strict=True
            )
        ),
        work_centers=(WorkCenter(MACHINE, (instance.capacity,) * periods, (0.0,) * periods),),
        demands=tuple(
            Demand(
                key=f"{names[item]}/{day + 1:02}", item=names[item], quantity=float(quantity), due_day=day, priority=1
            )
            for (item, day), quantity in np.ndenumerate(instance.demand)
            if quantity > 0
        ),
        prices=HOLDING,
    )


def cost_of(instance: Instance, plan: Plan) -> float | None:
    """Return the published cost of a plan (set-ups and stock), or None where it breaks a rule of the instance."""
    items, periods = instance.demand.shape
    made, lots = np.zeros((items, periods)), np.zeros((items, periods))
    for lot in plan.lots:
        place = int(lot.item.removeprefix("ITEM")) - 1, lot.finish_day
        made[place] += lot.quantity
        lots[place] += 1
    other_days = any(load.day != plan.lots[load.lot].finish_day for load in plan.loads)
    stock = np.cumsum(made - instance.demand, axis=1)
    minutes = instance.unit_minutes @ made + instance.setup_minutes @ lots
    if other_days or stock.min() < -1e-6 or minutes.max() > instance.capacity + 1e-6 * instance.capacity:
        return None
    return float(instance.setup_cost @ lots.sum(axis=1) + instance.holding @ stock.sum(axis=1))
