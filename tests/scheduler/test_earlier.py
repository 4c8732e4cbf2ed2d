"""What is made earlier than it must be, or in lots of its own, may save who waits for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from mps.scheduler.budget import SOON, Limits
from mps.scheduler.check import check
from mps.scheduler.planner import Planner
from tests.scheduler.given import solved
from tests.scheduler.plausible import plant

SEED_THAT_GAINS = 20
PLAIN = replace(Limits(), early_plans=0)


def test_makes_less_late_on_a_plant_of_several_levels() -> None:
    problem = plant(SEED_THAT_GAINS)

    plain, earlier = solved(problem, limits=PLAIN), solved(problem)

    check(problem, earlier)
    assert earlier.cost.total < plain.cost.total


@pytest.mark.parametrize("patience", [1, 100, 300, 1_000])
def test_stopped_in_the_midst_it_has_a_correct_plan_and_goes_on_later(patience: int) -> None:
    problem, planner, asked = plant(SEED_THAT_GAINS), Planner(), count()

    stopped = planner.plan(problem, stop=lambda: next(asked) >= patience, timer=lambda: 0.0)
    check(problem, stopped)
    whole = planner.plan(problem, stop=lambda: False, timer=lambda: 0.0)

    assert whole.cost.total <= stopped.cost.total
    assert whole.cost == solved(problem).cost


def test_a_plan_that_somebody_waits_for_leaves_it_to_the_background() -> None:
    problem, planner = plant(SEED_THAT_GAINS), Planner()

    first = planner.plan(problem, limits=SOON, stop=lambda: False, timer=lambda: 0.0)
    assert planner.can_be_better
    later = planner.plan(problem, stop=lambda: False, timer=lambda: 0.0)

    assert later.cost.total < first.cost.total
