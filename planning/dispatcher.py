"""The dispatcher finds sites whose plan is behind and asks Celery to plan them. Killing it loses nothing."""

from __future__ import annotations

import logging
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from company.models import Site
from mps import heartbeats, live, tasks

logger = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 2.0
HEARTBEAT_SECONDS = 2.0
PAUSE_AFTER_ERROR_SECONDS = 1.0


@dataclass(slots=True)
class Dispatcher:
    """What the loop remembers. All of it may be forgotten: the truth is in the database."""

    told: dict[int, int] = field(default_factory=dict)
    asked: dict[int, tuple[int, float]] = field(default_factory=dict)
    beat_at: float = 0.0

    def look(self, now: float) -> None:
        """Look once: tell pages about new revisions, ask for plans, give a sign of life."""
        revisions = dict(Site.objects.values_list("pk", "order_revision"))
        for site_id, revision in revisions.items():
            if self.told.get(site_id, revision) != revision:
                live.tell_revision(site_id)
            self.told[site_id] = revision
        self._ask(revisions, now)
        if now - self.beat_at >= HEARTBEAT_SECONDS:
            self.beat_at = now
            tasks.look_after()
            heartbeats.beat("dispatcher")
            if live.queue_answers():
                heartbeats.beat("queue")

    def _ask(self, revisions: dict[int, int], now: float) -> None:
        """Ask for each site that is behind, once per revision, and again where nothing came of it."""
        for site_id in tasks.due():
            revision, asked_at = self.asked.get(site_id, (-1, 0.0))
            if revision != revisions.get(site_id) or now - asked_at >= ASK_AGAIN_SECONDS:
                tasks.ask(site_id)
                self.asked[site_id] = (revisions.get(site_id, -1), now)


def run_forever(stopping: Callable[[], bool]) -> None:
    """Look ten times a second, and at once when somebody rings, until told to stop."""
    dispatcher = Dispatcher()
    while not stopping():
        try:
            dispatcher.look(time.monotonic())
            _wait_for_ring()
        except (OperationalError, InterfaceError, BrokerError, RedisError) as error:
            logger.warning("database or queue out of reach, looking again: %s", error)
            connection.close()
            time.sleep(PAUSE_AFTER_ERROR_SECONDS)


def _wait_for_ring() -> None:
    """Wait for a ring, or until it is time to look by oneself."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {live.WAKE_CHANNEL}")
    raw = connection.connection
    if select.select([raw], [], [], settings.DISPATCH_EVERY_SECONDS)[0]:
        raw.poll()
        raw.notifies.clear()
