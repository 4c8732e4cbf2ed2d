"""Rough-cut capacity: rules of the glossary."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.overloaded import SMALL, overloaded
from mps.scheduler.arrays import Floats
from mps.scheduler.columns import index_of
from mps.scheduler.network import Network, network_of
from mps.scheduler.problem import BomLine, Item, Operation, PlanningProblem
from mps.scheduler.rough_cut import (
    ScheduledLot,
    bill_of_resources,
    overall_factor_load,
    rough_cut_load,
    scheduled_items,
    utilisation_shares,
)
from mps.scheduler.work_content import run_minutes, with_components
from tests.random_examples import examples
from tests.scheduler.given import assembly, bike, line, order, solved
from tests.scheduler.given import problem as plant


def test_overall_factors_divide_all_hours_as_the_past_did() -> None:
    found = overall_factor_load(np.array([10.0, 20.0]), np.array([3.0, 1.0]), np.array([0.5, 0.3, 0.2]))

    assert found.total_hours == 50
    assert found.hours == pytest.approx([25, 15, 10])


def test_overall_factors_refuse_shares_of_half_a_past() -> None:
    with pytest.raises(ValueError, match=r"add up to 0\.5"):
        overall_factor_load(np.array([1.0]), np.array([1.0]), np.array([0.3, 0.2]))


def test_utilisation_is_blank_where_nothing_is_available() -> None:
    found = utilisation_shares(np.array([[30.0, 90.0, 5.0]]), np.array([[60.0, 60.0, 0.0]]))

    assert found[0, :2].tolist() == [0.5, 1.5]
    assert np.isnan(found[0, 2])


def network(problem: PlanningProblem) -> Network:
    return network_of(index_of(problem))


def rough(problem: PlanningProblem, *, usual: float = 0.0) -> Floats:
    """The rough-cut load of the plan of a problem."""
    found = network(problem)
    number = found.index.item_number
    lots = [ScheduledLot(number[lot.item], lot.quantity, lot.finish_day) for lot in solved(problem).plan.lots]
    scheduled = scheduled_items(found)
    bills = bill_of_resources(found, scheduled, np.full(len(found.items), usual))
    return rough_cut_load(found, bills, [lot for lot in lots if lot.item in scheduled])


def finite(problem: PlanningProblem) -> Floats:
    index = index_of(problem)
    load = np.zeros_like(index.available_minutes)
    for row in solved(problem).plan.loads:
        load[index.center_number[row.work_center], row.day] += row.minutes
    return load


@examples(40)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 9)), max_size=6),
    st.sampled_from((0.0, 30.0)),
    st.sampled_from((0, 1)),
)
def test_of_one_level_without_offset_it_is_the_finite_load(
    orders: list[tuple[int, int]], setup: float, period: int
) -> None:
    """With room enough, so that every lot is made on its last day."""
    problem = plant(
        items=(bike(period_of_supply_days=period),),
        operations=(assembly(setup_minutes=setup), assembly(step=20, work_center="PAINT", run_minutes_per_unit=7.0)),
        work_centers=(line(1e5), line(1e5, code="PAINT")),
        demands=tuple(order(key=f"SO{n}", quantity=size, due_day=due) for n, (size, due) in enumerate(orders)),
    )

    assert rough(problem) == pytest.approx(finite(problem))


@examples(25)
@given(st.integers(0, 400))
def test_it_asks_for_what_the_bills_say_wherever_it_is_done(seed: int) -> None:
    """No minute is lost: the sum over all days is lots times the minutes in a piece, and the set-ups of the lots."""
    problem = overloaded(seed, SMALL)
    found = network(problem)
    number, scheduled = found.index.item_number, scheduled_items(found)
    content = with_components(found, run_minutes(found))
    lots = [lot for lot in solved(problem).plan.lots if number[lot.item] in scheduled]

    wanted = sum((lot.quantity * content[number[lot.item]] for lot in lots), np.zeros(content.shape[1]))
    for lot in lots:
        for step in found.steps[number[lot.item]]:
            wanted[step.center] += step.setup_minutes

    assert rough(problem).sum(axis=1) == pytest.approx(wanted)


def frames(**changes: Any) -> PlanningProblem:
    """A bike of two frames, which are welded; assembly takes three days, a frame half an hour and 20 to set up."""
    frame = Item("FRAME", made=True)
    weld = Operation("FRAME", 10, "WELD", 20.0, 30.0)
    return plant(
        items=(bike(lead_time_days=3), frame), bom=(BomLine("BIKE", "FRAME", 2.0),),
        operations=(assembly(), weld), work_centers=(line(), line(code="WELD")),
        demands=(order(quantity=4, due_day=8),),
        **changes,
    )  # fmt: skip


def test_components_are_asked_for_their_parents_lead_time_and_a_day_before() -> None:
    bills = bill_of_resources(network(frames()), {0}, np.array([0.0, 10.0]))

    assert bills == {0: {(0, 0): 60.0, (1, 4): pytest.approx(2 * 30.0 + 2 * 20.0 / 10)}}


def test_what_should_have_been_done_already_is_asked_for_today() -> None:
    problem = frames()
    found = network(problem)
    bills = bill_of_resources(found, {0}, np.zeros(2))

    load = rough_cut_load(found, bills, [ScheduledLot(0, 4, 2)])

    assert (load[0, 2], load[1, 0], load.sum()) == (240.0, 240.0, 480.0)


def test_a_component_that_is_scheduled_itself_is_asked_for_by_its_own_lots_only() -> None:
    problem = frames()
    both = replace(problem, items=tuple(replace(item, is_mps=True) for item in problem.items))
    found = network(both)

    assert scheduled_items(found) == {0, 1}
    assert bill_of_resources(found, {0, 1}, np.zeros(2))[0] == {(0, 0): 60.0}


def test_without_marks_what_goes_into_nothing_is_scheduled() -> None:
    assert scheduled_items(network(frames())) == {0}
