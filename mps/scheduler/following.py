"""A plan that was found in more than one step, reckoned as the one that follows the problem's own last plan."""

from __future__ import annotations

from dataclasses import replace

from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.cost import cost_of
from mps.scheduler.plan import Result
from mps.scheduler.problem import PlanningProblem


def as_next(problem: PlanningProblem, result: Result) -> Result:
    """Return a result with what it costs as the plan that follows the problem's last plan directly."""
    index = index_of(problem)
    return replace(result, cost=cost_of(index, columns_of(result.plan, index), result.plan.lots))
