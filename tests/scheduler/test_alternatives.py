"""Alternative work centres: what a plan may do with them, and that a lot takes one rather than be late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mps.scheduler import promise_basis
from mps.scheduler.acceptance import Crowd, Yielding, crowd_of, yielding
from mps.scheduler.check import check
from mps.scheduler.columns import index_of
from mps.scheduler.network import Step, routes_of
from mps.scheduler.parts import split
from mps.scheduler.plan import OperationLoad, Result
from mps.scheduler.problem import AlternativeWorkCenter, FirmOrder, PlanningProblem
from mps.scheduler.promise import quote
from mps.scheduler.route_choice import Asked, yielding_on_all_routes
from mps.scheduler.shop import DraftLot
from mps.scheduler.validate import accept
from tests.scheduler import given
from tests.scheduler.hand_made import BIKES, broken, plan, three_bikes

CELL = AlternativeWorkCenter("CELL", factor=1.5)


def either(**changes: Any) -> dict[str, Any]:
    """A bike is an hour on the line, or an hour and a half in the cell."""
    step = given.assembly(alternatives=(CELL,), **changes)
    return {"operations": (step,), "work_centers": (given.line(), given.line(code="CELL"))}


def in_the_cell(minutes: float = 270.0, setup: float = 0.0) -> dict[str, Any]:
    """The three bikes of the plan made by hand, made in the cell."""
    return {"loads": (OperationLoad(BIKES, 10, "CELL", 5, minutes, setup),)}


def solved(**changes: Any) -> Result:
    """A checked plan of bikes that can be made on the line or in the cell."""
    problem = given.problem(**{**either(), **changes})
    result = given.solved(problem)
    check(problem, result)
    return result


def centers(result: Result) -> dict[str, str]:
    """Where each lot is made."""
    return {result.plan.lots[load.lot].key: load.work_center for load in result.plan.loads}


class TestAlternativeWorkCenters:
    def test_just_allows_the_step_there_at_its_factor(self) -> None:
        check(three_bikes(**either()), plan(**in_the_cell()))

    def test_allows_the_preferred_one_as_before(self) -> None:
        check(three_bikes(**either()), plan())

    @pytest.mark.parametrize("minutes", [180.0, 269.0, 271.0])
    def test_forbids_other_minutes_than_the_factor_says(self, minutes: float) -> None:
        broken(three_bikes(**either()), plan(**in_the_cell(minutes)), "step not fully loaded")

    def test_forbids_to_multiply_the_set_up(self) -> None:
        problem = three_bikes(**either(setup_minutes=10.0))

        check(problem, plan(**in_the_cell(280.0, 10.0)))
        broken(problem, plan(**in_the_cell(285.0, 15.0)), "step not fully loaded")

    def test_forbids_a_lot_on_two_of_them(self) -> None:
        loads = (OperationLoad(BIKES, 10, "LINE", 4, 120.0, 0.0), OperationLoad(BIKES, 10, "CELL", 5, 90.0, 0.0))

        assert broken(three_bikes(**either()), plan(loads=loads), "step on two work centres") == "BIKE-1/10"

    def test_allows_two_steps_on_two_of_them(self) -> None:
        problem = three_bikes(
            operations=(given.assembly(alternatives=(CELL,)), given.assembly(step=20)),
            work_centers=(given.line(), given.line(code="CELL")),
        )
        on_the_line = OperationLoad(BIKES, 20, "LINE", 5, 180.0, 0.0)

        check(problem, plan(loads=(*in_the_cell()["loads"], on_the_line)))

    def test_forbids_any_other(self) -> None:
        problem = three_bikes(**either())
        problem = replace(problem, work_centers=(*problem.work_centers, given.line(code="OTHER")))

        broken(problem, plan(loads=(replace(in_the_cell()["loads"][0], work_center="OTHER"),)),
               "load on a work centre that can't do the step")  # fmt: skip

    def test_have_a_capacity_of_their_own(self) -> None:
        problem = three_bikes(**either())
        full = replace(problem, work_centers=(given.line(), given.line(270.0, code="CELL")))
        short = replace(problem, work_centers=(given.line(), given.line(269.0, code="CELL")))

        check(full, plan(**in_the_cell()))
        assert broken(short, plan(**in_the_cell()), "work centre overloaded") == "CELL day 5"


class TestAcceptedRecords:
    @pytest.mark.parametrize(
        ("other", "code"),
        [
            (AlternativeWorkCenter("NOWHERE"), "unknown_work_center"),
            (AlternativeWorkCenter("CELL", 0.0), "bad_number"),
            (AlternativeWorkCenter("LINE"), "duplicate"),
        ],
    )
    def test_an_alternative_that_no_plan_can_use_is_refused_and_the_step_stays(
        self, other: AlternativeWorkCenter, code: str
    ) -> None:
        step = given.assembly(alternatives=(other,))
        accepted = accept(given.problem(operations=(step,), work_centers=either()["work_centers"]))

        (refused,) = accepted.refused
        assert (refused.record, refused.code) == (f"operation:BIKE/10>{other.work_center}", code)
        assert accepted.operations == (given.assembly(),)

    def test_items_that_share_an_alternative_are_one_part(self) -> None:
        problem = given.problem(
            items=(given.bike(), given.bike(code="TRIKE")),
            operations=(given.assembly(alternatives=(CELL,)), given.assembly(item="TRIKE", work_center="CELL")),
            work_centers=either()["work_centers"],
        )

        assert [len(part.problem.items) for part in split(index_of(problem))] == [0, 2]


class TestRoutes:
    def test_are_the_least_away_from_what_is_preferred_first(self) -> None:
        cell = Step(0, 1, 0.0, 90.0)
        steps = [Step(0, 0, 0.0, 60.0, (cell,)), Step(1, 2, 0.0, 1.0, (Step(1, 3, 0.0, 1.0), Step(1, 4, 0.0, 1.0)))]

        found = [[step.center for step in route] for route in routes_of(steps)]

        assert found[0] == [0, 2]
        assert sorted(found) == [[first, second] for first in (0, 1) for second in (2, 3, 4)]
        assert [0, 4] in found[3:]

    def test_are_one_where_there_is_no_choice(self) -> None:
        assert routes_of([Step(0, 0, 0.0, 60.0)]) == [[Step(0, 0, 0.0, 60.0)]]


class TestSolve:
    def test_uses_the_preferred_one_where_all_is_in_time(self) -> None:
        result = solved(demands=(given.order(8.0, due_day=0),))

        assert set(centers(result).values()) == {"LINE"}

    def test_takes_an_alternative_rather_than_be_late(self) -> None:
        demands = (given.order(8.0, due_day=0), given.order(5.0, due_day=0, key="SO2"))

        result = solved(items=(given.bike(period_of_supply_days=0),), demands=demands)

        assert sorted(centers(result).values()) == ["CELL", "LINE"]
        assert result.cost.late_orders == 0
        assert result.bound == 0

    def test_takes_an_alternative_rather_than_overtime(self) -> None:
        cell = given.line(code="CELL")

        result = solved(demands=(given.order(5.0, 0),), work_centers=(given.line(200.0, overtime=200.0), cell))

        assert set(centers(result).values()) == {"CELL"}
        assert result.cost.overtime == 0

    def test_is_late_where_it_is_there_first(self) -> None:
        slow = (given.line((*(0.0,) * 7, 480.0, 480.0, 480.0)), given.line((0.0, 480.0, *(0.0,) * 8), code="CELL"))

        result = solved(demands=(given.order(5.0, due_day=0),), work_centers=slow)

        assert set(centers(result).values()) == {"CELL"}
        assert [delivery.day for delivery in result.plan.deliveries] == [1]

    def test_leaves_the_alternative_to_what_is_more_urgent_there(self) -> None:
        # the bike could go to the cell, but what only the cell can make is more urgent
        problem: dict[str, Any] = {
            "items": (given.bike(), given.bike(code="TRIKE")),
            "operations": (given.assembly(alternatives=(CELL,)), given.assembly(item="TRIKE", work_center="CELL")),
            "work_centers": (given.line(0.0), given.line((480.0, *(0.0,) * 9), code="CELL")),
        }
        trike = given.order(8.0, 0, key="SO2", item="TRIKE", priority=1)

        result = solved(**problem, demands=(given.order(5.0, 0, priority=2), trike))

        assert {delivery.demand for delivery in result.plan.deliveries} == {1}

    def test_a_firm_order_goes_where_there_is_room_before_it_overloads_its_day(self) -> None:
        firm = FirmOrder("F1", "BIKE", 5.0, 3, 3)

        assert centers(solved(firm_orders=(firm,), work_centers=(given.line(0.0), given.line(code="CELL")))) == {
            "F1": "CELL"
        }


class TestAcceptance:
    line, cell, slow_cell = [Step(0, 0, 0.0, 1.0)], [Step(0, 1, 0.0, 1.0)], [Step(0, 1, 0.0, 1.5)]

    @staticmethod
    def yields(lots: list[DraftLot], *routes: list[list[Step]], days: int = 3) -> Yielding:
        """Who yields, with nine minutes a day at each of two work centres."""
        free = np.full((2, days), 9.0)

        def crowd() -> Crowd:
            on_route = [routes[lot.item][lot.route] for lot in lots]
            work = [
                [(step.center, step.run_minutes * lot.quantity) for step in route]
                for lot, route in zip(lots, on_route, strict=True)
            ]
            return crowd_of(lots, work, free)

        return yielding_on_all_routes(Asked(lots, list(routes), free, crowd), yielding)

    def test_gives_up_no_lot_that_an_alternative_saves(self) -> None:
        lots = [DraftLot(0, 10.0, 1, 1), DraftLot(0, 12.0, 1, 1), DraftLot(0, 8.0, 1, 1)]

        assert self.yields(lots, [self.line]).lots == {1}
        assert not self.yields(lots, [self.line, self.cell]).lots
        assert sorted(lot.route for lot in lots) == [0, 0, 1]

    def test_keeps_a_lot_that_has_nowhere_else_to_go_before_a_longer_one_that_has(self) -> None:
        lots = [DraftLot(0, 8.0, 0, 1), DraftLot(0, 5.0, 0, 1)]

        assert not self.yields(lots, [self.line, self.slow_cell], days=1).lots
        assert [lot.route for lot in lots] == [0, 1]

    def test_a_lot_that_moves_makes_a_less_urgent_one_yield(self) -> None:
        lots = [DraftLot(0, 9.0, 0, 1), DraftLot(0, 9.0, 0, 1), DraftLot(1, 9.0, 0, 2)]

        found = self.yields(lots, [self.line, self.cell], [self.cell])

        assert found.lots == {2}
        assert not found.certain


class TestBound:
    def test_is_not_above_what_a_plan_with_alternatives_costs(self) -> None:
        # 20 hours are wanted on the first day: 8 fit on the line, 5.3 in the cell, the others are late whatever is done
        demands = tuple(given.order(1.0, due_day=0, key=f"SO{number:02}") for number in range(20))

        result = solved(items=(given.bike(period_of_supply_days=0),), demands=demands)

        in_time = [delivery for delivery in result.plan.deliveries if delivery.day == 0]
        assert len(in_time) == 13
        assert 0 < result.bound <= result.cost.total
        alone = given.solved(given.problem(items=(given.bike(period_of_supply_days=0),), demands=demands))
        assert result.cost.total < alone.bound  # so the line's own bound would be wrong here

    @pytest.mark.parametrize("minutes", [60.0, 90.0, 119.0])
    def test_knows_that_a_piece_takes_longer_there(self, minutes: float) -> None:
        # not even one bike fits on the line; in the cell one does from 90 minutes on
        centers_ = (given.line((0.0,) * 9 + (480.0,)), given.line((minutes, *(0.0,) * 9), code="CELL"))

        result = solved(demands=(given.order(1.0, due_day=0),), work_centers=centers_)

        assert (result.bound > 0) == (minutes < 90.0)


class TestPromise:
    def test_knows_the_minutes_that_lots_take_on_an_alternative(self) -> None:
        problem: PlanningProblem = given.problem(
            items=(given.bike(), given.bike(code="TRIKE")),
            operations=(given.assembly(alternatives=(CELL,)), given.assembly(item="TRIKE", work_center="CELL")),
            work_centers=(given.line(0.0), given.line((480.0, 480.0, *(0.0,) * 8), code="CELL")),
            demands=(given.order(5.0, due_day=1),),
        )
        basis = promise_basis.build(problem, given.solved(problem).plan)

        assert quote(basis, item="TRIKE", quantity=8.0, wanted_day=0).earliest_day == 0
        assert quote(basis, item="TRIKE", quantity=9.0, wanted_day=0).earliest_day is None
