"""Planning what was read; where a promise would be late that the last plan keeps, from that plan's very minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mps import snapshot
from mps.scheduler.budget import Limits
from mps.scheduler.from_last_plan import planned_from_last
from mps.scheduler.last_plan import followed_by
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
    """Return a site's plan, and what it was made from: the last plan's minutes are read where they are needed."""

    def known() -> PlanningProblem:
        return snapshot.with_last_minutes(read).problem

    made_of, result = planned_from_last(
        planner, read.problem, known, limits=limits, stop=stop, timer=timer, together=together
    )
    return read if made_of is read.problem else replace(read, problem=made_of), result


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
    known = followed_by(problem, last.plan)
    without = replace(known, previous_minutes=(), previous_late=())
    until = timer() + seconds
    return planned_from_last(
        planner, without, lambda: known, limits=Limits(seconds=seconds), stop=stop, timer=timer,
        again=lambda: Limits(seconds=until - timer()),
    )  # fmt: skip
