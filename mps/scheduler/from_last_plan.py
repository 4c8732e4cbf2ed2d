"""Planning with the last plan's minutes at hand, which are asked for only where they can make less late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from mps.scheduler.budget import Limits
from mps.scheduler.last_plan import late_in
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner, Together
from mps.scheduler.problem import PlanningProblem


def planned_from_last(
    planner: Planner,
    problem: PlanningProblem,
    known: Callable[[], PlanningProblem],
    *,
    limits: Limits,
    stop: Callable[[], bool],
    timer: Callable[[], float],
    together: Together | None = None,
) -> tuple[PlanningProblem, Result]:
    """
    Return a plan, and what it was made from: the problem, or what is `known` with the minutes of the last plan's lots.

    Most plans need not know what every lot of the last one did when. It is asked for, and the plan made again in what
    time is left, where a promise would be late that the last plan kept, or lots that wait for each other are late.
    Where that is known beforehand, or a change budget asks for a calm plan, it is asked for at once.
    """
    if problem.change_budget or planner.needs_last_minutes:
        problem = known()
    began = timer()
    result = planner.plan(problem, limits=limits, stop=stop, timer=timer, together=together)
    if problem.previous_minutes or not (result.cost.late_promised > 0 or planner.needs_last_minutes):
        return problem, result
    with_minutes = known()
    worth_it = planner.needs_last_minutes or _breaks(problem, result, with_minutes.previous_late)
    if with_minutes is problem or not worth_it:
        return problem, result
    left = None if limits.seconds is None else max(0.0, limits.seconds - (timer() - began))
    limits = replace(limits, seconds=left)
    return with_minutes, planner.plan(with_minutes, limits=limits, stop=stop, timer=timer, together=together)


def _breaks(problem: PlanningProblem, result: Result, late: Iterable[str]) -> bool:
    """Whether a plan is late with a promise that the last one kept; `late` are those that it did not keep."""
    return result.cost.late_promised > 0 and not set(late_in(problem, result.plan)) <= set(late)
