"""Whether a better plan is worth the unrest: people have read the last one, and act on it."""

from __future__ import annotations

from mps.scheduler.change_budget import is_as_it_was
from mps.scheduler.plan import Cost, Lot, Result
from mps.scheduler.problem import PlanningProblem


def is_worth_it(problem: PlanningProblem, before: Cost, after: Result) -> bool:
    """
    Return whether a plan saves more than its changes against the last one are worth.

    `before` is what the last plan was said to cost. Every lot of it that is no longer there as it was counts
    `Prices.changed_lot`, wherever it lies; the cost of the new plan has those of the slushy zone in it already.
    """
    saved = (before.total - before.changed_lots) - (after.cost.total - after.cost.changed_lots)
    return saved > problem.prices.changed_lot * moved(problem, after.plan.lots)


def moved(problem: PlanningProblem, lots: tuple[Lot, ...]) -> int:
    """Return how many lots of the last plan are not in a plan as they were."""
    now = {lot.key: lot for lot in lots}
    return sum(not is_as_it_was(before, now.get(before.key)) for before in problem.previous_lots)
