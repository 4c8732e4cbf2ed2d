"""Telling browsers: ids and revisions over Redis, from the worker and the dispatcher. A missed message is harmless."""

from __future__ import annotations

import json
import logging
from functools import lru_cache

import redis
from django.conf import settings
from django.db import connection

from company.models import Site
from mps.revisions import as_json, standing

logger = logging.getLogger(__name__)

EVENTS_CHANNEL = "lockstep:events"
WAKE_CHANNEL = "lockstep_wake"
REDIS_TIMEOUT_SECONDS = 2.0


@lru_cache(maxsize=1)
def server() -> redis.Redis:
    """Return the connection to Redis; nothing that is there must not be lost."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT_SECONDS, socket_connect_timeout=REDIS_TIMEOUT_SECONDS
    )


def tell_plan(site_id: int) -> None:
    """Tell every open page that a site has a new plan."""
    _tell("plan", site_id)


def tell_revision(site_id: int) -> None:
    """Tell every open page that a site's inputs changed and a plan is on its way."""
    _tell("revision", site_id)


def tell_requests(site_id: int) -> None:
    """Tell every open page that a change of an order was asked for at a site, or decided."""
    _tell("requests", site_id)


def _tell(event: str, site_id: int) -> None:
    data = as_json(standing(Site.objects.get(pk=site_id)))
    try:
        server().publish(EVENTS_CHANNEL, json.dumps({"event": event, "data": data}))
    except redis.RedisError as error:
        logger.warning("open pages were not told and will find out by asking: %s", error)


def queue_answers() -> bool:
    """Whether the queue's server answers."""
    try:
        return bool(server().ping())
    except redis.RedisError:
        return False


def wake_dispatcher() -> None:
    """Ring the dispatcher's bell, outside any transaction (inside one it would serialise every commit)."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {WAKE_CHANNEL}")


def subscribers() -> int:
    """Return how many processes listen to the events."""
    return int(server().pubsub_numsub(EVENTS_CHANNEL)[0][1])
