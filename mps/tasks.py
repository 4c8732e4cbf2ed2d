"""Celery tasks: just other interfaces. Load, call one function, and never be the only way that something happens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import msgspec
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from company import once, sites
from company.statements import all_rows
from mps import (
    calm_prices,
    calm_question,
    extra_hour_question,
    extra_hours,
    heartbeats,
    impact,
    lease,
    live,
    questions,
    repair_question,
    repairs,
    retention,
    run,
    rush,
    rush_question,
    scenario_planning,
    scenarios,
    spread,
    steering_check,
    steering_question,
)
from orders.promises import book

logger = logging.getLogger(__name__)

AskedT = TypeVar("AskedT", bound=questions.Ticketed, contravariant=True)

GO_ON_AFTER_SECONDS = 2
GO_ON_WITHIN_SECONDS = 60
MORE_ROUNDS = 4
# Why tasks need the rows of every customer.
PLANS_SITES = "a plan is made of all orders of its site"
FORETELLS = "what a change does is found by planning all orders; the answer names those of the asker only"


@shared_task(name="mps.replan")
@all_rows(PLANS_SITES)
def replan(site_id: int, **_newer: Any) -> None:
    """
    Plan a site, then look for a better plan while nobody changes anything.

    The message carries no data: which revision is planned is read when the work begins.
    """
    try:
        _tell(site_id, run.replan(site_id))
        _improve(site_id)
    except Exception:
        # The top of a worker: the run's row has the error, and the dispatcher asks again when the next attempt is due.
        logger.exception("planning run failed", extra={"site": site_id})


@shared_task(name="mps.improve")
@all_rows(PLANS_SITES)
def improve(site_id: int, rounds: int = 0, **_newer: Any) -> None:
    """Go on looking for a better plan, where a question was in the way, or time was up in so many rounds."""
    try:
        _improve(site_id, rounds)
    except Exception:
        logger.exception("planning run failed", extra={"site": site_id})


@shared_task(name=questions.TASK)
@all_rows(FORETELLS)
def preview(question: dict[str, Any], **_newer: Any) -> None:
    """Answer what a change would do. A failure is logged; who asked hears that there is no answer."""
    asked = msgspec.convert(question, questions.Question)
    _answer(asked, impact.answer_to, about=f"what a change of line {asked.line_id} would do")


@shared_task(name=rush_question.TASK)
@all_rows(FORETELLS)
def foretell_rush(question: dict[str, Any], **_newer: Any) -> None:
    """Answer what a rush order would do, in three ways. A failure is logged; who asked hears of no answer."""
    asked = msgspec.convert(question, rush_question.RushQuestion)
    _answer(asked, rush.answer_to, about=f"what a rush order of {asked.item} would do")


@shared_task(name=repair_question.TASK)
@all_rows(FORETELLS)
def foretell_repairs(question: dict[str, Any], **_newer: Any) -> None:
    """Answer why a line is late and what would help. A failure is logged; who asked hears of no answer."""
    asked = msgspec.convert(question, repair_question.RepairQuestion)
    _answer(asked, repairs.answer_to, about=f"the ways out of line {asked.line_id}")


@shared_task(name=steering_question.TASK)
@all_rows(FORETELLS)
def check_steering(question: dict[str, Any], **_newer: Any) -> None:
    """Answer what a draft of the master schedule would do. A failure is logged; who asked hears of no answer."""
    asked = msgspec.convert(question, steering_question.CheckQuestion)
    _answer(asked, steering_check.answer_to, about=f"what a draft of site {asked.site_id} would do")


@shared_task(name=scenarios.TASK)
@all_rows(FORETELLS)
def plan_scenario(scenario_id: int, **_newer: Any) -> None:
    """Plan a scenario that somebody waits for. A failure is logged; beat asks again, a few times."""
    try:
        scenario_planning.plan(scenario_id, stop=lambda: False)
    except Exception:
        logger.exception("planning a scenario failed", extra={"scenario": scenario_id})


@shared_task(name=calm_question.TASK)
@all_rows(FORETELLS)
def price_of_calm(question: dict[str, Any], **_newer: Any) -> None:
    """Answer what a change budget costs. A failure is logged; who asked hears of no answer."""
    asked = msgspec.convert(question, calm_question.CalmQuestion)
    _answer(asked, calm_prices.answer_to, about=f"what calm costs plan {asked.plan_id}")


@shared_task(name=extra_hour_question.TASK)
@all_rows(FORETELLS)
def worth_of_hours(question: dict[str, Any], **_newer: Any) -> None:
    """Answer what one more hour would save. A failure is logged; who asked hears of no answer."""
    asked = msgspec.convert(question, extra_hour_question.HourQuestion)
    _answer(asked, extra_hours.answer_to, about=f"one more hour in plan {asked.plan_id}")


class _AnswerTo(Protocol[AskedT]):
    """A function that works out the answer to a question of its kind."""

    def __call__(self, question: AskedT, *, stop: Callable[[], bool]) -> object: ...


def _answer(asked: AskedT, answer_to: _AnswerTo[AskedT], *, about: str) -> None:
    """Answer a question, unless whoever asked has stopped waiting."""
    try:
        if not questions.begin(asked):
            raise questions.NobodyWaits
        questions.put_answer(asked, answer_to(asked, stop=questions.while_waited_for(asked)))
    except questions.NobodyWaits:
        logger.info("nobody waits any more for %s", about)


def _improve(site_id: int, rounds: int = 0) -> None:
    _tell(site_id, run.improve(site_id))
    in_the_way = questions.somebody_waits()
    # On a busy machine a search gets little done in its seconds. Others have this worker in between.
    if in_the_way or (rounds < MORE_ROUNDS and run.can_go_on(site_id)):
        # A moment later: who asks "what if" once often asks again.
        improve.apply_async(
            (site_id, rounds if in_the_way else rounds + 1),
            retry=False, countdown=GO_ON_AFTER_SECONDS, expires=GO_ON_WITHIN_SECONDS,
        )  # fmt: skip


def _tell(site_id: int, plan_id: int | None) -> None:
    if plan_id is not None:
        live.tell_plan(site_id)
        live.wake_dispatcher()


@shared_task(name=spread.TASK)
def plan_chunk(run_token: str, digest: str, **_newer: Any) -> None:
    """
    Plan a chunk of a large problem for the run that asks for it.

    The message carries no data. A failure is the run's to see: it plans the chunk itself.
    """
    spread.help_out(run_token, digest)


@shared_task(name="mps.dispatch")
def dispatch(**_newer: Any) -> None:
    """Look for sites whose plan is behind: beat's second pair of eyes beside the dispatcher."""
    heartbeats.beat("beat")
    heartbeats.beat("worker")
    send_due()
    for site_id in run.rested():
        improve.apply_async((site_id, MORE_ROUNDS), retry=False, expires=GO_ON_WITHIN_SECONDS)
    for scenario_id in scenario_planning.waiting_ids():
        scenarios.send(scenario_id)


