"""The rules of `check` about operations: where, when and how long a lot's steps are loaded, within the capacity."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints, floats, ints, sums
from mps.scheduler.columns import Columns, Index
from mps.scheduler.faults import PlanBroken, first, near
from mps.scheduler.plan import Plan


def steps_are_loaded_where_and_when_they_may(index: Index, columns: Columns, plan: Plan) -> None:
    """On a work centre that can do the step, on days of the lot, in the order of the steps."""
    place = _operation_of_load(index, columns)
    _reject(plan, "load of a step the item has not", place < 0)
    _reject(plan, "load on a work centre that can't do the step", np.isnan(_factors(index, columns, place)))
    early = columns.load_day < np.maximum(0, columns.lot_start[columns.load_lot])
    _reject(plan, "load outside its lot's days", early | (columns.load_day > columns.lot_finish[columns.load_lot]))
    order = np.lexsort((columns.load_day, place, columns.load_lot))
    same = columns.load_lot[order][1:] == columns.load_lot[order][:-1]
    back = same & (columns.load_day[order][1:] < columns.load_day[order][:-1])
    _reject(plan, "step before the one it follows", np.isin(np.arange(len(place)), order[1:][back]))


def steps_stay_on_one_work_center(index: Index, columns: Columns, plan: Plan) -> None:
    """Of the work centres that can do a step, a lot uses one: nobody carries a half-done lot from one to another."""
    order = np.lexsort((columns.load_center, columns.load_step, columns.load_lot))
    lot, step, center = columns.load_lot[order], columns.load_step[order], columns.load_center[order]
    moved = (lot[1:] == lot[:-1]) & (step[1:] == step[:-1]) & (center[1:] != center[:-1])
    _reject(plan, "step on two work centres", np.isin(np.arange(len(order)), order[1:][moved]))


def steps_are_fully_loaded(index: Index, columns: Columns, plan: Plan) -> None:
    """Σ_days minutes(lot, step) = set-up once + run · factor of the work centre · quantity. Firm lots alike."""
    negative = ~((columns.load_minutes >= 0) & (columns.load_setup >= 0) & np.isfinite(columns.load_minutes))
    _reject(plan, "negative load", negative)
    beyond = columns.load_setup > columns.load_minutes + near(columns.load_minutes)
    _reject(plan, "set-up beyond the load", beyond)
    operations, lots = index.accepted.operations, len(columns.lot_item)
    if not operations or not lots:
        return
    lot, step = _steps_of_lots(index, columns)
    place = _operation_of_load(index, columns)
    found, at, inverse = np.unique(columns.load_lot + place * lots, return_index=True, return_inverse=True)
    key = step * lots + lot
    minutes = _spread(key, found, sums(inverse, columns.load_minutes, len(found)), 0.0)
    setups = _spread(key, found, sums(inverse, columns.load_setup, len(found)), 0.0)
    factor = _spread(key, found, _factors(index, columns, place)[at], 1.0)
    setup = floats([one.setup_minutes for one in operations])[step]
    run = floats([one.run_minutes_per_unit for one in operations])[step]
    wanted = setup + run * factor * columns.lot_quantity[lot]
    wrong = (np.abs(minutes - wanted) > near(wanted)) | (np.abs(setups - setup) > near(setup))
    if (wrong_at := first(wrong)) is not None:
        record = f"{plan.lots[lot[wrong_at]].key}/{operations[step[wrong_at]].step}"
        raise PlanBroken("step not fully loaded", record)


def firm_orders_are_made_where_people_want(index: Index, columns: Columns, plan: Plan) -> None:
    """A step of a firm order for which a person chose a work centre is loaded there and nowhere else."""
    orders = [order for _, order in index.accepted.firm_orders]
    wanted = {(order.key, step): center for order in orders for step, center in order.work_centers}
    if not wanted:
        return
    where = [wanted.get((plan.lots[load.lot].key, load.step)) for load in plan.loads]
    away = [one not in (None, load.work_center) for one, load in zip(where, plan.loads, strict=True)]
    _reject(plan, "firm order on another work centre than wanted", np.array(away, dtype=np.bool_))


def load_stays_within_capacity(index: Index, columns: Columns, plan: Plan) -> None:
    """Σ load ≤ available + bought overtime, per work centre and day; bought ≤ limit. Only firm load may exceed it."""
    shape = index.available_minutes.shape
    at = columns.load_center * shape[1] + columns.load_day
    load = sums(at, columns.load_minutes, shape[0] * shape[1]).reshape(shape)
    firm = sums(at, columns.load_minutes * columns.lot_firm[columns.load_lot], shape[0] * shape[1])
    room = index.available_minutes + columns.bought
    bought_wrong = ~((columns.bought >= 0) & (columns.bought <= index.overtime_minutes + near(index.overtime_minutes)))
    overload = load > np.maximum(room, firm.reshape(shape)) + near(room)
    for rule, bad in (("overtime beyond its limit", bought_wrong), ("work centre overloaded", overload)):
        if (place := first(bad.ravel())) is not None:
            center = list(index.accepted.work_centers)[place // shape[1]]
            raise PlanBroken(rule, f"{center} day {place % shape[1]}")


def _operation_of_load(index: Index, columns: Columns) -> Ints:
    """Return the place of each load's operation, -1 where the item has no such step."""
    item, step = columns.lot_item[columns.load_lot], columns.load_step
    known = sorted((index.item_number[one.item], one.step, at) for at, one in enumerate(index.accepted.operations))
    if not known or not len(item):
        return np.full(len(item), -1, dtype=np.int64)
    items, steps, places = ints(known).T
    lowest = min(steps.min(), step.min())
    width = max(steps.max(), step.max()) - lowest + 1
    at = np.searchsorted(items * width + steps - lowest, item * width + step - lowest)
    at = np.minimum(at, len(places) - 1)
    return np.where((items[at] == item) & (steps[at] == step), places[at], -1)


