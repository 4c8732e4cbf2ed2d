"""A plan of lots, and what it costs: computed from set-ups and quantities alone, without a solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Flags, Floats, floats
from mps.scheduler.lotsizing.problem import LotProblem

DUST = 1e-6
LITTLE = 1e-4  # pieces that a solver's tolerance may leave owed


@dataclass(frozen=True, slots=True)
class LotPlan:
    """
    Set-ups and quantities, their cost, and what no plan can beat.

    Shape: `setups`, `quantities` are N × T. `rounds` is how many sub-problems were solved; `proven` says that no plan
    is cheaper by more than the solver's tolerance.
    """

    setups: Flags
    quantities: Floats
    cost: float
    bound: float
    rounds: int = 0
    proven: bool = False

    @property
    def gap(self) -> float:
        """How much of the cost might be saved at most, 0 to 1."""
        return max(0.0, self.cost - self.bound) / self.cost if self.cost > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from set-ups and quantities. Shape: stock, late N × T; overtime, overload W × T (minutes)."""

    stock: Floats
    late: Floats
    overtime: Floats
    overload: Floats


def outcome_of(problem: LotProblem, setups: Flags, quantities: Floats) -> Outcome:
    """Return stock, owed pieces and overtime. What is used as a component but not there shows as stock below zero."""
    made = quantities - _used(problem, quantities)
    net = problem.initial_stock[:, None] + np.cumsum(made - problem.demand, axis=1)
    wanted = np.cumsum(problem.demand, axis=1)
    late = np.clip(-net, 0.0, wanted)
    load = problem.unit_minutes.T @ quantities + problem.setup_minutes.T @ setups
    over = np.maximum(0.0, load - problem.capacity)
    overtime = np.minimum(over, problem.overtime)
    return Outcome(stock=net + late, late=late, overtime=overtime, overload=over - overtime)


def _used(problem: LotProblem, quantities: Floats) -> Floats:
    used = np.zeros_like(quantities)
    bill = problem.bill
    np.add.at(used, bill.component, bill.per[:, None] * quantities[bill.parent])
    return used


def cost_of(problem: LotProblem, setups: Flags, quantities: Floats) -> float:
    """Return what set-ups, stock, overtime, lateness and missing safety stock cost."""
    outcome = outcome_of(problem, setups, quantities)
    missing = np.maximum(0.0, problem.safety_stock[:, None] - outcome.stock)
    return float(
        problem.setup_cost @ setups.sum(axis=1)
        + (problem.holding * outcome.stock).sum()
        + problem.overtime_price @ outcome.overtime.sum(axis=1)
        + problem.late_price @ outcome.late.sum(axis=1)
        + problem.unmet_price @ outcome.late[:, -1]
        + problem.safety_price @ missing.sum(axis=1)
    )


def faults_of(problem: LotProblem, setups: Flags, quantities: Floats) -> list[str]:
    """Return what is wrong with a plan: nothing, for every plan that the search returns."""
    outcome = outcome_of(problem, setups, quantities)
    scale = 1.0 + np.abs(problem.demand).sum()
    forced = np.maximum(0.0, problem.setup_minutes.T @ problem.setup_fixed - problem.capacity - problem.overtime)
    faults = {
        "a quantity is negative": quantities < 0,
        "something is made without a set-up": (quantities > 0) & ~setups,
        "a forbidden set-up": setups & ~(problem.setup_allowed | problem.setup_fixed),
        "a fixed set-up is missing": problem.setup_fixed & ~setups,
        "a component is used before it is there": outcome.stock < -DUST * scale,
        "a work centre is overloaded": outcome.overload > forced + DUST * (1.0 + problem.capacity),
        "more is owed than was wanted": outcome.late > np.cumsum(problem.demand, axis=1) + DUST * scale,
    }
    return [fault for fault, where in faults.items() if where.any()]


def nothing_made(problem: LotProblem) -> LotPlan:
    """Return the plan that is always there: fixed set-ups only, nothing made, what stock doesn't cover is owed."""
    quantities = np.zeros_like(problem.demand)
    setups = problem.setup_fixed.copy()
    return LotPlan(setups, quantities, cost_of(problem, setups, quantities), bound=0.0)


def owing(problem: LotProblem, plan: LotPlan) -> Flags:
    """Return the items that a plan ever delivers late. Shape: N."""
    return np.asarray(outcome_of(problem, plan.setups, plan.quantities).late.max(axis=1) > LITTLE)


def cleaned(problem: LotProblem, setups: Flags, quantities: Floats) -> tuple[Flags, Floats]:
    """Return the plan without a solver's dust: nothing made without a set-up, no unused set-up, no crumb owed."""
    made = np.where(setups & (quantities > DUST), quantities, 0.0)
    setups = (made > 0) | problem.setup_fixed
    late = outcome_of(problem, setups, made).late
    for item in np.flatnonzero(((late > 0) & (late <= LITTLE)).any(axis=1)).tolist():
        for period in np.flatnonzero((late[item] > 0) & (late[item] <= LITTLE)).tolist():
            earlier = np.flatnonzero(made[item, : period + 1])
            if len(earlier) and late[item, period] > 0:
                crumb = late[item, period]
                made[item, earlier[-1]] += crumb
                late[item, period:] -= crumb
    return setups, floats(made)
