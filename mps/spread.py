"""
A large problem's parts, planned by all workers that have time.

The planning run puts chunks on a board, calls for help, and plans chunks itself: first those that nobody has begun,
then those that others have begun and not finished. So it never waits for anybody: it needs no second worker, and a
worker that is killed, frozen or slow costs at most the planning of its chunk. A chunk's plan hangs on its bytes alone,
which is why it does not matter who was first.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
from celery import group, signature
from django.conf import settings
from kombu.exceptions import OperationalError as BrokerError

from mps import scheduler
from mps.chunk_store import KEPT_SECONDS, Board
from mps.scheduler import handover
from mps.scheduler.attempt import Planned, first_plan
from mps.scheduler.budget import Limits, Watch
from mps.scheduler.chunks import Chunk, chunks_of, sharable_work
from mps.scheduler.parts import Part
from mps.scheduler.problem import digest
from mps.throttle import at_most_every

logger = logging.getLogger(__name__)

TASK = "mps.plan_chunk"
LOOK_SECONDS = 0.2


class Overtaken(Exception):
    """Somebody else was first, or the run is over: our own work on the chunk is not needed any more."""


def first_plans(parts: Sequence[Part], watch: Watch) -> list[Planned] | None:
    """
    Return the constructed plans of parts, made together with other workers; None where it would not pay.

    The plans and the steps counted are the same whoever helps, and whether anybody does.
    """
    if sharable_work(parts) < settings.SPREAD_FROM:
        return None
    chunks = chunks_of(parts)
    requests = [handover.request(chunk, engine=engine()) for chunk in chunks]
    by_digest = dict(zip(map(digest, requests), chunks, strict=True))
    board = Board(secrets.token_hex(8))
    if board.offer(dict(zip(by_digest, requests, strict=True))):
        _call_for_help(board, list(by_digest))
    planned = _planned(by_digest, board, watch)
    board.clear(by_digest)
    of_part = {one.part.number: one for chunk in planned for one in chunk}
    return [of_part[part.number] for part in parts]


def help_out(run: str, asked: str) -> bool:
    """Plan a chunk of somebody's run, where it is still wanted and nobody has begun it; return whether that was so."""
    board = Board(run)
    request = board.request(asked)
    if request is None or not board.begin(asked):
        return False
    try:
        made = handover.answer(request, engine=engine(), stop=_while_wanted(board, asked), timer=time.monotonic)
    except Overtaken:
        return False
    except handover.OtherEngine as error:
        logger.warning("a chunk is left to workers of its own release: %s", error)
        return False
    board.put_answer(asked, made)
    return True


@lru_cache(maxsize=1)
def engine() -> str:
    """Return what tells this release's planning core from any other: the digest of its code."""
    folder = Path(scheduler.__file__).parent
    code = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()


def _call_for_help(board: Board, digests: list[str]) -> None:
    """Ask Celery for every chunk. Losing the messages costs the help, nothing else."""
    calls = group(signature(TASK, args=(board.run, one), immutable=True) for one in digests)
    try:
        calls.apply_async(retry=False, expires=KEPT_SECONDS)
    except BrokerError as error:
        logger.warning("nobody could be called to help: %s", error)


def _planned(chunks: dict[str, Chunk], board: Board, watch: Watch) -> list[list[Planned]]:
    """Return the plans of all chunks, whoever made them."""
    found: dict[str, list[Planned]] = {}
    for asked, chunk in chunks.items():
        if not board.begin(asked):
            continue
        earlier = _theirs(board, asked, chunk, watch)  # of a run of the same problem that was killed
        found[asked] = earlier or _plan(chunk, watch, lambda: False)
    for asked, chunk in chunks.items():
        if asked not in found:
            found[asked] = _theirs(board, asked, chunk, watch) or _overtake(board, asked, chunk, watch)
    return list(found.values())


def _overtake(board: Board, asked: str, chunk: Chunk, watch: Watch) -> list[Planned]:
    """Plan a chunk that another has begun, unless the other is first after all."""
    try:
        return _plan(chunk, watch, _while_wanted(board, asked))
    except Overtaken:
        return _theirs(board, asked, chunk, watch) or _plan(chunk, watch, lambda: False)


def _theirs(board: Board, asked: str, chunk: Chunk, watch: Watch) -> list[Planned] | None:
    """Return what others have made of a chunk; None where that is nothing, or nothing that can be read."""
    stored = board.answer(asked)
    try:
        return None if stored is None else handover.answered(chunk, stored, watch)
    except (msgspec.MsgspecError, ValueError) as error:
        logger.warning("the plans of a chunk can't be read and are made again: %s", error)
        return None


def _plan(chunk: Chunk, watch: Watch, stop: Callable[[], bool]) -> list[Planned]:
    """Plan a chunk here; its steps count only when all of it is planned."""
    own = Watch(Limits(rounds=1), stop, watch.timer)
    planned = [handover.as_far_as_tried(first_plan(part, own)) for part in chunk]
    watch.take_back(own)
    return planned


def _while_wanted(board: Board, asked: str) -> Callable[[], bool]:
    """Return what is asked while a chunk is planned. It raises Overtaken once nobody wants its plans any more."""

    def overtaken() -> bool:
        if not board.wants(asked):
            raise Overtaken
        return False

    return at_most_every(LOOK_SECONDS, overtaken)
