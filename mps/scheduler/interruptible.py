"""A call of an OR-Tools linear solver that ends soon after its caller wants the best plan so far."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

from ortools.linear_solver import pywraplp

POLL_SECONDS = 0.02
# A linear program of so few coefficients at most ends sooner than anybody could look whether it should.
FEW_COEFFICIENTS = 20_000


def solve(program: pywraplp.Solver, count: Callable[[int], None]) -> int:
    """
    Return the status with which the solver ends.

    It runs in a thread, for it asks nobody while it runs: `count` is called meanwhile, with no steps of work. Where
    that raises, the solver is told to end, which takes it milliseconds, and what was raised goes on to the caller.
    A step is counted before, so that a search cut off meanwhile is one that was cut off before (see `Watch`).

    A small program without whole numbers ends in milliseconds, hardly more than a thread takes to begin: it gets none.
    """
    count(1)
    if not program.IsMip() and program.NumVariables() * program.NumConstraints() <= FEW_COEFFICIENTS:
        return int(program.Solve())
    with ThreadPoolExecutor(max_workers=1) as thread:
        call = thread.submit(program.Solve)
        try:
            while not wait([call], POLL_SECONDS).done:
                count(0)
        finally:
            if not call.done():
                program.InterruptSolve()
        return int(call.result())
