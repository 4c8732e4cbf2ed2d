"""Which records can be planned: contradictory ones are taken out with a code, so that the rest still gets a plan."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np

from mps.scheduler.bom_loops import lines_that_close_a_loop
from mps.scheduler.bom_reach import lines_beyond_reach
from mps.scheduler.demand_columns import DemandColumns
from mps.scheduler.firm_places import with_sound_places
from mps.scheduler.plan import Refused
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
from mps.scheduler.reach import (
    LARGEST_QUANTITY,
    LOWEST_PRIORITY,
    SMALLEST_QUANTITY,
    is_amount,
    is_quantity,
    is_whole_number,
    quantities,
)

T = TypeVar("T")

FAR_PAST_DAYS = 3650

_ITEM_NUMBERS = tuple(
    field.name for field in fields(Item) if field.name not in {"code", "made", "is_mps", "lot_multiple", "closed_days"}
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The records that are planned. Demands, receipts and firm orders come with their place in the problem."""

    items: dict[str, Item]
    bom: tuple[BomLine, ...]
    operations: tuple[Operation, ...]
    work_centers: dict[str, WorkCenter]
    demands: tuple[tuple[int, Demand], ...]
    demand_columns: DemandColumns
    receipts: tuple[tuple[int, Receipt], ...]
    firm_orders: tuple[tuple[int, FirmOrder], ...]
    refused: tuple[Refused, ...]


def accept(problem: PlanningProblem) -> Accepted:
    """Return what can be planned, and what was taken out and why. Does not depend on the order of the records."""
    refused: list[Refused] = []
    items = _items(problem.items, refused)
    work_centers = _work_centers(problem, refused)
    demands = _demands(problem, items, refused)
    operations = _operations(problem.operations, items, work_centers, refused)
    accepted = Accepted(
        items=items,
        bom=_bom(problem.bom, items, refused),
        operations=operations,
        work_centers=work_centers,
        demands=tuple([(place, problem.demands[place]) for place in np.flatnonzero(demands.item >= 0).tolist()]),
        demand_columns=demands,
        receipts=_receipts(problem, items, refused),
        firm_orders=with_sound_places(_firm_orders(problem, items, refused), operations, refused),
        refused=(),
    )
    return replace(accepted, refused=in_order(refused))


