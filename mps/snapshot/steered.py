"""
What people decided by hand, in a problem: firm lots, quantities of days, and where steps of items or lots are done.

Inside the frozen fence lots stay as they were published; where somebody has unlocked days with a reason, those that
finish in them go, and what is decided for the days comes in their place.

A quantity of days becomes firm orders for what other firm orders leave of it, and the item takes no other lot on those
days. What can't be obeyed any more (an item that is gone, days that are past) is left out: a plan there must be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from capacity.calendars import WorkingDays
from mps.scheduler.horizon import Horizon
from mps.scheduler.making import Making
from mps.scheduler.problem import AlternativeWorkCenter, FirmOrder, Operation, PlanningProblem
from mps.snapshot.rows import read_all

FORCE, UNLOCKED = "force", "unlocked"
# By the codes and numbers that the problem has; lots and quantities first, in the order in which they were decided.
STEERING = """
SELECT steering.id, kind, coalesce(item.code, ''), lot_key, coalesce(step, 0), coalesce(center.code, ''), rule,
       first_date, last_date, coalesce(quantity, 0)::float8
FROM mps_steering AS steering LEFT JOIN materials_item AS item ON item.id = steering.item_id
LEFT JOIN capacity_workcenter AS center ON center.id = steering.work_center_id
WHERE steering.site_id = %s AND ended_by_id IS NULL AND kind IN ('lot', 'quantity', 'work_center') ORDER BY steering.id
"""
# What was made inside the fence for decisions that were undone is frozen no more: the lots of a quantity of unlocked
# days, and an unlocked lot whose key nobody has fixed since.
UNDONE = """
SELECT CASE kind WHEN 'quantity' THEN 'steer/' || steering.id || '/' ELSE '' END, lot_key FROM mps_steering AS steering
JOIN mps_steeringpublication AS ending ON ending.id = steering.ended_by_id
WHERE steering.site_id = %s AND rule = 'unlocked' AND ending.undoes_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM mps_steering AS later
    WHERE steering.kind = 'lot' AND later.kind = 'lot' AND later.site_id = steering.site_id
    AND later.lot_key = steering.lot_key AND later.id > steering.id
)
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of `mps.models.Steering`, with codes."""

    id: int
    kind: str
    item: str
    lot_key: str
    step: int
    work_center: str
    rule: str
    first_date: date
    last_date: date
    quantity: float


def with_steering(site_id: int, problem: PlanningProblem, days: WorkingDays) -> PlanningProblem:
    """Return a site's problem with what people have decided by hand; itself where that is nothing."""
    rows = [Decision(*row) for row in read_all(STEERING, [site_id])]
    undone: list[tuple[str, str]] = [(prefix, key) for prefix, key in read_all(UNDONE, [site_id])]
    problem = _without_undone(problem, undone) if undone else problem
    return steered(problem, rows, days) if rows else problem


def steered(problem: PlanningProblem, rows: Sequence[Decision], days: WorkingDays) -> PlanningProblem:
    """Return a problem with decisions in it."""
    items = {item.code for item in problem.items}
    rows = [row for row in rows if row.item in items]
    rules = [row for row in rows if row.kind == "work_center" and not row.lot_key]
    problem = replace(problem, operations=_operations(problem.operations, rules)) if rules else problem
    lots = [row for row in rows if row.kind == "lot"]
    problem = _with_lots(_without_unlocked(problem, rows), lots, _places(problem, rows))
    over = [lot for lot in lots if problem.horizon.day_of(lot.last_date) < 0]
    return _with_quantities(problem, [row for row in rows if row.kind == "quantity"], over, days)


def _without_undone(problem: PlanningProblem, undone: Iterable[tuple[str, str]]) -> PlanningProblem:
    """Return the problem without frozen lots that were undone: prefixes of their keys, or keys."""
    gone = list(undone)
    prefixes, keys = tuple(prefix for prefix, _key in gone if prefix), {key for _prefix, key in gone if key}
    kept = [one for one in problem.firm_orders if not one.key.startswith(prefixes) and one.key not in keys]
    return replace(problem, firm_orders=tuple(kept))


def _without_unlocked(problem: PlanningProblem, rows: Iterable[Decision]) -> PlanningProblem:
    """Return the problem without the frozen lots of unlocked days: there are no other firm orders in it yet."""
    day_of = problem.horizon.day_of
    unlocked = [
        (row.item, day_of(row.first_date), day_of(row.last_date))
        for row in rows
        if row.kind == "quantity" and row.rule == UNLOCKED
    ]
    if not unlocked:
        return problem
    kept = [
        one
        for one in problem.firm_orders
        if not any(one.item == item and first <= one.finish_day <= last for item, first, last in unlocked)
    ]
    return replace(problem, firm_orders=tuple(kept))


Places = Mapping[tuple[str, str], tuple[tuple[int, str], ...]]


