"""
What was planned for the ways out of a line, kept in Redis for a while: who asks again goes on where the search stopped.

It is of the problem byte for byte: after any change of an order, the calendar or the plan it is not found any more, and
the search begins anew. Nothing of it must not be lost.
"""

from __future__ import annotations

import logging

import msgspec
import redis

from mps import live
from mps.scheduler import problem as problems
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair import Memory

logger = logging.getLogger(__name__)

KEPT_SECONDS = 3600


def key_of(problem: PlanningProblem, demand: str) -> str:
    """Return where the memory of a line's search in a problem is kept."""
    return f"lockstep:repairs:{problems.digest(problems.to_bytes(problem))}:{demand}"


def load(key: str) -> Memory:
    """Return what is remembered; an empty memory where nothing is, or Redis does not answer."""
    try:
        kept = live.server().get(key)
        return msgspec.json.decode(kept, type=Memory) if isinstance(kept, bytes) else Memory()
    except redis.RedisError as error:
        logger.warning("the search for ways out begins anew: %s", error)
    except msgspec.DecodeError:  # kept by another version
        logger.info("what is remembered at %s can't be read", key)
    return Memory()


def keep(key: str, memory: Memory) -> None:
    """Keep what was planned so far."""
    try:
        live.server().set(key, msgspec.json.encode(memory), ex=KEPT_SECONDS)
    except redis.RedisError as error:
        logger.warning("the search for ways out is not remembered: %s", error)
