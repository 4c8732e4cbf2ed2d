"""
What a change would do, asked of a worker by a web process, which has no solver; question and answer go over Redis.

Nothing here must not be lost: who gets no answer in time asks again. An improvement under way makes room for whoever
waits, and any worker of the main queue may answer: the one that planned the site last soonest, another from cold.
Where a page says every few seconds that it waits, its question ends with it: nobody works for a page that is gone.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

import msgspec
import redis
from celery import signature
from django.conf import settings
from django.utils.translation import get_language
from kombu.exceptions import OperationalError as BrokerError

from mps import live
from mps.scheduler.plan import Cost
from mps.throttle import at_most_every
from orders.models import OrderLine

logger = logging.getLogger(__name__)

Values = dict[str, str | int | float | bool | None]

TASK = "mps.preview"
WAITING = "lockstep:questions"
LOOK_SECONDS = 0.1
KEPT_SECONDS = 30
# A page that is heard of waits so long after it was heard of last: some of what it says, every 2 s, may be lost.
HEARD_SECONDS = 8
NO_ANSWER = b"null"


class NoAnswerError(Exception):
    """No worker has answered in time."""


class NobodyWaits(Exception):
    """Whoever asked has given up: the work on the answer is not needed any more."""


class Ticketed(msgspec.Struct, frozen=True):
    """A question to a worker; its answer is put where the ticket says."""

    ticket: str


class OfSite(Ticketed, frozen=True):
    """A question about what is planned at a site."""

    site_id: int


class Question(OfSite, frozen=True):
    """
    A change of a line of a site, as `user_id` would make it; reasons are wanted in `language`.

    With `approved`, a change request, it is that which would be approved. `thorough`: also what the search for a better
    plan makes of it, as long as nobody else wants the worker.
    """

    line_id: int
    values: Values
    user_id: int
    language: str
    approved: int | None = None
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A line that would leave on another day; None: not within the horizon. `breaks`: its promise, kept until now."""

    line_id: int
    line: str
    customer: str
    item: str
    before: date | None
    after: date | None
    breaks: bool

    @property
    def days(self) -> int | None:
        """Calendar days later (negative: earlier); None where one of the two days is not within the horizon."""
        return (self.after - self.before).days if self.before and self.after else None


