"""Quotes: true on top of the plan, monotone, and explained."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mps.scheduler.backing import Backing, BlockedBy
from mps.scheduler.plan import Delivery, Lot, OperationLoad
from mps.scheduler.problem import BomLine, Demand, DemandKind, Item, Operation, Receipt, WorkCenter
from mps.scheduler.promise import PartialDelivery, UnknownItemError
from tests.scheduler.simulation import (
    DAYS,
    NO_PLAN,
    PUMPS,
    housing,
    pump,
    quoted,
)


class TestUncommittedSupply:
    def test_stock_is_there_today(self) -> None:
        found = quoted(replace(PUMPS, items=pump(on_hand=8)), quantity=8, wanted_day=3)

        assert (found.earliest_day, found.delivery_day, found.from_uncommitted) == (0, 3, 8)
        assert found.backing.lots == ()

    def test_stock_that_a_later_delivery_needs_is_not_offered(self) -> None:
        problem = replace(PUMPS, items=housing(on_hand=10), demands=(Demand("d", "housing", 7, 9),))
        plan = replace(NO_PLAN, deliveries=(Delivery(0, 7, 9),))

        assert quoted(problem, plan, item="housing", quantity=3).earliest_day == 0
        assert quoted(problem, plan, item="housing", quantity=4).earliest_day == 6

    def test_stock_that_a_planned_lot_takes_is_not_offered(self) -> None:
        problem = replace(PUMPS, items=housing(on_hand=10))
        plan = replace(NO_PLAN, lots=(Lot("l", "pump", 8, 4, 5),))

        assert quoted(problem, plan, item="housing", quantity=3).earliest_day == 6

    def test_stock_that_an_unmet_order_waits_for_is_not_offered(self) -> None:
        problem = replace(PUMPS, items=housing(on_hand=5), demands=(Demand("d", "housing", 9, 2, may_split=False),))

        assert quoted(problem, item="housing", quantity=1).earliest_day == 6

    def test_what_is_made_for_forecast_is_offered_to_orders(self) -> None:
        forecast = Demand("f", "pump", 5, 4, kind=DemandKind.FORECAST)
        plan = replace(NO_PLAN, lots=(Lot("l", "pump", 5, 3, 4),), deliveries=(Delivery(0, 5, 4),))

        found = quoted(replace(PUMPS, demands=(forecast,), work_centers=()), plan, quantity=5, wanted_day=4)

        assert (found.delivery_day, found.backing.lots) == (4, ())

    def test_a_lot_can_leave_on_its_last_day_but_is_used_the_day_after(self) -> None:
        items = housing(on_hand=0, lead_time_days=DAYS)
        plan = replace(NO_PLAN, lots=(Lot("l", "housing", 5, 0, 4),))

        assert quoted(replace(PUMPS, items=items), plan, item="housing", quantity=5).earliest_day == 4
        assert quoted(replace(PUMPS, items=items), plan, quantity=5).earliest_day == 5

    def test_a_receipt_is_used_on_the_day_it_arrives(self) -> None:
        items = housing(on_hand=0, lead_time_days=DAYS)
        problem = replace(PUMPS, items=items, receipts=(Receipt("r", "housing", 5, 4),))

        assert quoted(problem, quantity=5).earliest_day == 4

    def test_weeks_end_on_sundays_and_tell_what_becomes_available(self) -> None:
        problem = replace(PUMPS, items=housing(on_hand=2), receipts=(Receipt("r", "housing", 5, 6),))

        weeks = quoted(problem, item="housing", quantity=1).weeks

        assert [(week.first_day, week.last_day) for week in weeks] == [(0, 4), (5, 11), (12, 18), (19, 19)]
        assert [week.quantity for week in weeks] == [2, 5, 0, 0]
        assert [week.cumulative_quantity for week in weeks] == [2, 7, 7, 7]


class TestNewProduction:
    def test_makes_the_rest_with_free_minutes(self) -> None:
        """22 pumps less 2 in stock: 10 + 20 · 5 = 110 minutes are two days of 60."""
        found = quoted(replace(PUMPS, items=pump(on_hand=2)), quantity=22)

        assert (found.earliest_day, found.from_uncommitted) == (1, 2)
        assert [(lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in found.backing.lots] == [
            ("pump", 20, 0, 1)
        ]
        assert [(load.day, load.minutes) for load in found.backing.loads] == [(0, 50), (1, 60)]

    def test_minutes_of_the_plan_are_not_free(self) -> None:
        plan = replace(
            NO_PLAN,
            lots=(Lot("l", "pump", 10, 0, 0),),
            loads=(OperationLoad(0, 10, "press", 0, 60, 10),),
            deliveries=(Delivery(0, 10, 0),),
        )

        assert quoted(replace(PUMPS, demands=(Demand("d", "pump", 10, 0),)), plan, quantity=10).earliest_day == 1

    def test_days_without_minutes_are_passed_over(self) -> None:
        minutes = (60.0, 0.0, 0.0, *(60.0,) * (DAYS - 3))
        problem = replace(PUMPS, work_centers=(WorkCenter("press", minutes, (0.0,) * DAYS),))

        assert quoted(problem, quantity=20).earliest_day == 3

    def test_lots_follow_the_lot_rules(self) -> None:
        items = pump(lot_minimum=4, lot_multiple=2, lot_maximum=6)

        lots = quoted(replace(PUMPS, items=items), quantity=13).backing.lots

        assert [(lot.quantity, lot.count) for lot in lots] == [(6, 2), (4, 1)]

    def test_buys_components_when_they_run_out(self) -> None:
        problem = replace(PUMPS, items=housing(on_hand=3))

        found = quoted(problem, quantity=5, wanted_day=2)

        # Ordered today, there on day 6, used on day 7.
        assert found.earliest_day == 7
        assert found.quantity_on_wanted_day == 3
        assert {lot.item for lot in found.backing.lots} == {"pump", "housing"}

    def test_scrap_is_bought_too(self) -> None:
        problem = replace(PUMPS, items=housing(on_hand=0), bom=(BomLine("pump", "housing", 1, scrap_share=0.5),))

        lots = quoted(problem, quantity=3).backing.lots

        assert [lot.quantity for lot in lots if lot.item == "housing"] == [6]

    def test_two_parents_do_not_get_the_same_component(self) -> None:
        """A set takes a pump and two spare housings: six for two sets, of which five are there."""
        problem = replace(
            PUMPS,
            items=(Item("set", made=True), *housing(on_hand=5)),
            bom=(BomLine("set", "pump", 1), BomLine("set", "housing", 2), BomLine("pump", "housing", 1)),
        )

        # The pump is made the day before; the sixth housing is ordered today, there on day 6, used on day 7.
        assert quoted(problem, item="set", quantity=1).earliest_day == 1
        assert quoted(problem, item="set", quantity=2).earliest_day == 7


class TestWhyNot:
    def test_nothing_stands_in_the_way_of_a_day_that_can_be_met(self) -> None:
        assert quoted(PUMPS, quantity=10, wanted_day=3).why_not is None

    def test_names_the_work_center_and_the_minutes_it_lacks(self) -> None:
        found = quoted(PUMPS, quantity=40)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code) == (BlockedBy.CAPACITY, "press")
        assert (found.why_not.day, found.why_not.amount) == (3, 210)

    def test_names_the_narrowest_of_several_work_centers(self) -> None:
        """Ten pumps: 60 minutes at the press (a day), 30 at the paint shop (three days), 10 at the bench (a day)."""
        slow = (WorkCenter(code, (10.0,) * DAYS, (0.0,) * DAYS) for code in ("paint", "bench"))
        steps = (Operation("pump", 20, "paint", 0, 3), Operation("pump", 30, "bench", 0, 1))
        problem = replace(PUMPS, operations=PUMPS.operations + steps, work_centers=(*PUMPS.work_centers, *slow))

        found = quoted(problem, quantity=10)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code) == (BlockedBy.CAPACITY, "paint")
        assert (found.why_not.day, found.why_not.amount) == (found.earliest_day, 30)

    def test_tells_from_when_a_work_center_that_has_room_before_could_be_used(self) -> None:
        """The press is free today and tomorrow, when no housing is there, and full from day 4 to day 6."""
        minutes = (60.0, 60.0, 60.0, 60.0, 0.0, 5.0, 0.0, *(60.0,) * (DAYS - 7))
        items = housing(on_hand=0, lead_time_days=3)
        problem = replace(PUMPS, items=items, work_centers=(WorkCenter("press", minutes, (0.0,) * DAYS),))

        found = quoted(problem, quantity=10)

        assert found.earliest_day == 7
        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code) == (BlockedBy.CAPACITY, "press")
        assert (found.why_not.from_day, found.why_not.free_minutes, found.why_not.amount) == (4, 5, 60)

    def test_names_the_work_center_whose_room_would_gain_most(self) -> None:
        """The paint shop alone costs a day at the end; without the press it would all be there on day 0."""
        press = WorkCenter("press", (*(0.0,) * 6, *(60.0,) * (DAYS - 6)), (0.0,) * DAYS)
        paint = WorkCenter("paint", (60.0,) * DAYS, (0.0,) * DAYS)
        steps = (*PUMPS.operations, Operation("pump", 20, "paint", 70, 0))
        problem = replace(PUMPS, operations=steps, work_centers=(press, paint))

        found = quoted(problem, quantity=10)

        assert found.why_not is not None
        assert (found.earliest_day, found.why_not.code) == (7, "press")

    def test_tells_no_stretch_of_days_of_a_work_center_that_the_work_comes_back_to(self) -> None:
        """Housings, then pumps at the same press: 420 minutes of 7 days, but a pump waits for its housing overnight."""
        steps = (Operation("housing", 10, "press", 10, 5), *PUMPS.operations)
        problem = replace(PUMPS, items=(Item("pump", made=True), Item("housing", made=True)), operations=steps)

        found = quoted(problem, quantity=40)

        assert found.why_not is not None
        assert (found.earliest_day, found.why_not.amount) == (7, 420)
        assert (found.why_not.code, found.why_not.from_day) == ("press", None)

    def test_says_nothing_of_one_work_center_where_several_are_full_together(self) -> None:
        problem = replace(
            PUMPS,
            items=(Item("set", made=True), Item("pump", made=True), Item("housing", made=True)),
            bom=(BomLine("set", "pump", 1), BomLine("set", "housing", 1)),
            operations=(*PUMPS.operations, Operation("housing", 10, "paint", 10, 5)),
            work_centers=tuple(WorkCenter(code, (30.0,) * DAYS, (0.0,) * DAYS) for code in ("press", "paint")),
        )

        why_not = quoted(problem, item="set", quantity=10).why_not

        assert why_not is not None
        assert (why_not.kind, why_not.from_day) == (BlockedBy.CAPACITY, None)

    def test_names_the_component_and_when_it_comes(self) -> None:
        problem = replace(PUMPS, items=housing(on_hand=0), receipts=(Receipt("r", "housing", 5, 3),))

        found = quoted(problem, quantity=5)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code) == (BlockedBy.COMPONENT, "housing")
        assert (found.why_not.day, found.why_not.amount) == (3, 5)

    def test_names_the_lead_time_of_what_is_bought_itself(self) -> None:
        found = quoted(replace(PUMPS, items=housing(on_hand=0)), item="housing", quantity=5, wanted_day=4)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code, found.why_not.day) == (BlockedBy.LEAD_TIME, "housing", 6)

    @pytest.mark.parametrize("items", [pump(frozen_days=4), pump(frozen_days=4, lead_time_days=1)])
    def test_names_the_fence(self, items: tuple[Item, ...]) -> None:
        found = quoted(replace(PUMPS, items=items), quantity=5)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code, found.why_not.day) == (BlockedBy.FENCE, "pump", 4)
        assert found.earliest_day == 4 + items[0].lead_time_days

    def test_says_none_when_the_horizon_is_too_short(self) -> None:
        found = quoted(PUMPS, quantity=10_000)

        assert (found.earliest_day, found.delivery_day, found.backing) == (None, None, Backing())
        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.day) == (BlockedBy.CAPACITY, None)


class TestSplit:
    def test_offers_what_is_there_on_the_wanted_day_and_the_rest_later(self) -> None:
        found = quoted(replace(PUMPS, items=pump(on_hand=4)), quantity=30, wanted_day=0)

        # Ten more fit into today's 60 minutes; the second lot has a set-up of its own.
        assert found.quantity_on_wanted_day == 14
        assert found.split is not None
        assert (found.split.first, found.split.rest) == (PartialDelivery(0, 14), PartialDelivery(2, 16))

    def test_waits_for_the_next_supply_when_nothing_is_there_on_the_wanted_day(self) -> None:
        items = housing(on_hand=0, lead_time_days=9)
        problem = replace(PUMPS, items=items, receipts=(Receipt("r", "housing", 4, 5),))

        found = quoted(problem, item="housing", quantity=6, wanted_day=2)

        assert found.split is not None
        assert (found.split.first, found.split.rest) == (PartialDelivery(5, 4), PartialDelivery(9, 2))

    def test_there_is_none_when_the_whole_quantity_is_in_time(self) -> None:
        assert quoted(PUMPS, quantity=10, wanted_day=9).split is None

    def test_divides_a_quantity_that_is_not_whole(self) -> None:
        found = quoted(replace(PUMPS, items=housing(on_hand=1.5)), item="housing", quantity=2.5)

        assert found.quantity_on_wanted_day == pytest.approx(1.5)


class TestAsking:
    def test_refuses_an_unknown_item(self) -> None:
        with pytest.raises(UnknownItemError, match="nothing"):
            quoted(PUMPS, item="nothing", quantity=1)

    @pytest.mark.parametrize("quantity", [0, -1, math.nan, math.inf])
    def test_refuses_a_quantity_that_is_none(self, quantity: float) -> None:
        with pytest.raises(ValueError, match="positive"):
            quoted(PUMPS, quantity=quantity)

    def test_a_wanted_day_in_the_past_means_today(self) -> None:
        assert quoted(PUMPS, quantity=10, wanted_day=-5).delivery_day == 0

    def test_no_day_is_promised_after_the_horizon(self) -> None:
        found = quoted(PUMPS, quantity=10, wanted_day=DAYS)

        assert (found.beyond_horizon, found.earliest_day, found.delivery_day) == (True, 0, None)
        assert found.why_not is None
        assert quoted(PUMPS, quantity=10, wanted_day=DAYS - 1).delivery_day == DAYS - 1
