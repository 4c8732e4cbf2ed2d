"""Whether a better plan is worth the unrest: people have read the last one, and act on it."""

from __future__ import annotations

from collections.abc import Iterable

from mps.scheduler.change_budget import is_as_it_was
from mps.scheduler.plan import Cost, Lot, Result
from mps.scheduler.problem import PlanningProblem, PreviousLot
from mps.scheduler.validate_whole import sound_whole

NEAR_SHARE = 0.97


def is_worth_it(problem: PlanningProblem, before: Cost, after: Result) -> bool:
    """
    Return whether a plan saves more than its changes against the last one are worth.

    `before` is what the last plan was said to cost. Every lot of it that is no longer there as it was counts
    `Prices.changed_lot`, wherever it lies; the cost of the new plan has those of the slushy zone in it already.
    """
    problem = sound_whole(problem)[0]
    saved = (before.total - before.changed_lots) - (after.cost.total - after.cost.changed_lots)
    return saved > problem.prices.changed_lot * moved(problem, after.plan.lots)


def nervousness(before: Iterable[Lot | PreviousLot], now: Iterable[Lot]) -> float:
    """
    Return how much two plans differ: Σ |quantity now − quantity before| · w(day) over items and finishes.

    A change counts less the later it is: w(day) = `NEAR_SHARE` ^ day. Unit: pieces of today.
    """
    change: dict[tuple[str, int], float] = {}
    for lot in now:
        change[lot.item, lot.finish_day] = change.get((lot.item, lot.finish_day), 0.0) + lot.quantity
    for old in before:
        change[old.item, old.finish_day] = change.get((old.item, old.finish_day), 0.0) - old.quantity
    return sum(abs(quantity) * NEAR_SHARE ** max(0, day) for (_, day), quantity in change.items())


def moved(problem: PlanningProblem, lots: tuple[Lot, ...]) -> int:
    """Return how many lots of the last plan are not in a plan as they were."""
    now = {lot.key: lot for lot in lots}
    return sum(not is_as_it_was(before, now.get(before.key)) for before in problem.previous_lots)
