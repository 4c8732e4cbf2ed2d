"""
The plans of some fixed problems, pinned to the engine's version: whoever changes what the engine plans raises it.

Where this fails, the engine plans something else than it did. Is that meant? Then raise `ENGINE_VERSION`, and put the
new version with the digest that the failure shows in place of the old one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, replace
from hashlib import blake2b

import pytest

from mps.scheduler import cost
from mps.scheduler.budget import Limits
from mps.scheduler.last_plan import followed_by
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import ChangeBudget, PlanningProblem
from mps.scheduler.version import ENGINE_VERSION
from tests.scheduler import given
from tests.scheduler.lot_plants import lot_plant
from tests.scheduler.plausible import plant

PINNED = {"4": "f2f38c1ec703bbe6d47c9c05c5bc7ac8"}

SEEDS = range(12)
SIZED = Limits(seconds=1.0, lot_rounds=12)


def results() -> Iterator[Result]:
    """Plans of all kinds: first ones, of an edit after it (with minutes and without), in a budget, with better lots."""
    for seed in SEEDS:
        problem = plant(seed)
        first = given.solved(problem)
        yield first
        edited = an_edit_of(followed_by(problem, first.plan))
        yield given.solved(replace(edited, previous_minutes=(), previous_late=()))
        yield given.solved(edited)
        yield given.solved(replace(edited, change_budget=ChangeBudget(seed % 4, 20)))
        yield Planner().as_it_was(edited, stop=lambda: False, timer=lambda: 0.0)
    for seed in range(2):
        yield given.solved(lot_plant(seed), limits=SIZED)


def an_edit_of(problem: PlanningProblem) -> PlanningProblem:
    """Return a problem in which every seventh demand is half as large again, and the next a promise two days sooner."""
    demands = list(problem.demands)
    for place in range(0, len(demands), 7):
        demands[place] = replace(demands[place], quantity=1.5 * demands[place].quantity)
    for place in range(1, len(demands), 7):
        demands[place] = replace(demands[place], promised=True, due_day=demands[place].due_day - 2)
    return replace(problem, demands=tuple(demands))


def digest() -> str:
    """Return what tells these plans from any others; numbers as far as every machine adds them up alike."""
    found = blake2b(digest_size=16)
    for result in results():
        for lot in result.plan.lots:
            row = f"{lot.key} {lot.item} {lot.quantity:.6g} {lot.start_day} {lot.finish_day} {lot.status}\n"
            found.update(row.encode())
        found.update(" ".join(f"{term:.6g}" for term in astuple(result.cost)).encode())
    return found.hexdigest()


def test_what_the_engine_plans_is_what_its_version_says() -> None:
    assert {ENGINE_VERSION: digest()} == PINNED, "the engine plans otherwise than its version says: see above"


def test_control_an_engine_that_weighs_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cost.holding
    monkeypatch.setattr(cost, "holding", lambda *of: 1.01 * before(*of))
    assert {ENGINE_VERSION: digest()} != PINNED