def _places(problem: PlanningProblem, rows: Iterable[Decision]) -> Places:
    """Return by item and lot where its steps are to be done, as far as the routing and rules of the item allow."""
    choices = {(step.item, step.step): {step.work_center, *(one.work_center for one in step.alternatives)}
               for step in problem.operations}  # fmt: skip
    found = defaultdict[tuple[str, str], list[tuple[int, str]]](list)
    for row in rows:
        if row.kind == "work_center" and row.lot_key and row.work_center in choices.get((row.item, row.step), ()):
            found[row.item, row.lot_key].append((row.step, row.work_center))
    return {key: tuple(sorted(of_lot)) for key, of_lot in found.items()}


def _with_lots(problem: PlanningProblem, rows: Iterable[Decision], places: Places) -> PlanningProblem:
    """Return the problem with firm lots in the place of what the last plan had under their keys."""
    horizon = problem.horizon
    lots = {
        row.lot_key: FirmOrder(
            row.lot_key, row.item, row.quantity, horizon.day_of(row.first_date), horizon.day_of(row.last_date),
            places.get((row.item, row.lot_key), ()),
        )
        for row in rows
        if 0 <= horizon.day_of(row.last_date) < horizon.day_count
    }
    return _with_firm_orders(problem, lots) if lots else problem


def _with_firm_orders(problem: PlanningProblem, orders: Mapping[str, FirmOrder]) -> PlanningProblem:
    return replace(
        problem,
        firm_orders=(*(one for one in problem.firm_orders if one.key not in orders), *orders.values()),
        previous_lots=tuple([lot for lot in problem.previous_lots if lot.key not in orders]),
    )


def _with_quantities(
    problem: PlanningProblem, rows: Iterable[Decision], over: Sequence[Decision], days: WorkingDays
) -> PlanningProblem:
    """Return the problem with quantities; firm lots that were `over` in the days that are past count for them."""
    items, horizon = {item.code: item for item in problem.items}, problem.horizon
    making = Making(problem)
    closed = defaultdict[str, list[tuple[int, int]]](list)
    orders: dict[str, FirmOrder] = {}
    for row in rows:
        first, last = max(0, horizon.day_of(row.first_date)), min(horizon.day_count - 1, horizon.day_of(row.last_date))
        if first > last:
            continue
        closed[row.item].append(_with_idle_days(first, last, horizon, days))
        finish = horizon.day_of(days.on_or_before(horizon.date_of(last)))
        finish = finish if finish >= first else last
        known = sum(
            one.quantity
            for one in problem.firm_orders
            if one.item == row.item and first <= one.finish_day <= last
            and one.start_day <= one.finish_day  # the engine refuses others
        )  # fmt: skip
        known += sum(
            one.quantity for one in over if one.item == row.item and row.first_date <= one.last_date <= row.last_date
        )
        for number, (quantity, start) in enumerate(making.lots(items[row.item], row.quantity - known, finish), start=1):
            key = f"steer/{row.id}/{number}"
            orders[key] = FirmOrder(key, row.item, quantity, start, finish)
    if not closed:
        return problem
    steered_items = tuple(
        replace(item, closed_days=tuple(sorted(closed[item.code]))) if item.code in closed else item
        for item in problem.items
    )
    return _with_firm_orders(replace(problem, items=steered_items), orders)


def _with_idle_days(first: int, last: int, horizon: Horizon, days: WorkingDays) -> tuple[int, int]:
    """Return a span with the days beside it on which the site does not work: no lot is put off to a Sunday."""
    before = horizon.day_of(days.on_or_before(horizon.date_of(first - 1)))
    after = horizon.day_of(days.on_or_after(horizon.date_of(last + 1)))
    return max(0, before + 1), min(horizon.day_count, after) - 1


def _operations(operations: Sequence[Operation], rules: Iterable[Decision]) -> tuple[Operation, ...]:
    """Return the steps with the work centres that rules leave over; a step of which none is left stays as it is."""
    by_step = defaultdict[tuple[str, int], list[Decision]](list)
    for rule in rules:
        by_step[rule.item, rule.step].append(rule)
    return tuple(
        _narrowed(step, by_step[step.item, step.step]) if (step.item, step.step) in by_step else step
        for step in operations
    )


def _narrowed(step: Operation, rules: Sequence[Decision]) -> Operation:
    """Return a step that is done where it may be, the preferred one first, its minutes those of the new first one."""
    forced = {rule.work_center for rule in rules if rule.rule == FORCE}
    forbidden = {rule.work_center for rule in rules if rule.rule != FORCE}
    choices = [AlternativeWorkCenter(step.work_center), *step.alternatives]
    left = [one for one in choices if one.work_center not in forbidden and (not forced or one.work_center in forced)]
    if not left or left[0].factor <= 0:
        return step
    first, *others = left
    return replace(
        step,
        work_center=first.work_center,
        run_minutes_per_unit=step.run_minutes_per_unit * first.factor,
        alternatives=tuple(AlternativeWorkCenter(one.work_center, one.factor / first.factor) for one in others),
    )
