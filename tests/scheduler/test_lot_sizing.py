"""Lot sizing over random problems: what the search returns is possible, costs what it claims, and is bounded."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from mps.scheduler.budget import Limits, Watch
from mps.scheduler.lotsizing.highs import Effort, Highs
from mps.scheduler.lotsizing.lot_plan import LotPlan, cost_of, faults_of, nothing_made, owing
from mps.scheduler.lotsizing.model import model_of
from mps.scheduler.lotsizing.problem import Bill, LotProblem, reordered
from mps.scheduler.lotsizing.search import Steps, _Search, solve_lots
from tests.scheduler.lot_problems import lot_problem

KINDS = [(seed, with_bill) for seed in range(6) for with_bill in (False, True)]


def sized(problem: LotProblem, rounds: int = 30, *, seed: int = 1) -> LotPlan:
    """Size lots with a watch that never says stop."""
    return solve_lots(problem, watch(), rounds=rounds, seed=seed)


def watch(*, calls_until_stop: int | None = None) -> Watch:
    """A watch whose caller wants to stop at its n-th question."""
    left = [calls_until_stop]

    def stop() -> bool:
        if left[0] is None:
            return False
        left[0] -= 1
        return left[0] < 0

    return Watch(Limits(), stop, lambda: 0.0)


@pytest.mark.parametrize(("seed", "with_bill"), KINDS)
def test_a_plan_is_possible_and_costs_what_it_claims(seed: int, with_bill: bool) -> None:
    problem = lot_problem(seed, with_bill=with_bill)

    plan = sized(problem, 10)

    assert faults_of(problem, plan.setups, plan.quantities) == []
    assert plan.cost == pytest.approx(cost_of(problem, plan.setups, plan.quantities))
    assert plan.bound <= plan.cost * (1 + 1e-9)
    assert plan.cost < nothing_made(problem).cost


@pytest.mark.parametrize(("seed", "with_bill"), KINDS)
def test_no_plan_is_cheaper_than_the_bound_and_the_best_is_found(seed: int, with_bill: bool) -> None:
    problem = lot_problem(seed, items=3, periods=5, with_bill=with_bill)
    model = model_of(problem)
    highs = Highs(model.program, lambda: False)
    exact = highs.whole(model.program.lower, model.program.upper, Effort(gap=1e-9))
    assert exact is not None
    assert exact.values is not None
    optimum = float(model.program.cost @ exact.values)

    plan = sized(problem, 60)

    assert plan.bound <= optimum * (1 + 1e-6)
    assert plan.cost == pytest.approx(optimum, rel=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_the_strong_rows_cut_no_plan_off(seed: int) -> None:
    """Every set-up pattern, with the best quantities: none beats the model's optimum, and one reaches it."""
    problem = replace(lot_problem(seed, items=2, periods=4, use=1.3), setup_allowed=np.ones((2, 4), dtype=np.bool_))
    strong = model_of(problem)
    weak = model_of(problem, window=0)
    highs, plain = Highs(strong.program, lambda: False), Highs(weak.program, lambda: False)
    for pattern in product((0.0, 1.0), repeat=8):
        setups = np.maximum(np.array(pattern).reshape(2, 4), problem.setup_fixed)
        costs = []
        for model, solver in ((strong, highs), (weak, plain)):
            lower, upper = model.program.lower.copy(), model.program.upper.copy()
            lower[model.setup] = upper[model.setup] = setups
            answer = solver.relaxed(lower, upper, Effort())
            assert answer is not None
            assert answer.values is not None
            costs.append(float(model.program.cost @ answer.values))
        assert costs[0] == pytest.approx(costs[1], rel=1e-6)


@pytest.mark.parametrize(("seed", "with_bill"), KINDS[:4])
def test_more_rounds_never_cost_more(seed: int, with_bill: bool) -> None:
    problem = lot_problem(seed, items=5, periods=8, use=1.02, with_bill=with_bill)

    costs = [sized(problem, rounds).cost for rounds in (0, 1, 3, 6)]

    assert costs == sorted(costs, reverse=True)


def strict(seed: int, items: int, periods: int, use: float) -> LotProblem:
    """Every day as good as the next, no stock, no overtime, and none for being late."""
    one = lot_problem(seed, items=items, periods=periods, use=use)
    nothing, everything = np.zeros_like(one.initial_stock), np.ones_like(one.setup_allowed)
    return replace(
        one, overtime=np.zeros_like(one.overtime), late_price=nothing + 4_000.0, unmet_price=nothing + 40_000.0,
        initial_stock=nothing, safety_stock=nothing, setup_allowed=everything, setup_fixed=~everything,
    )  # fmt: skip


