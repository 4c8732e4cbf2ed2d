"""Planning what was read; from the last plan's very minutes where plans made anew would be worse than that plan."""

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

    Most plans need not know what every lot of the last one did when. It is read, and the plan made again in what time
    is left, where a promise would be late that the last plan kept, or lots that wait for each other are late. Where
    that is known beforehand, or a change budget asks for a calm plan, it is read at once.
    """
    if read.problem.change_budget or planner.needs_last_minutes:
        read = snapshot.with_last_minutes(read)
    began = timer()
    result = planner.plan(read.problem, limits=limits, stop=stop, timer=timer, together=together)
    if not _may_be_better(planner, result):
        return read, result
    known = snapshot.with_last_minutes(read)
    if known is read or not _is_worth_reading(planner, read.problem, result, known.problem.previous_late):
        return read, result
    left = limits.seconds if limits.seconds is None else max(0.0, limits.seconds - (timer() - began))
    limits = replace(limits, seconds=left)
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
    at_once = problem.change_budget or planner.needs_last_minutes
    published = known if at_once else replace(known, previous_minutes=(), previous_late=())
    result = planner.plan(published, limits=Limits(seconds=seconds), stop=stop, timer=timer)
    if published is known or not _is_worth_reading(planner, problem, result, known.previous_late):
        return published, result
    return known, planner.plan(known, limits=Limits(seconds=until - timer()), stop=stop, timer=timer)


def _may_be_better(planner: Planner, result: Result) -> bool:
    """Whether the last plan's minutes can matter at all."""
    return result.cost.late_promised > 0 or planner.needs_last_minutes


def _is_worth_reading(planner: Planner, problem: PlanningProblem, result: Result, late: Iterable[str]) -> bool:
    """Whether the last plan may have known better; `late` are the promises that it did not keep."""
    return planner.needs_last_minutes or _breaks(problem, result, late)


def _breaks(problem: PlanningProblem, result: Result, late: Iterable[str]) -> bool:
    """Whether a plan is late with a promise that the last one kept; `late` are those that it did not keep."""
    return result.cost.late_promised > 0 and not set(late_in(problem, result.plan)) <= set(late)