def in_order(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """Return what was refused in the order in which a result lists it."""
    return tuple(sorted(refused, key=lambda one: (one.record, one.code, one.detail)))


def _without_twins(
    rows: Iterable[T], key: Callable[[T], object], name: Callable[[T], str], refused: list[Refused]
) -> list[T]:
    """Keep one row per key, the same one whatever the order of the rows."""
    rows = list(rows)
    kept: dict[object, T] = {}
    for row in rows:
        kept.setdefault(key(row), row)
    if len(kept) == len(rows):
        return rows
    kept.clear()
    for row in sorted(rows, key=repr):
        if key(row) in kept:
            refused.append(Refused(name(row), "duplicate"))
        else:
            kept[key(row)] = row
    return list(kept.values())


def _items(items: tuple[Item, ...], refused: list[Refused]) -> dict[str, Item]:
    unique = _without_twins(items, lambda item: item.code, lambda item: f"item:{item.code}", refused)
    return {item.code: _sound_item(item, refused) for item in sorted(unique, key=lambda item: item.code)}


def _sound_item(item: Item, refused: list[Refused]) -> Item:
    """Replace numbers that make no sense by the neutral ones: an item that is gone would take its orders with it."""
    record = f"item:{item.code}"
    wrong: dict[str, Any] = {}
    for name in _ITEM_NUMBERS:
        value = getattr(item, name)
        if not is_amount(value):
            wrong[name] = 0
    if item.lot_maximum and not is_quantity(item.lot_maximum):
        wrong["lot_maximum"] = 0.0
    if item.lot_multiple and not is_quantity(item.lot_multiple):
        wrong["lot_multiple"] = 1.0
    if not all(is_whole_number(first) and is_whole_number(last) and first <= last for first, last in item.closed_days):
        wrong["closed_days"] = ()
    refused.extend(Refused(record, "bad_number", f"{name}={getattr(item, name)}") for name in wrong)
    item = replace(item, **wrong) if wrong else item
    if item.lot_maximum and lot_limits(item)[1] < lot_limits(item)[0]:
        refused.append(Refused(record, "lot_maximum_too_small", f"lot_maximum={item.lot_maximum}"))
        item = replace(item, lot_maximum=0.0)
    return item


def lot_limits(item: Item) -> tuple[float, float]:
    """Return the smallest and the largest quantity a lot may have, both on the multiple; no maximum is infinity."""
    multiple = item.lot_multiple
    smallest, largest = item.lot_minimum, item.lot_maximum or math.inf
    if multiple > 0:
        smallest = max(1, math.ceil(smallest / multiple - 1e-9)) * multiple
        largest = math.floor(largest / multiple + 1e-9) * multiple if largest < math.inf else math.inf
    return smallest, largest


def _work_centers(problem: PlanningProblem, refused: list[Refused]) -> dict[str, WorkCenter]:
    days = problem.horizon.day_count
    unique = _without_twins(
        problem.work_centers, lambda center: center.code, lambda center: f"work_center:{center.code}", refused
    )
    kept: dict[str, WorkCenter] = {}
    for center in sorted(unique, key=lambda center: center.code):
        record = f"work_center:{center.code}"
        if len(center.available_minutes) != days or len(center.overtime_minutes) != days:
            lengths = f"{len(center.available_minutes)},{len(center.overtime_minutes)}!={days}"
            refused.append(Refused(record, "wrong_length", lengths))
        elif not (_are_minutes(center.available_minutes) and _are_minutes(center.overtime_minutes)):
            refused.append(Refused(record, "bad_number", "minutes"))
        elif not is_amount(center.overtime_cost_per_minute):
            refused.append(Refused(record, "bad_number", f"overtime_cost_per_minute={center.overtime_cost_per_minute}"))
        else:
            kept[center.code] = center
    return kept


def _are_minutes(by_day: tuple[float, ...]) -> bool:
    column = quantities(by_day, len(by_day))
    return bool(((column >= 0) & (column <= LARGEST_QUANTITY)).all())


def _bom(lines: tuple[BomLine, ...], items: dict[str, Item], refused: list[Refused]) -> tuple[BomLine, ...]:
    kept: list[BomLine] = []
    for line in sorted(lines, key=lambda line: (line.parent, line.component, line.quantity_per, line.scrap_share)):
        record = f"bom:{line.parent}>{line.component}"
        unknown = next((code for code in (line.parent, line.component) if code not in items), None)
        if unknown is not None:
            refused.append(Refused(record, "unknown_item", unknown))
        elif not (0 < line.quantity_per <= LARGEST_QUANTITY and 0 <= line.scrap_share < 1):
            refused.append(Refused(record, "bad_number", f"{line.quantity_per},{line.scrap_share}"))
        elif items[line.parent].made:
            kept.append(line)
    closing = lines_that_close_a_loop((line.parent, line.component) for line in kept)
    for (parent, component), loop in closing.items():
        refused.append(Refused(f"bom:{parent}>{component}", "bom_loop", ">".join(loop)))
    kept = [line for line in kept if (line.parent, line.component) not in closing]
    beyond = lines_beyond_reach(kept)
    for (parent, component), taken in beyond.items():
        refused.append(Refused(f"bom:{parent}>{component}", "bad_number", f"{taken:g} in one piece"))
    return tuple(line for line in kept if (line.parent, line.component) not in beyond)


def _operations(
    operations: tuple[Operation, ...], items: dict[str, Item], centers: dict[str, WorkCenter], refused: list[Refused]
) -> tuple[Operation, ...]:
    unique = _without_twins(
        operations, lambda step: (step.item, step.step), lambda step: f"operation:{step.item}/{step.step}", refused
    )
    kept: list[Operation] = []
    for step in sorted(unique, key=lambda step: (step.item, step.step)):
        record = f"operation:{step.item}/{step.step}"
        if step.item not in items:
            refused.append(Refused(record, "unknown_item", step.item))
        elif step.work_center not in centers:
            refused.append(Refused(record, "unknown_work_center", step.work_center))
        elif not is_whole_number(step.step):
            refused.append(Refused(record, "bad_number", f"step={step.step}"))
        elif not all(map(is_amount, (step.setup_minutes, step.run_minutes_per_unit, step.setup_cost))):
            numbers = f"{step.setup_minutes},{step.run_minutes_per_unit},{step.setup_cost}"
            refused.append(Refused(record, "bad_number", numbers))
        elif items[step.item].made:
            kept.append(_with_sound_alternatives(step, centers, refused) if step.alternatives else step)
    return tuple(kept)


def _with_sound_alternatives(step: Operation, centers: dict[str, WorkCenter], refused: list[Refused]) -> Operation:
    """Leave out alternatives that no plan can use; of the same work centre the most preferred one stays."""
    kept: dict[str, AlternativeWorkCenter] = {}
    for one in step.alternatives:
        record = f"operation:{step.item}/{step.step}>{one.work_center}"
        if one.work_center not in centers:
            refused.append(Refused(record, "unknown_work_center", one.work_center))
        elif not is_quantity(one.factor):
            refused.append(Refused(record, "bad_number", f"factor={one.factor}"))
        elif one.work_center == step.work_center or one.work_center in kept:
            refused.append(Refused(record, "duplicate"))
        else:
            kept[one.work_center] = one
    return replace(step, alternatives=tuple(kept.values()))


def _demands(problem: PlanningProblem, items: dict[str, Item], refused: list[Refused]) -> DemandColumns:
    """Return the demands as columns, those without an item that can't be planned."""
    days = problem.horizon.day_count
    columns = DemandColumns.of(problem.demands, {code: number for number, code in enumerate(items)})
    bad = (columns.item < 0) | ~((columns.quantity >= SMALLEST_QUANTITY) & (columns.quantity <= LARGEST_QUANTITY))
    bad |= (columns.due_day < -FAR_PAST_DAYS) | (columns.due_day >= days) | (days < 1)
    bad |= (columns.priority < 1) | (columns.priority > LOWEST_PRIORITY)
    refused += [_refused_demand(problem.demands[place], items, days) for place in np.flatnonzero(bad).tolist()]
    return columns.without(bad) if bad.any() else columns


def _refused_demand(demand: Demand, items: dict[str, Item], days: int) -> Refused:
    record = f"demand:{demand.key}"
    if demand.item not in items:
        return Refused(record, "unknown_item", demand.item)
    if not is_quantity(demand.quantity):
        return Refused(record, "bad_number", f"quantity={demand.quantity}")
    if not 1 <= demand.priority <= LOWEST_PRIORITY:
        return Refused(record, "bad_number", f"priority={demand.priority}")
    is_after = demand.due_day >= days or days < 1  # in a horizon without days nothing can be delivered, late or not
    return Refused(record, "after_horizon" if is_after else "far_past", f"due_day={demand.due_day}")


def _receipts(
    problem: PlanningProblem, items: dict[str, Item], refused: list[Refused]
) -> tuple[tuple[int, Receipt], ...]:
    kept: list[tuple[int, Receipt]] = []
    for place, receipt in enumerate(problem.receipts):
        record = f"receipt:{receipt.key}"
        if receipt.item not in items:
            refused.append(Refused(record, "unknown_item", receipt.item))
        elif not is_quantity(receipt.quantity):
            refused.append(Refused(record, "bad_number", f"quantity={receipt.quantity}"))
        elif receipt.arrives_day >= problem.horizon.day_count:
            refused.append(Refused(record, "after_horizon", f"arrives_day={receipt.arrives_day}"))
        elif not is_whole_number(receipt.arrives_day):
            refused.append(Refused(record, "bad_number", f"arrives_day={receipt.arrives_day}"))
        else:
            kept.append((place, receipt))
    return tuple(kept)


def _firm_orders(
    problem: PlanningProblem, items: dict[str, Item], refused: list[Refused]
) -> tuple[tuple[int, FirmOrder], ...]:
    kept: list[tuple[int, FirmOrder]] = []
    places = {id(order): place for place, order in enumerate(problem.firm_orders)}
    unique = _without_twins(
        problem.firm_orders, lambda order: order.key, lambda order: f"firm_order:{order.key}", refused
    )
    for order in sorted(unique, key=lambda order: order.key):
        record = f"firm_order:{order.key}"
        if order.item not in items:
            refused.append(Refused(record, "unknown_item", order.item))
        elif not is_quantity(order.quantity):
            refused.append(Refused(record, "bad_number", f"quantity={order.quantity}"))
        elif order.finish_day < order.start_day:
            refused.append(Refused(record, "finish_before_start", f"{order.start_day}>{order.finish_day}"))
        elif order.finish_day < 0:
            refused.append(Refused(record, "in_the_past", f"finish_day={order.finish_day}"))
        elif order.finish_day >= problem.horizon.day_count:
            refused.append(Refused(record, "after_horizon", f"finish_day={order.finish_day}"))
        elif not is_whole_number(order.start_day):
            refused.append(Refused(record, "bad_number", f"start_day={order.start_day}"))
        else:
            kept.append((places[id(order)], order))
    return tuple(kept)
