"""What is kept from planning to checking, and what must not be."""

from __future__ import annotations

import gc
from dataclasses import replace

from mps.scheduler.budget import collector_paused
from mps.scheduler.columns import index_of
from tests.scheduler.hand_made import three_bikes


def test_a_problem_is_indexed_once() -> None:
    problem = three_bikes()

    assert index_of(problem) is index_of(problem)


def test_a_changed_problem_has_an_index_of_its_own() -> None:
    problem = three_bikes()
    changed = replace(problem, demands=(replace(problem.demands[0], quantity=7.0), *problem.demands[1:]))

    assert index_of(problem).demand_columns.quantity[0] == problem.demands[0].quantity
    assert index_of(changed).demand_columns.quantity[0] == 7.0
    assert index_of(problem).demand_columns.quantity[0] == problem.demands[0].quantity


def test_the_collector_goes_on_after_a_run() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
