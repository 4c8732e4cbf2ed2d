"""The rules of deliveries, pegging and needless supply: one class a rule, as in test_constraints.py."""

from __future__ import annotations

from mps.scheduler.check import check
from mps.scheduler.plan import Delivery, Lot
from mps.scheduler.problem import PlanningProblem
from tests.scheduler import given
from tests.scheduler.hand_made import (
    BIKES,
    LINKS,
    LOT,
    STOCK,
    WHEELS,
    broken,
    pegging,
    plan,
    three_bikes,
    wheels,
)


class TestDeliveries:
    def test_allows_less_than_was_ordered(self) -> None:
        check(three_bikes(demands=(given.order(4.0),)), plan())

    def test_just_allows_all_that_was_ordered(self) -> None:
        check(three_bikes(demands=(given.order(3.0),)), plan())

    def test_forbids_more_than_was_ordered(self) -> None:
        assert broken(three_bikes(demands=(given.order(2.5),)), plan(), "more delivered than wanted") == "demand SO1"

    def test_forbids_to_deliver_before_the_lot_is_finished(self) -> None:
        broken(three_bikes(), plan(deliveries=(Delivery(0, 3.0, 4),)), "delivered before it exists")

    def test_just_allows_the_last_day(self) -> None:
        check(three_bikes(), plan(deliveries=(Delivery(0, 3.0, given.DAYS - 1),)))

    def test_forbids_the_past_and_what_lies_after_the_horizon(self) -> None:
        for day in (-1, given.DAYS):
            late = plan(deliveries=(Delivery(0, 3.0, day),))
            broken(three_bikes(), late, "delivery in the past, after the horizon or of nothing")

    def test_forbids_a_demand_that_was_refused(self) -> None:
        problem = three_bikes(demands=(given.order(3.0, item="GHOST"),))

        broken(problem, plan(), "delivery to an unknown or refused demand")


class TestSplitDelivery:
    parts = plan(deliveries=(Delivery(0, 2.0, 5), Delivery(0, 1.0, 6)))

    def whole(self, quantity: float = 3.0) -> PlanningProblem:
        """An order that comes in one go or not at all."""
        return three_bikes(demands=(given.order(quantity, may_split=False),))

    def test_allows_parts_where_they_are_wanted(self) -> None:
        check(three_bikes(), self.parts)

    def test_forbids_parts_where_they_are_not(self) -> None:
        assert broken(self.whole(), self.parts, "delivery split that may not be") == "demand SO1"

    def test_forbids_a_part_without_the_rest(self) -> None:
        assert broken(self.whole(4.0), plan(), "delivery split that may not be") == "demand SO1"

    def test_just_allows_the_whole_order_on_one_day(self) -> None:
        check(self.whole(), plan())


class TestPegging:
    def test_allows_a_consumer_to_draw_on_several_supplies(self) -> None:
        assert len(LINKS[1:]) == 3
        check(three_bikes(), plan(pegging=pegging(*LINKS)))

    def test_just_allows_to_peg_all_of_every_supply(self) -> None:
        links = (*LINKS[:3], (BIKES, -1, "WHEEL", LOT, WHEELS, 2.0), (BIKES, -1, "WHEEL", LOT, WHEELS, 1.0))

        check(three_bikes(), plan(pegging=pegging(*links)))

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

    def test_just_allows_one_that_is_needed_to_the_last_piece(self) -> None:
        check(three_bikes(), plan())
        broken(three_bikes(), plan(**wheels(quantity=4.0)), "lot larger than needed")

    def test_allows_it_for_the_safety_stock(self) -> None:
        wheel = given.wheel(lead_time_days=2, on_hand=2.0, safety_stock=1.0)
        problem = three_bikes(items=(given.bike(lead_time_days=1), wheel))

        check(problem, plan(lots=(*plan().lots, Lot("WHEEL-2", "WHEEL", 1.0, 4, 6))))

    def test_forbids_a_lot_larger_than_needed_unless_it_was_rounded_up(self) -> None:
        larger = plan(**wheels(quantity=4.0))
        wheel = given.wheel(lead_time_days=2, on_hand=2.0, lot_multiple=4.0)

        broken(three_bikes(), larger, "lot larger than needed")
        check(three_bikes(items=(given.bike(lead_time_days=1), wheel)), larger)
