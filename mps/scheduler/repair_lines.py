"""Elements of ways out that touch orders: other lines that wait, the late line in two parts, firm orders with slack."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from mps.scheduler.cost import line_prices
from mps.scheduler.horizon import DAYS_IN_A_WEEK
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import Demand, DemandKind
from mps.scheduler.repair_elements import Move, MoveLot
from mps.scheduler.repair_late import Late

MOST_LINES = 6
MOST_LOTS = 3
SHARES = (0.25, 0.5, 0.75)
LOT_DAYS = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42)


def lines(late: Late) -> Iterator[tuple[Move, ...]]:
    """Yield other order lines that share a work centre or an item with it and are there by the time it is due."""
    plan, prices = late.plan, line_prices(late.plan.index)
    sharing = sharing_with(late)
    found: list[tuple[float, str, tuple[Move, ...]]] = []
    for place, one in enumerate(plan.problem.demands):
        ready = plan.ready_days[place]
        if place == late.place or one.kind is not DemandKind.ORDER or one.item not in sharing:
            continue
        if ready is None or ready > late.demand.due_day or plan.is_late(place):
            continue
        day = _later_day(late, one.due_day + 1)
        if day is not None:
            slot = _moves(one, day, float(prices[0][place]), float(prices[1][place]), shares=True)
            found.append((slot[-1].price / one.quantity, one.key, slot))
    yield from (slot for _price, _key, slot in sorted(found, key=lambda it: it[:2])[:MOST_LINES])


def _later_day(late: Late, earliest: int) -> int | None:
    """Return the day to which something moves to make room: that on which the late line is there by the plan."""
    last = late.plan.problem.horizon.day_count - 1
    day = max(earliest, late.demand.due_day + DAYS_IN_A_WEEK if late.ready_day is None else late.ready_day)
    return day if day <= last else None


def sharing_with(late: Late) -> set[str]:
    """Return the items that share a work centre or a component with the line, and all that they go into."""
    problem = late.plan.problem
    centers = {step.work_center for step in late.steps}
    found = {step.item for step in problem.operations if step.work_center in centers} | set(late.items)
    above: dict[str, list[str]] = {}
    for line in problem.bom:
        above.setdefault(line.component, []).append(line.parent)
    ahead = sorted(found)
    while ahead:
        fresh = [one for one in above.get(ahead.pop(), ()) if one not in found]
        found.update(fresh)
        ahead += fresh
    return found


def split(late: Late) -> Iterator[tuple[Move, ...]]:
    """Yield the line itself in two deliveries, where it may be split: the rest when all of it is there by the plan."""
    one, day = late.demand, _later_day(late, late.demand.due_day + 1)
    if one.may_split and day is not None:
        once, daily = (float(prices[late.place]) for prices in line_prices(late.plan.index))
        yield _moves(one, day, once, daily, shares=False)


def _moves(one: Demand, day: int, once: float, daily: float, *, shares: bool) -> tuple[Move, ...]:
    """Return the moves of parts of a line and, with `shares`, of all of it, priced as the plan prices lateness."""
    days = day - max(0, one.due_day)
    price = once + daily * days
    parts = {_part(one.quantity, share) for share in SHARES} if one.may_split else set()
    moves = [
        Move(one.key, part, whole=False, day=day, days=days, price=price * part / one.quantity)
        for part in sorted(parts)
        if 0 < part < one.quantity
    ]
    return (
        (*moves, Move(one.key, one.quantity, whole=True, day=day, days=days, price=price)) if shares else tuple(moves)
    )


def _part(quantity: float, share: float) -> float:
    return float(math.ceil(quantity * share)) if quantity == math.floor(quantity) else quantity * share


def firm_lots(late: Late) -> Iterator[tuple[MoveLot, ...]]:
    """Yield firm orders at its work centres that everybody who waits for them can have later."""
    plan, columns, items = late.plan, late.plan.columns, list(late.plan.index.accepted.items)
    centers = {plan.index.center_number[step.work_center] for step in late.steps}
    busy = np.unique(columns.load_lot[np.isin(columns.load_center, sorted(centers))])
    found = 0
    for lot in busy.tolist():
        if not columns.lot_firm[lot] or columns.lot_finish[lot] > late.demand.due_day or found == MOST_LOTS:
            continue
        slack = _slack(plan, lot)
        if slack > 0:
            found += 1
            yield _later_lots(plan, lot, items[int(columns.lot_item[lot])], slack)


def _slack(plan: Standing, lot: int) -> int:
    """Return by how many days a lot could be later without making anybody late who waits for it."""
    last = plan.problem.horizon.day_count - 1 - int(plan.columns.lot_finish[lot])
    days = [plan.ready_days[place] for place in plan.demands_of(lot)]
    dues = [plan.problem.demands[place].due_day for place in plan.demands_of(lot)]
    return min([last, *(-1 if day is None else due - day for day, due in zip(days, dues, strict=True))])


def _later_lots(plan: Standing, lot: int, item: str, slack: int) -> tuple[MoveLot, ...]:
    order = plan.problem.firm_orders
    finish = int(plan.columns.lot_finish[lot])
    keys = [one.key for one in order if (one.item, max(0, one.finish_day)) == (item, finish)]
    price = plan.problem.prices.changed_lot
    steps = sorted({days for days in LOT_DAYS if days < slack} | {slack})
    return tuple(MoveLot(keys[0], item, finish + days, days, price) for days in steps) if keys else ()
