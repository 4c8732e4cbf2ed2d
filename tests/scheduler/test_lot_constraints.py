"""The rules of lots: days, sizes, fences and what people fixed. One class a rule, as in test_constraints.py."""

from __future__ import annotations

from typing import Any

import pytest

from mps.scheduler.check import check
from mps.scheduler.plan import Delivery, Lot, LotStatus, OperationLoad, Pegging, Plan
from mps.scheduler.problem import FirmOrder, PlanningProblem
from tests.scheduler import given
from tests.scheduler.hand_made import LINKS, broken, lots, pegging, plan, three_bikes, wheels


def with_wheel(**changes: Any) -> PlanningProblem:
    """The three bikes, the wheel changed; the plan made by hand buys three of them."""
    wheel = given.wheel(**{"lead_time_days": 2, "on_hand": 2.0, **changes})
    return three_bikes(items=(given.bike(lead_time_days=1), wheel))


def with_bike(**changes: Any) -> PlanningProblem:
    """The three bikes, the bike changed; the plan made by hand makes them from day 3 to 5."""
    return three_bikes(items=(given.bike(**changes), given.wheel(on_hand=2.0)))


class TestLeadTime:
    def test_allows_more_days(self) -> None:
        check(with_wheel(lead_time_days=1), plan())
        check(with_bike(lead_time_days=1), plan())

    def test_forbids_a_day_too_few(self) -> None:
        assert broken(with_wheel(lead_time_days=3), plan(), "lot is quicker than its lead time") == "WHEEL-1"
        assert broken(with_bike(lead_time_days=3), plan(), "lot is quicker than its lead time") == "BIKE-1"

    def test_just_allows_the_delivery_time_and_the_queue_and_move_days(self) -> None:
        check(with_wheel(lead_time_days=2), plan())
        check(with_bike(lead_time_days=2), plan())


class TestLotMinimum:
    def test_allows_more(self) -> None:
        check(with_wheel(lot_minimum=2.0), plan())

    def test_forbids_less(self) -> None:
        assert broken(with_wheel(lot_minimum=4.0), plan(), "lot below its minimum") == "WHEEL-1"

    def test_forbids_less_than_the_next_multiple_above_it(self) -> None:
        assert broken(with_wheel(lot_minimum=2.5, lot_multiple=2.0), plan(), "lot below its minimum") == "WHEEL-1"

    def test_just_allows_it(self) -> None:
        check(with_wheel(lot_minimum=3.0), plan())


class TestLotMaximum:
    def test_allows_less(self) -> None:
        check(with_wheel(lot_maximum=4.0), plan())

    def test_forbids_more(self) -> None:
        assert broken(with_wheel(lot_maximum=2.0), plan(), "lot above its maximum") == "WHEEL-1"

    def test_forbids_more_than_the_next_multiple_below_it(self) -> None:
        assert broken(with_wheel(lot_maximum=3.5, lot_multiple=2.0), plan(), "lot above its maximum") == "WHEEL-1"

    def test_just_allows_it(self) -> None:
        check(with_wheel(lot_maximum=3.0), plan())


class TestLotMultiple:
    def test_allows_any_number_of_times(self) -> None:
        check(with_wheel(lot_multiple=1.5), plan())

    def test_allows_anything_where_there_is_none(self) -> None:
        check(with_wheel(lot_multiple=0.0), plan())

    def test_forbids_what_lies_in_between(self) -> None:
        assert broken(with_wheel(lot_multiple=2.0), plan(**wheels(quantity=5.0)), "lot off its multiple") == "WHEEL-1"

    def test_just_allows_once(self) -> None:
        check(with_wheel(lot_multiple=3.0), plan())


class TestFixedQuantity:
    """Fixed is a minimum, a maximum and a multiple of the same quantity (`mps/snapshot/supply.py`)."""

    def fixed(self, quantity: float) -> PlanningProblem:
        return with_wheel(lot_minimum=quantity, lot_maximum=quantity, lot_multiple=quantity)

    def test_allows_what_is_left_over(self) -> None:
        check(self.fixed(4.0), plan(**wheels(quantity=4.0)))

    @pytest.mark.parametrize("quantity", [2.9, 3.1, 6.0])
    def test_forbids_any_other(self, quantity: float) -> None:
        with_fixed = self.fixed(3.0)
        rule = "lot below its minimum" if quantity < 3.0 else "lot above its maximum"

        broken(with_fixed, plan(**wheels(quantity=quantity)), rule)

    def test_just_allows_exactly_that(self) -> None:
        check(self.fixed(3.0), plan())


