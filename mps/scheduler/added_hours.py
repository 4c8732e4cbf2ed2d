"""Hours that people added beyond the shifts, and what they cost: paid whether the plan uses them or not."""

from __future__ import annotations

from dataclasses import dataclass

from mps.scheduler.problem import PlanningProblem


@dataclass(frozen=True, slots=True)
class Added:
    """Minutes of overtime and of shifts added by people, over the horizon, and their cost in the site's currency."""

    minutes: float
    cost: float


def added(problem: PlanningProblem) -> Added:
    """Return what people added to the work centres, each minute at its work centre's price of overtime."""
    minutes = [sum(center.added_minutes) for center in problem.work_centers]
    prices = [center.overtime_cost_per_minute for center in problem.work_centers]
    return Added(sum(minutes), sum(a * b for a, b in zip(minutes, prices, strict=True)))
