"""What a plan costs, term by term, and that a result can't claim anything else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.check import check
from mps.scheduler.columns import Index, columns_of
from mps.scheduler.cost import cost_of
from mps.scheduler.plan import Cost, Delivery, Outcome, Plan, Refused, Result
from mps.scheduler.problem import PlanningProblem, Receipt
from mps.scheduler.validate import accept
from tests.scheduler import given
from tests.scheduler.hand_made import broken, plan, three_bikes


class TestCost:
    def cost(self, problem: PlanningProblem, made: Plan) -> Cost:
        index = Index(problem, accept(problem))
        return cost_of(index, columns_of(made, index), made.lots)

    def test_prices_being_late_once_and_every_day_by_share(self) -> None:
        problem = three_bikes(demands=(given.order(3.0, due_day=4, priority=2),))
        made = plan(deliveries=(Delivery(0, 1.0, 5), Delivery(0, 2.0, 7)))

        # priority 2 is a tenth: 10,000 once, and 10 a day for a third by 1 day and two thirds by 3 days
        assert self.cost(problem, made).late_orders == pytest.approx(10_000 + 10 * (1 / 3 + 2))

    def test_prices_a_promise_a_thousand_times_and_what_never_comes_as_a_year(self) -> None:
        problem = three_bikes(demands=(given.order(4.0, promised=True, priority=1),))

        assert self.cost(problem, plan()).late_promised == pytest.approx(1_000 * (100_000 + 100 * 365 / 4))

    def test_holds_stock_until_it_is_used_or_due(self) -> None:
        held = self.cost(three_bikes(demands=(given.order(3.0, due_day=7),)), plan())

        # end of day: 2 wheels on days 0 to 2 and 3 more on day 2 at 10 a piece; 3 bikes on days 5 and 6 at 100
        assert held.holding == pytest.approx((10 * (2 * 3 + 3) + 100 * 3 * 2) * 0.2 / 365)

    def test_prices_what_is_missing_of_the_safety_stock(self) -> None:
        bike = given.bike(lead_time_days=1, safety_stock=2.0)
        problem = three_bikes(items=(bike, three_bikes().items[1]))

        assert self.cost(problem, plan()).safety_stock == pytest.approx(0.1 * 2 * given.DAYS)

    def test_prices_overtime_set_ups_and_changed_lots(self) -> None:
        problem = three_bikes(
            items=(given.bike(lead_time_days=1, slushy_days=9), three_bikes().items[1]),
            previous_lots=(given.PreviousLot("BIKE-1", "BIKE", 3.0, 6), given.PreviousLot("WHEEL-1", "WHEEL", 3.0, 6)),
        )
        load = replace(plan().loads[0], setup_minutes=10.0)
        made = plan(loads=(load, plan().loads[1]), bought_overtime={"LINE": (7.0, *(0.0,) * (given.DAYS - 1))})

        cost = self.cost(problem, made)
        assert [cost.overtime, cost.setup, cost.changed_lots] == pytest.approx([7.0, 2.0, 5.0])


class TestClaims:
    def result(self, **changes: Any) -> Result:
        index = Index(three_bikes(), accept(three_bikes()))
        cost = cost_of(index, columns_of(plan(), index), plan().lots)
        return replace(Result(Outcome.FEASIBLE, plan(), cost, 0.0, 0.0, 1), **changes)

    def test_allows_the_true_cost(self) -> None:
        check(three_bikes(), self.result())

    def test_forbids_another_cost(self) -> None:
        cheaper = replace(self.result().cost, holding=0.0)

        assert broken(three_bikes(), self.result(cost=cheaper), "cost is not what it is said to be").startswith(
            "holding"
        )

    def test_forbids_a_bound_above_the_cost(self) -> None:
        broken(three_bikes(), self.result(bound=1e9), "cost below its bound")

    def test_just_allows_what_is_lost_in_rounding_and_a_bound_as_high_as_the_cost(self) -> None:
        cost = self.result().cost

        check(three_bikes(), self.result(cost=replace(cost, holding=cost.holding + 5e-5), bound=cost.total))

    def test_forbids_to_hide_a_refused_record(self) -> None:
        problem = three_bikes(receipts=(*three_bikes().receipts, Receipt("PO2", "GHOST", 1.0, 0)))

        assert broken(problem, self.result(), "refused records are not the contradictory ones") == "receipt:PO2"
        check(problem, self.result(refused=(Refused("receipt:PO2", "unknown_item", "GHOST"),)))
