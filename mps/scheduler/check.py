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

from mps.scheduler.arrays import Flags
from mps.scheduler.change_budget import changed_keys, lots_in_budget, most_changes
from mps.scheduler.check_operations import OPERATION_RULES
from mps.scheduler.check_supply import SUPPLY_RULES
from mps.scheduler.columns import Columns, Index, columns_of, index_of
from mps.scheduler.cost import cost_of
from mps.scheduler.faults import PlanBroken, first, near
from mps.scheduler.plan import LotStatus, Plan, Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.validate import lot_limits

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
    index = index_of(problem)
    columns = columns_of(plan, index)
    _references_exist(index, columns, plan)
    case = Case(index, columns, plan)
    for rule in RULES:
        rule(case)
    for table_rule in (*OPERATION_RULES, *SUPPLY_RULES):
        table_rule(index, columns, plan)
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


def lots_finish_on_open_days(case: Case) -> None:
    """On the closed days of an item, for which people said what finishes, no lot finishes but firm ones."""
    columns = case.columns
    for number, item in enumerate(case.index.accepted.items.values()):
        for first_day, last_day in item.closed_days:
            inside = (columns.lot_finish >= first_day) & (columns.lot_finish <= last_day)
            if (key := case.lot(~columns.lot_firm & (columns.lot_item == number) & inside)) is not None:
                raise PlanBroken("lot finishes on a closed day", key)


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
    """Every firm order is a lot, as it is; no other lot is firm but those that the change budget keeps as they were."""
    wanted = {
        (order.key, order.item, order.quantity, order.start_day, order.finish_day)
        for _, order in case.index.accepted.firm_orders
    }
    found = {
        (lot.key, lot.item, lot.quantity, lot.start_day, lot.finish_day)
        for lot in case.plan.lots
        if lot.status is LotStatus.FIRM
    }
    in_budget = lots_in_budget(case.index.problem, case.index.accepted).values()
    kept = {(one.key, one.item, one.quantity, one.start_day, one.finish_day) for one in in_budget} - wanted
    for one in sorted((wanted ^ found) - (kept & found)):
        raise PlanBroken("firm order moved, changed, missing or made up", one[0])


def changes_stay_in_their_budget(case: Case) -> None:
    """Of the lots that the budget covers no more are changed, and no more are kept than it takes."""
    index, budget = case.index, case.index.problem.change_budget
    if budget is None:
        return
    in_budget, most = lots_in_budget(index.problem, index.accepted), most_changes(budget)
    lots = {lot.key: lot for lot in case.plan.lots}
    changed = changed_keys(in_budget.values(), lots)
    if len(changed) > most:
        raise PlanBroken("more lots changed than the budget allows", changed[-1])
    kept = [key for key in in_budget if key in lots and lots[key].status is LotStatus.FIRM]
    if len(kept) > max(0, len(in_budget) - most):
        raise PlanBroken("more lots kept than the budget needs", kept[-1])


RULES: tuple[Callable[[Case], None], ...] = (
    lots_obey_the_calendar,
    lots_finish_on_open_days,
    lots_obey_their_lot_rules,
    lot_keys_are_unique,
    firm_orders_are_untouched,
    changes_stay_in_their_budget,
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
