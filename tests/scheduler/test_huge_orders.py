"""A huge order beside small ones: what is small stays as true as if the huge one were not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mps.scheduler.check import check
from mps.scheduler.problem import Demand, PlanningProblem
from tests.scheduler import given


class TestHugeOrder:
    """A slip of the finger of somebody else's: a thousand million pieces where one was meant."""

    @pytest.mark.parametrize("big", [1e7, 1e9, 1e11, 1e12])
    @pytest.mark.parametrize("small", [1.5, 5.0, 100.0])
    def test_what_is_short_stays_short(self, big: float, small: float) -> None:
        problem = given.problem(
            items=(given.bike(made=False, lead_time_days=99, on_hand=1.0),),
            operations=(),
            demands=(
                given.order(big, key="big", due_day=9, may_split=False),
                given.order(small, key="small", due_day=3, may_split=False),
            ),
        )

        result = given.solved(problem)

        check(problem, result)
        assert result.plan.deliveries == ()

    def test_others_are_served_as_before(self) -> None:
        small = given.order(3.0, key="small", due_day=3, may_split=False)
        big = given.order(1e11, key="big", due_day=9, may_split=False)
        problem = given.problem(items=(given.bike(made=False, lead_time_days=99, on_hand=4.0),), operations=())

        result = given.solved(replace(problem, demands=(small, big)))

        check(replace(problem, demands=(small, big)), result)
        assert [(sent.demand, sent.quantity, sent.day) for sent in result.plan.deliveries] == [(0, 3.0, 0)]

    def assembled(self, *demands: tuple[str, float, int]) -> PlanningProblem:
        """Bikes and bells, one a minute on the line; a bike has a wheel and a bell."""
        orders = (
            Demand(f"SO{at}", item, quantity, due_day, may_split=False)
            for at, (item, quantity, due_day) in enumerate(demands)
        )
        return given.problem(
            items=(given.bike(), given.wheel(), given.bike(code="BELL")),
            bom=(given.two_wheels(quantity_per=1.0), given.two_wheels(component="BELL", quantity_per=1.0)),
            operations=(
                given.assembly(run_minutes_per_unit=1.0),
                given.assembly(item="BELL", run_minutes_per_unit=1.0),
            ),
            work_centers=(given.line(60.0),),
            demands=tuple(orders),
        )

    def test_the_lots_of_others_get_their_components(self) -> None:
        problem = self.assembled(("BIKE", 1e6, 0), ("WHEEL", 1e9, 0), ("BIKE", 3e10, 0), ("BIKE", 1.0, 0))
        problem = replace(problem, bom=problem.bom[:1])

        check(problem, given.solved(problem))

    def test_what_is_made_for_it_in_vain_is_left_out(self) -> None:
        problem = self.assembled(("BELL", 1e6, 0), ("WHEEL", 1e9, 0), ("BELL", 3e10, 1), ("BIKE", 1.0, 1))

        check(problem, given.solved(problem))
