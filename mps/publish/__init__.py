"""Publication: one short transaction that stores an immutable plan and makes it the current one.

Readers see the old plan or the new one, never something between. What publication writes into tables that people edit
(promised dates where there were none, outlooks) bumps no revision, version or history.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from company.revision import publishing
from mps.models import Plan, PlanDetail, RunOutcome, SitePlanning
from mps.publish import messages, outlook, promises, tables
from mps.publish.content import Content
from mps.signals import plan_published


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a plan: its id, or None where a newer revision had been published meanwhile."""

    plan_id: int | None
    seconds: float


def save(content: Content) -> Published:
    """Store a checked plan and switch to it, unless the site's plan already covers a newer revision."""
    started = time.monotonic()
    with transaction.atomic():
        planning = SitePlanning.objects.select_for_update().get(pk=content.snapshot.site_id)
        if planning.planned_revision > content.snapshot.revision:
            return Published(None, time.monotonic() - started)
        publishing()
        plan = _store(planning, content)
        outlook.record(content, plan=plan, revision_before=planning.planned_revision)
        promises.verify(plan, today=content.snapshot.problem.horizon.start_date)
        messages.record(content, plan_id=plan.pk)
        _switch(planning, plan)
        plan_published.send(sender=Plan, site_id=plan.site_id, plan_id=plan.pk, revision=plan.revision)
    return Published(plan.pk, time.monotonic() - started)


def _store(planning: SitePlanning, content: Content) -> Plan:
    same_revision = planning.planned_revision == content.snapshot.revision and planning.current_plan_id is not None
    plan = content.as_plan()
    plan.sequence = planning.planned_sequence + 1 if same_revision else 1
    plan.created_at = timezone.now()
    if plan.outcome == RunOutcome.STOPPED and planning.stop_requested:
        plan.outcome = RunOutcome.STOPPED_BY_PERSON
    plan.save(force_insert=True)
    PlanDetail(
        plan=plan, promise_basis=content.promise_basis, pegging=content.pegging, problem=content.stored_problem,
        lot_minutes=content.lot_minutes, made=content.made.as_json() if content.made else None,
        followed=content.followed,
    ).save(force_insert=True)  # fmt: skip
    with connection.cursor() as cursor:
        tables.store(cursor, plan.pk, content)
    return plan


def _switch(planning: SitePlanning, plan: Plan) -> None:
    planning.planned_revision = plan.revision
    planning.planned_sequence = plan.sequence
    planning.current_plan = plan
    planning.published_at = timezone.now()
    planning.attempts = 0
    planning.next_attempt_at = None
    planning.stop_requested = False
    planning.save()


__all__ = ["Content", "Published", "save"]
