"""A solver that is at work ends when its caller wants to go on, and only then."""

from __future__ import annotations

import random
from itertools import count as counting

import pytest
from ortools.linear_solver import pywraplp

from mps.scheduler import interruptible
from mps.scheduler.budget import OutOfTime

MOST_NODES = 5_000


def knapsacks(*, items: int, rows: int) -> pywraplp.Solver:
    """Many knapsacks that share their items: easy to state, endless to prove, so all nodes are used up."""
    draw = random.Random(1)
    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.SetSolverSpecificParametersAsString(f"limits/nodes = {MOST_NODES}\n")
    taken = [solver.BoolVar("") for _ in range(items)]
    for _ in range(rows):
        row = solver.Constraint(-solver.infinity(), 8.0 * items)
        for variable in taken:
            row.SetCoefficient(variable, draw.randint(1, 40))
    for variable in taken:
        solver.Objective().SetCoefficient(variable, draw.randint(10, 40))
    solver.Objective().SetMaximization()
    return solver


def test_ends_in_the_midst_where_the_caller_has_enough() -> None:
    program = knapsacks(items=200, rows=40)
    polls = counting()

    def enough(_steps: int) -> None:
        if next(polls) == 2:
            raise OutOfTime

    with pytest.raises(OutOfTime):
        interruptible.solve(program, enough)

    assert program.nodes() < MOST_NODES


def test_is_left_alone_where_nobody_minds() -> None:
    program = knapsacks(items=8, rows=3)

    assert interruptible.solve(program, lambda _steps: None) == pywraplp.Solver.OPTIMAL


def test_the_same_program_gives_the_same_whether_it_was_watched_or_not() -> None:
    watched, alone = knapsacks(items=20, rows=5), knapsacks(items=20, rows=5)
    interruptible.solve(watched, lambda _steps: None)
    alone.Solve()

    values = [[variable.solution_value() for variable in one.variables()] for one in (watched, alone)]

    assert values[0] == values[1]
    assert watched.nodes() == alone.nodes()
