"""Planning what was read; where a promise would be late that the last plan keeps, from that plan's very minutes."""

from __future__ import annotations

from collections.abc import Callable

from mps import snapshot
from mps.scheduler.budget import Limits
from mps.scheduler.last_plan import late_in
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner, Together


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
    that the last plan kept, that is read, and the plan made again with it.
    """
    result = planner.plan(read.problem, limits=limits, stop=stop, timer=timer, together=together)
    if result.cost.late_promised <= 0:
        return read, result
    known = snapshot.with_last_minutes(read)
    if known is read or set(late_in(read.problem, result.plan)) <= set(known.problem.previous_late):
        return read, result
    return known, planner.plan(known.problem, limits=limits, stop=stop, timer=timer, together=together)
