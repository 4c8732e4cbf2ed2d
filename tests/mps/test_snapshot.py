"""What a plan depends on, read at one instant."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from capacity.models import Calendar, CapacityException, Operation, OperationAlternative, WorkCenter
from company.models import Site
from materials.models import ItemSite
from mps import snapshot
from mps.models import ExceptionMessage, PlannedOrder
from orders import changes
from orders.changes import LineChange
from orders.models import Forecast, LineOutlook, LineStatus, OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.orders.shipping import ship, take_back

pytestmark = pytest.mark.django_db(transaction=True)


class TestShipments:
    def test_leave_only_what_is_open_to_the_next_plan_and_count_a_revision(self) -> None:
        mill, ada = plant(), given.user()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=6)
        published(mill.site)
        before = Site.objects.get(pk=mill.site.pk).order_revision

        ship(line, 2, ada)
        plan = published(mill.site)

        assert Site.objects.get(pk=mill.site.pk).order_revision == before + 1
        assert [demand.quantity for demand in snapshot.load(mill.site.pk).problem.demands] == [4.0]
        assert sum(lot.quantity for lot in PlannedOrder.objects.filter(plan=plan, item=mill.pump)) == 4.0

    def test_of_all_ask_for_nothing_more_and_neither_does_a_closed_line(self) -> None:
        mill, ada = plant(), given.user()
        done, over, closed = (
            given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=6) for _ in range(3)
        )
        ship(done, 6, ada)
        ship(over, 7, ada, allow_over=True)
        ship(closed, 1, ada)
        wish = LineChange(closed.pk, None, {"status": "closed"})
        changes.submit(changes=[wish], by=ada, channel="test", keep_good=False)

        assert snapshot.load(mill.site.pk).problem.demands == ()

    def test_take_the_goods_out_of_the_stock_that_others_are_planned_with(self) -> None:
        mill, ada = plant(), given.user()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=6)
        given.stock(mill.pump, 10, at=mill.site)

        ship(line, 6, ada)

        on_hand = {item.code: item.on_hand for item in snapshot.load(mill.site.pk).problem.items}
        assert on_hand[mill.pump.code] == 4.0

    def test_that_come_back_are_asked_for_again(self) -> None:
        mill, ada = plant(), given.user()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=6)
        ship(line, 6, ada)

        take_back(line, 2, ada)

        assert [demand.quantity for demand in snapshot.load(mill.site.pk).problem.demands] == [2.0]


class TestFrozenLines:
    """A plant that makes 48 pumps a day, and an order of 96 that is planned for day 3 before it is frozen."""

    def frozen(self) -> tuple[Plant, OrderLine]:
        mill = plant()
        line = given.order_line(due="D3", of=mill.pump, at=mill.site, quantity=96, priority=5)
        published(mill.site)
        OrderLine.objects.filter(pk=line.pk).update(planning_frozen=True)
        return mill, line

    def planned(self, line: OrderLine) -> date | None:
        return LineOutlook.objects.get(line=line).planned_date

    def test_keep_their_date_when_something_more_urgent_comes(self) -> None:
        mill, line = self.frozen()
        before = self.planned(line)

        rush = given.order_line(due="D2", of=mill.pump, at=mill.site, quantity=144, priority=1)
        published(mill.site)

        assert (self.planned(line), before) == (given.day("D3"), given.day("D3"))
        assert (self.planned(rush) or date.max) > given.day("D2")

    def test_control_the_same_line_moves_when_it_is_not_frozen(self) -> None:
        mill, line = self.frozen()
        OrderLine.objects.filter(pk=line.pk).update(planning_frozen=False)

        given.order_line(due="D2", of=mill.pump, at=mill.site, quantity=144, priority=1)
        OrderLine.objects.filter(pk=line.pk).update(promised_date=None)
        published(mill.site)

        assert (self.planned(line) or date.min) > given.day("D3")

    def test_keep_their_date_when_the_customer_wants_another(self) -> None:
        mill, line = self.frozen()

        OrderLine.objects.filter(pk=line.pk).update(promised_date=given.day("D14"), requested_date=given.day("D14"))
        published(mill.site)

        assert self.planned(line) == given.day("D3")

    def test_keep_their_date_when_the_goods_are_there_sooner(self) -> None:
        mill, line = self.frozen()
        before = self.planned(line)

        given.stock(mill.pump, 500, at=mill.site)
        published(mill.site)

        assert self.planned(line) == before

    def test_are_planned_by_their_wish_before_any_plan_has_a_date_for_them(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, planning_frozen=True)

        assert [demand.due_day for demand in snapshot.load(mill.site.pk).problem.demands] == [10]


class TestSnapshot:
    def test_holds_what_is_open_and_names_its_revision(self) -> None:
        mill = plant()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=6, shipped_quantity=2)
        given.order_line(due="D10", of=mill.pump, at=mill.site, status=LineStatus.CANCELLED)

        read = snapshot.load(mill.site.pk)

        assert read.lines.line_ids.tolist() == [line.pk]
        assert [(demand.quantity, demand.due_day) for demand in read.problem.demands] == [(4.0, 10)]
        assert read.revision == Site.objects.get(pk=mill.site.pk).order_revision

    def test_takes_a_sunday_for_the_working_day_before_it(self) -> None:
        mill = plant()
        given.order_line(due=date(2026, 1, 18), of=mill.pump, at=mill.site)

        assert snapshot.load(mill.site.pk).problem.demands[0].due_day == 11

    def test_reads_the_alternatives_of_a_step_by_rank(self) -> None:
        mill = plant()
        step = Operation.objects.get(work_center=mill.center)
        for code, rank, factor in (("B", 3, "1.25"), ("A", 3, "2"), ("C", 2, "0.8")):
            other = given.work_center(code, at=mill.site)
            OperationAlternative.objects.create(operation=step, work_center=other, rank=rank, factor=Decimal(factor))

        (read,) = snapshot.load(mill.site.pk).problem.operations

        assert [(one.work_center, one.factor) for one in read.alternatives] == [("C", 0.8), ("A", 2.0), ("B", 1.25)]

    def test_plans_against_the_promised_date_where_there_is_one(self) -> None:
        mill = plant()
        given.order_line(due="D2", of=mill.pump, at=mill.site, promised_date=given.day("D9"))

        demand = snapshot.load(mill.site.pk).problem.demands[0]

        assert (demand.due_day, demand.promised) == (9, True)

    def test_plans_without_the_holidays_of_a_country_that_is_none_and_says_so_on_the_plan(self) -> None:
        mill = plant()
        line = given.order_line(due="D2", of=mill.pump, at=mill.site, quantity=6)
        with connection.cursor() as cursor:  # past every check
            cursor.execute("UPDATE capacity_calendar SET holiday_country = 'XX'")

        plan = published(mill.site)

        assert LineOutlook.objects.get(line=line).planned_date == given.day("D2")
        assert plan.refused == [{"record": "calendar:STD", "code": "unknown_holidays", "detail": "XX"}]
        message = ExceptionMessage.objects.get(plan=plan, code="left_out")
        assert (message.cause_group, message.numbers["record"]) == ("unknown_holidays", "calendar:STD")

    def test_keeps_the_holidays_of_a_country_that_is_known(self) -> None:
        mill = plant()
        Calendar.objects.update(holiday_country="DE")

        read = snapshot.load(mill.site.pk)

        assert read.refused == ()
        good_friday = (date(2026, 4, 3) - given.START).days
        assert read.problem.work_centers[0].available_minutes[good_friday] == 0

    def test_takes_downtime_off_and_leaves_blocked_stock_out(self) -> None:
        mill = plant()
        CapacityException.objects.create(
            work_center=mill.center, from_date=given.day("D1"), to_date=given.day("D1"), minutes_per_day=100,
            kind="downtime",
        )  # fmt: skip
        given.stock(mill.pump, 5).__class__.objects.filter(item=mill.pump).update(blocked=True)

        problem = snapshot.load(mill.site.pk).problem

        assert problem.work_centers[0].available_minutes[:7] == (480.0, 380.0, 480.0, 480.0, 480.0, 0.0, 0.0)
        assert {item.code: item.on_hand for item in problem.items}[mill.pump.code] == 0.0

    def test_does_no_overtime_where_all_of_a_day_is_downtime(self) -> None:
        mill = plant()
        WorkCenter.objects.update(overtime_minutes_per_week=300)
        for day, minutes in (("D1", 100), ("D2", 480)):
            CapacityException.objects.create(
                work_center=mill.center, from_date=given.day(day), to_date=given.day(day), minutes_per_day=minutes,
                kind="downtime",
            )  # fmt: skip

        [center] = snapshot.load(mill.site.pk).problem.work_centers

        assert center.available_minutes[:4] == (480.0, 380.0, 0.0, 480.0)
        assert center.overtime_minutes[:4] == (60.0, 60.0, 0.0, 60.0)

    def test_adds_a_shift_of_two_weeks_on_their_working_days(self) -> None:
        mill = plant()
        for first, last, minutes in (("D0", "D13", 60), ("D19", "D19", 240)):
            CapacityException.objects.create(
                work_center=mill.center, from_date=given.day(first), to_date=given.day(last), minutes_per_day=minutes,
                kind="shift",
            )  # fmt: skip

        [center] = snapshot.load(mill.site.pk).problem.work_centers

        more, rest = (540.0,) * 5 + (0.0, 0.0), (480.0,) * 5
        assert center.available_minutes[:21] == (*more, *more, *rest, 240.0, 0.0)
        assert sum(center.added_minutes) == 10 * 60 + 240

    @pytest.mark.parametrize(("first", "last", "more"), [(1, 9999, 60), (9999, 9999, 0)])
    def test_takes_a_shift_without_end_and_one_of_another_century(self, first: int, last: int, more: int) -> None:
        mill = plant()
        CapacityException.objects.create(
            work_center=mill.center, from_date=date(first, 1, 1), to_date=date(last, 12, 31), minutes_per_day=60,
            kind="shift",
        )  # fmt: skip
        [center] = snapshot.load(mill.site.pk).problem.work_centers
        assert center.available_minutes[:7] == (*(480.0 + more,) * 5, 0.0, 0.0)

    def test_a_shift_that_has_begun_is_told_from_one_of_a_weekend(self) -> None:
        mill = plant()
        CapacityException.objects.create(
            work_center=mill.center, from_date=given.day("D0") - timedelta(days=3), to_date=given.day("D0"),
            minutes_per_day=60, kind="shift",
        )  # fmt: skip
        [center] = snapshot.load(mill.site.pk).problem.work_centers
        assert center.available_minutes[:2] == (540.0, 480.0)

    def test_hands_lots_that_start_inside_a_frozen_fence_over_as_firm(self) -> None:
        mill = plant()
        line = given.order_line(due="D4", of=mill.pump, at=mill.site, quantity=20)
        lot = PlannedOrder.objects.get(plan=published(mill.site), item=mill.pump)
        ItemSite.objects.filter(item=mill.pump).update(demand_time_fence_days=5)
        OrderLine.objects.filter(pk=line.pk).update(status=LineStatus.CANCELLED)

        problem = snapshot.load(mill.site.pk).problem
        plan = published(mill.site)

        assert [order.key for order in problem.firm_orders] == [lot.lot_key]
        assert PlannedOrder.objects.get(plan=plan, item=mill.pump).status == "firm"

    def test_takes_a_forecast_as_due_by_the_last_working_day_of_its_week(self) -> None:
        mill = plant()
        given.order_line(due="D9", of=mill.pump, at=mill.site, quantity=6)
        Forecast.objects.create(item=mill.pump, site=mill.site, period_start=given.day("D7"), quantity=10)

        demands = snapshot.load(mill.site.pk).problem.demands

        assert [(demand.kind, demand.quantity, demand.due_day) for demand in demands] == [
            ("order", 6.0, 9), ("forecast", 4.0, 11),
        ]  # fmt: skip
