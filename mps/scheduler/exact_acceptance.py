"""
Which lots can be in time, exactly: an integer model of the work centres that the rule of `acceptance` leaves open.

    most Σ x_l of the most urgent rank, then of the next with that number kept, …, over x_l in {0, 1}, carried ≥ 0
    carried(w, k) = carried(w, k − 1) + free(w, k) − Σ_{lots l due at k} minutes(l, w) · x_l     each due moment k
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from ortools.linear_solver import pywraplp

from mps.scheduler.acceptance import Crowd, Yielding, yielding

MOST_LOTS = 3_000
MOST_NODES = 2_000
_BEFORE = -1


def best_yielding(crowd: Crowd, count: Callable[[int], None]) -> frozenset[int]:
    """
    Return the lots to give up, cluster by cluster of work centres that share lots.

    Where a cluster is larger than `MOST_LOTS` or the search ends at `MOST_NODES`, what the rule found may stand.
    `count` is called with the nodes searched.
    """
    given_up: frozenset[int] = frozenset()
    for cluster in clusters(crowd):
        by_rule = yielding(cluster)
        given_up |= by_rule.lots
        if not by_rule.certain and len(cluster.work) <= MOST_LOTS:
            better = _Program(cluster).most(by_rule, count)
            given_up = given_up - by_rule.lots | better
    return given_up


def clusters(crowd: Crowd) -> list[Crowd]:
    """Return the crowd in parts whose lots share no work centre."""
    group = {center: {center} for center in crowd.free}
    for work in crowd.work.values():
        for one, other in pairwise(work):
            if group[one] is not group[other]:
                group[one] |= group[other]
                for center in group[other]:
                    group[center] = group[one]
    parts = {min(centers): centers for centers in group.values()}
    found = []
    for first in sorted(parts):
        lots = [lot for lot, work in crowd.work.items() if not parts[first].isdisjoint(work)]
        found.append(
            Crowd(
                work={lot: crowd.work[lot] for lot in lots},
                due_day={lot: crowd.due_day[lot] for lot in lots},
                rank={lot: crowd.rank[lot] for lot in lots},
                free={center: crowd.free[center] for center in sorted(parts[first])},
            )
        )
    return found


class _Program:
    """The integer model of one cluster."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._solver = pywraplp.Solver.CreateSolver("SCIP")
        self._solver.SetSolverSpecificParametersAsString(f"limits/nodes = {MOST_NODES}\n")
        self._in_time = {lot: self._solver.BoolVar("") for lot in sorted(crowd.work)}
        for center in crowd.free:
            self._minutes_are_carried(center)

    def _minutes_are_carried(self, center: int) -> None:
        crowd, solver = self._crowd, self._solver
        lots = [lot for lot in self._in_time if center in crowd.work[lot]]
        moments = sorted({crowd.due_day[lot] for lot in lots})
        free = {_BEFORE: 0.0, **dict(enumerate(crowd.free[center]))}
        rows, before = {}, None
        for last, moment in pairwise((_BEFORE, *moments)):
            row = rows[moment] = solver.Constraint(-solver.infinity(), free[moment] - free[last])
            carried = solver.NumVar(0.0, solver.infinity(), "")
            row.SetCoefficient(carried, 1.0)
            if before is not None:
                row.SetCoefficient(before, -1.0)
            before = carried
        for lot in lots:
            rows[crowd.due_day[lot]].SetCoefficient(self._in_time[lot], crowd.work[lot][center])

    def most(self, by_rule: Yielding, count: Callable[[int], None]) -> frozenset[int]:
        """Return the lots to give up; what the rule found where nothing better was."""
        given_up = by_rule.lots
        for rank in sorted(set(self._crowd.rank.values())):
            lots = [lot for lot in self._in_time if self._crowd.rank[lot] == rank]
            self._ask_for_the_most_of(lots)
            status = self._solver.Solve()
            count(1 + max(0, int(self._solver.nodes())))
            if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
                return by_rule.lots
            kept = {lot for lot, variable in self._in_time.items() if variable.solution_value() > 0.5}
            given_up = frozenset(self._in_time) - kept
            row = self._solver.Constraint(float(sum(lot in kept for lot in lots)), self._solver.infinity())
            for lot in lots:
                row.SetCoefficient(self._in_time[lot], 1.0)
        return min(given_up, by_rule.lots, key=self._lost)

    def _ask_for_the_most_of(self, lots: list[int]) -> None:
        objective = self._solver.Objective()
        objective.Clear()
        for lot in lots:
            objective.SetCoefficient(self._in_time[lot], 1.0)
        objective.SetMaximization()

    def _lost(self, given_up: frozenset[int]) -> tuple[int, ...]:
        """How many lots of each rank are given up, the most urgent first."""
        ranks = sorted(set(self._crowd.rank.values()))
        return tuple(sum(self._crowd.rank[lot] == rank for lot in given_up) for rank in ranks)
