"""The plan of one part: constructed at once, then better while there is time. Cheapest wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mps.scheduler.acceptance import Crowd, Yielding
from mps.scheduler.assemble import columns_of_draft, lots_of
from mps.scheduler.budget import OutOfTime, Watch
from mps.scheduler.columns import Columns, Index
from mps.scheduler.construct import Draft, Guidance, construct, unguided
from mps.scheduler.cost import cost_of
from mps.scheduler.exact_acceptance import best_yielding
from mps.scheduler.network import Network, network_of
from mps.scheduler.parts import REST, Part
from mps.scheduler.plan import Cost, Lot
from mps.scheduler.promise_lp import Advice, advise


@dataclass(frozen=True, slots=True)
class Attempt:
    """A plan in columns, with its lots and its cost. `certain`: see `construct.Draft`."""

    columns: Columns
    lots: tuple[Lot, ...]
    cost: Cost
    certain: bool

    @property
    def late(self) -> float:
        """What lateness costs."""
        return self.cost.late_promised + self.cost.late_orders + self.cost.late_forecast


@dataclass(frozen=True, slots=True)
class Planned:
    """A part, the best plan so far, and what no plan of it can beat. `finished`: there is nothing more to try."""

    part: Part
    network: Network
    best: Attempt
    bound: float = 0.0
    lot_bound: float = 0.0
    finished: bool = False

    @property
    def can_be_better(self) -> bool:
        """Whether something is late for want of capacity, as far as anyone can tell."""
        return self.best.late > 0 and self.part.number != REST


def first_plan(part: Part, watch: Watch) -> Planned:
    """Return the constructed plan of a part; it is always finished."""
    network = network_of(Index(part.problem, part.accepted))
    watch.count(1)
    return Planned(part, network, _attempt(network, unguided(network), watch.count))


def improved(planned: Planned, watch: Watch) -> Planned:
    """Return the part with the cheapest of a few more plans; with what there is where time is up."""
    if not planned.can_be_better or watch.limits.rounds < 2:
        return replace(planned, finished=True)
    if watch.over:
        return planned
    network, best = planned.network, planned.best
    advice = advise(network, best.columns)
    bound = advice.bound if advice else 0.0
    watch.count(advice.iterations if advice else 0)
    try:
        for guidance in _guidances(network, best, advice, watch)[: watch.limits.rounds - 1]:
            if best.late > 0:
                best = min(best, _attempt(network, guidance, watch.count_or_quit), key=lambda one: one.cost.total)
    except OutOfTime:
        return replace(planned, best=best, bound=bound)
    return replace(planned, best=best, bound=bound, finished=True)


def _attempt(network: Network, guidance: Guidance, count: Callable[[int], None]) -> Attempt:
    return attempt_of(construct(network, guidance, count), count)


def attempt_of(draft: Draft, count: Callable[[int], None]) -> Attempt:
    """Return a draft as a plan, pegged and priced."""
    columns = columns_of_draft(draft, count)
    count(1)
    lots = lots_of(columns, draft.network)
    count(1)
    return Attempt(columns, lots, cost_of(draft.network.index, columns, lots), draft.certain)


def _guidances(network: Network, best: Attempt, advice: Advice | None, watch: Watch) -> list[Guidance]:
    """Return what to try next: the exact choice of what is late, then overtime where the LP buys it, and everywhere."""
    plain, overtime = unguided(network), network.index.overtime_minutes
    if best.certain and _is_simple(network) and not overtime.any():
        return []

    def choose(crowd: Crowd) -> Yielding:
        return Yielding(best_yielding(crowd, watch.count_or_quit), certain=True)

    exact = replace(plain, choose=choose)
    guidances = [] if best.certain else [exact]
    if advice is None:
        return [*guidances, replace(exact, overtime=overtime), replace(exact, extra=overtime)]
    as_bought = replace(exact, overtime=advice.overtime, last=advice.last)
    if advice.last.any() and not advice.overtime.any():
        return [*guidances, as_bought]  # giving lines up is cheaper than any overtime
    late = replace(exact, overtime=overtime, last=advice.last)
    return [*guidances, late, replace(exact, extra=overtime, last=advice.last), as_bought]


def _is_simple(network: Network) -> bool:
    """Whether every lot is made in one step of nothing that is made: whether it is in time is decided in one place."""
    return len(network.levels) == 1 and all(len(steps) <= 1 for steps in network.steps)
