"""Ways to have a line sooner that is in time with little to spare: each holds by a plan without that wish."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.overloaded import SMALL, overloaded
from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.last_plan import followed_by
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import FirmOrder, PlanningProblem, Receipt
from mps.scheduler.repair import Memory
from mps.scheduler.repair_elements import Element, Expedite, FixLot, Overtime, with_elements
from mps.scheduler.repair_risk import Safer, safer
from mps.scheduler.solve import solve
from tests.random_examples import examples
from tests.scheduler.given import assembly, bike, order, two_wheels, wheel
from tests.scheduler.given import problem as plant

QUICK = Limits(rounds=1)


def planned(problem: PlanningProblem) -> Standing:
    result = solve(problem, limits=QUICK, stop=lambda: False, timer=lambda: 0.0)
    check(problem, result)
    index = index_of(problem)
    return Standing(index, columns_of(result.plan, index))


def as_published(problem: PlanningProblem) -> PlanningProblem:
    result = solve(problem, limits=QUICK, stop=lambda: False, timer=lambda: 0.0)
    return followed_by(problem, result.plan)


def ways(problem: PlanningProblem, ready_by: int, demand: str = "SO1", **wanted: object) -> Safer:
    return safer(problem, demand, ready_by, limits=QUICK, stop=lambda: False, timer=lambda: 0.0, **wanted)  # type: ignore[arg-type]


def holds(problem: PlanningProblem, elements: tuple[Element, ...], demand: str, ready_by: int) -> bool:
    before, after = planned(problem), planned(with_elements(problem, elements))
    place = next(place for place, one in enumerate(after.problem.demands) if one.key == demand)
    there = after.ready_days[place]
    late = {one.key for place, one in enumerate(after.problem.demands) if after.is_late(place)}
    is_calm = after.overload <= before.overload + 1e-3 and after.lacking <= before.lacking + 1e-3
    return there is not None and there <= ready_by and not late & set(before.kept_promises) and is_calm


class TestALineMadeJustInTime:
    problem = as_published(plant(demands=(order(quantity=4.0, promised=True),)))

    def test_has_its_lot_fixed_on_the_day(self) -> None:
        found = ways(self.problem, 3)
        assert (found.why, found.finished) == ((), True)
        [one] = found.sets
        [lot] = self.problem.previous_lots
        assert (lot.finish_day, one.ready_day, one.price) == (5, 3, 0.0)
        assert one.elements == (FixLot(lot.key, "BIKE", 4.0, 3, 3, days=2),)
        assert holds(self.problem, one.elements, "SO1", 3)

    def test_control_without_the_lot_fixed_it_is_made_just_in_time_again(self) -> None:
        assert not holds(self.problem, (), "SO1", 3)

    def test_has_none_inside_the_fence(self) -> None:
        """Control: up to the fence it has."""
        fenced = replace(self.problem, items=(bike(frozen_days=4),))
        assert ways(fenced, 3).sets == ()
        assert len(ways(fenced, 4).sets) == 1

    def test_has_none_where_the_last_plan_has_no_such_lot(self) -> None:
        assert ways(replace(self.problem, previous_lots=()), 3).sets == ()

    def test_goes_on_from_what_was_proven(self) -> None:
        memory = Memory()
        assert ways(self.problem, 3, memory=memory).sets == ways(self.problem, 3, memory=memory).sets
        assert len(memory.whole) == 1

    def test_stopped_at_once_it_says_that_it_has_not_ended(self) -> None:
        found = safer(self.problem, "SO1", 3, limits=QUICK, stop=lambda: True, timer=lambda: 0.0)
        assert (found.sets, found.finished) == ((), False)


def test_a_full_work_centre_needs_more_than_the_lot_fixed() -> None:
    full = tuple(FirmOrder(f"F{day}", "TRIKE", 8.0, day, day) for day in range(4))
    trike = {"items": (bike(), bike(code="TRIKE")), "operations": (assembly(), replace(assembly(), item="TRIKE"))}
    problem = as_published(plant(demands=(order(quantity=4.0),), firm_orders=full, **trike))
    found = ways(problem, 3)
    assert found.why
    for one in found.sets:
        assert {type(element) for element in one.elements} >= {Overtime, FixLot}
        assert holds(problem, one.elements, "SO1", 3)
    assert found.sets


def test_a_line_that_is_there_needs_nothing() -> None:
    assert ways(as_published(plant(items=(bike(on_hand=9.0),), demands=(order(quantity=4.0),))), 3).sets == ()


def test_what_a_component_keeps_waiting_has_it_sooner() -> None:
    problem = as_published(
        plant(
            items=(bike(), wheel(lead_time_days=9)), bom=(two_wheels(),), operations=(assembly(),),
            receipts=(Receipt("PO1", "WHEEL", 8.0, 5),), demands=(order(quantity=4.0),),
        )
    )  # fmt: skip
    found = ways(problem, 3)
    assert found.sets
    for one in found.sets:
        assert any(isinstance(element, Expedite) for element in one.elements)
        assert holds(problem, one.elements, "SO1", 3)


@examples(10)
@given(st.integers(0, 400))
def test_every_way_holds_by_the_next_plan(seed: int) -> None:
    problem = as_published(overloaded(seed, SMALL))
    plan = planned(problem)
    in_time = [
        (one.key, day)
        for one, day, place in zip(problem.demands, plan.ready_days, range(len(problem.demands)), strict=True)
        if day is not None and day > 0 and not plan.is_late(place)
    ]
    for demand, day in in_time[:2]:
        for one in ways(problem, day - 1, demand).sets:
            assert holds(problem, one.elements, demand, day - 1)
