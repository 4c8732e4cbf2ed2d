"""What a correct plan is: one class a rule, each with what it allows, what it forbids, and what it only just allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.check import PlanBroken, check
from mps.scheduler.columns import Index, columns_of
from mps.scheduler.cost import cost_of
from mps.scheduler.plan import (
    Cost,
    Delivery,
    Lot,
    LotStatus,
    OperationLoad,
    Outcome,
    Pegging,
    Plan,
    Refused,
    Result,
    SupplyKind,
)
from mps.scheduler.problem import FirmOrder, PlanningProblem, Receipt
from mps.scheduler.validate import accept
from tests.scheduler import given

BIKES, WHEELS = 0, 1
STOCK, RECEIPT, LOT = SupplyKind.STOCK, SupplyKind.RECEIPT, SupplyKind.LOT
Link = tuple[int, int, str, SupplyKind, int, float]

LINKS: tuple[Link, ...] = (
    (-1, 0, "BIKE", LOT, BIKES, 3.0),
    (BIKES, -1, "WHEEL", STOCK, -1, 2.0),
    (BIKES, -1, "WHEEL", RECEIPT, 0, 1.0),
    (BIKES, -1, "WHEEL", LOT, WHEELS, 3.0),
)


def three_bikes(**changes: Any) -> PlanningProblem:
    """Three bikes due on day 5; of six wheels two are in stock, one is on its way, three must be bought."""
    plain = given.problem(
        items=(given.bike(lead_time_days=1), given.wheel(lead_time_days=2, on_hand=2.0)),
        bom=(given.two_wheels(),),
        demands=(given.order(3.0, due_day=5),),
        receipts=(Receipt("PO1", "WHEEL", 1.0, arrives_day=3),),
        work_centers=(given.line(overtime=30.0),),
    )
    return replace(plain, **changes)


def pegging(*links: Link) -> Pegging:
    """Write links as columns."""
    return Pegging(*zip(*links, strict=True)) if links else Pegging()


def plan(**changes: Any) -> Plan:
    """A correct plan of `three_bikes`, by hand: wheels from day 0 to 2, bikes from day 3 to 5."""
    plain = Plan(
        lots=(Lot("BIKE-1", "BIKE", 3.0, 3, 5), Lot("WHEEL-1", "WHEEL", 3.0, 0, 2)),
        loads=(OperationLoad(BIKES, 10, "LINE", 4, 120.0, 0.0), OperationLoad(BIKES, 10, "LINE", 5, 60.0, 0.0)),
        deliveries=(Delivery(0, 3.0, 5),),
        pegging=pegging(*LINKS),
        bought_overtime={"LINE": (0.0,) * given.DAYS},
    )
    return replace(plain, **changes)


def lots(bikes: Lot | None = None, wheels: Lot | None = None, **of_bikes: Any) -> dict[str, Any]:
    """The plan's two lots, one of them changed."""
    old_bikes, old_wheels = plan().lots
    return {"lots": (replace(bikes or old_bikes, **of_bikes), wheels or old_wheels)}


def wheels(**changes: Any) -> dict[str, Any]:
    """The plan's lots, the wheels changed."""
    return lots(wheels=replace(plan().lots[WHEELS], **changes))


def broken(problem: PlanningProblem, wrong: Plan | Result, rule: str) -> str:
    """Assert which rule is broken, and return the record that is named."""
    with pytest.raises(PlanBroken) as caught:
        check(problem, wrong)
    assert caught.value.rule == rule
    return caught.value.record


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

        broken(problem, plan(loads=loads), "load on another work centre than the step's")


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


class TestDeliveries:
    def test_allow_less_than_was_ordered(self) -> None:
        check(three_bikes(demands=(given.order(4.0),)), plan())

    def test_forbid_more_than_was_ordered(self) -> None:
        assert broken(three_bikes(demands=(given.order(2.5),)), plan(), "more delivered than wanted") == "demand SO1"

    def test_forbid_to_deliver_before_the_lot_is_finished(self) -> None:
        broken(three_bikes(), plan(deliveries=(Delivery(0, 3.0, 4),)), "delivered before it exists")

    def test_forbid_to_split_what_may_not_be_split(self) -> None:
        parts = plan(deliveries=(Delivery(0, 2.0, 5), Delivery(0, 1.0, 6)))

        check(three_bikes(), parts)
        problem = three_bikes(demands=(given.order(3.0, may_split=False),))
        check(problem, plan())
        broken(problem, parts, "delivery split that may not be")

    def test_forbid_a_part_of_what_may_not_be_split(self) -> None:
        broken(three_bikes(demands=(given.order(4.0, may_split=False),)), plan(), "delivery split that may not be")

    def test_forbid_the_past_and_what_lies_after_the_horizon(self) -> None:
        for day in (-1, given.DAYS):
            late = plan(deliveries=(Delivery(0, 3.0, day),))
            broken(three_bikes(), late, "delivery in the past, after the horizon or of nothing")

    def test_forbid_a_demand_that_was_refused(self) -> None:
        problem = three_bikes(demands=(given.order(3.0, item="GHOST"),))

        broken(problem, plan(), "delivery to an unknown or refused demand")


