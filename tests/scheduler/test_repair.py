"""Ways out for a late line: each is proven by planning the plant with it, none has a superfluous element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.overloaded import SMALL, overloaded
from benchmarks.repair_brute import cheapest_price, few_options
from benchmarks.repairs import with_less
from mps.scheduler import repair_options
from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import FirmOrder, PlanningProblem, Receipt
from mps.scheduler.repair import Memory, Repairs, RepairSet, repairs
from mps.scheduler.repair_elements import Element, Expedite, MoveLot, Overtime, OwnLot, Relax, with_elements
from mps.scheduler.repair_late import Late, late_line
from mps.scheduler.repair_options import Slot, slots_for
from mps.scheduler.repair_trials import Trials
from mps.scheduler.solve import solve
from tests.random_examples import examples
from tests.scheduler.given import assembly, bike, line, order, two_wheels, wheel
from tests.scheduler.given import problem as plant

# Plans that are made at once: the rules are the same.
QUICK = Limits(rounds=1)
NOW = 0.0


def planned(problem: PlanningProblem, limits: Limits = QUICK) -> Standing:
    result = solve(problem, limits=limits, stop=lambda: False, timer=lambda: NOW)
    check(problem, result)
    index = index_of(problem)
    return Standing(index, columns_of(result.plan, index))


def ways_out(problem: PlanningProblem, demand: str, **wanted: object) -> Repairs:
    return repairs(problem, demand, limits=QUICK, stop=lambda: False, timer=lambda: NOW, **wanted)  # type: ignore[arg-type]


def late_lines(problem: PlanningProblem) -> Iterator[str]:
    plan = planned(problem)
    return (one.key for place, one in enumerate(problem.demands) if plan.is_late(place))


def is_way_out(problem: PlanningProblem, demand: str, elements: tuple[Element, ...]) -> bool:
    """
    Whether the line, in all its parts, is in time and no kept promise is late, by a plan of the whole problem in which
    firm lots neither overload nor lack more.
    """
    before, after = planned(problem), planned(with_elements(problem, elements))
    late = {one.key for place, one in enumerate(after.problem.demands) if after.is_late(place)}
    mine = {key for key in late if key == demand or key == f"{demand} later"}
    if after.overload > before.overload + 1e-3 or after.lacking > before.lacking + 1e-3:
        return False
    return not mine and not {key for key in before.kept_promises if key in late or f"{key} later" in late}


def prove(problem: PlanningProblem, demand: str, found: RepairSet) -> None:
    assert is_way_out(problem, demand, found.elements)
    for less in with_less(found.elements):
        assert not is_way_out(problem, demand, less)


@examples(10)
@given(st.integers(0, 400))
def test_every_set_makes_the_line_on_time_and_has_no_more_of_an_element_than_it_takes(seed: int) -> None:
    problem = overloaded(seed, SMALL)
    for demand in islice(late_lines(problem), 2):
        found = ways_out(problem, demand)
        assert found.is_late
        prices = [one.price for one in found.sets]
        assert prices == sorted(prices)
        for one in found.sets:
            prove(problem, demand, one)


@examples(8)
@given(st.integers(0, 400))
def test_the_cheapest_set_is_the_cheapest_of_all_sets(seed: int) -> None:
    problem = overloaded(seed, SMALL)
    for demand in islice(late_lines(problem), 1):
        found = ways_out(problem, demand, options=few_options, beyond=False, most_trials=10_000)
        trials = Trials(problem, demand, limits=QUICK, stop=lambda: False, timer=lambda: NOW, most=10_000)
        slots = few_options(late_line(trials.base, trials.place))
        best = cheapest_price(trials, slots)
        assert (found.sets[0].price if found.sets else None) == (None if best is None else pytest.approx(best))


def test_the_same_problem_has_the_same_ways_out() -> None:
    problem = overloaded(4, SMALL)
    demand = next(late_lines(problem))
    assert ways_out(problem, demand) == ways_out(problem, demand)


def overfull() -> PlanningProblem:
    """Two promised bikes orders of 5 h each for one day of 8 h; the line costs 1 a minute beyond that."""
    return plant(
        items=(bike(period_of_supply_days=0),),
        operations=(assembly(),),
        work_centers=(line(480.0, overtime_cost_per_minute=1.0),),
        demands=(order(key="A", quantity=5, due_day=0, priority=1), order(key="B", quantity=5, due_day=0, priority=2),),
    )  # fmt: skip


def test_two_hours_of_overtime_are_enough_where_two_hours_are_missing() -> None:
    (found,) = [one for one in ways_out(overfull(), "B").sets if isinstance(one.elements[0], Overtime)]
    assert found.elements == (Overtime("LINE", (0,), 120.0, 120.0),)
    assert (found.price, found.ready_day) == (120.0, 0)


def test_hours_are_added_on_no_more_days_than_need_them() -> None:
    """Parts for twenty hours of work come two days before it is due, each of which has eight: two a day are missing."""
    problem = plant(
        items=(bike(period_of_supply_days=0), wheel(lead_time_days=40)), bom=(two_wheels(),), operations=(assembly(),),
        work_centers=(line(480.0, overtime_cost_per_minute=1.0),), demands=(order(quantity=18, due_day=4),),
        receipts=(Receipt("PO", "WHEEL", 36, 3),),
    )  # fmt: skip
    (found,) = [one for one in ways_out(problem, "SO1").sets if [type(e) for e in one.elements] == [Overtime]]
    (hours,) = found.elements
    assert isinstance(hours, Overtime)
    assert set(hours.days) <= {3, 4}
    assert found.is_least
    assert 120.0 <= hours.minutes <= 180.0


def test_a_line_in_time_has_no_way_out() -> None:
    found = ways_out(overfull(), "A")
    assert (found.is_late, found.sets) == (False, ())


def test_a_line_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        ways_out(overfull(), "C")


def test_a_receipt_is_expedited_by_as_many_days_as_it_takes() -> None:
    problem = plant(
        items=(bike(), wheel(lead_time_days=9)), bom=(two_wheels(),), operations=(assembly(),), work_centers=(line(),),
        demands=(order(quantity=2, due_day=3),), receipts=(Receipt("PO", "WHEEL", 4, 6),),
    )  # fmt: skip
    best = ways_out(problem, problem.demands[0].key).sets[0]
    assert [type(one) for one in best.elements] == [Expedite]
    assert [one.day for one in best.elements if isinstance(one, Expedite)] == [3]


def large_lot(**changes: object) -> PlanningProblem:
    """Five bikes are wanted tomorrow, and twenty are the least that is made at once, which takes longer."""
    values = {"items": (bike(lot_minimum=20),), "operations": (assembly(),), "work_centers": (line(),)}
    return plant(**(values | {"demands": (order(quantity=5, due_day=1),)} | changes))


def test_a_lot_that_is_too_large_for_the_line_is_made_as_small_as_it_needs() -> None:
    problem = large_lot()
    best = ways_out(problem, problem.demands[0].key).sets[0]
    assert [(type(one), one.quantity, one.day) for one in best.elements if isinstance(one, OwnLot)] == [(OwnLot, 5, 1)]
    assert len(best.elements) == 1


def test_instead_of_a_lot_rule_lots_are_fixed_that_do_the_same() -> None:
    problem = large_lot()

    def rules(late: Late) -> tuple[Slot, ...]:
        return tuple(slot for slot in slots_for(late) if isinstance(slot[0], Relax))

    (fixed,) = ways_out(problem, problem.demands[0].key, options=rules).sets
    assert {type(one) for one in fixed.elements} == {OwnLot}
    prove(problem, problem.demands[0].key, fixed)

    (control,) = ways_out(problem, problem.demands[0].key, options=rules, beyond=False).sets
    assert {type(one) for one in control.elements} == {Relax}


def test_hours_of_further_work_centres_are_tried_where_the_first_ones_give_nothing() -> None:
    problem = large_lot(items=(bike(),), demands=(order(quantity=18, due_day=1),))

    def nothing(_late: Late) -> tuple[Slot, ...]:
        return ()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repair_options, "MOST_CENTERS", 0)  # as if the line were behind the fullest ones
        found = ways_out(problem, problem.demands[0].key, options=nothing)
    assert {one.work_center for way in found.sets for one in way.elements if isinstance(one, Overtime)} == {"LINE"}

    assert ways_out(problem, problem.demands[0].key, options=nothing, beyond=False).sets == ()


def test_told_to_stop_it_answers_what_it_has_proven() -> None:
    asked = 0

    def soon() -> bool:
        nonlocal asked
        asked += 1
        return asked > 200

    problem = overloaded(4, SMALL)
    demand = next(late_lines(problem))
    found = repairs(problem, demand, limits=QUICK, stop=soon, timer=lambda: NOW)
    assert not found.finished
    for one in found.sets:
        prove(problem, demand, one)


def test_with_few_plans_allowed_it_makes_no_more() -> None:
    found = ways_out(overloaded(4, SMALL), next(late_lines(overloaded(4, SMALL))), most_trials=5)
    assert (found.trials, found.finished) == (5, False)


def test_a_broken_promise_is_no_way_out() -> None:
    """Control: the guard is `broken`; a move that frees the line but breaks a promise is refused by it."""
    problem = overfull()
    trials = Trials(problem, "B", limits=QUICK, stop=lambda: False, timer=lambda: NOW, most=10)
    verdict = trials.verdict(())
    assert not replace(verdict, in_time=True, broken=("A",)).is_way_out
    assert replace(verdict, in_time=True, broken=()).is_way_out


def test_a_firm_lot_with_slack_makes_room() -> None:
    problem = plant(
        items=(
            bike(),
            replace(bike(), code="TRIKE"),
        ),
        operations=(
            assembly(),
            replace(assembly(), item="TRIKE"),
        ),
        work_centers=(line(480.0, overtime_cost_per_minute=10.0),),
        demands=(
            order(key="T", item="TRIKE", quantity=8, due_day=5),
            order(key="B", quantity=8, due_day=0),
        ),
        firm_orders=(FirmOrder("F", "TRIKE", 8, 0, 0),),
    )
    best = ways_out(problem, "B").sets[0]
    assert [type(one) for one in best.elements] == [MoveLot]


@pytest.mark.parametrize("seed", [4, 6, 9])
def test_a_search_goes_on_where_it_was_stopped(seed: int) -> None:
    problem = overloaded(seed, SMALL)
    demand = next(late_lines(problem))
    limits = Limits(rounds=2, early_plans=0, lot_rounds=0)
    whole = repairs(problem, demand, limits=limits, stop=lambda: False, timer=lambda: NOW, most_trials=10_000)

    memory, rounds = Memory(), 0
    while True:
        before = len(memory.whole)
        found = repairs(
            problem, demand, limits=limits, stop=lambda: False, timer=lambda: NOW, most_trials=4, memory=memory
        )  # fmt: skip
        assert len(memory.whole) - before <= 4
        rounds += 1
        if found.finished:
            break

    assert rounds > 1
    assert found == whole


def test_what_is_remembered_is_not_planned_again() -> None:
    problem = overloaded(4, SMALL)
    demand, memory = next(late_lines(problem)), Memory()
    first = ways_out(problem, demand, memory=memory, most_trials=10_000)

    again = repairs(problem, demand, limits=QUICK, stop=lambda: True, timer=lambda: NOW, memory=memory)

    assert first.finished
    assert again == first



def test_where_nothing_helps_it_is_said_what_everything_would_do() -> None:
    """Four days of queue: no hour, no purchase and nobody else who waits makes them fewer."""
    problem = plant(
        items=(bike(lead_time_days=4),), operations=(assembly(),), work_centers=(line(),),
        demands=(order(quantity=1, due_day=1),),
    )  # fmt: skip
    found = ways_out(problem, problem.demands[0].key)
    assert (found.sets, found.finished) == ((), True)
    assert found.all_at_once is not None
    assert (found.all_at_once.in_time, found.all_at_once.ready_day) == (False, 4)
