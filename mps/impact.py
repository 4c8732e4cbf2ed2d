"""
What a change would do to everyone, before anyone saves it: a dry run of the plan with the change, in a worker.

The change is written by the function that saves changes, read by the snapshot that a planning run reads, and undone. It
is then planned by a copy of this process's warm planner, so that neither the site nor what is kept of it is touched. A
process that has not planned the site begins cold and keeps what it learns: the first answer takes longer. It compares
with the published plan all the same, also where another process has improved that plan since.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import OperationalError
from django.utils import translation

from company.models import User
from mps import settling, snapshot
from mps.models import Plan, PlanLoad, SitePlanning
from mps.publish.fates import LATE, NOT_PLANNED, fates_of
from mps.questions import Answer, Impact, Moved, Question
from mps.scheduler.check import check
from mps.scheduler.plan import Cost, Result
from orders import changes, decisions
from orders.changes import AnswerKind, LineAnswer, LineChange
from orders.models import LineOutlook, OrderLine, OutlookStatus
from orders.visible import visible_to

logger = logging.getLogger(__name__)

TRIED = "tried out"
MISSED = (OutlookStatus.LATE, OutlookStatus.NOT_PLANNED)


RETRIES = 3
SERIALIZATION_FAILURE = "40001"


@dataclass(frozen=True, slots=True)
class Move:
    """When a line leaves by the published plan, and when it would; `breaks`: its promise, kept until now."""

    before: date | None
    after: date | None
    breaks: bool


def answer_to(question: Question, *, stop: Callable[[], bool]) -> Answer:
    """Return what a change would do, for the person who asks and in their language. Changes nothing."""
    by = User.objects.get(pk=question.user_id)
    with translation.override(question.language):
        # A reason that a fence would ask for is given once the change is made.
        change = LineChange(question.line_id, None, question.values, TRIED)
        search = settling.thoroughly(question, stop) if question.thorough else None
        return preview(question.site_id, change, by, approved=question.approved, stop=stop, search=search)


def preview(
    site_id: int, change: LineChange, by: User, *, approved: int | None = None, stop: Callable[[], bool],
    search: settling.Search | None = None,
) -> Answer:  # fmt: skip
    """
    Return what would become of a change of a line of the site, and its impact; of the request `approved`, if one is.

    Without a `search` it is brief.

    Changes nothing. Raises OperationalError where others change the same line again and again.
    """
    plan = SitePlanning.objects.select_related("current_plan").get(pk=site_id).current_plan
    if plan is None:
        return Answer(no_plan=True)
    read, tried = _as_if(site_id, change, by, approved)
    answer = Answer(tried.kind.value, tried.rule, dict(tried.reasons))
    if read is None:
        return answer
    search = search or settling.briefly(stop)
    found = settling.settled(read, search=search, stop=stop)
    impact = impact_of(found.read, found.result, plan, change.line_id, by)
    return replace(answer, impact=replace(impact, may_improve=found.may_improve))


def _as_if(
    site_id: int, change: LineChange, by: User, approved: int | None
) -> tuple[snapshot.Snapshot | None, LineAnswer]:
    """Return the inputs as they would be; tried again where somebody saves the same line at that moment."""
    answers: list[LineAnswer] = []

    def write() -> bool:
        answers.append(changes.try_out(change, by) if approved is None else _approved(change.line_id, approved, by))
        return answers[-1].kind not in changes.HOLDS_UP

    return read_as_if(site_id, write), answers[-1]


def read_as_if(site_id: int, write: Callable[[], bool]) -> snapshot.Snapshot | None:
    """Return `snapshot.load_as_if`, tried again where somebody saves the same lines at that moment."""
    for left in reversed(range(RETRIES)):
        try:
            return snapshot.load_as_if(site_id, write)
        except OperationalError as error:
            if not left or getattr(error.__cause__, "pgcode", "") != SERIALIZATION_FAILURE:
                raise
            logger.info("a line of site %d was saved while its change was tried out; trying again", site_id)
    raise AssertionError("the last attempt returns or raises")


def _approved(line_id: int, change_id: int, by: User) -> LineAnswer:
    try:
        decisions.approve(change_id=change_id, by=by)
    except decisions.ChangeRefused as refusal:
        return LineAnswer(line_id, AnswerKind.REFUSED, reasons={"change_request": str(refusal)})
    return LineAnswer(line_id, AnswerKind.SAVED)


def impact_of(read: snapshot.Snapshot, result: Result, plan: Plan, changed: int, by: User) -> Impact:
    """Return how a plan of these inputs differs from the published one, for `by`: of lines of others only numbers."""
    after, moves = moves_of(read, result)
    own = moves.pop(changed, None)
    seen = visible_to(by).filter(pk__in=moves).select_related("order__customer", "item").order_by("pk")
    moved = [_named(line, moves.pop(line.pk)) for line in seen]
    return Impact(
        plan_id=plan.pk,
        revision=read.revision,
        planned_revision=plan.revision,
        planned_date_before=own.before if own else after.get(changed),
        planned_date=after.get(changed),
        breaks=own is not None and own.breaks,
        moved=tuple(sorted(moved, key=_hurt)),
        others_moved=len(moves),
        others_broken=sum(move.breaks for move in moves.values()),
        overtime_minutes_before=sum(
            sum(minutes) for minutes in PlanLoad.objects.filter(plan=plan).values_list("overtime_minutes", flat=True)
        ),
        overtime_minutes=sum(sum(minutes) for minutes in result.plan.bought_overtime.values()),
        cost_before=Cost(**plan.cost),
        cost=result.cost,
    )


def _named(line: OrderLine, move: Move) -> Moved:
    return Moved(
        line.pk, str(line), str(line.order.customer), line.item.code, move.before, move.after, breaks=move.breaks
    )


def _hurt(move: Moved) -> tuple[bool, float]:
    """Broken promises first, then what moves furthest."""
    days = math.inf if move.days is None else abs(move.days)
    return not move.breaks, -days


def moves_of(
    read: snapshot.Snapshot, result: Result, known: Iterable[tuple[int, date | None, bool]] | None = None
) -> tuple[dict[int, date | None], dict[int, Move]]:
    """
    Return each line's planned date, and what moves against the published plan, both by line.

    `known` is what another plan says of lines: the day, and whether that is too late.
    """
    fates, horizon = fates_of(read, check(read.problem, result).columns), read.problem.horizon
    ids = read.lines.line_ids.tolist()
    rows = zip(ids, fates.planned.tolist(), fates.planned_days.tolist(), strict=True)
    after = {line: horizon.date_of(day) if planned else None for line, planned, day in rows}
    missed = dict(zip(ids, [status in (LATE, NOT_PLANNED) for status in fates.statuses.tolist()], strict=True))
    if known is None:
        outlooks = LineOutlook.objects.filter(line__site_id=read.site_id)
        rows_known = outlooks.values_list("line_id", "planned_date", "status")
        known = ((line, before, status in MISSED) for line, before, status in rows_known)
    return after, {
        line: Move(before, after[line], missed[line] and not was_missed)
        for line, before, was_missed in known
        if line in after and before != after[line]
    }