@dataclass(frozen=True, slots=True)
class Impact:
    """
    What a change would do, against plan `plan_id`, from the inputs of `revision`. Costs are in the site's currency.

    `planned_date` is the changed line's own, `breaks` says that its promise would be broken. `moved` are the other
    lines that the asker may see; of those of others there are numbers only. Overtime minutes are what is bought in all.
    """

    plan_id: int
    revision: int
    planned_revision: int
    planned_date_before: date | None
    planned_date: date | None
    breaks: bool
    moved: tuple[Moved, ...]
    others_moved: int
    others_broken: int
    overtime_minutes_before: float
    overtime_minutes: float
    cost_before: Cost
    cost: Cost
    may_improve: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What would become of the change: `kind` is an `AnswerKind`, `rule` and `reasons` (by field) say why.

    Without an impact it would be held up, or the site has no plan (`no_plan`).
    """

    kind: str = ""
    rule: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    impact: Impact | None = None
    no_plan: bool = False


AnswerT = TypeVar("AnswerT")


def ask(
    line: OrderLine, values: Values, user_id: int, *, approved: int | None = None, thorough: bool = False
) -> Answer:
    """
    Return a worker's answer. Raises NoAnswerError where none comes within `settings.PREVIEW_SECONDS`, and the seconds
    of a search besides where it is `thorough`.
    """
    question = Question(
        new_ticket(), line.site_id, line.pk, values, user_id, asked_language(), approved=approved, thorough=thorough
    )
    within = settings.PREVIEW_SECONDS + (settings.IMPROVE_SECONDS if thorough else 0)
    return asked_of_worker(TASK, question, Answer, within=within)


def new_ticket() -> str:
    """Return a ticket that nobody else has."""
    return secrets.token_hex(8)


def asked_language() -> str:
    """Return the language that the answer is wanted in."""
    return get_language() or "en"


def ticket_of_page(asker_id: int, named: str) -> str:
    """Return the ticket of a question that a person's page has named: nobody else's page can speak of it."""
    return f"{asker_id}-{named}"


def asked_of_worker(
    task: str, question: Ticketed, kind: type[AnswerT], *, within: float | None = None, is_heard_of: bool = False
) -> AnswerT:
    """
    Return what a worker answers in that task. Raises NoAnswerError like `ask`, after `within` seconds if given.

    The question of a page that `is_heard_of` ends where that does not say that it still waits (`still_waits`).
    """
    seconds = settings.PREVIEW_SECONDS if within is None else within
    server = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=seconds + live.REDIS_TIMEOUT_SECONDS)
    try:
        waits = min(seconds, HEARD_SECONDS) if is_heard_of else seconds
        server.zadd(WAITING, {question.ticket: time.time() + waits})
        sent = msgspec.to_builtins(question)
        signature(task, args=(sent,), immutable=True).apply_async(retry=False, expires=seconds)
        found = server.blpop([_answer(question.ticket)], timeout=seconds)
    except (redis.RedisError, BrokerError) as error:
        raise NoAnswerError(str(error)) from error
    finally:
        _forget(question.ticket)
        server.close()
    if found is None:
        raise NoAnswerError(f"no answer within {seconds} s")
    if found[1] == NO_ANSWER:
        raise NoAnswerError("whoever asked has gone")
    return msgspec.json.decode(found[1], type=kind)


def put_answer(question: Ticketed, answer: object) -> None:
    """Give the answer to whoever waits for it."""
    pipeline = live.server().pipeline(transaction=False)
    pipeline.rpush(_answer(question.ticket), msgspec.json.encode(answer))
    pipeline.expire(_answer(question.ticket), KEPT_SECONDS)
    pipeline.execute()


def begin(question: Ticketed) -> bool:
    """Take up a question, and say so to who asks how it stands; False where nobody waits for it any more."""
    if not _is_waited_for(question.ticket):
        return False
    live.server().set(_begun(question.ticket), 1, ex=KEPT_SECONDS)
    return True


def still_waits(ticket: str) -> bool:
    """Note that whoever asked still waits, unless the question is over; return whether a worker has taken it up."""
    server = live.server()
    server.zadd(WAITING, {ticket: time.time() + HEARD_SECONDS}, xx=True)
    return bool(server.exists(_begun(ticket)))


def take_back(ticket: str) -> None:
    """End a question: a worker drops it, and the process that waits for the answer is told that there is none."""
    server = live.server()
    if server.zrem(WAITING, ticket):
        pipeline = server.pipeline(transaction=False)
        pipeline.rpush(_answer(ticket), NO_ANSWER)
        pipeline.expire(_answer(ticket), KEPT_SECONDS)
        pipeline.execute()


def somebody_waits(besides: Ticketed | None = None) -> bool:
    """Whether somebody waits for another answer; one who was killed is taken to wait until the time is over."""
    try:
        waiting = live.server().zrangebyscore(WAITING, time.time(), "+inf")
    except redis.RedisError:
        return False
    own = besides.ticket.encode() if besides else b""
    return any(ticket != own for ticket in waiting)


def while_waited_for(question: Ticketed) -> Callable[[], bool]:
    """Return what is asked while an answer is worked out. It raises NobodyWaits once nobody waits for it."""

    def stop() -> bool:
        if not _is_waited_for(question.ticket):
            raise NobodyWaits
        return False

    return at_most_every(LOOK_SECONDS, stop)


def others_wait(question: Ticketed) -> Callable[[], bool]:
    """Return what says, asked while an answer is worked out, whether somebody waits for another one."""
    return at_most_every(LOOK_SECONDS, partial(somebody_waits, besides=question))


def _is_waited_for(ticket: str) -> bool:
    until = live.server().zscore(WAITING, ticket)
    return until is not None and until >= time.time()


def _forget(ticket: str) -> None:
    try:
        pipeline = live.server().pipeline(transaction=False)
        pipeline.zrem(WAITING, ticket)
        pipeline.zremrangebyscore(WAITING, "-inf", time.time())
        pipeline.execute()
    except redis.RedisError as error:
        logger.warning("a question that is over is not taken back: %s", error)


def _answer(ticket: str) -> str:
    return f"lockstep:answer:{ticket}"


def _begun(ticket: str) -> str:
    return f"lockstep:begun:{ticket}"