@shared_task(name="mps.prune_plans")
@all_rows("forgets what is old, whosever it is")
def prune_plans(**_newer: Any) -> None:
    """Let old plans keep problem, hash and KPIs only, and forget old answers; planning comes first."""
    once.forget_old(now=timezone.now())
    if not due():
        retention.prune(keep=settings.PLANS_KEPT_IN_FULL)
        retention.forget_moves(older_than=timezone.now() - timedelta(days=settings.PLAN_EFFECT_DAYS))
        retention.forget_scenario_plans(older_than=timezone.now() - timedelta(days=settings.SCENARIO_PLAN_DAYS))


def send_due() -> None:
    """Ask for a plan of every site that is behind."""
    look_after()
    for site_id in due():
        ask(site_id)


def look_after() -> None:
    """Let horizons roll at midnight, let go what was held long enough, and end the sessions of frozen workers."""
    sites.roll_horizons(now=timezone.now())
    with all_rows("a hold ends when its time is over, whosever it is"):
        book.let_go(now=timezone.now())
    lease.end_frozen()


def due() -> list[int]:
    """Return the sites whose plan is behind and whose next attempt is due."""
    return lease.due_site_ids()


def ask(site_id: int) -> None:
    """Ask Celery to plan a site. Losing the message costs one more look."""
    replan.apply_async((site_id,), retry=False, expires=30)
