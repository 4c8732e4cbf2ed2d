"""What a correct plan is: one class a rule, each with what it allows, what it forbids, and what it only just allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mps.scheduler.check import check
from mps.scheduler.plan import Delivery, Lot, LotStatus, OperationLoad, Pegging, Plan
from mps.scheduler.problem import FirmOrder, Item, PlanningProblem, Receipt
from tests.scheduler import given
from tests.scheduler.hand_made import BIKES, LOT, broken, lots, pegging, plan, three_bikes, wheels


def with_wheel(**changes: Any) -> dict[str, tuple[Item, ...]]:
    """The items of the plan made by hand, the wheel changed."""
    return {"items": (given.bike(lead_time_days=1), given.wheel(lead_time_days=2, **changes))}


def with_receipt(day: int) -> PlanningProblem:
    """The wheel that is on its way arrives on another day."""
    return three_bikes(receipts=(Receipt("PO1", "WHEEL", 1.0, arrives_day=day),))


def bought(minutes: float, day: int = 4) -> dict[str, dict[str, tuple[float, ...]]]:
    """Overtime on one day."""
    return {"bought_overtime": {"LINE": tuple(minutes if one == day else 0.0 for one in range(given.DAYS))}}


def test_the_plan_made_by_hand_is_correct() -> None:
    check(three_bikes(), plan())


class TestMaterialBalance:
    def test_allows_to_use_a_lot_two_mornings_later(self) -> None:
        check(three_bikes(), plan(**lots(start_day=4)))

    def test_forbids_to_use_a_lot_on_the_day_it_finishes(self) -> None:
        late = plan(**wheels(start_day=1, finish_day=3))

        assert "WHEEL" in broken(three_bikes(), late, "component used before it exists")

    def test_just_allows_to_use_it_the_morning_after(self) -> None:
        check(three_bikes(), plan(**wheels(start_day=0, finish_day=2)))


class TestStock:
    def test_allows_to_leave_some(self) -> None:
        check(three_bikes(**with_wheel(on_hand=2.5, safety_stock=0.5)), plan())

    def test_forbids_more_than_there_is(self) -> None:
        broken(three_bikes(**with_wheel(on_hand=1.9)), plan(), "supply pegged twice")

    def test_just_allows_the_last_piece(self) -> None:
        check(three_bikes(**with_wheel(on_hand=2.0)), plan())


class TestScheduledReceipts:
    def test_allows_to_use_one_after_it_arrived(self) -> None:
        check(with_receipt(2), plan())

    def test_allows_an_overdue_one_at_once(self) -> None:
        check(with_receipt(-8), plan())

    def test_forbids_to_use_one_the_day_before_it_arrives(self) -> None:
        broken(with_receipt(4), plan(), "component used before it exists")

    def test_just_allows_to_use_one_in_the_morning_it_arrives(self) -> None:
        check(with_receipt(3), plan())


class TestScrap:
    """Of six wheels that come in, the bikes may need all, fewer or more."""

    def losing(self, share: float) -> PlanningProblem:
        return three_bikes(bom=(given.two_wheels(quantity_per=1.5, scrap_share=share),))

    def test_allows_what_is_needed_where_nothing_is_lost(self) -> None:
        check(three_bikes(), plan())

    def test_forbids_to_forget_what_is_lost(self) -> None:
        broken(three_bikes(bom=(given.two_wheels(scrap_share=0.5),)), plan(), "component not pegged in full")
        broken(self.losing(0.26), plan(), "component not pegged in full")

    def test_forbids_to_take_for_more_than_is_lost(self) -> None:
        broken(self.losing(0.24), plan(), "component not pegged in full")

    def test_just_allows_what_is_needed_and_lost(self) -> None:
        # 3 bikes of 1.5 wheels, of which a quarter is lost on the way: 4.5 / 0.75 = 6
        check(self.losing(0.25), plan())


class TestCapacity:
    def test_allows_a_day_with_room_left(self) -> None:
        check(three_bikes(work_centers=(given.line(121.0),)), plan())

    def test_forbids_one_minute_more_than_a_day_has(self) -> None:
        problem = three_bikes(work_centers=(given.line(119.0),))

        assert broken(problem, plan(), "work centre overloaded") == "LINE day 4"

    def test_just_allows_a_full_day(self) -> None:
        check(three_bikes(work_centers=(given.line(120.0),)), plan())

    def test_allows_a_firm_order_to_overload_its_day_and_forbids_it_to_all_else(self) -> None:
        firm = FirmOrder("F1", "BIKE", 1.0, 5, 5)
        problem = given.problem(work_centers=(given.line(50.0),), firm_orders=(firm,))
        lot = Lot("F1", "BIKE", 1.0, 5, 5, LotStatus.FIRM)
        overload = Plan((lot,), (OperationLoad(0, 10, "LINE", 5, 60.0, 0.0),), (), Pegging(), {})

        check(problem, overload)
        wanted = replace(problem, demands=(given.order(2.0),))
        both = replace(
            overload,
            lots=(lot, Lot("BIKE-1", "BIKE", 1.0, 5, 5)),
            loads=(*overload.loads, OperationLoad(1, 10, "LINE", 5, 60.0, 0.0)),
            deliveries=(Delivery(0, 2.0, 5),),
            pegging=pegging((-1, 0, "BIKE", LOT, 0, 1.0), (-1, 0, "BIKE", LOT, 1, 1.0)),
        )
        broken(wanted, both, "work centre overloaded")


class TestOvertime:
    def test_allows_minutes_that_are_bought(self) -> None:
        check(three_bikes(work_centers=(given.line(119.0, overtime=30.0),)), plan(**bought(1.0)))

    def test_forbids_minutes_that_are_not_bought(self) -> None:
        problem = three_bikes(work_centers=(given.line(119.0, overtime=30.0),))

        assert broken(problem, plan(**bought(0.9)), "work centre overloaded") == "LINE day 4"

    def test_forbids_to_buy_more_than_there_is_or_less_than_nothing(self) -> None:
        for minutes in (30.1, -1.0):
            assert broken(three_bikes(), plan(**bought(minutes, 0)), "overtime beyond its limit") == "LINE day 0"

    def test_just_allows_to_buy_and_use_all_of_it(self) -> None:
        check(three_bikes(work_centers=(given.line(90.0, overtime=30.0),)), plan(**bought(30.0)))


class TestDowntime:
    def down(self, minutes: float, day: int) -> PlanningProblem:
        """On one day so many minutes are left."""
        return three_bikes(work_centers=(given.line([minutes if one == day else 480.0 for one in range(given.DAYS)]),))

    def test_allows_a_lot_that_waits_while_the_work_centre_is_down(self) -> None:
        check(self.down(0.0, day=3), plan())

    def test_forbids_work_while_it_is_down(self) -> None:
        assert broken(self.down(0.0, day=4), plan(), "work centre overloaded") == "LINE day 4"

    def test_just_allows_the_minutes_that_are_left_of_the_day(self) -> None:
        check(self.down(120.0, day=4), plan())


class TestSetUps:
    problem = three_bikes(operations=(given.assembly(setup_minutes=10.0),), work_centers=(given.line(130.0),))

    def loads(self, first: float, second: float = 0.0) -> dict[str, Any]:
        """The bikes' two days of work, each with so many minutes of set-up."""
        one, two = plan().loads
        return {
            "loads": (
                replace(one, minutes=120.0 + first, setup_minutes=first),
                replace(two, minutes=60.0 + second, setup_minutes=second),
            )
        }

    def test_allows_one_a_lot_on_whichever_day(self) -> None:
        check(self.problem, plan(**self.loads(0.0, 10.0)))

    def test_forbids_none_and_two(self) -> None:
        for wrong in (self.loads(0.0), self.loads(10.0, 10.0)):
            assert broken(self.problem, plan(**wrong), "step not fully loaded") == "BIKE-1/10"

    def test_forbids_more_set_up_than_there_is_load(self) -> None:
        loads = (replace(plan().loads[0], setup_minutes=121.0), plan().loads[1])

        broken(three_bikes(), plan(loads=loads), "set-up beyond the load")

    def test_just_allows_one_that_fills_the_day(self) -> None:
        check(self.problem, plan(**self.loads(10.0)))


