"""
Which lots can be in time: an integer model of the work centres that the rule of `acceptance` leaves open, or its
linear relaxation, rounded.

    most Σ x_l of the most urgent rank, then of the next with that number kept, …, over x_l in {0, 1}, carried ≥ 0
    carried(w, k) = carried(w, k − 1) + free(w, k) − Σ_{lots l due at k} minutes(l, w) · x_l     each due moment k
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from ortools.linear_solver import pywraplp

from mps.scheduler.acceptance import Crowd, yielding
from mps.scheduler.arrays import floats
from mps.scheduler.interruptible import solve

MOST_LOTS = 3_000
MOST_NODES = 2_000
_BEFORE = -1
_DUST = 1e-6
_DIGITS = 6


def best_yielding(crowd: Crowd, count: Callable[[int], None]) -> frozenset[int]:
    """
    Return the lots to give up, cluster by cluster of work centres that share lots.

    Where a cluster is larger than `MOST_LOTS` or the search ends at `MOST_NODES`, what the rule found may stand.
    `count` is called with the nodes searched; where it raises, the search ends.
    """
    return _where_the_rule_guesses(crowd, count, lambda cluster: _Program(cluster, count).most())


def rounded_yielding(crowd: Crowd, count: Callable[[int], None]) -> frozenset[int]:
    """
    Return the lots to give up by the relaxation: what it keeps whole comes first, then what of the rest still fits.

    Hardly more than `best_yielding` gives up, in a fraction of its time. What the rule found may stand as there.
    """
    return _where_the_rule_guesses(
        crowd, count, lambda cluster: _left_over(cluster, _Program(cluster, count, whole=False).shares(), count)
    )


def _where_the_rule_guesses(
    crowd: Crowd, count: Callable[[int], None], choose: Callable[[Crowd], frozenset[int] | None]
) -> frozenset[int]:
    """Return the lots to give up: by the rule, and where it only guesses by what loses less, it or a choice."""
    given_up: frozenset[int] = frozenset()
    for cluster in clusters(crowd):
        count(1)
        by_rule, chosen = yielding(cluster), None
        if not by_rule.certain and len(cluster.work) <= MOST_LOTS:
            chosen = choose(cluster)
        given_up |= by_rule.lots if chosen is None else min(chosen, by_rule.lots, key=partial(_lost, cluster))
    return given_up


def _left_over(crowd: Crowd, share: dict[int, float], count: Callable[[int], None]) -> frozenset[int]:
    """Return the lots that don't fit any more where those with the largest shares in time are taken first."""
    free = {center: floats(minutes) for center, minutes in crowd.free.items()}
    left_over = set()
    for lot in sorted(
        share, key=lambda lot: (share[lot] < 1, crowd.rank[lot], -share[lot], sum(crowd.work[lot].values()))
    ):
        count(1)
        work, due = crowd.work[lot], crowd.due_day[lot]
        if all(free[center][due:].min() >= minutes - _DUST for center, minutes in work.items()):
            for center, minutes in work.items():
                free[center][due:] -= minutes
        else:
            left_over.add(lot)
    return frozenset(left_over)


def _lost(crowd: Crowd, given_up: frozenset[int]) -> tuple[int, ...]:
    """How many lots of each rank are given up, the most urgent first."""
    ranks = sorted(set(crowd.rank.values()))
    return tuple(sum(crowd.rank[lot] == rank for lot in given_up) for rank in ranks)


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
    """The integer model of one cluster, or where lots may be in time in part its relaxation."""

    def __init__(self, crowd: Crowd, count: Callable[[int], None], *, whole: bool = True) -> None:
        self._crowd, self._count = crowd, count
        self._solver = pywraplp.Solver.CreateSolver("SCIP" if whole else "GLOP")
        if whole:
            self._solver.SetSolverSpecificParametersAsString(f"limits/nodes = {MOST_NODES}\n")
        self._in_time = {lot: self._solver.Var(0.0, 1.0, whole, "") for lot in sorted(crowd.work)}
        for center in crowd.free:
            count(1)
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

    def most(self) -> frozenset[int] | None:
        """Return the lots to give up; None where the solver fails."""
        given_up: frozenset[int] = frozenset()
        for lots in self._by_rank():
            self._ask_for_the_most_of(lots)
            status = solve(self._solver, self._count)
            self._count(1 + max(0, int(self._solver.nodes())))
            if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
                return None
            kept = {lot for lot, variable in self._in_time.items() if variable.solution_value() > 0.5}
            given_up = frozenset(self._in_time) - kept
            self._keep(lots, float(sum(lot in kept for lot in lots)))
        return given_up

    def shares(self) -> dict[int, float]:
        """Return how much of each lot is in time, 0 to 1; nothing of any where the solver fails."""
        ranks = self._by_rank()
        for number, lots in enumerate(ranks, start=1):
            self._ask_for_the_most_of(lots)
            status = solve(self._solver, self._count)
            self._count(1)
            if status != pywraplp.Solver.OPTIMAL:
                return dict.fromkeys(self._in_time, 0.0)
            if number < len(ranks):
                self._keep(lots, self._solver.Objective().Value() - _DUST)
        return {lot: round(variable.solution_value(), _DIGITS) for lot, variable in self._in_time.items()}

    def _by_rank(self) -> list[list[int]]:
        rank = self._crowd.rank
        return [[lot for lot in self._in_time if rank[lot] == one] for one in sorted(set(rank.values()))]

    def _keep(self, lots: list[int], number: float) -> None:
        """Let later ranks take nothing of what this one has in time."""
        row = self._solver.Constraint(number, self._solver.infinity())
        for lot in lots:
            row.SetCoefficient(self._in_time[lot], 1.0)

    def _ask_for_the_most_of(self, lots: list[int]) -> None:
        objective = self._solver.Objective()
        objective.Clear()
        for lot in lots:
            objective.SetCoefficient(self._in_time[lot], 1.0)
        objective.SetMaximization()
