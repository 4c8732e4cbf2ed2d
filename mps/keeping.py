"""Planning what was read; where a promise would be late that the last plan keeps, from that plan's very minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from mps import snapshot
from mps.scheduler.budget import Limits
from mps.scheduler.last_plan import followed_by, late_in
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner, Together
from mps.scheduler.problem import PlanningProblem


def planned(
    planner: Planner,
    read: snapshot.Snapshot,
    *,
    limits: Limits,
    stop: Callable[[], bool],
    timer: Callable[[], float],
    together: Together | None = None,
) -> tuple[snapshot.Snapshot, Result]:
    """
    Return a site's plan, and what it was made from.

    Most plans keep all promises, and need not know what every lot of the last one did when. Where one breaks a promise
    that the last plan kept, that is read, and the plan made again with it; where a change budget asks for a calm plan,
    it is read at once.
    """
    if read.problem.change_budget:  # a calm plan begins with the last one as it was
        read = snapshot.with_last_minutes(read)
    result = planner.plan(read.problem, limits=limits, stop=stop, timer=timer, together=together)
    if result.cost.late_promised <= 0:
        return read, result
    known = snapshot.with_last_minutes(read)
    if known is read or read.problem.previous_minutes or not _breaks(read.problem, result, known.problem.previous_late):
        return read, result
    return known, planner.plan(known.problem, limits=limits, stop=stop, timer=timer, together=together)


def planned_after(
    planner: Planner,
    problem: PlanningProblem,
    last: Result,
    *,
    seconds: float,
    stop: Callable[[], bool],
    timer: Callable[[], float],
) -> tuple[PlanningProblem, Result]:
    """
    Return what would follow a plan of a problem that is not published, and what it was made from.

    The minutes of that plan are known here as they would be read, and as seldom: see `planned`.
    """
    until = timer() + seconds
    known = followed_by(problem, last.plan)
    published = known if problem.change_budget else replace(known, previous_minutes=(), previous_late=())
    result = planner.plan(published, limits=Limits(seconds=seconds), stop=stop, timer=timer)
    if published is known or not _breaks(problem, result, known.previous_late):
        return published, result
    return known, planner.plan(known, limits=Limits(seconds=until - timer()), stop=stop, timer=timer)


def _breaks(problem: PlanningProblem, result: Result, late: Iterable[str]) -> bool:
    """Whether a plan is late with a promise that the last one kept; `late` are those that it did not keep."""
    return result.cost.late_promised > 0 and not set(late_in(problem, result.plan)) <= set(late)
