"""A plan is made again byte for byte from its problem and its recipe, wherever its search was cut off."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from mps.scheduler import recipe as recipes
from mps.scheduler.budget import NOT_CUT, SOON, Limits, Watch
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.fingerprint import digests_of
from mps.scheduler.last_plan import late_in, lots_of, minutes_of
from mps.scheduler.plan import Outcome, Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import ChangeBudget, PlanningProblem
from mps.scheduler.recipe import Kind, PlanRecipe
from mps.scheduler.replay import NoRecipe, made_again
from tests.scheduler.lot_plants import lot_plant
from tests.scheduler.test_planner import plants

SEEDS = range(4)
LAST_TICKS = 100_000
PLENTY = float(LAST_TICKS)


def ticking() -> Callable[[], float]:
    """A clock that goes on by one whenever somebody looks at it."""
    ticks = count()
    return lambda: float(next(ticks))


def stopping_after(asked: int) -> Callable[[], bool]:
    """Somebody who says stop from a question on."""
    times = count(1)
    return lambda: next(times) > asked


def never() -> bool:
    """Nobody says stop."""
    return False


def digests(problem: PlanningProblem, result: Result) -> dict[str, str]:
    """What tells a result from any other."""
    index = index_of(problem)
    return digests_of(index, columns_of(result.plan, index), result.plan.lots, result.cost)


def stored(recipe: PlanRecipe) -> PlanRecipe:
    """A recipe as it comes back from where it is stored."""
    parts = {name: recipes.from_bytes(recipes.to_bytes(one)) for name, one in recipe.parts.items()}
    last = recipe.last and recipes.last_from_bytes(recipes.last_to_bytes(recipe.last))
    return replace(recipe, parts=parts, last=last)


def assert_same_again(problem: PlanningProblem, result: Result, recipe: PlanRecipe) -> None:
    """The plan is made again with the same bytes, and as close to what no plan can beat."""
    again = made_again(problem, stored(recipe))
    assert digests(problem, again) == digests(problem, result)
    assert again.bound == result.bound


def following(problem: PlanningProblem, result: Result, *, minutes: bool = False) -> PlanningProblem:
    """The problem once its plan is published."""
    next_one = replace(problem, previous_lots=lots_of(result.plan.lots), previous_minutes=(), previous_late=())
    if minutes:
        return replace(next_one, previous_minutes=minutes_of(result.plan), previous_late=late_in(problem, result.plan))
    return next_one


def edited(problem: PlanningProblem, number: int) -> PlanningProblem:
    """A problem with one demand of twice the quantity."""
    demands = list(problem.demands)
    if demands:
        place = number % len(demands)
        demands[place] = replace(demands[place], quantity=2 * demands[place].quantity, promised=number % 3 == 0)
    return replace(problem, demands=tuple(demands))


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_after_edits_and_searches_are_made_again(seed: int) -> None:
    planner, problem = Planner(), plants(seed)
    for number in range(4):
        soon = planner.plan(problem, limits=SOON, stop=never, timer=lambda: 0.0)
        assert_same_again(problem, soon, planner.recipe)
        later = following(problem, soon, minutes=number % 2 == 1)
        kept, limits = planner.kept, Limits(seconds=PLENTY, lot_rounds=5)
        better = planner.plan(later, limits=limits, stop=stopping_after(40 * (number + seed)), timer=ticking())
        assert_same_again(later, better, planner.recipe)
        if number % 2:
            planner.stay_with(kept)  # it was not worth it
            problem = edited(problem, seed + number)
        else:
            problem = edited(following(later, better), seed + number)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_search_cut_off_anywhere_is_cut_off_there_again(seed: int) -> None:
    problem, outcomes = plants(seed), set()
    for asked in range(1, 60, 6):
        for limits, stop in ((Limits(), stopping_after(asked)), (Limits(seconds=float(asked)), never)):
            planner = Planner()
            result = planner.plan(problem, limits=limits, stop=stop, timer=ticking())
            outcomes.add(result.outcome)
            assert_same_again(problem, result, planner.recipe)
    assert outcomes >= {Outcome.STOPPED, Outcome.TIME_LIMIT}


@pytest.mark.parametrize("seed", range(2))
def test_lots_whose_sizing_was_cut_off_are_sized_as_far_again(seed: int) -> None:
    problem = lot_plant(seed)
    cuts = 0
    for asked in (20, 60, 100, 250):
        planner = Planner()
        limits = Limits(seconds=PLENTY, lot_rounds=12)
        result = planner.plan(problem, limits=limits, stop=stopping_after(asked), timer=lambda: 0.0)
        cuts += planner.recipe.cut_stages > 0
        assert_same_again(problem, result, planner.recipe)
    assert cuts


@pytest.mark.parametrize("seed", range(2))
def test_what_a_change_budget_keeps_is_kept_again(seed: int) -> None:
    planner, first = Planner(), plants(seed)
    result = planner.plan(first, stop=never, timer=lambda: 0.0)
    problem = following(edited(first, seed), result)
    problem = replace(problem, change_budget=ChangeBudget(most_lots=1, days=30))
    limited = planner.plan(problem, limits=Limits(seconds=200.0), stop=never, timer=ticking())
    assert_same_again(problem, limited, planner.recipe)


def test_a_plan_cut_off_elsewhere_is_another_plan() -> None:
    """The control: with the steps of the cut left out, something is found to be different."""
    different = 0
    for seed in SEEDS:
        problem, planner = plants(seed), Planner()
        result = planner.plan(problem, limits=Limits(seconds=1.0), stop=never, timer=ticking())
        parts = planner.recipe.parts.items()
        uncut = {name: tuple(replace(stage, cut=NOT_CUT) for stage in one) for name, one in parts}
        again = made_again(problem, replace(planner.recipe, parts=uncut))
        different += digests(problem, again) != digests(problem, result)
    assert different


def test_only_a_solver_at_work_is_asked_for_without_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two counts at the same steps are two places in the search at which it may have been cut off."""
    counted, without = Watch.count, set[str]()

    def count(watch: Watch, steps: int) -> None:
        caller = sys._getframe(1)
        if caller.f_code.co_name.startswith("count_or_") and caller.f_back:
            caller = caller.f_back
        if steps == 0:
            without.add(f"{Path(caller.f_code.co_filename).name}:{caller.f_code.co_name}")
        counted(watch, steps)

    monkeypatch.setattr(Watch, "count", count)
    for problem in (*map(plants, SEEDS), lot_plant(1)):
        planner = Planner()
        first = planner.plan(problem, limits=Limits(seconds=PLENTY, lot_rounds=4), stop=never, timer=lambda: 0.0)
        later = edited(following(problem, first, minutes=True), 3)
        planner.plan(later, limits=Limits(seconds=PLENTY, lot_rounds=4), stop=never, timer=lambda: 0.0)
    assert without <= {"interruptible.py:solve", "search.py:_over"}


def test_without_the_recipe_of_a_part_nothing_is_made_up() -> None:
    problem, planner = plants(1), Planner()
    planner.plan(problem, stop=never, timer=lambda: 0.0)
    with pytest.raises(NoRecipe):
        made_again(problem, PlanRecipe())


def test_searches_in_vain_leave_no_growing_recipe() -> None:
    problem = plants(3)
    planner = Planner()
    planner.plan(problem, limits=SOON, stop=never, timer=lambda: 0.0)
    for _ in range(3):
        planner.plan(problem, limits=Limits(seconds=0.5), stop=never, timer=ticking())
    once = {name: len(one) for name, one in planner.recipe.parts.items()}
    for _ in range(5):
        planner.plan(problem, limits=Limits(seconds=0.5), stop=never, timer=ticking())
    assert {name: len(one) for name, one in planner.recipe.parts.items()} == once
    assert Kind.TRIED not in {stage.kind for one in planner.recipe.parts.values() for stage in one}
