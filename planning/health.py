"""Is this process alive, and is the whole ready? Answered from rows that others write: no broker is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from company.models import Site
from mps import revisions
from mps.models import Heartbeat

# The processes that write heartbeats; the dispatcher writes the queue's, when the queue has answered it.
PROCESSES = ("queue", "worker", "dispatcher", "beat")
# Without it webhooks wait in the database and nothing else does: the whole is ready, less that.
COURIER = "courier"
HEARTBEAT_LIMIT_SECONDS = 30


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer that this process is alive; whoever watches it restarts it when it is not."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """
    Return whether the whole can do its work: 200, or 503 with what is missing. Without the courier (webhooks wait, and
    nothing is lost) it is `degraded`, which is 200 too.

    Each part is `ok`, `late` (no heartbeat for 30 s), `missing` (never one), `down` or, for migrations, `pending`;
    `sites` have their code, revisions and the plan's age in seconds.
    """
    try:
        migrated = migrations.are_applied()
        parts, sites = (heartbeats(timezone.now()), plans()) if migrated else ({}, [])
    except DatabaseError:
        return JsonResponse({"status": "not_ready", "database": "down", "sites": []}, status=503)
    body: dict[str, Any] = {"database": "ok", "migrations": "ok" if migrated else "pending", **parts}
    planned = bool(sites) and all(site["plan_age_seconds"] is not None for site in sites)
    ready = planned and all(state == "ok" for state in body.values())
    courier = heartbeats(timezone.now(), (COURIER,))[COURIER] if migrated else "missing"
    status = "not_ready" if not ready else "ready" if courier == "ok" else "degraded"
    body = {"status": status, **body, COURIER: courier, "data": "ok" if sites else "missing", "sites": sites}
    return JsonResponse(body, status=200 if ready else 503)


def heartbeats(now: datetime, processes: Collection[str] = PROCESSES) -> dict[str, str]:
    """Return the state of each process, by its last sign of life."""
    beats = dict(Heartbeat.objects.filter(process__in=processes).values_list("process", "beat_at"))
    return {process: _state(beats.get(process), now) for process in processes}


def _state(beat_at: datetime | None, now: datetime) -> str:
    if beat_at is None:
        return "missing"
    return "ok" if (now - beat_at).total_seconds() <= HEARTBEAT_LIMIT_SECONDS else "late"


def plans() -> list[dict[str, Any]]:
    """Return how far each site's plan has come."""
    return [
        {
            "code": where.site_code,
            "order_revision": where.order_revision,
            "planned_revision": where.planned_revision,
            "plan_age_seconds": None if where.age_seconds is None else round(where.age_seconds, 1),
        }
        for where in revisions.standings(Site.objects.values_list("pk", flat=True))
    ]


class Migrations:
    """Whether the database has all migrations of this code; once it has, this process asks no more."""

    applied = False

    def are_applied(self) -> bool:
        """Look, unless they were applied when this was last asked."""
        if not self.applied:
            executor = MigrationExecutor(connection)
            self.applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self.applied


migrations = Migrations()
