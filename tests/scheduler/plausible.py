"""Plausible plants by number: several levels, shared components, tight capacity, firm orders in the way."""

from __future__ import annotations

from random import Random

from mps.scheduler.problem import (
    AlternativeWorkCenter,
    BomLine,
    Demand,
    DemandKind,
    FirmOrder,
    Item,
    Operation,
    PlanningProblem,
    Receipt,
    WorkCenter,
)
from tests.scheduler.given import horizon


def plant(seed: int) -> PlanningProblem:
    """The plant of that number, always the same."""
    random = Random(seed)
    days, count = random.choice((10, 30, 60)), random.randint(2, 25)
    with_alternatives = seed % 2 == 1
    codes = [f"I{number}" for number in range(count)]
    made = codes[: round(count * 0.6)]
    return PlanningProblem(
        site="S",
        horizon=horizon(days),
        items=tuple(_item(random, code, code in made) for code in codes),
        bom=tuple(
            BomLine(parent, component, random.choice((1.0, 2.0, 0.5, 1 / 3)), random.choice((0.0, 0.0, 0.1)))
            for place, parent in enumerate(made)
            for component in codes[place + 1 :]
            if random.random() < 0.25
        ),
        operations=tuple(
            Operation(
                code,
                10 * step,
                f"W{random.randint(0, 3)}",
                random.choice((0, 5, 30)),
                random.choice((0, 1, 3.3)),
                alternatives=_alternatives(random) if with_alternatives else (),
            )
            for code in made
            for step in range(random.randint(0, 3))
        ),
        work_centers=_work_centers(random, days),
        demands=tuple(_demand(random, codes, days, number) for number in range(random.choice((5, 60, 150)))),
        receipts=tuple(
            Receipt(f"R{number}", random.choice(codes), float(random.randint(1, 50)), random.randint(-2, days - 1))
            for number in range(random.randint(0, 10))
        ),
        firm_orders=tuple(_firm_order(random, codes, days, number) for number in range(random.choice((0, 0, 2, 6)))),
    )


def _alternatives(random: Random) -> tuple[AlternativeWorkCenter, ...]:
    """The preferred work centre may be among them; that one is refused."""
    centers = random.sample(range(4), random.choice((0, 0, 1, 2)))
    return tuple(AlternativeWorkCenter(f"W{center}", random.choice((0.8, 1.0, 1.5))) for center in centers)


def _item(random: Random, code: str, made: bool) -> Item:
    return Item(
        code=code,
        made=made,
        on_hand=random.choice((0.0, 0.0, float(random.randint(0, 60)), random.random() * 30)),
        safety_stock=random.choice((0.0, 0.0, float(random.randint(0, 20)))),
        safety_time_days=random.choice((0, 0, 1, 3)),
        lead_time_days=random.choice((0, 1, 2, 5, 12)),
        lot_minimum=random.choice((0.0, 0.0, 5.0, random.random() * 9)),
        lot_multiple=random.choice((1.0, 1.0, 0.0, 5.0, 2.5)),
        lot_maximum=random.choice((0.0, 0.0, 0.0, 30.0)),
        period_of_supply_days=random.choice((1, 3, 7)),
        unit_cost=random.random() * 9,
        frozen_days=random.choice((0, 0, 0, 3)),
    )


def _work_centers(random: Random, days: int) -> tuple[WorkCenter, ...]:
    minutes = random.choice((0.0, 60.0, 300.0, 1000.0))
    return tuple(
        WorkCenter(
            f"W{number}",
            tuple(0.0 if day % 7 == 6 else minutes for day in range(days)),
            tuple(random.choice((0.0, minutes * 0.3)) for _ in range(days)),
            random.choice((0.0, 0.5, 1e5)),
        )
        for number in range(4)
    )


def _demand(random: Random, codes: list[str], days: int, number: int) -> Demand:
    return Demand(
        key=f"S{number}",
        item=random.choice(codes),
        quantity=random.choice((1.0, 2.0, float(random.randint(1, 30)), random.random() * 10 + 0.01)),
        due_day=random.randint(-3, days - 1),
        priority=random.randint(1, 3),
        kind=random.choice(tuple(DemandKind)),
        promised=random.random() < 0.3,
        may_split=random.random() < 0.6,
    )


def _firm_order(random: Random, codes: list[str], days: int, number: int) -> FirmOrder:
    start = random.randint(-3, days - 2)
    return FirmOrder(
        f"F{number}", random.choice(codes), float(random.randint(1, 30)), start, random.randint(max(start, 0), days - 1)
    )
