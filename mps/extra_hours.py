"""
What one more hour is worth, in a worker: the problem of a published plan, planned again with it, week by week.

Each answer comes after some seconds with the weeks planned so far; they are remembered, so that the next goes on there.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable

from django.conf import settings

from mps import remembered
from mps.extra_hour_question import Hour, HourAnswer, HourQuestion
from mps.models import Plan, PlanDetail
from mps.queries import load
from mps.scheduler import problem as problems
from mps.scheduler.budget import Limits
from mps.scheduler.one_more_hour import Days, Figures, Known, Worth, worths

# No other week is begun after that: whoever waits sees how far it has come.
ROUND_SECONDS = 5.0
# As thorough as a plan that was improved in the background, but for the sizes of its lots, which time decides.
LIMITS = Limits(lot_rounds=0)
PAID = ("overtime", "setup", "holding")


def answer_to(question: HourQuestion, *, stop: Callable[[], bool]) -> HourAnswer:
    """Return where an hour would help; `stop` is asked while that is worked out, and may raise. Changes nothing."""
    detail = PlanDetail.objects.select_related("plan").filter(pk=question.plan_id).first()
    if detail is None:
        return HourAnswer()
    stored, began = zlib.decompress(bytes(detail.problem)), time.monotonic()
    key = remembered.of_problem("hours", stored, question.plan_id)
    problem = problems.from_bytes(stored)
    horizon = problem.horizon
    columns = load.weeks_of(detail.plan.bucket_starts, horizon.date_of(horizon.day_count))
    weeks = [(horizon.day_of(one.first), min(horizon.day_of(one.last), horizon.day_count - 1)) for one in columns]
    found = worths(
        problem, weeks, most=question.most, published=_published(detail.plan), limits=LIMITS,
        stop=lambda: stop() or time.monotonic() >= began + settings.HOUR_SECONDS,
        pause=lambda: time.monotonic() >= began + ROUND_SECONDS,
        timer=time.monotonic, known=remembered.load(key, Known),
    )  # fmt: skip
    if found.known:
        remembered.keep(key, found.known)
    hours = tuple(_hour(row, weeks) for row in found.rows)
    planned = sum(row.saved is not None for row in found.rows)
    possible = len(found.known.rows) if found.known else len(found.rows)
    return HourAnswer(hours, found.without.late_lines, found.finished, planned, possible)


def _published(plan: Plan) -> Figures:
    paid = sum(plan.cost[term] for term in PAID)
    late = int(plan.kpis["late"]) + int(plan.kpis["not_planned"])
    return Figures(late, sum(plan.cost.values()) - paid, paid)


def _hour(row: Worth, weeks: list[Days]) -> Hour:
    week = weeks.index(row.week)
    if row.saved is None:
        return Hour(row.work_center, week, row.guess)
    return Hour(row.work_center, week, row.guess, True, row.saved.late_lines, row.saved.weight, row.saved.paid)
