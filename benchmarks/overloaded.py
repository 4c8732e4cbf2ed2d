"""Overloaded plants by number: promised and unpromised orders for more hours than two or three work centres have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import (
    AlternativeWorkCenter,
    BomLine,
    Demand,
    FirmOrder,
    Item,
    Operation,
    PlanningProblem,
    Receipt,
    WorkCenter,
)

MONDAY = date(2026, 1, 5)
WORKING_DAYS = 5
MINUTES_A_DAY = 480.0


@dataclass(frozen=True, slots=True)
class Size:
    """How large a plant is. `load` is the orders' work at the fullest work centre, 1: all of its minutes."""

    items: int = 6
    orders: int = 40
    days: int = 28
    centers: int = 3
    load: float = 1.1


SMALL = Size(items=2, orders=6, days=14, centers=2, load=1.2)


def overloaded(seed: int, size: Size | None = None) -> PlanningProblem:
    """Return the plant of that number and size, always the same."""
    size, random = size or Size(), Random(seed)
    ends = [f"E{number}" for number in range(size.items)]
    halves = [f"H{number}" for number in range(max(1, size.items // 2))]
    centers = [f"W{number}" for number in range(size.centers)]
    bom = [BomLine(end, random.choice(halves), random.choice((1.0, 2.0))) for end in ends]
    bom += [BomLine(end, "PART", 1.0) for end in ends if random.random() < 0.5]
    made = tuple(
        Item(code, made=True, unit_cost=20.0, lead_time_days=random.choice((0, 0, 1)),
             lot_minimum=random.choice((0.0, 0.0, 8.0)), period_of_supply_days=random.choice((0, 1, 1, 5)))
        for code in (*ends, *halves)
    )  # fmt: skip
    part = Item("PART", made=False, unit_cost=5.0, lead_time_days=random.choice((3, 10)), on_hand=20.0)
    problem = PlanningProblem(
        site="S",
        horizon=Horizon(MONDAY, size.days, tuple(range(size.days))),
        items=(*made, part),
        bom=tuple(bom),
        operations=tuple(_steps(random, [item.code for item in made], centers)),
        work_centers=tuple(_center(code, size.days) for code in centers),
        demands=tuple(_order(random, number, ends, size) for number in range(size.orders)),
        receipts=(Receipt("PO1", "PART", 60.0, random.randint(2, size.days // 2)),),
    )
    return _with_firm_order(_loaded(problem, size), random, ends)


def _steps(random: Random, made: list[str], centers: list[str]) -> list[Operation]:
    steps = []
    for code in made:
        for step in range(1, random.choice((2, 3))):
            center, other = random.sample(centers, 2)
            others = (AlternativeWorkCenter(other, 1.5),) if random.random() < 0.25 else ()
            setup, run = random.choice((0.0, 15.0, 30.0)), random.choice((10.0, 15.0, 20.0))
            steps.append(Operation(code, 10 * step, center, setup, run, alternatives=others))
    return steps


def _center(code: str, days: int) -> WorkCenter:
    minutes = tuple(MINUTES_A_DAY if day % 7 < WORKING_DAYS else 0.0 for day in range(days))
    return WorkCenter(code, minutes, (0.0,) * days, 0.5)


def _order(random: Random, number: int, ends: list[str], size: Size) -> Demand:
    return Demand(
        key=f"SO{number}",
        item=random.choice(ends),
        quantity=float(random.randint(4, 30)),
        due_day=random.randint(3, max(4, size.days - 8)),
        priority=random.randint(1, 4),
        promised=random.random() < 0.5,
        may_split=random.random() < 0.7,
    )


def _loaded(problem: PlanningProblem, size: Size) -> PlanningProblem:
    """Return the plant with all run minutes scaled so that its fullest work centre has the load until the last due."""
    needs = {demand.key: {demand.item: demand.quantity} for demand in problem.demands}
    work = dict.fromkeys([center.code for center in problem.work_centers], 0.0)
    for demand in problem.demands:
        wanted = needs[demand.key]
        for line in problem.bom:
            if line.parent == demand.item:
                wanted[line.component] = wanted.get(line.component, 0.0) + line.quantity_per * demand.quantity
        for step in problem.operations:
            work[step.work_center] += wanted.get(step.item, 0.0) * step.run_minutes_per_unit
    last = max(demand.due_day for demand in problem.demands)
    have = sum(problem.work_centers[0].available_minutes[: last + 1])
    factor = size.load * have / max(work.values())
    steps = tuple(replace(step, run_minutes_per_unit=step.run_minutes_per_unit * factor) for step in problem.operations)
    return replace(problem, operations=steps)


def _with_firm_order(problem: PlanningProblem, random: Random, ends: list[str]) -> PlanningProblem:
    """Return every third plant with an order that a person has fixed."""
    if random.random() > 0.34:
        return problem
    day = random.randint(2, 6)
    return replace(problem, firm_orders=(FirmOrder("F1", random.choice(ends), 5.0, max(0, day - 2), day),))
