"""What takes the hours that a late line waits for, and why the free ones do not help."""

from __future__ import annotations

import pytest

from capacity.models import Operation, Routing
from materials.models import ItemSite, ScheduledReceipt, StockBalance
from mps.queries.hours_taken import free_hours, hours_taken
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

DAY_MINUTES, PUMP_MINUTES = 480, 10
FIRST_THREE, FIRST_FIVE = range(3), range(5)


def line(shop: Plant, due: str, quantity: int, priority: int = 5) -> OrderLine:
    wanted = given.day(due)
    return given.order_line(wanted, shop.pump, shop.site, quantity, priority=priority, promised_date=wanted)


class TestTaken:
    def test_it_divides_all_that_the_centre_has_in_the_days(self) -> None:
        shop = plant()
        first, second = line(shop, "D1", 90, priority=1), line(shop, "D2", 60)
        plan = published(shop.site)

        found = hours_taken(plan.pk, second.key, shop.center.code, FIRST_THREE)

        assert [(one.demand.key, round(one.minutes)) for one in found.orders] == [(first.key, 90 * PUMP_MINUTES)]
        assert round(found.own) == 3 * DAY_MINUTES - 90 * PUMP_MINUTES
        parts = found.free + found.own + found.forecast + found.stock + sum(one.minutes for one in found.orders)
        assert parts == pytest.approx(3 * DAY_MINUTES)

    def test_control_on_other_days_others_take_nothing(self) -> None:
        shop = plant()
        line(shop, "D1", 90, priority=1)
        second = line(shop, "D2", 60)
        plan = published(shop.site)
        found = hours_taken(plan.pk, second.key, shop.center.code, range(2, 4))
        assert found.orders == ()
        assert round(found.own + found.free) == 2 * DAY_MINUTES

    def test_what_a_lot_makes_for_nobody_is_for_stock(self) -> None:
        shop = plant()
        ItemSite.objects.filter(item=shop.pump).update(lot_minimum=90)
        only = line(shop, "D2", 60)
        plan = published(shop.site)
        found = hours_taken(plan.pk, only.key, shop.center.code, FIRST_FIVE)
        assert (round(found.own), round(found.stock)) == (60 * PUMP_MINUTES, 30 * PUMP_MINUTES)

    def test_who_takes_most_is_first(self) -> None:
        shop = plant()
        small, large, waits = line(shop, "D2", 20), line(shop, "D2", 50), line(shop, "D2", 90)
        plan = published(shop.site)
        found = hours_taken(plan.pk, waits.key, shop.center.code, range(20))
        assert [one.demand.key for one in found.orders] == [large.key, small.key]


def waiting_for_casings(quantity: int) -> tuple[Plant, OrderLine]:
    """The casings come on Thursday, and the pumps are due on Tuesday."""
    shop = plant()
    StockBalance.objects.filter(item=shop.casing).update(quantity=0)
    ItemSite.objects.filter(item=shop.casing).update(lead_time_days=60)
    ScheduledReceipt.objects.create(
        site=shop.site, item=shop.casing, document="PO-7", line=1, quantity=500, due_date=given.day("D3")
    )
    return shop, line(shop, "D1", quantity)


class TestFree:
    def test_hours_before_the_components_come_do_not_help(self) -> None:
        shop, waits = waiting_for_casings(60)
        plan = published(shop.site)
        found = free_hours(plan.pk, waits.key, shop.center.code, FIRST_FIVE)
        assert found is not None
        assert (round(found.early), found.parts_day) == (3 * DAY_MINUTES, 3)
        assert round(found.needed) == 60 * PUMP_MINUTES
        assert round(found.rest) == 2 * DAY_MINUTES - 60 * PUMP_MINUTES
        assert found.other == ""

    def test_control_where_the_components_are_there_no_hours_are_early(self) -> None:
        shop = plant()
        waits = line(shop, "D1", 60)
        plan = published(shop.site)
        found = free_hours(plan.pk, waits.key, shop.center.code, FIRST_FIVE)
        assert found is not None
        assert (found.early, found.parts_day) == (0.0, 0)

    def test_a_further_centre_of_the_same_lots_that_has_too_little_left_is_named(self) -> None:
        shop = plant()
        test_bench = given.work_center(at=shop.site)
        routing = Routing.objects.get(item=shop.pump)
        Operation.objects.create(routing=routing, step=20, work_center=test_bench, run_minutes_per_unit=16)
        waits = line(shop, "D1", 50)
        plan = published(shop.site)
        found = free_hours(plan.pk, waits.key, shop.center.code, range(2))
        assert found is not None
        assert found.other == test_bench.code
        assert found.other_free < found.other_needed
        assert round(found.other_needed) == 50 * 16

    def test_a_centre_on_which_nothing_of_the_line_is_worked_has_nothing_to_say(self) -> None:
        shop = plant()
        idle = given.work_center(at=shop.site)
        waits = line(shop, "D1", 60)
        plan = published(shop.site)
        assert free_hours(plan.pk, waits.key, idle.code, FIRST_FIVE) is None
