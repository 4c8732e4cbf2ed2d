"""Plans an example the way a site is planned, a bucket for every day: the production solve, its check, its rows."""

from __future__ import annotations

from datetime import date

from benchmarks.worked_examples.example import Unusable
from mps.scheduler.check import check
from mps.scheduler.columns import Index
from mps.scheduler.flows import daily_flows
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Pegging, Plan
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.rows import ItemRows, rows_of_flows
from mps.scheduler.solve import solve
from mps.scheduler.validate import accept

START = date(2026, 1, 5)
NOTHING_PLANNED = Plan(lots=(), loads=(), deliveries=(), pegging=Pegging(), bought_overtime={})


def days(count: int) -> Horizon:
    """Return a horizon of so many days, each a bucket."""
    return Horizon(START, count, tuple(range(count)))


def planned(problem: PlanningProblem) -> Plan:
    """Return the checked plan. Raises Unusable where a record of the example contradicts itself and is refused."""
    result = solve(problem, stop=lambda: False, timer=lambda: 0.0)
    check(problem, result)
    if result.refused:
        raise Unusable(", ".join(f"{one.record} is refused: {one.code} {one.detail}".strip() for one in result.refused))
    return result.plan


def rows_of(problem: PlanningProblem, plan: Plan) -> ItemRows:
    """Return the master schedule rows, as publication works them out for the grid."""
    accepted = accept(problem)
    if accepted.refused:
        raise Unusable(", ".join(f"{one.record} is refused: {one.code}" for one in accepted.refused))
    index = Index(problem, accepted)
    return rows_of_flows(index, daily_flows(index, plan), problem.horizon)
