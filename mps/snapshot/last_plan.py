"""What the lots of the current plan, and of promises made since, do when: read only where a promise would be late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from mps.scheduler import last_plan
from mps.scheduler.backing import Backing, ProposedLoad, ProposedLot
from mps.scheduler.last_plan import minutes_of_promise
from mps.scheduler.problem import PlanningProblem, PreviousLot, PreviousMinutes
from mps.snapshot.rows import read_all

LAST_MINUTES = """
SELECT detail.lot_minutes FROM mps_plandetail AS detail
JOIN mps_siteplanning AS planning ON planning.current_plan_id = detail.plan_id
WHERE planning.site_id = %s AND detail.lot_minutes IS NOT NULL
"""
MINUTES_OF = """
SELECT detail.lot_minutes FROM mps_plandetail AS detail JOIN mps_plan AS plan ON plan.id = detail.plan_id
WHERE plan.site_id = %s AND plan.id = %s AND detail.lot_minutes IS NOT NULL
"""
LOTS_OF = """
SELECT lot.lot_key, item.code, lot.quantity, lot.finish_date - %s, lot.start_date - %s
FROM mps_storedlot AS lot JOIN materials_item AS item ON item.id = lot.item_id
WHERE lot.site_id = %s AND lot.from_plan_id <= %s AND lot.until_plan_id > %s ORDER BY 1
"""
PROMISED = """
SELECT promise.id, backing.kind, item.code, backing.quantity, backing.lots, backing.start_day, backing.day,
    backing.step, center.code
FROM orders_promisebacking AS backing
JOIN orders_promise AS promise ON promise.id = backing.promise_id
JOIN mps_siteplanning AS planning ON planning.site_id = promise.site_id
JOIN materials_item AS item ON item.id = coalesce(backing.item_id, backing.record_id)
LEFT JOIN capacity_workcenter AS center ON backing.kind = 'minutes' AND center.id = backing.record_id
WHERE promise.site_id = %s AND promise.revision > planning.planned_revision
    AND promise.state IN ('held', 'confirmed') AND backing.kind IN ('lot', 'minutes')
    AND (backing.kind = 'lot') = (backing.step IS NULL)
ORDER BY backing.id
"""


def with_minutes(site_id: int, problem: PlanningProblem) -> PlanningProblem:
    """
    Return a site's problem with the minutes of the last plan's lots.

    Itself where that plan's were not stored, or where it has those of another plan already, which then counts as last.
    """
    if problem.previous_minutes:
        return problem
    rows = read_all(LAST_MINUTES, [site_id])
    if not rows:
        return problem
    start_date = problem.horizon.start_date
    minutes, late = last_plan.from_bytes(bytes(rows[0][0]), start_date)
    lots = {lot.key for lot in problem.previous_lots}
    known = [row for row in (*minutes, *_of_promises(site_id, problem)) if row.lot in lots]
    return replace(problem, previous_minutes=tuple(known), previous_late=late)


def with_plan(site_id: int, plan_id: int, problem: PlanningProblem) -> PlanningProblem | None:
    """Return a site's problem with an earlier plan's lots as the last one's; None where they are no longer kept."""
    rows = read_all(MINUTES_OF, [site_id, plan_id])
    if not rows:
        return None
    start_date = problem.horizon.start_date
    minutes, late = last_plan.from_bytes(bytes(rows[0][0]), start_date)
    fixed = {order.key for order in problem.firm_orders}
    found = read_all(LOTS_OF, [start_date, start_date, site_id, plan_id, plan_id])
    lots = tuple(PreviousLot(*row) for row in found if row[0] not in fixed)
    keys = {lot.key for lot in lots}
    known = tuple(row for row in minutes if row.lot in keys)
    return replace(problem, previous_lots=lots, previous_minutes=known, previous_late=late)


def _of_promises(site_id: int, problem: PlanningProblem) -> list[PreviousMinutes]:
    lots, loads = defaultdict[int, list[ProposedLot]](list), defaultdict[int, list[ProposedLoad]](list)
    first: date = problem.horizon.start_date
    for promise, kind, item, quantity, count, start, day, step, center in read_all(PROMISED, [site_id]):
        number = (day - first).days
        if kind == "lot":
            begins = number if start is None else (start - first).days
            lots[promise].append(ProposedLot(item, quantity / count, count, begins, number))
        else:
            loads[promise].append(ProposedLoad(item, step, center, number, quantity))
    return [
        row
        for promise, of_promise in lots.items()
        for row in minutes_of_promise(
            f"promise/{promise}", Backing(lots=tuple(of_promise), loads=tuple(loads[promise])), problem
        )
    ]
