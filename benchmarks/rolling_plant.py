"""A plant day by day: what its plan said of the days that passed has happened just so, and is stock and work now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from mps.scheduler.last_plan import followed_by
from mps.scheduler.plan import Delivery, Plan
from mps.scheduler.problem import Demand, PlanningProblem, Receipt, WorkCenter

DAYS_IN_A_WEEK = 7
_DUST = 1e-6


@dataclass(frozen=True, slots=True)
class Left:
    """What left for a customer: the line's key, the quantity, and the day, counted as the plan counts."""

    key: str
    quantity: float
    day: int


def taken_by_customers(problem: PlanningProblem, plan: Plan, days: int) -> Iterator[Left]:
    """Yield what leaves within so many days: on the day that it is due, or when it is there if that is later."""
    for delivery in plan.deliveries:
        day = _leaves(problem.demands[delivery.demand], delivery)
        if day < days:
            yield Left(problem.demands[delivery.demand].key, delivery.quantity, day)


def _leaves(demand: Demand, delivery: Delivery) -> int:
    return max(0, delivery.day, demand.due_day)


def after(problem: PlanningProblem, plan: Plan, days: int) -> PlanningProblem:
    """
    Return a problem so many days later, its plan being the last one.

    Finished lots and receipts are stock, what lots and customers took is not. A lot that has begun is a receipt, and
    the minutes it still takes are no longer there for others.
    """
    known = followed_by(problem, plan)
    begun = {place: lot for place, lot in enumerate(plan.lots) if lot.start_day < days}
    stock = _stock(problem, plan, days)
    keys = {lot.key for lot in begun.values()}
    on_the_way = [
        Receipt(f"begun/{lot.key}", lot.item, lot.quantity, lot.finish_day - days)
        for lot in begun.values()
        if lot.finish_day >= days
    ]
    waiting = [replace(one, arrives_day=one.arrives_day - days) for one in problem.receipts if one.arrives_day >= days]
    return replace(
        known,
        horizon=replace(problem.horizon, start_date=problem.horizon.start_date + timedelta(days=days)),
        items=tuple(replace(item, on_hand=max(0.0, stock[item.code])) for item in problem.items),
        work_centers=_work_centers(problem, plan, begun, days),
        demands=tuple(_still_wanted(problem, plan, days)),
        receipts=(*waiting, *on_the_way),
        previous_lots=tuple(
            replace(lot, finish_day=lot.finish_day - days, start_day=(lot.start_day or 0) - days)
            for lot in known.previous_lots
            if lot.key not in keys
        ),
        previous_minutes=tuple(
            replace(row, day=row.day - days) for row in known.previous_minutes if row.lot not in keys
        ),
    )


def _stock(problem: PlanningProblem, plan: Plan, days: int) -> Mapping[str, float]:
    stock = defaultdict(float, {item.code: item.on_hand for item in problem.items})
    for receipt in problem.receipts:
        stock[receipt.item] += receipt.quantity if receipt.arrives_day < days else 0.0
    for lot in plan.lots:
        stock[lot.item] += lot.quantity if lot.finish_day < days else 0.0
    pegging = plan.pegging
    for lot_place, item, quantity in zip(pegging.consumer_lot, pegging.item, pegging.quantity, strict=True):
        if lot_place >= 0 and plan.lots[lot_place].start_day < days:
            stock[item] -= quantity
    items = {demand.key: demand.item for demand in problem.demands}
    for left in taken_by_customers(problem, plan, days):
        stock[items[left.key]] -= left.quantity
    return stock


def _still_wanted(problem: PlanningProblem, plan: Plan, days: int) -> Iterator[Demand]:
    gone: dict[str, float] = defaultdict(float)
    for left in taken_by_customers(problem, plan, days):
        gone[left.key] += left.quantity
    for demand in problem.demands:
        quantity = demand.quantity - gone[demand.key]
        if quantity > _DUST * demand.quantity:
            yield replace(demand, quantity=quantity, due_day=demand.due_day - days)


def _work_centers(
    problem: PlanningProblem, plan: Plan, begun: Mapping[int, object], days: int
) -> tuple[WorkCenter, ...]:
    """Return the work centres with what lots that have begun still take; the last week goes on as it was."""
    taken: dict[tuple[str, int], float] = defaultdict(float)
    for load in plan.loads:
        if load.lot in begun and load.day >= days:
            taken[load.work_center, load.day] += load.minutes
    found = []
    for center in problem.work_centers:
        available, overtime = list(center.available_minutes), list(center.overtime_minutes)
        available += available[-DAYS_IN_A_WEEK:][:days]
        overtime += overtime[-DAYS_IN_A_WEEK:][:days]
        for (code, day), minutes in taken.items():
            if code == center.code:
                more = max(0.0, minutes - available[day])
                available[day] = max(0.0, available[day] - minutes)
                overtime[day] = max(0.0, overtime[day] - more)
        found.append(
            replace(center, available_minutes=tuple(available[days:]), overtime_minutes=tuple(overtime[days:]))
        )
    return tuple(found)
