"""Hours on the days of a late line's own lot: they are added with the lot, alone they go to whatever comes first."""

from __future__ import annotations

from dataclasses import replace

from mps.scheduler.budget import Limits
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import Operation, PlanningProblem, WorkCenter
from mps.scheduler.repair_elements import Overtime, OwnLot
from mps.scheduler.repair_late import Late, late_line
from mps.scheduler.repair_options import Slot, slots_for, with_hours
from tests.scheduler.given import assembly, bike, line, order, solved, two_wheels, wheel
from tests.scheduler.given import problem as plant

MILL = WorkCenter("MILL", (480.0,) * 10, (0.0,) * 10, overtime_cost_per_minute=1.0)
SHUT = line((480.0, 480.0, 0.0, *(480.0,) * 7))


def late_bikes(**changes: object) -> Late:
    """Ten bikes due on day 2, when a lot of at least forty, of an hour each, can't be done."""
    mine, theirs = order(10.0, due_day=2), order(30.0, due_day=2, key="SO2", priority=1)
    values = {
        "items": (bike(lot_minimum=40.0), wheel(made=True)), "bom": (two_wheels(),), "demands": (mine, theirs),
        "operations": (assembly(), Operation("WHEEL", 10, "MILL", 0.0, 1.0)), "work_centers": (line(), MILL),
    }  # fmt: skip
    problem: PlanningProblem = plant(**(values | changes))
    index = index_of(problem)
    plan = Standing(index, columns_of(solved(problem, limits=Limits(rounds=1)).plan, index))
    assert plan.is_late(0)
    return late_line(plan, 0)


def pairs(late: Late) -> list[tuple[OwnLot, list[Overtime]]]:
    found = with_hours(late, slots_for(late))
    return [(lot, hours_of(more)) for (lot, *_rest), more in found if isinstance(lot, OwnLot)]


def hours_of(slot: Slot) -> list[Overtime]:
    return [one for one in slot if isinstance(one, Overtime)]


def test_they_are_on_the_days_of_the_lot_at_a_centre_that_it_is_worked_on() -> None:
    found = pairs(late_bikes())
    assert found
    for lot, hours in found:
        assert {one.work_center for one in hours} == {"LINE"}
        assert {one.days for one in hours} == {tuple(range(lot.start_day, lot.day + 1))}


def test_the_amounts_grow_to_as_many_hours_again_as_the_days_have() -> None:
    for _lot, hours in pairs(late_bikes()):
        minutes = [one.minutes for one in hours]
        assert minutes == sorted(set(minutes))
        assert minutes[-1] == 480.0 * len(hours[0].days)


def test_a_day_on_which_nobody_works_gets_none() -> None:
    days = [day for _lot, hours in pairs(late_bikes(work_centers=(SHUT, MILL))) for day in hours[0].days]
    assert days
    assert 2 not in days


def test_control_without_a_lot_of_its_own_there_are_none() -> None:
    late = late_bikes()
    others = [slot for slot in slots_for(late) if not isinstance(slot[0], OwnLot)]
    assert others
    assert [*with_hours(late, others)] == []


def test_what_its_components_pass_is_not_a_centre_of_its_own() -> None:
    """Control: the same centre gets hours as soon as the line's own lot is worked on there."""
    both = (assembly(), Operation("BIKE", 20, "MILL", 0.0, 30.0))
    late = late_bikes(operations=both, items=(bike(lot_minimum=40.0), replace(wheel(), lead_time_days=0)))
    assert {hours[0].work_center for _lot, hours in pairs(late)} == {"LINE", "MILL"}
