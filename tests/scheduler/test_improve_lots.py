"""Better lots inside whole plans: plans stay correct, none gets dearer, and a part's lots hang on that part only."""

from __future__ import annotations

import itertools
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given

from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.plan import LotStatus, Outcome
from mps.scheduler.planner import Planner
from mps.scheduler.problem import PlanningProblem, PreviousLot
from tests.random_examples import examples
from tests.scheduler.given import horizon, solved
from tests.scheduler.lot_plants import lot_plant
from tests.scheduler.plausible import plant
from tests.scheduler.test_random_plans import anything

SOME = Limits(seconds=60.0, lot_rounds=3)
NONE = Limits(seconds=60.0, lot_rounds=0)


@pytest.mark.parametrize("seed", range(8))
def test_lots_become_cheaper(seed: int) -> None:
    problem = lot_plant(seed)

    plain, better = solved(problem, limits=NONE), solved(problem, limits=SOME)

    check(problem, better)
    assert better.cost.total < plain.cost.total
    assert 0 < better.lot_bound <= better.cost.total * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_plants_of_several_levels_keep_correct_plans_that_cost_no_more(seed: int) -> None:
    problem = plant(seed)

    plain, better = solved(problem, limits=NONE), solved(problem, limits=SOME)

    check(problem, better)
    assert better.cost.total <= plain.cost.total * (1 + 1e-12)


@examples(100)
@given(anything)
def test_whatever_the_records_say_the_plan_is_correct(problem: PlanningProblem) -> None:
    check(problem, solved(problem, limits=SOME))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_records_does_not_matter(seed: int) -> None:
    random, problem = Random(seed), lot_plant(seed)
    rows: dict[str, list[Any]] = {
        name: list(getattr(problem, name)) for name in ("items", "operations", "work_centers", "demands")
    }
    for row in rows.values():
        random.shuffle(row)
    as_tuples: dict[str, Any] = {name: tuple(row) for name, row in rows.items()}
    shuffled = replace(problem, **as_tuples)

    one, other = solved(problem, limits=SOME), solved(shuffled, limits=SOME)

    assert sorted(one.plan.lots, key=lambda lot: lot.key) == sorted(other.plan.lots, key=lambda lot: lot.key)
    assert one.cost.total == pytest.approx(other.cost.total, rel=1e-12)


@pytest.mark.parametrize("patience", [0, 10, 100, 300])
def test_stopping_leaves_a_correct_plan(patience: int) -> None:
    problem, asked = lot_plant(1), itertools.count()

    result = solved(problem, limits=SOME, stop=lambda: next(asked) >= patience)

    check(problem, result)
    assert result.outcome in {Outcome.STOPPED, Outcome.FEASIBLE}


@pytest.mark.parametrize("seed", range(4))
def test_a_warm_plan_has_the_lots_of_a_cold_one(seed: int) -> None:
    random, planner, problem = Random(seed), Planner(), lot_plant(seed)
    for _ in range(3):
        result = planner.plan(problem, limits=SOME, stop=lambda: False, timer=lambda: 0.0)
        assert replace(result, steps=0) == replace(solved(problem, limits=SOME), steps=0)
        demands = list(problem.demands)
        place = random.randrange(len(demands))
        demands[place] = replace(demands[place], quantity=demands[place].quantity * 2)
        lots = [lot for lot in result.plan.lots if lot.status is LotStatus.PLANNED]
        problem = replace(
            problem,
            demands=tuple(demands),
            previous_lots=tuple(PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day) for lot in lots),
        )


def test_a_part_whose_lots_time_cut_short_is_planned_anew() -> None:
    """The control: were it kept as finished, the second plan would be the first one."""
    planner, problem = Planner(), lot_plant(2)
    seconds = itertools.count()

    cut = planner.plan(problem, limits=SOME, stop=lambda: False, timer=lambda: 1.0 * next(seconds))
    whole = planner.plan(problem, limits=SOME, stop=lambda: False, timer=lambda: 0.0)

    assert cut.outcome is Outcome.TIME_LIMIT
    assert replace(whole, steps=0) == replace(solved(problem, limits=SOME), steps=0)
    assert whole.cost.total < cut.cost.total


def test_parts_have_rounds_of_their_own() -> None:
    """The control: were rounds shared, a part would get other lots beside another part."""
    alone, both = lot_plant(5, families=1), lot_plant(5, families=2)

    first = {lot for lot in solved(both, limits=SOME).plan.lots if lot.item.startswith("F0-")}

    assert first == set(solved(replace(alone, horizon=horizon(20)), limits=SOME).plan.lots)


def test_lots_of_other_policies_stay_as_their_policy_makes_them() -> None:
    plant = lot_plant(1)
    strict = replace(plant, items=tuple(replace(item, lots_by_cost=False) for item in plant.items))

    assert solved(strict, limits=SOME).plan == solved(strict).plan
    assert len(solved(plant, limits=SOME).plan.lots) < len(solved(plant).plan.lots)
