"""How far planning has come: which revision the plan covers, how old it is, and whether anyone is at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from company.models import Site
from mps.models import SitePlanning

# After so many failed attempts in a row the site is stuck: a person must look, although the attempts go on.
STUCK_AFTER_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where a site's planning stands. `waiting` is how many changes (transactions) the plan does not cover yet; `running`
    says that a worker is planning it now.
    """

    site_code: str
    order_revision: int
    planned_revision: int
    waiting: int
    plan_id: int | None
    published_at: datetime | None
    age_seconds: float | None
    waiting_seconds: float
    outcome: str
    stuck: bool
    running: bool


def standing(site: Site) -> Standing:
    """Return where a site's planning stands, read now."""
    return standings([site.pk])[0]


def standings(site_ids: Iterable[int]) -> list[Standing]:
    """Return where the planning of each site stands, by code."""
    sites = Site.objects.filter(pk__in=list(site_ids)).only("code", "order_revision", "revised_at").order_by("code")
    plannings = {
        planning.site_id: planning
        for planning in SitePlanning.objects.filter(site__in=sites)
        .select_related("current_plan")
        .only("planned_revision", "published_at", "attempts", "lease_pid", "current_plan__outcome")
    }
    return [_standing(site, plannings.get(site.pk)) for site in sites]


def _standing(site: Site, planning: SitePlanning | None) -> Standing:
    now = timezone.now()
    plan = planning.current_plan if planning else None
    planned = planning.planned_revision if planning else 0
    published_at = planning.published_at if planning else None
    waiting = max(0, site.order_revision - planned)
    return Standing(
        site_code=site.code,
        order_revision=site.order_revision,
        planned_revision=planned,
        waiting=waiting,
        plan_id=plan.pk if plan else None,
        published_at=published_at,
        age_seconds=max(0.0, (now - published_at).total_seconds()) if published_at else None,
        waiting_seconds=max(0.0, (now - site.revised_at).total_seconds()) if waiting else 0.0,
        outcome=plan.outcome if plan else "",
        stuck=bool(planning and planning.attempts >= STUCK_AFTER_ATTEMPTS),
        running=bool(planning and planning.lease_pid is not None),
    )


def as_json(where: Standing) -> dict[str, Any]:
    """Return a standing in the form in which every answer about the plan carries it."""
    return {
        "site": where.site_code,
        "order_revision": where.order_revision,
        "planned_revision": where.planned_revision,
        "waiting": where.waiting,
        "plan_id": where.plan_id,
        "published_at": where.published_at.isoformat() if where.published_at else None,
        "plan_age_seconds": where.age_seconds if where.age_seconds is None else round(where.age_seconds, 1),
        "waiting_seconds": round(where.waiting_seconds, 1),
        "outcome": where.outcome,
        "stuck": where.stuck,
        "running": where.running,
    }
