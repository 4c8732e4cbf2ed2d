"""
What a change would do to everyone, before anyone saves it: a dry run of the plan with the change, in a worker.

The change is written by the function that saves changes, read by the snapshot that a planning run reads, and undone. It
is then planned by a copy of this process's warm planner, so that neither the site nor what is kept of it is touched. A
process that has not planned the site begins cold: it takes longer, and compares with the published plan all the same,
also where that plan has been improved since.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from company.models import User
from mps import run, snapshot
from mps.models import Plan, SitePlanning
from mps.publish.fates import LATE, NOT_PLANNED, fates_of
from mps.scheduler.budget import SOON, collector_paused
from mps.scheduler.check import check
from mps.scheduler.plan import Cost, Result
from orders import changes
from orders.changes import LineAnswer, LineChange
from orders.models import LineOutlook, OutlookStatus
from orders.visible import visible_to

MISSED = (OutlookStatus.LATE, OutlookStatus.NOT_PLANNED)


class NoPlanError(Exception):
    """The site has no plan that a change could be compared with."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A line that would leave on another day; None: not within the horizon. `breaks`: its promise, kept until now."""

    line_id: int
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

    `planned_date` is the changed line's own. `moved` are the other lines that the asker may see; of those of others
    there are numbers only. `overtime_minutes` is what would be bought in all.
    """

    plan_id: int
    revision: int
    planned_revision: int
    planned_date: date | None
    moved: tuple[Moved, ...]
    others_moved: int
    others_broken: int
    overtime_minutes: float
    cost_before: Cost
    cost_after: Cost


def preview(
    site_id: int, change: LineChange, by: User, *, stop: Callable[[], bool]
) -> tuple[LineAnswer, Impact | None]:
    """
    Return what would become of a change of a line of the site, and its impact; None where it would be held up.

    Changes nothing. Raises NoPlanError, and what `snapshot.load_as_if` raises.
    """
    answers: list[LineAnswer] = []

    def write() -> bool:
        answers.append(changes.try_out(change, by))
        return answers[0].kind not in changes.HOLDS_UP

    plan = SitePlanning.objects.select_related("current_plan").get(pk=site_id).current_plan
    if plan is None:
        raise NoPlanError(site_id)
    read = snapshot.load_as_if(site_id, write)
    if read is None:
        return answers[0], None
    with collector_paused():
        limits = replace(SOON, seconds=settings.FIRST_SECONDS)
        planner = run.copy_of_planner(site_id)
        result = planner.plan(read.problem, limits=limits, stop=stop, timer=time.monotonic)
    return answers[0], _impact(read, result, plan, change.line_id, by)


def _impact(read: snapshot.Snapshot, result: Result, plan: Plan, changed: int, by: User) -> Impact:
    after, moved = _moves(read, result)
    others = [one for one in moved if one.line_id != changed]
    seen = set(visible_to(by).filter(pk__in=[one.line_id for one in others]).values_list("pk", flat=True))
    hidden = [one for one in others if one.line_id not in seen]
    return Impact(
        plan_id=plan.pk,
        revision=read.revision,
        planned_revision=plan.revision,
        planned_date=after.get(changed),
        moved=tuple([one for one in others if one.line_id in seen]),
        others_moved=len(hidden),
        others_broken=sum(one.breaks for one in hidden),
        overtime_minutes=sum(sum(minutes) for minutes in result.plan.bought_overtime.values()),
        cost_before=Cost(**plan.cost),
        cost_after=result.cost,
    )


def _moves(read: snapshot.Snapshot, result: Result) -> tuple[dict[int, date | None], list[Moved]]:
    """Return each line's planned date, and the lines whose date is not that of the published plan."""
    fates, horizon = fates_of(read, check(read.problem, result).columns), read.problem.horizon
    ids = read.lines.line_ids.tolist()
    rows = zip(ids, fates.planned.tolist(), fates.planned_days.tolist(), strict=True)
    after = {line: horizon.date_of(day) if planned else None for line, planned, day in rows}
    missed = dict(zip(ids, [status in (LATE, NOT_PLANNED) for status in fates.statuses.tolist()], strict=True))
    known = LineOutlook.objects.filter(line__site_id=read.site_id).values_list("line_id", "planned_date", "status")
    return after, [
        Moved(line, before, after[line], breaks=missed[line] and status not in MISSED)
        for line, before, status in known
        if line in after and before != after[line]
    ]
