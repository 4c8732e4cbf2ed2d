"""A result that was bytes is the result that it was, to the last digit."""

from __future__ import annotations

import time

from hypothesis import given

from mps.scheduler.check import check
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.result_bytes import from_bytes, to_bytes
from mps.scheduler.solve import Limits, solve
from tests.random_examples import examples
from tests.scheduler.small_plants import small_plants


@given(small_plants)
@examples(15)
def test_comes_back_as_it_was(problem: PlanningProblem) -> None:
    result = solve(problem, limits=Limits(), stop=lambda: False, timer=time.monotonic)

    back = from_bytes(to_bytes(result))

    assert back == result
    check(problem, back)
