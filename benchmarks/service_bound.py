"""The most orders that any plan could have on time: a linear relaxation, made without the planning core."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from ortools.linear_solver import pywraplp

from mps.scheduler.problem import PlanningProblem

WEIGHT_OF_A_PRIORITY = 100.0


def most_on_time(problem: PlanningProblem) -> dict[int, float]:
    """
    Return Σ share by priority over max Σ weight · share, shares in [0, 1], of orders on time where, on every work
    centre and up to every day, the minutes of what is due fit into those that there are. Components are due the day
    before: made on one day, they are used from the next.

    For problems without stock where every order is a lot of its own, components included. Order of steps and whole lots
    are relaxed: no plan has a larger Σ weight · on time.
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    work = work_by_item(problem)
    by_center: dict[str, dict[int, list[tuple[pywraplp.Variable, float]]]] = defaultdict(lambda: defaultdict(list))
    shares, objective = [], solver.Objective()
    for demand in problem.demands:
        share = solver.NumVar(0.0, 1.0, "")
        objective.SetCoefficient(share, weight(demand.priority))
        shares.append(share)
        for (code, days_before), (setup, run) in work[demand.item].items():
            by_center[code][demand.due_day - days_before].append((share, setup + run * demand.quantity))
    objective.SetMaximization()
    for center in problem.work_centers:
        _fit(solver, np.cumsum(center.available_minutes), by_center[center.code])
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise RuntimeError("the bound was not found")
    on_time: dict[int, float] = defaultdict(float)
    for demand, share in zip(problem.demands, shares, strict=True):
        on_time[demand.priority] += share.solution_value()
    return dict(on_time)


def weight(priority: int) -> float:
    """Return what an order on time counts: the urgent priorities first."""
    return WEIGHT_OF_A_PRIORITY ** (3 - priority)


def work_by_item(problem: PlanningProblem) -> dict[str, dict[tuple[str, int], tuple[float, float]]]:
    """
    Return set-up minutes of a lot and run minutes of a piece by item, work centre and days before the item is due.

    Of the item's own steps (0 days), and of one level of components (1 day).
    """
    own: dict[str, dict[str, tuple[float, float]]] = {item.code: {} for item in problem.items}
    for step in problem.operations:
        setup, run = own[step.item].get(step.work_center, (0.0, 0.0))
        own[step.item][step.work_center] = setup + step.setup_minutes, run + step.run_minutes_per_unit
    total = {code: {(center, 0): minutes for center, minutes in centers.items()} for code, centers in own.items()}
    for line in problem.bom:
        for center, (setup, run) in own[line.component].items():
            before = total[line.parent].get((center, 1), (0.0, 0.0))
            total[line.parent][center, 1] = before[0] + setup, before[1] + run * line.quantity_per
    return total


def _fit(solver: pywraplp.Solver, free: np.ndarray, due: dict[int, list[tuple[pywraplp.Variable, float]]]) -> None:
    """carried(k) = carried(k − 1) + free(k) − Σ work due at k, carried ≥ 0."""
    before, last = None, 0.0
    for day in sorted(due):
        so_far = float(free[day]) if day >= 0 else 0.0
        row = solver.Constraint(-solver.infinity(), so_far - last)
        last = so_far
        carried = solver.NumVar(0.0, solver.infinity(), "")
        row.SetCoefficient(carried, 1.0)
        if before is not None:
            row.SetCoefficient(before, -1.0)
        before = carried
        minutes: dict[int, float] = defaultdict(float)
        variables = {}
        for share, work in due[day]:
            minutes[share.index()] += work
            variables[share.index()] = share
        for index, work in minutes.items():
            row.SetCoefficient(variables[index], work)