class TestFrozenZone:
    def test_allows_a_start_well_after_it(self) -> None:
        check(with_bike(frozen_days=1), plan())

    def test_forbids_a_start_inside_it(self) -> None:
        assert broken(with_bike(frozen_days=4), plan(), "lot starts inside the frozen fence") == "BIKE-1"

    def test_just_allows_a_start_on_the_first_day_after_it(self) -> None:
        check(with_bike(frozen_days=3), plan())

    def test_allows_a_firm_order_inside_it(self) -> None:
        firm = TestFirmOrders
        problem = three_bikes(items=with_bike(frozen_days=9).items, firm_orders=(firm.order,))

        check(problem, plan(**lots(firm.lot)))


class TestThePast:
    def test_allows_a_start_tomorrow(self) -> None:
        check(with_wheel(lead_time_days=1), plan(**wheels(start_day=1)))

    def test_forbids_a_start_yesterday(self) -> None:
        assert broken(three_bikes(), plan(**wheels(start_day=-1)), "lot starts in the past") == "WHEEL-1"

    def test_just_allows_a_start_today(self) -> None:
        check(three_bikes(), plan(**wheels(start_day=0)))


class TestHorizon:
    def finishing(self, day: int) -> Plan:
        """The plan made by hand whose bikes finish on another day."""
        return plan(**lots(finish_day=day), deliveries=(Delivery(0, 3.0, day),))

    def test_allows_a_finish_inside_it(self) -> None:
        check(three_bikes(), self.finishing(6))

    def test_forbids_a_finish_after_it(self) -> None:
        assert broken(three_bikes(), self.finishing(given.DAYS), "lot finishes after the horizon") == "BIKE-1"

    def test_forbids_a_finish_before_the_start(self) -> None:
        broken(three_bikes(), self.finishing(2), "lot finishes before it starts")

    def test_just_allows_a_finish_on_its_last_day(self) -> None:
        check(three_bikes(), self.finishing(given.DAYS - 1))


class TestFirmOrders:
    order = FirmOrder("F1", "BIKE", 3.0, 3, 5)
    lot = Lot("F1", "BIKE", 3.0, 3, 5, LotStatus.FIRM)
    rule = "firm order moved, changed, missing or made up"

    def test_allows_them_as_they_are(self) -> None:
        check(three_bikes(firm_orders=(self.order,)), plan(**lots(self.lot)))

    @pytest.mark.parametrize("change", [{"finish_day": 6}, {"start_day": 2}, {"quantity": 4.0}, {"key": "F2"}])
    def test_forbids_to_touch_one(self, change: dict[str, Any]) -> None:
        broken(three_bikes(firm_orders=(self.order,)), plan(**lots(self.lot, **change)), self.rule)

    def test_forbids_to_leave_one_out_or_to_make_one_up(self) -> None:
        assert broken(three_bikes(firm_orders=(self.order,)), plan(), self.rule) == "F1"
        assert broken(three_bikes(), plan(**lots(self.lot)), self.rule) == "F1"

    def test_just_allows_one_that_no_lot_rule_would(self) -> None:
        bike = given.bike(lot_minimum=9.0, lead_time_days=7, frozen_days=9)
        problem = given.problem(items=(bike,), firm_orders=(FirmOrder("F1", "BIKE", 1.0, 5, 5),))
        lot = Lot("F1", "BIKE", 1.0, 5, 5, LotStatus.FIRM)

        check(problem, Plan((lot,), (OperationLoad(0, 10, "LINE", 5, 60.0, 0.0),), (), Pegging(), {}))

    def test_just_allows_one_that_lacks_components_which_planned_lots_may_not(self) -> None:
        short = plan(pegging=pegging(*LINKS[:2]), lots=(self.lot,))

        check(three_bikes(firm_orders=(self.order,)), short)
        broken(three_bikes(), plan(pegging=pegging(*LINKS[:2], LINKS[3])), "component not pegged in full")
