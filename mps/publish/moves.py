"""Which lines a plan moved, and from where to where: what the history of an order tells as the plan's answer."""

from __future__ import annotations

from typing import Any

from mps.models import Plan
from mps.publish.fates import Ints
from orders.models import PlanEffect

# Of the lines in the stage of the outlooks.
MOVED = """
INSERT INTO orders_outlookmove
    (effect_id, line_id, line_version, line_version_before, planned_before, planned_date)
SELECT %s, line_id, version, version_before, planned_before, planned_date FROM mps_stage_outlook WHERE moved
"""
# Lines that are no longer open, before their outlook is forgotten.
GONE = """
INSERT INTO orders_outlookmove
    (effect_id, line_id, line_version, line_version_before, planned_before, planned_date)
SELECT %s, outlook.line_id, line.version, outlook.line_version, outlook.planned_date, NULL
FROM orders_lineoutlook AS outlook JOIN orders_orderline AS line ON line.id = outlook.line_id
WHERE outlook.line_id = ANY(%s)
"""


def effect_of(plan: Plan, shifts: Ints, *, revision_before: int) -> PlanEffect:
    """Return a plan's effect, unsaved; `shifts` are the days of the lines that are planned now and were before."""
    return PlanEffect(
        plan_id=plan.pk, site_id=plan.site_id, revision=plan.revision, revision_before=revision_before,
        made_at=plan.created_at, moved=int((shifts != 0).sum()),
        most_days_later=max(0, int(shifts.max(initial=0))), most_days_earlier=max(0, -int(shifts.min(initial=0))),
    )  # fmt: skip


def record(cursor: Any, effect: PlanEffect, *, gone: list[int], is_staged: bool) -> None:
    """Keep what a plan did to its lines: those in the stage of the outlooks, and those no longer open (ids)."""
    effect.save(force_insert=True)
    if is_staged:
        cursor.execute(MOVED, [effect.plan_id])
    if gone:
        cursor.execute(GONE, [effect.plan_id, gone])
