"""The revision: bumped by the database at commit, once per transaction, whoever writes and however."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from capacity.models import CapacityException, Operation, Shift
from company.models import Site
from company.revision import publishing
from company.sites import roll_horizons
from materials.models import Item, ScheduledReceipt
from orders.models import OrderLine, SalesOrder
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def revision(code: str = "S1") -> int:
    """Return the site's revision as it is committed."""
    return Site.objects.get(code=code).order_revision


def raw(sql: str) -> None:
    """Run a statement beside the ORM."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


class TestRevision:
    def test_is_bumped_once_by_a_transaction_of_many_changes(self) -> None:
        lines = [given.order_line(line_number=number) for number in range(1, 6)]
        before = revision()

        with transaction.atomic():
            for line in lines:
                OrderLine.objects.filter(pk=line.pk).update(quantity=line.quantity + 1)

        assert revision() == before + 1

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE orders_orderline SET quantity = quantity + 1",
            "UPDATE orders_orderline SET requested_date = requested_date + 1",
            "DELETE FROM orders_orderline",
            "UPDATE materials_itemsite SET safety_stock = 5",
            "UPDATE materials_stockbalance SET quantity = 3",
            "UPDATE capacity_shift SET minutes = 60",
            "UPDATE capacity_workcenter SET machines = 2",
            "UPDATE capacity_operation SET run_minutes_per_unit = 7",
            "DELETE FROM capacity_operation",
        ],
    )
    def test_is_bumped_by_raw_sql(self, statement: str) -> None:
        line = given.order_line()
        given.stock(line.item, 1)
        given.routing(line.item, given.work_center())
        before = revision()

        raw(statement)

        assert revision() == before + 1

    @pytest.mark.parametrize(
        "change",
        [
            lambda: OrderLine.objects.update(note="looked at"),
            lambda: OrderLine.objects.update(quantity=10),
            lambda: SalesOrder.objects.update(note="looked at"),
            lambda: Item.objects.update(name="Another name"),
        ],
    )
    def test_is_not_bumped_by_what_a_plan_does_not_depend_on(self, change: Callable[[], int]) -> None:
        given.order_line(quantity=10)
        before = revision()

        assert change() == 1

        assert revision() == before

    def test_is_not_bumped_by_a_rollback(self) -> None:
        line = given.order_line()
        before = revision()

        with transaction.atomic():
            OrderLine.objects.filter(pk=line.pk).update(quantity=77)
            transaction.set_rollback(True)

        assert revision() == before

    def test_is_bumped_again_after_a_savepoint_was_rolled_back(self) -> None:
        line = given.order_line()
        before = revision()

        with transaction.atomic():
            savepoint = transaction.savepoint()
            OrderLine.objects.filter(pk=line.pk).update(quantity=77)
            raw("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.savepoint_rollback(savepoint)
            OrderLine.objects.filter(pk=line.pk).update(quantity=78)

        assert revision() == before + 1

    def test_of_both_sites_is_bumped_by_a_move(self) -> None:
        line, other = given.order_line(), given.site("S2")
        before = revision("S1"), revision("S2")

        OrderLine.objects.filter(pk=line.pk).update(site=other)

        assert (revision("S1"), revision("S2")) == (before[0] + 1, before[1] + 1)

    def test_of_another_site_stays(self) -> None:
        line = given.order_line()
        given.site("S2")
        before = revision("S2")

        OrderLine.objects.filter(pk=line.pk).update(quantity=4)

        assert revision("S2") == before

    def test_is_bumped_by_what_belongs_to_a_work_center(self) -> None:
        center = given.work_center()
        before = revision()

        CapacityException.objects.create(
            work_center=center, from_date=given.START, to_date=given.START, minutes_per_day=60, kind="downtime"
        )

        assert revision() == before + 1

    def test_is_bumped_by_a_receipt_that_comes_and_goes(self) -> None:
        item = given.item()
        before = revision()

        receipt = ScheduledReceipt.objects.create(
            document="PO1", item=item, site=given.site(), quantity=5, due_date=given.START
        )
        receipt.delete()

        assert revision() == before + 2


class TestPublication:
    def test_bumps_no_revision_no_version_and_writes_no_history(self) -> None:
        line = given.order_line()
        history = apps.get_model("orders", "OrderLineEvent")
        before = revision(), history.objects.count()

        with transaction.atomic():
            publishing()
            OrderLine.objects.filter(pk=line.pk).update(promised_date=date(2026, 2, 2))

        line.refresh_from_db()
        assert (revision(), history.objects.count()) == before
        assert (line.version, line.promised_date) == (1, date(2026, 2, 2))

    def test_of_one_transaction_does_not_silence_the_next(self) -> None:
        line = given.order_line()
        with transaction.atomic():
            publishing()
        before = revision()

        OrderLine.objects.filter(pk=line.pk).update(promised_date=date(2026, 2, 2))

        line.refresh_from_db()
        assert (revision(), line.version) == (before + 1, 2)


class TestVersion:
    def test_counts_what_a_person_changes_however_it_is_written(self) -> None:
        line = given.order_line()

        raw("UPDATE orders_orderline SET quantity = 11")
        OrderLine.objects.filter(pk=line.pk).update(note="by phone")

        line.refresh_from_db()
        assert line.version == 3
        assert line.quantity == Decimal(11)


class TestHorizon:
    def test_rolls_at_the_midnight_of_the_site_as_a_change_like_any_other(self) -> None:
        site = given.site(fixed_planning_date=None, time_zone="Asia/Shanghai")
        Site.objects.filter(pk=site.pk).update(horizon_start=site.horizon_start - timedelta(days=1))
        before = revision()

        assert roll_horizons(now=timezone.now()) == ["S1"]
        assert roll_horizons(now=timezone.now()) == []

        site.refresh_from_db()
        assert site.horizon_start == site.planning_date(timezone.now())
        assert revision() == before + 1

    def test_of_a_set_of_the_past_stays(self) -> None:
        given.site()
        before = revision()

        assert roll_horizons(now=timezone.now()) == []
        assert revision() == before

    def test_is_today_in_the_zone_of_the_site(self) -> None:
        late_evening_in_london = datetime(2026, 1, 5, 20, 0, tzinfo=UTC)

        assert Site(time_zone="Asia/Shanghai").planning_date(late_evening_in_london) == date(2026, 1, 6)
        assert Site(time_zone="Europe/London").planning_date(late_evening_in_london) == date(2026, 1, 5)


class TestEveryInputTable:
    def test_has_the_triggers(self) -> None:
        """A control: a table that a plan depends on and that was forgotten would be listed here."""
        inputs = {
            "company_site", "materials_item", "materials_itemsite", "materials_bomline", "materials_stockbalance",
            "materials_scheduledreceipt", "capacity_calendar", "capacity_shift", "capacity_calendarday",
            "capacity_workcenter", "capacity_capacityexception", "capacity_routing", "capacity_operation",
            "capacity_operationalternative", "orders_orderline", "orders_forecast", "mps_steering",
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE t.tgname LIKE 'pgtrigger_revision%' AND t.tgdeferrable GROUP BY 1"
            )
            found = dict(cursor.fetchall())

        assert found == dict.fromkeys(inputs, 2)

    def test_is_bumped_through_shifts_and_operations_that_know_no_site(self) -> None:
        center = given.work_center()
        given.routing(given.item(), center)
        before = revision()

        Shift.objects.all().delete()
        Operation.objects.all().delete()

        assert revision() == before + 2
