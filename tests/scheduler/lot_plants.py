"""Plants of one level whose set-ups cost money: families of items, each with a machine of its own."""

from __future__ import annotations

from random import Random

from mps.scheduler.problem import Demand, Item, Operation, PlanningProblem, WorkCenter
from tests.scheduler.given import horizon

DAYS, ITEMS = 20, 4


def lot_plant(seed: int, *, families: int = 2) -> PlanningProblem:
    """The plant of that number; its first families are the same, however many there are."""
    parts = [_family(Random(1000 * seed + number), f"F{number}-") for number in range(families)]
    items, operations, centers, demands = zip(*parts, strict=True)
    return PlanningProblem(
        site="S",
        horizon=horizon(DAYS),
        items=tuple(item for part in items for item in part),
        operations=tuple(step for part in operations for step in part),
        work_centers=tuple(centers),
        demands=tuple(demand for part in demands for demand in part),
        seed=seed,
    )


def _family(random: Random, prefix: str) -> tuple[list[Item], list[Operation], WorkCenter, list[Demand]]:
    codes = [f"{prefix}{number}" for number in range(ITEMS)]
    items = [
        Item(
            code=code,
            made=True,
            lots_by_cost=True,
            on_hand=float(random.choice((0, 20, 45))),
            safety_stock=float(random.choice((0, 0, 5))),
            lead_time_days=random.choice((0, 0, 1)),
            lot_multiple=random.choice((0.0, 1.0, 5.0)),
            unit_cost=random.uniform(20.0, 90.0),
            frozen_days=random.choice((0, 0, 1)),
        )
        for code in codes
    ]
    operations = [Operation(code, 10, f"{prefix}M", 15.0, 1.0, setup_cost=random.uniform(1.0, 9.0)) for code in codes]
    demands = [
        Demand(f"{code}/{day}", code, float(random.randint(5, 25)), day, random.randint(1, 3))
        for code in codes
        for day in range(2, DAYS)
        if random.random() < 0.7
    ]
    return items, operations, WorkCenter(f"{prefix}M", (110.0,) * DAYS, (10.0,) * DAYS, 1.0), demands
