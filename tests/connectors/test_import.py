"""A set goes in whole or not at all, and going in twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from capacity.models import Calendar, WorkCenter
from company.models import Site
from company.signals import inputs_changed
from connectors.tables import importing
from connectors.tables.writing import demand
from materials.models import Item, StockBalance
from orders.models import OrderLine, SalesOrder
from tests.connectors.sets import EVERYTHING, counts, found, imported, small

# A revision is counted once a transaction, so what is about two imports commits for real; the rest is rolled back.
committing = pytest.mark.django_db(transaction=True)
rolled_back = pytest.mark.django_db

def revision(code: str = "S1") -> int:
    return Site.objects.get(code=code).order_revision


def versions() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.aggregate(Sum("version"))["version__sum"] or 0
        for model in EVERYTHING
        if any(field.name == "version" for field in model._meta.concrete_fields)
    }


@rolled_back
class TestFirstTime:
    def test_every_row_is_new_and_the_site_has_one_revision(self) -> None:
        report = imported()

        assert report.counts["orders"] == {"new": 2, "changed": 0, "same": 0, "left_out": 0}
        assert (sum(table["new"] for table in report.counts.values()), report.revisions) == (14, {"S1": 1})

    def test_a_line_is_what_its_row_says(self) -> None:
        imported()

        line = OrderLine.objects.get(order__number="SO1", line_number=2)
        assert (line.item.code, line.quantity, line.requested_date) == ("PUMP", Decimal(2), date(2026, 1, 27))
        assert (line.unit_price, line.status, line.order.customer.code) == (Decimal(100), "confirmed", "C1")

    def test_the_site_plans_from_its_fixed_date_without_fences(self) -> None:
        imported()

        site = Site.objects.get()
        assert site.horizon_start == date(2026, 1, 5)
        assert (site.demand_time_fence_days, site.planning_time_fence_days) == (0, 0)

    def test_a_site_without_a_planning_date_plans_from_today(self) -> None:
        imported(small(site="site,time_zone,planning_date\nS1,Asia/Shanghai,\n"))

        assert Site.objects.get().fixed_planning_date is None

    def test_hours_and_days_a_week_become_a_calendar(self) -> None:
        imported()

        shifts = WorkCenter.objects.get().calendar.shifts.values_list("weekday", "minutes")
        assert list(shifts) == [(day, 960) for day in range(6)]
        assert Calendar.objects.get(is_default=True).shifts.count() == 5

    def test_what_is_ordered_is_on_the_master_schedule_and_nothing_else(self) -> None:
        imported()

        assert list(Item.objects.filter(is_mps=True).values_list("code", flat=True)) == ["PUMP"]

    def test_an_item_that_says_no_stays_off_the_master_schedule(self) -> None:
        tables = small(items="item,make_or_buy,mps\nPUMP,make,no\nCASING,make,yes\nSHAFT,buy,\n")
        imported(tables)

        assert list(Item.objects.filter(is_mps=True).values_list("code", flat=True)) == ["CASING"]
        assert imported(tables).changes() == 0

    def test_listeners_hear_of_it_inside_the_transaction(self) -> None:
        heard: list[tuple[list[int], bool]] = []

        def listen(*, site_ids: list[int], **_kwargs: Any) -> None:
            heard.append((site_ids, connection.in_atomic_block))

        inputs_changed.connect(listen)
        try:
            imported()
            imported()
        finally:
            inputs_changed.disconnect(listen)

        assert heard == [([Site.objects.get().pk], True)]


@committing
class TestSecondTime:
    def test_the_same_set_changes_nothing(self) -> None:
        imported()
        before = (revision(), versions(), counts())

        report = imported()

        assert report.changes() == 0
        assert (revision(), versions(), counts()) == before

    def test_a_changed_row_is_one_change_and_one_revision(self) -> None:
        imported()

        report = imported(small(orders=small()["orders"].replace("PUMP,3", "PUMP,4")))

        assert report.counts["orders"] == {"new": 0, "changed": 1, "same": 1, "left_out": 0}
        assert (revision(), versions()["OrderLine"]) == (2, 3)

    def test_what_is_not_in_the_set_stays_as_it_is(self) -> None:
        imported()
        OrderLine.objects.update(priority=1, note="call first")

        imported({"orders": "order,line,customer,item,quantity,requested_date\nSO1,1,C1,PUMP,9,2026-01-20\n"})

        assert list(OrderLine.objects.order_by("line_number").values_list("quantity", "priority", "note")) == [
            (Decimal(9), 1, "call first"), (Decimal(2), 1, "call first"),
        ]

    def test_a_promise_that_we_gave_survives_an_empty_cell(self) -> None:
        header = "order,line,customer,item,quantity,requested_date,promised_date\n"
        tables = small(orders=header + "SO1,1,C1,PUMP,3,2026-01-20,\n")
        imported(tables)
        OrderLine.objects.update(promised_date=date(2026, 1, 22))
        before = revision()

        report = imported(tables)

        assert (report.changes(), revision()) == (0, before)
        assert OrderLine.objects.get().promised_date == date(2026, 1, 22)

    def test_a_price_that_the_set_does_not_name_is_the_list_price_of_the_day_it_came(self) -> None:
        imported()

        imported(small(items=small()["items"].replace("make,100", "make,120")))

        assert set(OrderLine.objects.values_list("unit_price", flat=True)) == {Decimal(100)}

    def test_stock_says_all_there_is_of_an_item(self) -> None:
        imported()
        lots = "item,lot,quantity\nSHAFT,L1,7\nSHAFT,L2,8\n"
        imported({"stock": lots})
        imported({"stock": "item,lot,quantity\nSHAFT,L2,8\n"})

        stock = StockBalance.objects.filter(item__code="SHAFT", quantity__gt=0)
        assert list(stock.values_list("lot", "quantity")) == [("L2", Decimal(8))]
        assert StockBalance.objects.get(item__code="CASING").quantity == 5

    def test_a_shorter_week_takes_its_days_away(self) -> None:
        imported()

        report = imported(small(site="site,working_days\nS1,Mon-Thu\n"))

        assert report.counts["site"]["changed"] == 1
        assert Calendar.objects.get(is_default=True).shifts.count() == 4


@committing
class TestAllOrNothing:
    @pytest.fixture
    def failing_writer(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
        def fail() -> None:
            def broken(*_args: Any) -> None:
                raise MemoryError("in the middle")

            monkeypatch.setitem(importing.WRITERS, "orders", broken)

        return fail

    def test_a_failure_in_the_middle_leaves_nothing(self, failing_writer: Callable[[], None]) -> None:
        failing_writer()

        with pytest.raises(MemoryError):
            imported()

        assert counts() == dict.fromkeys(counts(), 0)

    def test_control_without_the_transaction_the_same_failure_leaves_half(
        self, failing_writer: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        failing_writer()
        monkeypatch.setattr(importing, "transaction", SimpleNamespace(atomic=nullcontext))

        with pytest.raises(MemoryError):
            imported()

        assert Item.objects.count() == 3
        assert OrderLine.objects.count() == 0

    def test_a_dry_run_counts_and_writes_nothing(self) -> None:
        report = importing.run(found(small()), dry_run=True)

        assert report.counts["orders"]["new"] == 2
        assert counts() == dict.fromkeys(counts(), 0)
        assert imported().counts == report.counts

    def test_somebody_who_inserts_the_same_order_meanwhile_does_not_break_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The order appears between our look and our insert: the import goes on with the one that is there."""
        imported(small(orders=None))
        write_customers = demand.write_customers

        def and_somebody_else(*args: Any) -> dict[str, int]:
            ids = write_customers(*args)
            SalesOrder.objects.create(number="SO1", customer_id=ids["C1"])
            return ids

        monkeypatch.setattr(demand, "write_customers", and_somebody_else)

        assert imported().counts["orders"]["new"] == 2