def _factors(index: Index, columns: Columns, place: Ints) -> Floats:
    """Return by what the run minutes of each load are multiplied; not a number where its work centre can't do it."""
    operations, number = index.accepted.operations, index.center_number
    preferred = ints([number[step.work_center] for step in operations])
    if not len(place):
        return floats([])
    factors = np.where(columns.load_center == preferred[place], 1.0, np.nan)
    others = {
        (at, number[one.work_center]): one.factor for at, step in enumerate(operations) for one in step.alternatives
    }
    for load in np.flatnonzero(np.isnan(factors)).tolist():
        factors[load] = others.get((int(place[load]), int(columns.load_center[load])), np.nan)
    return factors


def _steps_of_lots(index: Index, columns: Columns) -> tuple[Ints, Ints]:
    """Return every lot with the place of every operation of its item."""
    operations = index.accepted.operations
    item = ints([index.item_number[step.item] for step in operations])
    order = np.argsort(columns.lot_item, kind="stable")
    starts = np.searchsorted(columns.lot_item[order], item, "left")
    counts = np.searchsorted(columns.lot_item[order], item, "right") - starts
    step = np.repeat(np.arange(len(operations)), counts)
    lot = order[np.arange(len(step)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(starts, counts)]
    return lot, step


def _spread(key: Ints, found: Ints, values: Floats, missing: float) -> Floats:
    """Return the value of each key, `missing` where there is none."""
    if not len(found):
        return np.full(len(key), missing)
    at = np.minimum(np.searchsorted(found, key), len(found) - 1)
    return np.where(found[at] == key, values[at], missing)


def _reject(plan: Plan, rule: str, bad: Flags) -> None:
    place = first(bad)
    if place is not None:
        load = plan.loads[place]
        raise PlanBroken(rule, f"{plan.lots[load.lot].key}/{load.step}")


OPERATION_RULES: tuple[Callable[[Index, Columns, Plan], None], ...] = (
    steps_are_loaded_where_and_when_they_may,
    steps_stay_on_one_work_center,
    steps_are_fully_loaded,
    firm_orders_are_made_where_people_want,
    load_stays_within_capacity,
)
