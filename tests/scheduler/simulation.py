"""A small plant, random ones with a plan, and a judge of quotes that simulates them day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import strategies as st

from mps.scheduler import promise_basis
from mps.scheduler.backing import Backing
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Delivery, Lot, OperationLoad, Pegging, Plan
from mps.scheduler.problem import BomLine, Demand, Item, Operation, PlanningProblem, Receipt, WorkCenter
from mps.scheduler.promise import Quote, quote

DAYS = 20
NO_PLAN = Plan(lots=(), loads=(), deliveries=(), pegging=Pegging(), bought_overtime={})
PUMPS = PlanningProblem(
    site="A",
    horizon=Horizon(date(2026, 1, 7), DAYS, tuple(range(DAYS))),
    items=(Item("pump", made=True), Item("housing", made=False, lead_time_days=6, on_hand=1000)),
    bom=(BomLine("pump", "housing", 1),),
    operations=(Operation("pump", 10, "press", 10, 5),),
    work_centers=(WorkCenter("press", (60.0,) * DAYS, (0.0,) * DAYS),),
)


def pump(**changes: Any) -> tuple[Item, ...]:
    return (replace(PUMPS.items[0], **changes), PUMPS.items[1])


def housing(**changes: Any) -> tuple[Item, ...]:
    return (PUMPS.items[0], replace(PUMPS.items[1], **changes))


def quoted(
    problem: PlanningProblem, plan: Plan = NO_PLAN, *, item: str = "pump", quantity: float, wanted_day: int = 0
) -> Quote:
    return quote(promise_basis.build(problem, plan), item=item, quantity=quantity, wanted_day=wanted_day)


# The judge: a plan is feasible if nothing is missing at any moment. It shares no code with the quote.


@dataclass(frozen=True)
class Books:
    """What is made, loaded and delivered, whoever planned it."""

    lots: tuple[tuple[str, float, int, int], ...] = ()
    loads: tuple[tuple[str, int, float], ...] = ()
    deliveries: tuple[tuple[str, float, int], ...] = ()

    def __add__(self, other: Books) -> Books:
        return Books(self.lots + other.lots, self.loads + other.loads, self.deliveries + other.deliveries)


def feasible(problem: PlanningProblem, books: Books) -> bool:
    flows: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for item in problem.items:
        flows[item.code][0] += item.on_hand
    for receipt in problem.receipts:
        flows[receipt.item][2 * receipt.arrives_day] += receipt.quantity
    for code, quantity, start, finish in books.lots:
        flows[code][2 * finish + 1] += quantity
        for line in problem.bom:
            if line.parent == code:
                flows[line.component][2 * start] -= quantity * line.quantity_per / (1 - line.scrap_share)
    for code, quantity, day in books.deliveries:
        flows[code][2 * day + 1] -= quantity
    load: dict[tuple[str, int], float] = defaultdict(float)
    for center, day, minutes in books.loads:
        load[center, day] += minutes
    free = {center.code: center.available_minutes for center in problem.work_centers}
    return never_negative(flows.values()) and all(
        minutes <= free[center][day] + 1e-6 for (center, day), minutes in load.items()
    )


def never_negative(flows: Iterable[dict[int, float]]) -> bool:
    for by_moment in flows:
        balance = 0.0
        for moment in sorted(by_moment):
            balance += by_moment[moment]
            if balance < -1e-5:
                return False
    return True


def books_of(backing: Backing, deliveries: tuple[tuple[str, float, int], ...]) -> Books:
    lots = tuple(
        (lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in backing.lots for _ in range(lot.count)
    )
    return Books(lots, tuple((load.work_center, load.day, load.minutes) for load in backing.loads), deliveries)


def assert_lots_obey_the_rules(problem: PlanningProblem, backing: Backing) -> None:
    items = {item.code: item for item in problem.items}
    for lot in backing.lots:
        item = items[lot.item]
        assert max(0, item.frozen_days) <= lot.start_day <= lot.finish_day < problem.horizon.day_count
        assert lot.finish_day - lot.start_day >= item.lead_time_days
        assert lot.quantity >= item.lot_minimum
        assert lot.quantity / item.lot_multiple == pytest.approx(round(lot.quantity / item.lot_multiple))
        assert not item.lot_maximum or lot.quantity <= item.lot_maximum
    for code in {lot.item for lot in backing.lots}:
        assert_steps_are_loaded(problem, backing, code)


def assert_steps_are_loaded(problem: PlanningProblem, backing: Backing, code: str) -> None:
    """In order, inside the days of the lots, set-up for each lot and minutes for each piece."""
    lots = [lot for lot in backing.lots if lot.item == code]
    routing = sorted((step for step in problem.operations if step.item == code), key=lambda step: step.step)
    day = min(lot.start_day for lot in lots)
    for number, step in enumerate(routing):
        loads = [load for load in backing.loads if load.item == code and load.step == number]
        wanted = sum(lot.count * (step.setup_minutes + step.run_minutes_per_unit * lot.quantity) for lot in lots)
        assert sum(load.minutes for load in loads) == pytest.approx(wanted, abs=1e-4)
        assert {load.work_center for load in loads} <= {step.work_center}
        assert all(day <= load.day <= lots[0].finish_day for load in loads)
        day = max([day, *(load.day for load in loads)])


SHORT = 14


@st.composite
def planned_shops(draw: st.DrawFn) -> tuple[PlanningProblem, Plan]:
    """Five items on three levels with a shared component, two work centres, and what of a random plan is feasible."""
    number = st.integers
    problem = PlanningProblem(
        site="A",
        horizon=Horizon(date(2026, 1, 5), SHORT, tuple(range(SHORT))),
        items=tuple(
            _item(draw, code, made=code not in ("bolt", "bar")) for code in ("top", "left", "right", "bolt", "bar")
        ),
        bom=(
            BomLine("top", "left", draw(number(1, 2))),
            BomLine("top", "right", 1),
            BomLine("top", "bolt", draw(number(1, 3))),
            BomLine("left", "bolt", 2, scrap_share=draw(st.sampled_from([0.0, 0.2]))),
            BomLine("right", "bar", 1),
        ),
        operations=(
            Operation("top", 10, "A", draw(number(0, 5)), draw(number(0, 4))),
            Operation("top", 20, "B", draw(number(0, 5)), 1),
            Operation("left", 10, "A", 2, draw(number(0, 3))),
            Operation("right", 10, "B", 1, 2),
            Operation("right", 20, "A", 1, 1),
        ),
        work_centers=tuple(
            WorkCenter(code, tuple(float(draw(number(0, 30))) for _ in range(SHORT)), (0.0,) * SHORT) for code in "AB"
        ),
        receipts=tuple(
            Receipt(f"r{place}", draw(st.sampled_from(["bolt", "bar", "left"])), draw(number(1, 9)), draw(number(0, 9)))
            for place in range(draw(number(0, 4)))
        ),
    )
    return _planned(draw, problem)


def _item(draw: st.DrawFn, code: str, *, made: bool) -> Item:
    return Item(
        code,
        made=made,
        on_hand=draw(st.integers(0, 12)),
        lead_time_days=draw(st.integers(0, 3)),
        lot_minimum=draw(st.integers(0, 3)),
        lot_multiple=draw(st.sampled_from([1, 1, 2])),
        lot_maximum=draw(st.sampled_from([0, 0, 4, 10])),
        frozen_days=draw(st.sampled_from([0, 0, 2])),
    )


def _planned(draw: st.DrawFn, problem: PlanningProblem) -> tuple[PlanningProblem, Plan]:
    day = st.integers(0, SHORT - 1)
    books, lots, loads = Books(), list[Lot](), list[OperationLoad]()
    demands, deliveries = list[Demand](), list[Delivery]()
    for _ in range(draw(st.integers(0, 6))):
        code, quantity = draw(st.sampled_from(["top", "left", "bolt", "bar"])), draw(st.integers(1, 6))
        start, finish = sorted((draw(day), draw(day)))
        center, minutes = draw(st.sampled_from("AB")), float(draw(st.integers(0, 20)))
        more = books + Books(((code, quantity, start, finish),), ((center, finish, minutes),))
        if feasible(problem, more):
            books = more
            loads.append(OperationLoad(len(lots), 10, center, finish, minutes, 0))
            lots.append(Lot(f"l{len(lots)}", code, quantity, start, finish))
    for _ in range(draw(st.integers(0, 5))):
        code, quantity, when = draw(st.sampled_from(["top", "left", "bolt"])), draw(st.integers(1, 6)), draw(day)
        more = books + Books(deliveries=((code, quantity, when),))
        if feasible(problem, more):
            books = more
            deliveries.append(Delivery(len(demands), quantity, when))
            demands.append(Demand(f"d{len(demands)}", code, quantity, when))
    plan = replace(NO_PLAN, lots=tuple(lots), loads=tuple(loads), deliveries=tuple(deliveries))
    return replace(problem, demands=tuple(demands)), plan


def books_of_plan(problem: PlanningProblem, plan: Plan) -> Books:
    return Books(
        tuple((lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in plan.lots),
        tuple((load.work_center, load.day, load.minutes) for load in plan.loads),
        tuple((problem.demands[sent.demand].item, sent.quantity, sent.day) for sent in plan.deliveries),
    )


sold = st.sampled_from(["top", "left", "bolt"])
quantities = st.integers(1, 25)
wanted_days = st.integers(0, SHORT - 1)
