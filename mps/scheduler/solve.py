"""One frozen problem in, one result out: prepare, construct, take the promise LP's advice, construct again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mps.scheduler.assemble import columns_of_draft, lots_of, plan_of
from mps.scheduler.budget import Limits, OutOfTime, Watch
from mps.scheduler.columns import Columns, Index
from mps.scheduler.construct import Guidance, construct, unguided
from mps.scheduler.cost import cost_of
from mps.scheduler.network import Network, network_of
from mps.scheduler.plan import Cost, Lot, Outcome, Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.promise_lp import Advice, advise
from mps.scheduler.validate import accept

__all__ = ["Limits", "solve"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A plan in columns, with its lots and its cost."""

    columns: Columns
    lots: tuple[Lot, ...]
    cost: Cost

    @property
    def late(self) -> float:
        """What lateness costs."""
        return self.cost.late_promised + self.cost.late_orders + self.cost.late_forecast


def solve(
    problem: PlanningProblem,
    *,
    limits: Limits | None = None,
    stop: Callable[[], bool],
    timer: Callable[[], float],
) -> Result:
    """
    Return the cheapest of a few constructed plans; late and unmet lines are always allowed, at their price.

    `stop` and `timer` (seconds, of any origin) must be cheap: they are asked for every item. Once they say so, the
    best plan so far is returned with the outcome STOPPED or TIME_LIMIT. The first plan is always finished. The
    result's `bound` is below the lateness and overtime cost of every plan (0 where the LP was not needed or not
    solved); it knows nothing of set-ups, stock and changes, so the outcome is never OPTIMAL.
    """
    watch = Watch(limits or Limits(), stop, timer)
    index = Index(problem, accept(problem))
    watch.count(1)
    network = network_of(index)
    watch.count(1)
    best, bound = _attempt(network, unguided(network), watch.count), 0.0
    if best.late > 0 and not watch.over and watch.limits.rounds > 1:
        advice = advise(network, best.columns)
        bound = advice.bound if advice else 0.0
        watch.count(advice.iterations if advice else 0)
        best = _improved(best, network, _guidances(network, advice)[: watch.limits.rounds - 1], watch)
    outcome = Outcome.STOPPED if watch.stopped else Outcome.TIME_LIMIT if watch.timed_out else Outcome.FEASIBLE
    plan = plan_of(best.columns, best.lots, network)
    return Result(outcome, plan, best.cost, bound, watch.seconds, watch.steps, index.accepted.refused)


def _improved(best: Attempt, network: Network, guidances: tuple[Guidance, ...], watch: Watch) -> Attempt:
    """Return the cheapest plan; stop where nothing is late any more, or time is up."""
    try:
        for guidance in guidances:
            if best.late > 0:
                attempt = _attempt(network, guidance, watch.count_or_quit)
                best = min(best, attempt, key=lambda one: one.cost.total)
    except OutOfTime:
        return best
    return best


def _attempt(network: Network, guidance: Guidance, count: Callable[[int], None]) -> Attempt:
    columns = columns_of_draft(construct(network, guidance, count), count)
    count(1)
    lots = lots_of(columns, network)
    count(1)
    return Attempt(columns, lots, cost_of(network.index, columns, lots))


def _guidances(network: Network, advice: Advice | None) -> tuple[Guidance, ...]:
    """Return what to try next, best first: overtime for what is late, for everything, where the LP buys it."""
    plain, overtime = unguided(network), network.index.overtime_minutes
    if advice is None:
        return replace(plain, overtime=overtime), replace(plain, extra=overtime)
    as_bought = replace(plain, overtime=advice.overtime, last=advice.last)
    if advice.last.any() and not advice.overtime.any():
        return (as_bought,)  # giving lines up is cheaper than any overtime
    late = replace(plain, overtime=overtime, last=advice.last)
    return late, replace(plain, extra=overtime, last=advice.last), as_bought
