"""
What was planned for an answer, kept in Redis for a while: who asks again goes on where time was up.

A key must tell what it is of byte for byte (`of_problem`). All of it may be lost: it is planned again.
"""

from __future__ import annotations

import logging
from typing import TypeVar

import msgspec
import redis

from mps import live
from mps.scheduler import problem as problems

logger = logging.getLogger(__name__)

KEPT_SECONDS = 12 * 3600

KeptT = TypeVar("KeptT")


def of_problem(about: str, stored: bytes, *parts: object) -> str:
    """Return the key of what is remembered about something of a problem, of which these are the bytes."""
    return ":".join(("lockstep:remembered", about, problems.digest(stored), *map(str, parts)))


def load(key: str, kind: type[KeptT]) -> KeptT | None:
    """Return what is remembered; None where nothing is, another version kept it, or Redis does not answer."""
    try:
        kept = live.server().get(key)
        return msgspec.json.decode(kept, type=kind) if isinstance(kept, bytes) else None
    except redis.RedisError as error:
        logger.warning("what is remembered at %s can't be read, so it is planned again: %s", key, error)
    except msgspec.DecodeError:
        logger.info("what is remembered at %s is of another version, so it is planned again", key)
    return None


def keep(key: str, found: object) -> None:
    """Remember what was planned so far."""
    try:
        live.server().set(key, msgspec.json.encode(found), ex=KEPT_SECONDS)
    except redis.RedisError as error:
        logger.warning("what was planned for %s is not remembered: %s", key, error)
