"""
What a correct plan is. Knows no solver: every rule reads only the problem and the plan, and names the record that
breaks it.

Moments are half days: the morning of day d is 2d, its evening 2d + 1. Stock and receipts are there in the morning, a
lot in the evening of its last day; a lot takes its components in the morning of its first day, a customer in the
evening.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from math import isclose

import numpy as np

from mps.scheduler.check_supply import SUPPLY_RULES
from mps.scheduler.columns import Columns, Flags, Floats, Index, Ints, columns_of, sums
from mps.scheduler.cost import cost_of
from mps.scheduler.faults import PlanBroken, first, near
from mps.scheduler.plan import LotStatus, Plan, Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.validate import accept, lot_limits

__all__ = ["Checked", "PlanBroken", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A correct plan in columns, for whoever goes on with it."""

    index: Index
    columns: Columns


def check(problem: PlanningProblem, result_or_plan: Result | Plan) -> Checked:
    """
    Return the plan where it is correct; a `Result` must also claim the right cost and list every refused record.

    Raises: PlanBroken, naming the rule and the record.
    """
    plan = result_or_plan.plan if isinstance(result_or_plan, Result) else result_or_plan
    index = Index(problem, accept(problem))
    columns = columns_of(plan, index)
    _references_exist(index, columns, plan)
    case = Case(index, columns, plan)
    for rule in RULES:
        rule(case)
    for supply_rule in SUPPLY_RULES:
        supply_rule(index, columns, plan)
    if isinstance(result_or_plan, Result):
        _claims_are_true(index, columns, result_or_plan)
    return Checked(index, columns)


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule reads."""

    index: Index
    columns: Columns
    plan: Plan

    def lot(self, bad: Flags) -> str | None:
        """The key of the first lot where `bad` holds."""
        place = first(bad)
        return None if place is None else self.plan.lots[place].key


def _references_exist(index: Index, columns: Columns, plan: Plan) -> None:
    """Every place and code that the plan names is one of the problem's accepted records, or of the plan's lots."""
    lots, days = len(plan.lots), index.problem.horizon.day_count
    known = np.append(index.demand_columns.item >= 0, False)
    demand = columns.delivery_demand
    stray = (columns.load_lot < 0) | (columns.load_lot >= lots) | (columns.load_center < 0)
    unknown = ~known[np.where((demand >= 0) & (demand < len(known)), demand, -1)]
    wrong: tuple[tuple[str, Flags, Callable[[int], str]], ...] = (
        ("lot of an unknown item", columns.lot_item < 0, lambda at: plan.lots[at].key),
        (
            "load of an unknown lot or work centre",
            stray,
            lambda at: f"{plan.loads[at].lot}/{plan.loads[at].step}",
        ),
        ("delivery to an unknown or refused demand", unknown, lambda at: str(plan.deliveries[at].demand)),
    )
    for rule, bad, record in wrong:
        if (place := first(bad)) is not None:
            raise PlanBroken(rule, record(place))
    for code, row in plan.bought_overtime.items():
        if code not in index.center_number or len(row) != days:
            raise PlanBroken("overtime of an unknown work centre, or of wrong length", code)


def lots_obey_the_calendar(case: Case) -> None:
    """Inside the horizon, no start in the past or inside the frozen fence, the lead time between start and finish."""
    columns, index = case.columns, case.index
    planned, item = ~columns.lot_firm, columns.lot_item
    frozen = index.item_column("frozen_days")[item]
    lead = index.item_column("lead_time_days")[item]
    days = index.problem.horizon.day_count
    rules: tuple[tuple[str, Flags], ...] = (
        ("lot finishes before it starts", columns.lot_finish < columns.lot_start),
        ("lot finishes after the horizon", columns.lot_finish >= days),
        ("lot starts in the past", planned & (columns.lot_start < 0)),
        ("lot starts inside the frozen fence", planned & (columns.lot_start < frozen)),
        ("lot is quicker than its lead time", planned & (columns.lot_finish - columns.lot_start < lead)),
    )
    for name, bad in rules:
        if (key := case.lot(bad)) is not None:
            raise PlanBroken(name, key)


def lots_obey_their_lot_rules(case: Case) -> None:
    """The minimum, the multiple and the maximum of the item."""
    columns, items = case.columns, list(case.index.accepted.items.values())
    limits = np.array([lot_limits(item) for item in items]).reshape(len(items), 2)
    multiple = case.index.item_column("lot_multiple")[columns.lot_item]
    quantity, planned = columns.lot_quantity, ~columns.lot_firm
    steps = quantity / np.where(multiple > 0, multiple, 1.0)
    off = (multiple > 0) & (np.abs(steps - np.rint(steps)) > near(steps))
    rules: tuple[tuple[str, Flags], ...] = (
        ("lot without a quantity", ~((quantity > 0) & np.isfinite(quantity))),
        ("lot below its minimum", planned & (quantity < limits[columns.lot_item, 0] - near(quantity))),
        ("lot above its maximum", planned & (quantity > limits[columns.lot_item, 1] + near(quantity))),
        ("lot off its multiple", planned & off),
    )
    for name, bad in rules:
        if (key := case.lot(bad)) is not None:
            raise PlanBroken(name, key)


def lot_keys_are_unique(case: Case) -> None:
    """A key names one lot."""
    if len({lot.key for lot in case.plan.lots}) == len(case.plan.lots):
        return
    for key, times in Counter(lot.key for lot in case.plan.lots).items():
        if times > 1:
            raise PlanBroken("lot key used twice", key)


def firm_orders_are_untouched(case: Case) -> None:
    """Every firm order is a lot, as it is, and no other lot is firm."""
    wanted = {
        (order.key, order.item, order.quantity, order.start_day, order.finish_day)
        for _, order in case.index.accepted.firm_orders
    }
    found = {
        (lot.key, lot.item, lot.quantity, lot.start_day, lot.finish_day)
        for lot in case.plan.lots
        if lot.status is LotStatus.FIRM
    }
    for one in sorted(wanted ^ found):
        raise PlanBroken("firm order moved, changed, missing or made up", one[0])


def operations_are_fully_loaded(case: Case) -> None:
    """Each step of each lot: set-up once, run minutes for every piece, on its own work centre, in order, in time."""
    index, columns = case.index, case.columns
    place = _steps(index, columns.lot_item[columns.load_lot], columns.load_step)
    _reject(case, "load of a step the item has not", place < 0)
    centers = np.array([index.center_number[step.work_center] for step in index.accepted.operations], dtype=np.int64)
    _reject(case, "load on another work centre than the step's", columns.load_center != centers[place])
    early = columns.load_day < np.maximum(0, columns.lot_start[columns.load_lot])
    _reject(case, "load outside its lot's days", early | (columns.load_day > columns.lot_finish[columns.load_lot]))
    negative = ~((columns.load_minutes >= 0) & (columns.load_setup >= 0) & np.isfinite(columns.load_minutes))
    _reject(case, "negative load", negative)
    _reject(case, "set-up beyond the load", columns.load_setup > columns.load_minutes + near(columns.load_minutes))
    _minutes_add_up(case, place)
    order = np.lexsort((columns.load_day, place, columns.load_lot))
    same = columns.load_lot[order][1:] == columns.load_lot[order][:-1]
    back = same & (columns.load_day[order][1:] < columns.load_day[order][:-1])
    _reject(case, "step before the one it follows", np.isin(np.arange(len(place)), order[1:][back]))


def _steps(index: Index, item: Ints, step: Ints) -> Ints:
    """Return which operation each pair of an item and a step number is, -1 where it is none."""
    known = sorted((index.item_number[one.item], one.step, at) for at, one in enumerate(index.accepted.operations))
    if not known or not len(item):
        return np.full(len(item), -1, dtype=np.int64)
    items, steps, places = np.array(known, dtype=np.int64).T
    lowest = min(steps.min(), step.min())
    width = max(steps.max(), step.max()) - lowest + 1
    at = np.searchsorted(items * width + steps - lowest, item * width + step - lowest)
    at = np.minimum(at, len(places) - 1)
    return np.where((items[at] == item) & (steps[at] == step), places[at], -1)


def _minutes_add_up(case: Case, place: np.ndarray) -> None:
    """Σ_days minutes(lot, step) = set-up + run · quantity. Firm lots are loaded alike."""
    index, columns = case.index, case.columns
    operations, lots = index.accepted.operations, len(columns.lot_item)
    width = len(operations)
    if not width or not lots:
        return
    item = np.array([index.item_number[step.item] for step in operations])
    order = np.argsort(columns.lot_item, kind="stable")
    starts = np.searchsorted(columns.lot_item[order], item, "left")
    counts = np.searchsorted(columns.lot_item[order], item, "right") - starts
    step = np.repeat(np.arange(width), counts)
    lot = order[np.arange(len(step)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(starts, counts)]
    key = step * lots + lot
    found, inverse = np.unique(columns.load_lot + place * lots, return_inverse=True)
    minutes = _spread(key, found, sums(inverse, columns.load_minutes, len(found)))
    setups = _spread(key, found, sums(inverse, columns.load_setup, len(found)))
    setup = np.array([one.setup_minutes for one in operations])[step]
    wanted = setup + np.array([one.run_minutes_per_unit for one in operations])[step] * columns.lot_quantity[lot]
    wrong = (np.abs(minutes - wanted) > near(wanted)) | (np.abs(setups - setup) > near(setup))
    if (at := first(wrong)) is not None:
        raise PlanBroken("step not fully loaded", f"{case.plan.lots[lot[at]].key}/{operations[step[at]].step}")


def _spread(key: np.ndarray, found: np.ndarray, values: Floats) -> Floats:
    """Return the value of each key, 0 where there is none."""
    if not len(found):
        return np.zeros(len(key))
    at = np.minimum(np.searchsorted(found, key), len(found) - 1)
    return np.where(found[at] == key, values[at], 0.0)


def _reject(case: Case, rule: str, bad: Flags) -> None:
    place = first(bad)
    if place is not None:
        load = case.plan.loads[place]
        raise PlanBroken(rule, f"{case.plan.lots[load.lot].key}/{load.step}")


def load_stays_within_capacity(case: Case) -> None:
    """Σ load ≤ available + bought overtime, per work centre and day; bought ≤ limit. Only firm load may exceed it."""
    index, columns = case.index, case.columns
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


RULES: tuple[Callable[[Case], None], ...] = (
    lots_obey_the_calendar,
    lots_obey_their_lot_rules,
    lot_keys_are_unique,
    firm_orders_are_untouched,
    operations_are_fully_loaded,
    load_stays_within_capacity,
)


def _claims_are_true(index: Index, columns: Columns, result: Result) -> None:
    """The cost recomputed is the cost claimed, term by term, and no refused record was left out of the list."""
    cost = cost_of(index, columns, result.plan.lots)
    for term in fields(cost):
        claimed, found = getattr(result.cost, term.name), getattr(cost, term.name)
        if not isclose(claimed, found, rel_tol=1e-6, abs_tol=1e-4):
            raise PlanBroken("cost is not what it is said to be", f"{term.name}: {claimed} is {found}")
    if result.bound > cost.total * (1 + 1e-6) + 1e-4:
        raise PlanBroken("cost below its bound", f"{cost.total} < {result.bound}")
    for refused in sorted(set(result.refused) ^ set(index.accepted.refused), key=lambda one: one.record):
        raise PlanBroken("refused records are not the contradictory ones", refused.record)