def tight() -> LotProblem:
    """Minutes for hardly more set-ups than are needed."""
    return strict(8, items=6, periods=12, use=1.22)


def rounded_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search go on from what it rounded."""
    monkeypatch.setattr(_Search, "_relax_and_fix", lambda *_, may_owe: None)


def test_minutes_are_kept_for_later_periods_where_all_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not owing(tight(), sized(tight(), 1)).any()

    rounded_only(monkeypatch)
    assert owing(tight(), sized(tight(), 1)).any()


@pytest.mark.parametrize("seed", [0, 9, 10])
def test_a_small_problem_far_from_its_bound_begins_with_better_lots(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    problem = strict(seed, items=8, periods=15, use=1.0)
    careful = sized(problem, 1)

    rounded_only(monkeypatch)
    plain = sized(problem, 1)

    assert not owing(problem, careful).any()
    assert not owing(problem, plain).any()
    assert careful.cost < plain.cost


def test_what_must_be_late_is_planned_where_minutes_are_kept_too() -> None:
    demand = tight().demand.copy()
    demand[:, 0] *= 3  # more than the first period has minutes for
    asked: list[bool] = []
    relax_and_fix = _Search._relax_and_fix

    def noted(search: _Search, steps: Steps, *, may_owe: bool) -> None:
        asked.append(may_owe)
        relax_and_fix(search, steps, may_owe=may_owe)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(_Search, "_relax_and_fix", noted)
        plan = sized(replace(tight(), demand=demand), 1)

    assert asked == [False, True]
    assert plan.cost < nothing_made(replace(tight(), demand=demand)).cost / 2


def test_the_same_problem_gives_the_same_plan_in_any_order_of_the_items() -> None:
    problem = lot_problem(3, items=6, periods=6, with_bill=True)
    order = np.array([3, 0, 5, 1, 4, 2])

    one, again, other = sized(problem, 6), sized(problem, 6), sized(reordered(problem, order), 6)

    assert (one.quantities == again.quantities).all()
    assert other.cost == pytest.approx(one.cost, rel=1e-9)
    assert (other.quantities == one.quantities[order]).all()


@pytest.mark.parametrize("calls", [0, 1, 5, 12])
def test_stopping_leaves_a_possible_plan(calls: int) -> None:
    problem = lot_problem(1, items=8, periods=15, use=1.02)

    plan = solve_lots(problem, watch(calls_until_stop=calls), rounds=1_000)

    assert faults_of(problem, plan.setups, plan.quantities) == []
    assert plan.rounds < 20


def test_set_ups_that_are_fixed_or_forbidden_stay_so() -> None:
    problem = lot_problem(2)
    fixed = np.zeros_like(problem.setup_fixed)
    fixed[0, 2] = True
    forbidden = np.ones_like(fixed)
    forbidden[1, 3] = False

    plan = sized(replace(problem, setup_fixed=fixed, setup_allowed=forbidden))

    assert plan.setups[0, 2]
    assert not plan.setups[1, 3]


def test_fixed_set_ups_beyond_all_capacity_still_get_a_plan() -> None:
    problem = lot_problem(2)
    problem = replace(problem, capacity=np.full((1, 6), 5.0), setup_fixed=np.ones_like(problem.setup_fixed))

    plan = sized(problem)

    assert plan.setups.all()
    assert faults_of(problem, plan.setups, plan.quantities) == []


def test_a_broken_plan_has_faults() -> None:
    """The control: what the other tests call possible is not everything."""
    problem = lot_problem(1, with_bill=True)
    plan = sized(problem)

    assert faults_of(problem, np.zeros_like(plan.setups), plan.quantities)
    assert faults_of(problem, plan.setups, plan.quantities * 50)
    assert faults_of(problem, plan.setups, -plan.quantities)


def test_arrays_that_do_not_fit_and_bills_in_a_circle_are_refused_by_name() -> None:
    problem = lot_problem(1)
    circle = Bill(np.array([0, 1]), np.array([1, 0]), np.array([1.0, 1.0]))

    with pytest.raises(ValueError, match="holding"):
        replace(problem, holding=problem.holding[:, :2])
    with pytest.raises(ValueError, match="circle"):
        replace(problem, bill=circle)


def test_a_hint_that_is_out_of_bounds_still_gets_an_answer() -> None:
    """The control: HiGHS as it is ends such a call with an error, and the neighbourhood would be lost."""
    problem = lot_problem(1)
    program = model_of(problem).program
    hint = np.where(np.isfinite(program.upper), program.upper + 1.0, 0.0)

    answer = Highs(program, lambda: False).whole(program.lower, program.upper, Effort(), hint)

    assert answer is not None
    assert answer.optimal
