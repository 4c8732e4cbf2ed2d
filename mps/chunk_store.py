"""
The board on which chunks of a large problem are handed out: by the digest of their bytes, in Redis, for a while only.

Nothing here must not be lost. Where the board is out of reach, nothing is on it, and whoever asks does the work alone.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

import redis

from mps import live

logger = logging.getLogger(__name__)

KEPT_SECONDS = 600
AnswerT = TypeVar("AnswerT")


@dataclass(slots=True)
class Board:
    """
    The board as one planning run sees it, or one that helps the run.

    `run` tells who has begun what in this run from an earlier one, whose worker may be dead. Answers are shared by all
    runs: the same request has the same answer.
    """

    run: str
    in_reach: bool = True

    def offer(self, requests: Mapping[str, bytes]) -> bool:
        """Put requests on the board, by digest; return whether they are there."""

        def put() -> bool:
            pipeline = live.server().pipeline(transaction=False)
            for digest, request in requests.items():
                pipeline.set(_request(digest), request, ex=KEPT_SECONDS)
            pipeline.execute()
            return True

        return self._tried(put, otherwise=False)

    def request(self, digest: str) -> bytes | None:
        """Return a request; None where it is no longer wanted."""
        return self._stored(_request(digest))

    def begin(self, digest: str) -> bool:
        """Take a chunk; return whether nobody has begun it in this run. One of any number of takers gets it."""
        key = f"lockstep:begun:{self.run}:{digest}"
        return self._tried(lambda: bool(live.server().set(key, os.getpid(), nx=True, ex=KEPT_SECONDS)), otherwise=True)

    def put_answer(self, digest: str, answer: bytes) -> None:
        """Put the plans of a chunk on the board."""
        self._tried(lambda: live.server().set(_answer(digest), answer, ex=KEPT_SECONDS), otherwise=None)

    def wants(self, digest: str) -> bool:
        """Whether the plans of a chunk are still wanted: asked for, and not there yet."""

        def look() -> bool:
            return bool(live.server().exists(_request(digest))) and not live.server().exists(_answer(digest))

        return self._tried(look, otherwise=True)

    def answer(self, digest: str) -> bytes | None:
        """Return the plans of a chunk; None where they are not there."""
        return self._stored(_answer(digest))

    def clear(self, digests: Iterable[str]) -> None:
        """Take requests and answers down: who comes late finds nothing to do."""
        keys = [key for digest in digests for key in (_request(digest), _answer(digest))]
        self._tried(lambda: live.server().unlink(*keys), otherwise=None)

    def _stored(self, key: str) -> bytes | None:
        return self._tried(lambda: cast("bytes | None", live.server().get(key)), otherwise=None)

    def _tried(self, what: Callable[[], AnswerT], *, otherwise: AnswerT) -> AnswerT:
        """Ask Redis; give up on it for the rest of the run where it does not answer, for each wait is seconds."""
        if not self.in_reach:
            return otherwise
        try:
            return what()
        except redis.RedisError as error:
            logger.warning("chunks can't be handed out, this process plans alone: %s", error)
            self.in_reach = False
            return otherwise


def _request(digest: str) -> str:
    return f"lockstep:chunk:{digest}"


def _answer(digest: str) -> str:
    return f"lockstep:chunk-plan:{digest}"
