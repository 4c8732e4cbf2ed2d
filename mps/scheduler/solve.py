"""One frozen problem in, one result out: split it, plan the parts, improve them, put them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mps.scheduler.assemble import plan_of
from mps.scheduler.attempt import Planned, first_plan
from mps.scheduler.budget import Limits, Watch, collector_paused
from mps.scheduler.columns import index_of
from mps.scheduler.earlier import with_earlier_lots
from mps.scheduler.improve import improved
from mps.scheduler.improve_lots import with_better_lots
from mps.scheduler.keep_lots import unlimited, within_budget
from mps.scheduler.merge import PlannedPart, merge
from mps.scheduler.parts import split
from mps.scheduler.plan import Outcome, Refused, Result
from mps.scheduler.problem import PlanningProblem

__all__ = ["Limits", "solve"]


def solve(
    problem: PlanningProblem,
    *,
    limits: Limits | None = None,
    stop: Callable[[], bool],
    timer: Callable[[], float],
) -> Result:
    """
    Return the cheapest of a few constructed plans; late and unmet lines are always allowed, at their price.

    Where the limits give seconds, its free lots are sized by `lotsizing` (`Result.lot_bound`).

    `stop` and `timer` (seconds, of any origin) must be cheap: they are asked for every item. Once they say so, the
    best plan so far is returned with the outcome STOPPED or TIME_LIMIT. The first plan is always finished. The
    result's `bound` is below the lateness and overtime cost of every plan (0 where the LP was not needed or not
    solved); it knows nothing of set-ups, stock and changes, so the outcome is never OPTIMAL.
    """
    watch = Watch(limits or Limits(), stop, timer)
    with collector_paused():
        index = index_of(problem)
        planned = [first_plan(part, watch) for part in split(index)]
        in_time = [with_earlier_lots(improved(one, watch), watch) for one in planned]
        better = with_better_lots(in_time, watch)
        result = result_of(within_budget(index.problem, index.accepted, better, watch), index.accepted.refused, watch)
        return replace(result, unlimited=unlimited(index.problem, index.accepted, better))


def result_of(planned: Sequence[Planned], refused: tuple[Refused, ...], watch: Watch) -> Result:
    """Put the plans of all parts together."""
    whole = merge(
        [
            PlannedPart(one.part, one.network.index.accepted, one.best.columns, one.best.lots, one.best.cost)
            for one in planned
        ]
    )
    return Result(
        outcome=Outcome.STOPPED if watch.stopped else Outcome.TIME_LIMIT if watch.timed_out else Outcome.FEASIBLE,
        plan=plan_of(whole.columns, whole.lots, whole.items, whole.work_centers),
        cost=whole.cost,
        bound=sum(one.bound for one in planned),
        seconds=watch.seconds,
        steps=watch.steps,
        refused=refused,
        lot_bound=sum(one.lot_bound for one in planned),
    )
