"""Who plans a site: one worker at a time, with a sign of life, and no lock that outlives its holder.

The lock is an advisory lock of the worker's own database session, so that it is free milliseconds after the worker is
killed (workers must reach PostgreSQL directly, not through a transaction pooler). A holder that is frozen instead of
dead gives no sign of life; the dispatcher then ends its session, and a plan that it may still write is refused, because
a site's planned revision never goes down.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from mps import heartbeats
from mps.models import SitePlanning

LOCK_SPACE = 4_711
BEAT_SECONDS = 0.5
FROZEN_AFTER = timedelta(seconds=15)
LONGEST_WAIT_SECONDS = 60.0
FIRST_WAIT_SECONDS = 0.5


@contextmanager
def held(site_id: int) -> Iterator[threading.Event | None]:
    """
    Hold the site's lease and yield its stop event, or yield None where another worker holds it.

    Holding it counts no attempt: who looks for a better plan, or finds the site planned already, has not failed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s), pg_backend_pid()", [LOCK_SPACE, site_id])
        locked, backend_pid = cursor.fetchone()
    if not locked:
        yield None
        return
    try:
        _begin(site_id, backend_pid)
        stop, done = threading.Event(), threading.Event()
        beat = threading.Thread(target=_beat, args=(site_id, stop, done), daemon=True)
        beat.start()
        try:
            yield stop
        finally:
            done.set()
            beat.join()
            SitePlanning.objects.filter(pk=site_id, lease_pid=backend_pid).update(lease_pid=None, lease_beat_at=None)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, site_id])


def _begin(site_id: int, backend_pid: int) -> None:
    SitePlanning.objects.get_or_create(pk=site_id)
    SitePlanning.objects.filter(pk=site_id).update(
        lease_pid=backend_pid, lease_beat_at=timezone.now(), stop_requested=False
    )


def _beat(site_id: int, stop: threading.Event, done: threading.Event) -> None:
    """Give a sign of life, and listen whether a person wants the solve to stop, until the work is done."""
    try:
        while not done.wait(BEAT_SECONDS):
            heartbeats.beat("worker")
            SitePlanning.objects.filter(pk=site_id).update(lease_beat_at=timezone.now())
            if SitePlanning.objects.filter(pk=site_id, stop_requested=True).exists():
                stop.set()
    finally:
        connection.close()


def count_attempt(site_id: int) -> None:
    """
    Count an attempt to plan a site, and put the next one off, before the work begins.

    A problem that kills its worker is so tried ever more seldom, not in a loop. A published plan forgets the attempts.
    """
    planning = SitePlanning.objects.get(pk=site_id)
    wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0**planning.attempts)
    SitePlanning.objects.filter(pk=site_id).update(
        attempts=F("attempts") + 1, next_attempt_at=timezone.now() + timedelta(seconds=wait)
    )


def forget_attempts(site_id: int) -> None:
    """Let a site that is planned be planned at once when it changes."""
    SitePlanning.objects.filter(pk=site_id).update(attempts=0, next_attempt_at=None)


def request_stop(site_id: int) -> bool:
    """Ask the run that is at a site to stop with the best plan it has; return whether there is one."""
    return SitePlanning.objects.filter(pk=site_id, lease_pid__isnull=False).update(stop_requested=True) > 0


def due_site_ids() -> list[int]:
    """
    Return the sites whose plan is behind, or that are to go back to an earlier one; that nobody is at, and whose next
    attempt is due.
    """
    waiting = """
        SELECT site.id FROM company_site AS site
        LEFT JOIN mps_siteplanning AS planning ON planning.site_id = site.id
        WHERE (site.order_revision > coalesce(planning.planned_revision, 0)
              OR EXISTS (SELECT 1 FROM mps_planreturn AS back WHERE back.site_id = site.id AND back.ended_at IS NULL))
          AND coalesce(planning.next_attempt_at, '-infinity') <= %s
          AND NOT EXISTS (
              SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid::bigint = site.id
                AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          )
        ORDER BY planning.published_at NULLS FIRST, site.id
    """
    with connection.cursor() as cursor:
        cursor.execute(waiting, [timezone.now(), LOCK_SPACE])
        return [row[0] for row in cursor.fetchall()]


def end_frozen() -> list[int]:
    """End the database sessions of holders that give no sign of life; return their sites."""
    frozen = SitePlanning.objects.filter(
        Q(lease_pid__isnull=False) & Q(lease_beat_at__lt=timezone.now() - FROZEN_AFTER)
    )
    ended = []
    for planning in frozen:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
                " AND objid::bigint = %s AND granted AND pid = %s",
                [LOCK_SPACE, planning.pk, planning.lease_pid],
            )
        SitePlanning.objects.filter(pk=planning.pk, lease_pid=planning.lease_pid).update(
            lease_pid=None, lease_beat_at=None
        )
        ended.append(planning.pk)
    return ended