class TestPegging:
    def test_forbids_a_delivery_without_a_link(self) -> None:
        broken(three_bikes(), plan(pegging=pegging(*LINKS[1:])), "delivered before it exists")

    def test_forbids_a_link_without_a_delivery(self) -> None:
        broken(three_bikes(), plan(deliveries=()), "delivery and pegging differ")

    def test_forbids_a_link_to_another_items_supply(self) -> None:
        wrong = (LINKS[0], LINKS[1], LINKS[2], (BIKES, -1, "WHEEL", LOT, BIKES, 3.0))

        broken(three_bikes(), plan(pegging=pegging(*wrong)), "link between different items")

    def test_forbids_to_peg_more_of_a_lot_than_it_has(self) -> None:
        problem = three_bikes(items=(given.bike(), given.wheel(on_hand=1.0)), receipts=three_bikes().receipts)
        wrong = (LINKS[0], (BIKES, -1, "WHEEL", STOCK, -1, 1.0), LINKS[2], (BIKES, -1, "WHEEL", LOT, WHEELS, 4.0))

        assert broken(problem, plan(pegging=pegging(*wrong)), "supply pegged twice") == "lot 1"

    def test_forbids_what_the_bill_of_material_does_not_ask_for(self) -> None:
        broken(three_bikes(bom=()), plan(), "lot takes what is not in its bill of material")

    def test_forbids_a_lot_that_does_not_exist(self) -> None:
        wrong = (*LINKS[:3], (BIKES, -1, "WHEEL", LOT, 7, 3.0))

        broken(three_bikes(), plan(pegging=pegging(*wrong)), "link to something unknown")


class TestNothingNeedless:
    def test_forbids_a_lot_that_nobody_needs(self) -> None:
        extra = plan(lots=(*plan().lots, Lot("WHEEL-2", "WHEEL", 1.0, 4, 6)))

        assert broken(three_bikes(), extra, "lot that nobody needs") == "WHEEL-2"

    def test_allows_it_for_the_safety_stock(self) -> None:
        wheel = given.wheel(lead_time_days=2, on_hand=2.0, safety_stock=1.0)
        problem = three_bikes(items=(given.bike(lead_time_days=1), wheel))

        check(problem, plan(lots=(*plan().lots, Lot("WHEEL-2", "WHEEL", 1.0, 4, 6))))

    def test_forbids_a_lot_larger_than_needed_unless_it_was_rounded_up(self) -> None:
        larger = plan(**wheels(quantity=4.0))
        wheel = given.wheel(lead_time_days=2, on_hand=2.0, lot_multiple=4.0)

        broken(three_bikes(), larger, "lot larger than needed")
        check(three_bikes(items=(given.bike(lead_time_days=1), wheel)), larger)


class TestClaims:
    def result(self, **changes: Any) -> Result:
        index = Index(three_bikes(), accept(three_bikes()))
        cost = cost_of(index, columns_of(plan(), index), plan().lots)
        return replace(Result(Outcome.FEASIBLE, plan(), cost, 0.0, 0.0, 1), **changes)

    def test_allow_the_true_cost(self) -> None:
        check(three_bikes(), self.result())

    def test_forbid_another_cost(self) -> None:
        cheaper = replace(self.result().cost, holding=0.0)

        assert broken(three_bikes(), self.result(cost=cheaper), "cost is not what it is said to be").startswith(
            "holding"
        )

    def test_forbid_a_bound_above_the_cost(self) -> None:
        broken(three_bikes(), self.result(bound=1e9), "cost below its bound")

    def test_forbid_to_hide_a_refused_record(self) -> None:
        problem = three_bikes(receipts=(*three_bikes().receipts, Receipt("PO2", "GHOST", 1.0, 0)))

        assert broken(problem, self.result(), "refused records are not the contradictory ones") == "receipt:PO2"
        check(problem, self.result(refused=(Refused("receipt:PO2", "unknown_item", "GHOST"),)))


class TestNames:
    def test_a_lot_key_names_one_lot(self) -> None:
        twins = plan(**wheels(key="BIKE-1"))

        assert broken(three_bikes(), twins, "lot key used twice") == "BIKE-1"

    def test_an_unknown_item_is_named(self) -> None:
        assert broken(three_bikes(), plan(**wheels(item="GHOST")), "lot of an unknown item") == "WHEEL-1"


class TestCost:
    def cost(self, problem: PlanningProblem, made: Plan) -> Cost:
        index = Index(problem, accept(problem))
        return cost_of(index, columns_of(made, index), made.lots)

    def test_prices_being_late_once_and_every_day_by_share(self) -> None:
        problem = three_bikes(demands=(given.order(3.0, due_day=4, priority=2),))
        made = plan(deliveries=(Delivery(0, 1.0, 5), Delivery(0, 2.0, 7)))

        # priority 2 is a tenth: 10,000 once, and 1,000 a day for a third by 1 day and two thirds by 3 days
        assert self.cost(problem, made).late_orders == pytest.approx(10_000 + 1_000 * (1 / 3 + 2))

    def test_prices_a_promise_ten_times_and_what_never_comes_as_a_year(self) -> None:
        problem = three_bikes(demands=(given.order(4.0, promised=True, priority=1),))

        assert self.cost(problem, plan()).late_promised == pytest.approx(1_000_000 + 100_000 * 365 / 4)

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
