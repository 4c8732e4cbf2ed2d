"""What a correct plan is: one class a rule, each with what it allows, what it forbids, and what it only just allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.check import check
from mps.scheduler.plan import Delivery, Lot, LotStatus, OperationLoad, Pegging, Plan
from mps.scheduler.problem import FirmOrder, Receipt
from tests.scheduler import given
from tests.scheduler.hand_made import (
    BIKES,
    LINKS,
    LOT,
    broken,
    lots,
    pegging,
    plan,
    three_bikes,
    wheels,
)


def test_the_plan_made_by_hand_is_correct() -> None:
    check(three_bikes(), plan())


class TestMaterialBalance:
    def test_forbids_to_use_a_lot_on_the_day_it_finishes(self) -> None:
        late = plan(**wheels(start_day=1, finish_day=3))

        assert "WHEEL" in broken(three_bikes(), late, "component used before it exists")

    def test_forbids_to_use_a_receipt_the_day_before_it_arrives(self) -> None:
        problem = three_bikes(receipts=(Receipt("PO1", "WHEEL", 1.0, arrives_day=4),))

        broken(problem, plan(), "component used before it exists")

    def test_expects_an_overdue_receipt_at_once(self) -> None:
        check(three_bikes(receipts=(Receipt("PO1", "WHEEL", 1.0, arrives_day=-8),)), plan())

    def test_forbids_more_than_there_is_in_stock(self) -> None:
        problem = three_bikes(items=(given.bike(lead_time_days=1), given.wheel(lead_time_days=2, on_hand=1.9)))

        broken(problem, plan(), "supply pegged twice")

    def test_counts_what_is_lost_as_scrap(self) -> None:
        problem = three_bikes(bom=(given.two_wheels(scrap_share=0.5),))

        broken(problem, plan(), "component not pegged in full")


class TestCapacity:
    def test_allows_a_full_day(self) -> None:
        check(three_bikes(work_centers=(given.line(120.0),)), plan())

    def test_forbids_one_minute_more(self) -> None:
        problem = three_bikes(work_centers=(given.line(119.0),))

        assert broken(problem, plan(), "work centre overloaded") == "LINE day 4"

    def test_allows_that_minute_as_overtime(self) -> None:
        problem = three_bikes(work_centers=(given.line(119.0, overtime=1.0),))
        bought = tuple(1.0 if day == 4 else 0.0 for day in range(given.DAYS))

        check(problem, plan(bought_overtime={"LINE": bought}))

    def test_forbids_overtime_beyond_its_limit(self) -> None:
        bought = (30.1, *(0.0,) * (given.DAYS - 1))

        assert (
            broken(three_bikes(), plan(bought_overtime={"LINE": bought}), "overtime beyond its limit") == "LINE day 0"
        )

    def test_lets_a_firm_order_overload_its_day_but_nothing_else(self) -> None:
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


class TestOperations:
    def test_forbids_a_minute_too_few(self) -> None:
        loads = (plan().loads[0], replace(plan().loads[1], minutes=59.0))

        assert broken(three_bikes(), plan(loads=loads), "step not fully loaded") == "BIKE-1/10"

    def test_forbids_a_step_without_load(self) -> None:
        broken(three_bikes(), plan(loads=()), "step not fully loaded")

    def test_wants_the_set_up_once(self) -> None:
        problem = three_bikes(operations=(given.assembly(setup_minutes=10.0),))
        first, second = plan().loads
        once = plan(loads=(replace(first, minutes=130.0, setup_minutes=10.0), second))
        twice = plan(loads=(once.loads[0], replace(second, minutes=70.0, setup_minutes=10.0)))

        check(problem, once)
        broken(problem, twice, "step not fully loaded")

    def test_forbids_load_before_the_lot_starts(self) -> None:
        loads = (replace(plan().loads[0], day=2), plan().loads[1])

        broken(three_bikes(), plan(loads=loads), "load outside its lot's days")

    def test_forbids_load_after_the_lot_finishes(self) -> None:
        loads = (plan().loads[0], replace(plan().loads[1], day=6))

        broken(three_bikes(), plan(loads=loads), "load outside its lot's days")

    def test_keeps_the_steps_in_order_but_allows_two_on_a_day(self) -> None:
        problem = three_bikes(operations=(given.assembly(), given.assembly(step=20)))
        first = OperationLoad(BIKES, 10, "LINE", 4, 180.0, 0.0)

        check(problem, plan(loads=(first, replace(first, step=20))))
        broken(problem, plan(loads=(first, replace(first, step=20, day=3))), "step before the one it follows")

    def test_forbids_another_work_center(self) -> None:
        problem = three_bikes(work_centers=(given.line(), given.line(code="OTHER")))
        loads = tuple(replace(load, work_center="OTHER") for load in plan().loads)

        broken(problem, plan(loads=loads), "load on a work centre that can't do the step")


class TestLeadTime:
    def test_forbids_a_purchase_a_day_too_quick(self) -> None:
        assert broken(three_bikes(), plan(**wheels(start_day=1)), "lot is quicker than its lead time") == "WHEEL-1"

    def test_counts_queue_and_move_days_of_made_items_between_start_and_finish(self) -> None:
        wheel = given.wheel(lead_time_days=2, on_hand=2.0)

        check(three_bikes(items=(given.bike(lead_time_days=2), wheel)), plan())
        broken(three_bikes(items=(given.bike(lead_time_days=3), wheel)), plan(), "lot is quicker than its lead time")


class TestLotRules:
    @pytest.mark.parametrize(
        ("rules", "rule"),
        [
            ({"lot_minimum": 3.0}, None),
            ({"lot_minimum": 4.0}, "lot below its minimum"),
            ({"lot_maximum": 3.0}, None),
            ({"lot_maximum": 2.0}, "lot above its maximum"),
            ({"lot_multiple": 1.5}, None),
            ({"lot_multiple": 2.0}, "lot off its multiple"),
            ({"lot_multiple": 0.0}, None),
        ],
    )
    def test_hold_for_every_planned_lot(self, rules: dict[str, float], rule: str | None) -> None:
        wheel = given.wheel(lead_time_days=2, on_hand=2.0, **rules)
        problem = three_bikes(items=(given.bike(lead_time_days=1), wheel))

        if rule is None:
            check(problem, plan())
        else:
            # a wrong multiple also makes the smallest lot larger, so the multiple is broken by a lot of five
            wrong = plan(**wheels(quantity=5.0)) if "multiple" in rule else plan()
            assert broken(problem, wrong, rule) == "WHEEL-1"

    def test_do_not_bind_a_firm_order(self) -> None:
        problem = given.problem(items=(given.bike(lot_minimum=9.0),), firm_orders=(FirmOrder("F1", "BIKE", 1.0, 5, 5),))
        lot = Lot("F1", "BIKE", 1.0, 5, 5, LotStatus.FIRM)

        check(problem, Plan((lot,), (OperationLoad(0, 10, "LINE", 5, 60.0, 0.0),), (), Pegging(), {}))


class TestFencesAndThePast:
    def test_allows_a_start_on_the_first_day_after_the_fence(self) -> None:
        check(three_bikes(items=(given.bike(frozen_days=3), given.wheel(on_hand=2.0))), plan())

    def test_forbids_a_start_inside_the_frozen_fence(self) -> None:
        problem = three_bikes(items=(given.bike(frozen_days=4), given.wheel(on_hand=2.0)))

        assert broken(problem, plan(), "lot starts inside the frozen fence") == "BIKE-1"

    def test_forbids_a_start_in_the_past(self) -> None:
        assert broken(three_bikes(), plan(**wheels(start_day=-1)), "lot starts in the past") == "WHEEL-1"

    def test_forbids_a_finish_after_the_horizon(self) -> None:
        broken(three_bikes(), plan(**wheels(finish_day=given.DAYS)), "lot finishes after the horizon")


class TestFirmOrders:
    firm = FirmOrder("F1", "BIKE", 3.0, 3, 5)
    lot = Lot("F1", "BIKE", 3.0, 3, 5, LotStatus.FIRM)

    def test_are_lots_of_the_plan_as_they_are(self) -> None:
        check(three_bikes(firm_orders=(self.firm,)), plan(**lots(self.lot)))

    @pytest.mark.parametrize("change", [{"finish_day": 6}, {"start_day": 2}, {"quantity": 4.0}, {"key": "F2"}])
    def test_may_not_be_touched(self, change: dict[str, Any]) -> None:
        moved = plan(**lots(self.lot, **change))

        broken(three_bikes(firm_orders=(self.firm,)), moved, "firm order moved, changed, missing or made up")

    def test_may_not_be_left_out(self) -> None:
        problem = three_bikes(firm_orders=(self.firm,))

        assert broken(problem, plan(), "firm order moved, changed, missing or made up") == "F1"

    def test_may_lack_components_which_planned_lots_may_not(self) -> None:
        short = plan(pegging=pegging(*LINKS[:2]), lots=(self.lot,))

        check(three_bikes(firm_orders=(self.firm,)), short)
        broken(three_bikes(), plan(pegging=pegging(*LINKS[:2], LINKS[3])), "component not pegged in full")


class TestNames:
    def test_a_lot_key_names_one_lot(self) -> None:
        twins = plan(**wheels(key="BIKE-1"))

        assert broken(three_bikes(), twins, "lot key used twice") == "BIKE-1"

    def test_an_unknown_item_is_named(self) -> None:
        assert broken(three_bikes(), plan(**wheels(item="GHOST")), "lot of an unknown item") == "WHEEL-1"