class TestWorkOfAStep:
    def loads(self, minutes: float) -> dict[str, Any]:
        return {"loads": (plan().loads[0], replace(plan().loads[1], minutes=minutes))}

    def test_allows_it_on_several_days_or_one(self) -> None:
        check(three_bikes(), plan(loads=(replace(plan().loads[0], minutes=180.0),)))

    def test_forbids_a_minute_too_few_or_too_many(self) -> None:
        for minutes in (59.0, 61.0):
            assert broken(three_bikes(), plan(**self.loads(minutes)), "step not fully loaded") == "BIKE-1/10"

    def test_forbids_a_step_without_load(self) -> None:
        broken(three_bikes(), plan(loads=()), "step not fully loaded")

    def test_just_allows_what_is_lost_in_rounding(self) -> None:
        check(three_bikes(), plan(**self.loads(60.0 - 1e-5)))
        broken(three_bikes(), plan(**self.loads(60.0 - 1e-3)), "step not fully loaded")


class TestDaysOfALot:
    def loads(self, first: int, second: int) -> dict[str, Any]:
        return {"loads": (replace(plan().loads[0], day=first), replace(plan().loads[1], day=second))}

    def test_allows_work_in_between(self) -> None:
        check(three_bikes(), plan(**self.loads(4, 4)))

    def test_forbids_work_before_it_starts_and_after_it_finishes(self) -> None:
        for first, second in ((2, 5), (4, 6)):
            broken(three_bikes(), plan(**self.loads(first, second)), "load outside its lot's days")

    def test_just_allows_work_on_its_first_and_last_day(self) -> None:
        check(three_bikes(), plan(**self.loads(3, 5)))


