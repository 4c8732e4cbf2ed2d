"""Planning with the last plan's minutes at hand, which are asked for only where a promise is late."""

from __future__ import annotations

from collections.abc import Callable

from mps.scheduler.budget import Limits
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
    again: Callable[[], Limits] | None = None,
) -> tuple[PlanningProblem, Result]:
    """
    Return a plan, and what it was made from: the problem, or what is `known` with the minutes of the last plan's lots.

    Most plans keep all promises, and need not know what every lot of the last one did when. Where one does not, that
    is asked for, and the plan made again with it (`again`: its limits, else the same); where the planner's last plan
    did not, or a change budget asks for a calm plan, it is asked for at once. So a small change stays small where
    everything hangs together for something is late: docs/decisions/0049-from-the-last-plan-where-something-is-late.md.
    """
    if problem.change_budget or planner.was_late:
        problem = known()
    result = planner.plan(problem, limits=limits, stop=stop, timer=timer, together=together)
    if problem.previous_minutes or result.cost.late_promised <= 0:
        return problem, result
    with_minutes = known()
    if with_minutes is problem:
        return problem, result
    limits = again() if again else limits
    return with_minutes, planner.plan(with_minutes, limits=limits, stop=stop, timer=timer, together=together)
