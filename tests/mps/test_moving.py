"""Lots that leave a week of a work centre: who may go, on random plants; and what a person is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given as over
from hypothesis import strategies as st

from benchmarks.overloaded import SMALL, overloaded
from mps.queries import load, moving
from mps.queries.kept_plan import KeptLot, KeptPlan, Link
from mps.queries.load import Cell, Center, LoadMap, Week
from mps.queries.moving import Proposal, Stays, Way
from mps.scheduler.columns import index_of
from mps.scheduler.plan import LotStatus, SupplyKind
from mps.scheduler.problem import FirmOrder, PlanningProblem, PreviousMinutes
from tests.random_examples import examples
from tests.scheduler.given import MONDAY, assembly, bike, line, order, solved
from tests.scheduler.given import problem as plant

WEEK = 7


def kept(problem: PlanningProblem) -> KeptPlan:
    """The plan of a problem, as it is kept."""
    plan = solved(problem).plan
    pegging = plan.pegging
    rows = zip(
        pegging.consumer_lot, pegging.consumer_demand, pegging.item, pegging.supply_kind, pegging.supply,
        pegging.quantity, strict=True,
    )  # fmt: skip
    return KeptPlan(
        start=problem.horizon.start_date,
        problem=problem,
        accepted=index_of(problem).accepted,
        lots=[
            KeptLot(place, lot.key, lot.item, lot.quantity, lot.start_day, lot.finish_day, lot.status is LotStatus.FIRM)
            for place, lot in enumerate(plan.lots)
        ],
        links=[Link(int(lot), int(demand), item, SupplyKind(kind), int(supply), float(quantity))
               for lot, demand, item, kind, supply, quantity in rows],
        minutes=[
            PreviousMinutes(plan.lots[row.lot].key, row.step, row.work_center, row.day, row.minutes)
            for row in plan.loads
        ],
        atp_is_cumulative=True,
    )  # fmt: skip


def loads(plan: KeptPlan) -> LoadMap:
    """Its load by week."""
    problem = plan.problem
    days = list(range(problem.horizon.day_count))
    weeks = load.weeks_of([plan.date_of(day) for day in days], plan.date_of(len(days)))
    centers = [
        Center(number, code, code, tuple(
            Cell(sum(plan.load[code].get(day, 0.0) for day in range(week.start, week.end)),
                 sum(center.available_minutes[week.start : week.end]), 0.0)
            for week in weeks
        ))
        for number, (code, center) in enumerate(plan.accepted.work_centers.items())
    ]  # fmt: skip
    return LoadMap(tuple(weeks), tuple(centers))


def as_long(lot: KeptLot, finish: int) -> int:
    return finish - (lot.finish_day - lot.start_day)


def proposals(plan: KeptPlan) -> list[tuple[LoadMap, Way, float, Proposal]]:
    """What is proposed from every week of every work centre to every other."""
    found = loads(plan)
    ways = [
        (cell, Way(center.code, source, target, as_long))
        for center in found.centers
        for source, cell in zip(found.weeks, center.cells, strict=True)
        for target in found.weeks
        if target != source
    ]
    return [
        (found, way, wanted, moving.propose(plan, found, way, wanted))
        for cell, way in ways
        for wanted in (max(0.0, cell.over), cell.load / 2)
    ]


def frozen(problem: PlanningProblem, days: int) -> PlanningProblem:
    return replace(problem, items=tuple(replace(item, frozen_days=days) for item in problem.items))


@examples(25)
@over(st.integers(0, 400), st.sampled_from((0, 0, 3)))
def test_nobody_is_late_no_fence_is_touched_and_no_more_goes_than_is_wanted(seed: int, fence: int) -> None:
    plan = kept(frozen(overloaded(seed, SMALL), fence))
    for found, way, wanted, proposed in proposals(plan):
        if len(proposed.moved) > 1:
            assert proposed.minutes - min(one.minutes for one in proposed.moved) <= wanted + 1e-6
        for one in proposed.moved:
            assert min(one.start_day, one.lot.start_day) >= fence
            for link in plan.drawn_from_lot[one.lot.place]:
                if link.consumer_demand >= 0:
                    due = plan.problem.demands[link.consumer_demand].due_day
                    assert one.finish_day <= max(due, one.lot.finish_day)
                elif one.finish_day > one.lot.finish_day:
                    assert one.finish_day < plan.lots[link.consumer_lot].start_day
            assert all(plan.ready_day(link) <= one.start_day for link in plan.drawn_by_lot[one.lot.place])
        _no_room_exceeded(plan, found, way, proposed)


def _no_room_exceeded(plan: KeptPlan, found: LoadMap, way: Way, proposed: Proposal) -> None:
    """What was within its room stays so, in every week of every work centre."""
    after = {(center.code, place): cell.load for center in found.centers for place, cell in enumerate(center.cells)}
    for one in proposed.moved:
        for row in plan.minutes_of_lot[one.lot.key]:
            after[row.work_center, row.day // WEEK] -= row.minutes
            day = min(max(0, row.day + one.finish_day - one.lot.finish_day), plan.problem.horizon.day_count - 1)
            after[row.work_center, day // WEEK] += row.minutes
    for center in found.centers:
        for place, cell in enumerate(center.cells):
            assert after[center.code, place] <= max(cell.load, cell.available) + 1e-4
    weeks = [(way.center, found.weeks.index(week)) for week in (way.source, way.target)]
    assert [round(after[cell], 3) for cell in weeks] == [round(one, 3) for one in proposed.load_after]


def two_weeks(**changes: object) -> PlanningProblem:
    """A firm lot of 50 bikes of an hour each in the first week of 40 h, wanted in the third."""
    return plant(
        horizon=replace(plant().horizon, day_count=28, bucket_starts=tuple(range(28))),
        items=(bike(),), operations=(assembly(),),
        work_centers=(line(tuple(480.0 if day % 7 < 5 else 0.0 for day in range(28)), days=28),),
        firm_orders=(FirmOrder("F", "BIKE", 20, 0, 4), FirmOrder("G", "BIKE", 30, 0, 4)),
        demands=(order(quantity=20, due_day=25),), **changes,
    )  # fmt: skip


def asked(plan: KeptPlan, source: int, target: int, wanted: float) -> Proposal:
    found = loads(plan)
    return moving.propose(plan, found, Way("LINE", found.weeks[source], found.weeks[target], as_long), wanted)


def test_an_overload_of_firm_lots_goes_on_the_same_weekday() -> None:
    plan = kept(two_weeks())
    cell = loads(plan).centers[0].cells[0]
    assert cell.over == 600  # minutes: 50 h for 40

    proposed = asked(plan, 0, 1, cell.over)

    (one,) = proposed.moved
    assert (one.lot.key, one.finish_day) == ("F", 11)
    assert [one.minutes, *proposed.load_before, *proposed.load_after] == [1200, 3000, 0, 1800, 1200]


def test_a_week_that_is_full_takes_nothing() -> None:
    full = two_weeks()
    plan = kept(replace(full, firm_orders=(*full.firm_orders, FirmOrder("H", "BIKE", 40, 7, 11))))

    proposed = asked(plan, 0, 1, 600)

    assert (proposed.moved, proposed.stays) == ((), {Stays.NO_ROOM: 2})


def test_lots_of_a_fixed_quantity_stay() -> None:
    full = two_weeks()
    plan = kept(replace(full, firm_orders=(FirmOrder("steer/1", "BIKE", 50, 0, 4),)))

    assert asked(plan, 0, 1, 600).stays == {Stays.FIXED_QUANTITY: 1}


def test_a_line_that_would_be_late_keeps_its_lot() -> None:
    problem = replace(two_weeks(), firm_orders=(), demands=(order(quantity=5, due_day=2),))
    plan = kept(problem)

    assert asked(plan, 0, 1, 60).stays == {Stays.LATE: 1}


def test_weeks_closed_for_good_take_nothing() -> None:
    problem = two_weeks()
    (center,) = problem.work_centers
    shut = tuple(0.0 if 7 <= day < 14 else minutes for day, minutes in enumerate(center.available_minutes))

    assert asked(kept(replace(problem, work_centers=(replace(center, available_minutes=shut),))), 0, 1, 60).stays == {
        Stays.CLOSED: 2
    }


def test_a_week_is_seven_days_from_the_monday_of_these_plants() -> None:
    assert MONDAY.weekday() == 0
    assert loads(kept(two_weeks())).weeks[1] == Week(MONDAY + timedelta(7), MONDAY + timedelta(13), 7, 14)