class TestOrderOfSteps:
    problem = three_bikes(operations=(given.assembly(), given.assembly(step=20)))

    def second(self, day: int) -> Plan:
        """The first step on day 4, the second on another."""
        first = OperationLoad(BIKES, 10, "LINE", 4, 180.0, 0.0)
        return plan(loads=(first, replace(first, step=20, day=day)))

    def test_allows_the_next_day(self) -> None:
        check(self.problem, self.second(5))

    def test_forbids_the_day_before(self) -> None:
        broken(self.problem, self.second(3), "step before the one it follows")

    def test_just_allows_the_same_day(self) -> None:
        check(self.problem, self.second(4))


class TestNames:
    def test_allows_lots_with_keys_of_their_own(self) -> None:
        check(three_bikes(), plan(**wheels(key="WHEEL-2")))

    def test_forbids_two_lots_of_the_same_key(self) -> None:
        assert broken(three_bikes(), plan(**wheels(key="BIKE-1")), "lot key used twice") == "BIKE-1"

    def test_forbids_what_the_problem_does_not_know(self) -> None:
        assert broken(three_bikes(), plan(**wheels(item="GHOST")), "lot of an unknown item") == "WHEEL-1"
        other = three_bikes(work_centers=(given.line(), given.line(code="OTHER")))
        elsewhere = tuple(replace(load, work_center="OTHER") for load in plan().loads)
        broken(other, plan(loads=elsewhere), "load on a work centre that can't do the step")
        broken(three_bikes(), plan(loads=elsewhere), "load of an unknown lot or work centre")

    def test_just_allows_keys_that_differ_in_case(self) -> None:
        check(three_bikes(), plan(**wheels(key="bike-1")))
