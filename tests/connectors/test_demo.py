"""The demo is a plant that could be: every row is good, every day of the year."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import PurePath

import pytest
from django.core.management import call_command

from capacity.models import Calendar, WorkCenter
from company.models import Site
from company.people import DEMO_PEOPLE
from connectors.tables.checking import read_rows
from connectors.tables.demo.build import DEMAND_FENCE_DAYS, demo_set
from connectors.tables.demo.catalogue import Part, parts
from connectors.tables.demo.demand import BOOKED, SATURDAY
from connectors.tables.demo.people import CUSTOMERS
from connectors.tables.references import Known, check_references
from materials.models import Item, ItemSite, StockBalance
from mps.scheduler.bom_loops import lines_that_close_a_loop
from orders.models import Customer, OrderLine

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def rows_on(now: datetime) -> dict[str, list[dict[str, object]]]:
    """Return the demo's records; every row must be a good one."""
    tables = {}
    for sheet in demo_set(now).sheets:
        rows, problems, unknown = read_rows(sheet)
        assert (problems, unknown) == ([], [])
        assert rows is not None
        tables[sheet.table.name] = rows
    assert check_references(tables, Known(), "") == []
    return {name: [record.values for record in rows.records] for name, rows in tables.items()}


def day_in(row: dict[str, object], field: str) -> date:
    """Return the date of a field."""
    day = row[field]
    assert isinstance(day, date)
    return day


def number_in(row: dict[str, object], field: str) -> float:
    """Return the number of a field."""
    number = row[field]
    assert isinstance(number, int | float | Decimal)
    return float(number)


class TestEveryDay:
    @pytest.mark.parametrize("day", [0, 1, 5, 6, 37, 70, 130, 366])
    def test_every_row_is_good_and_nothing_is_due_in_the_past(self, day: int) -> None:
        now = NOW + timedelta(days=day)

        tables = rows_on(now)

        last = (now + timedelta(days=7 * len(BOOKED) + 1)).date()
        assert all(now.date() <= day_in(line, "requested_date") <= last for line in tables["orders"])

    def test_the_same_day_gives_the_same_tables(self) -> None:
        assert rows_on(NOW) == rows_on(NOW)

    def test_another_day_gives_the_same_items_and_times(self) -> None:
        one, other = rows_on(NOW), rows_on(NOW + timedelta(days=45))

        for table in ("items", "bom", "work_centers", "routings", "stock"):
            assert one[table] == other[table]


class TestPlant:
    def test_has_three_levels_of_bill_below_a_pump(self) -> None:
        by_code = {part.code: part for part in parts()}

        def depth(part: Part) -> int:
            return 1 + max((depth(by_code[code]) for code, _quantity in part.bill), default=-1)

        assert {depth(part) for part in by_code.values() if part.is_pump} == {3}
        assert lines_that_close_a_loop((p.code, code) for p in by_code.values() for code, _quantity in p.bill) == {}

    def test_is_as_large_as_a_real_small_one(self) -> None:
        tables = rows_on(NOW)

        assert 110 <= len({row["item"] for row in tables["items"]}) <= 130
        assert len(tables["work_centers"]) == 12
        assert len({row["order"] for row in tables["orders"]}) == 400
        assert 800 <= len(tables["orders"]) <= 1000

    def test_makes_things_at_one_plant_the_other_or_both(self) -> None:
        sites = Counter("+".join(part.sites) for part in parts() if part.is_pump)

        assert sites == {"HZ+BRE": 6, "BRE": 6, "HZ": 12}

    def test_has_a_routing_where_something_is_made_and_components_where_they_are_needed(self) -> None:
        tables = rows_on(NOW)
        planned = {(row["site"], row["item"]) for row in tables["items"]}
        routed = {(row["site"], row["item"]) for row in tables["routings"]}

        for part in parts():
            for site in part.sites:
                assert ((site, part.code) in routed) is part.is_made
                assert all((site, component) in planned for component, _quantity in part.bill)


class TestInWork:
    """Nothing new may start inside the demand time fence: what is due before a lot can be there must be on its way."""

    @pytest.mark.parametrize("day", [0, 1, 4, 5, 6, 37, 130])
    def test_what_is_due_before_a_new_pump_can_be_there_is_in_stock_or_in_work(self, day: int) -> None:
        now = NOW + timedelta(days=day)
        tables = rows_on(now)
        pumps = {part.code for part in parts() if part.is_pump}
        last = now.date() + timedelta(days=DEMAND_FENCE_DAYS + 1)

        there = defaultdict[tuple[object, object], float](float)
        for row in tables["stock"]:
            there[row["site"], row["item"]] += 0 if row["blocked"] else number_in(row, "quantity")
        for row in released(tables):
            there[row["site"], row["item"]] += number_in(row, "quantity") - number_in(row, "received_quantity")
        for line in tables["orders"]:
            due = day_in(line, "promised_date" if line["promised_date"] else "requested_date")
            if line["item"] in pumps and due <= last:
                there[line["site"], line["item"]] -= number_in(line, "quantity") - number_in(line, "shipped_quantity")

        assert [key for key, left in there.items() if left < 0] == []

    @pytest.mark.parametrize("day", [0, 1, 4, 5, 6, 37, 130])
    def test_is_made_there_comes_on_a_working_day_soon_and_is_not_all_reported(self, day: int) -> None:
        now = NOW + timedelta(days=day)
        made = {(site, part.code) for part in parts() if part.is_made for site in part.sites}

        found = released(rows_on(now))

        assert {row["site"] for row in found} == {"HZ", "BRE"}
        assert {(row["site"], row["item"]) for row in found} <= made
        assert all(now.date() <= day_in(row, "arrives") <= now.date() + timedelta(days=10) for row in found)
        assert all(day_in(row, "arrives").weekday() < SATURDAY for row in found)
        assert all(0 <= number_in(row, "received_quantity") < number_in(row, "quantity") for row in found)

    def test_shows_progress_and_parts_as_well_as_pumps(self) -> None:
        found = released(rows_on(NOW))
        pumps = {part.code for part in parts() if part.is_pump}

        assert any(row["received_quantity"] for row in found)
        assert {row["item"] in pumps for row in found} == {True, False}


def released(tables: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    """Return the released orders among the receipts."""
    return [row for row in tables["receipts"] if str(row["receipt"]).startswith("WO-")]


@pytest.mark.django_db(transaction=True)
class TestLoading:
    def test_loads_once_and_then_does_nothing(self) -> None:
        call_command("load_demo", stdout=io.StringIO())
        before = {site.code: site.order_revision for site in Site.objects.all()}
        told = io.StringIO()

        call_command("load_demo", stdout=told)

        assert before == {"HZ": 1, "BRE": 1}
        assert "already" in told.getvalue()
        assert {site.code: site.order_revision for site in Site.objects.all()} == before

    def test_plans_two_plants_from_today_with_the_holidays_of_their_countries(self) -> None:
        call_command("load_demo", stdout=io.StringIO())

        assert set(Site.objects.values_list("code", "time_zone", "fixed_planning_date")) == {
            ("HZ", "Asia/Shanghai", None), ("BRE", "Europe/Berlin", None),
        }  # fmt: skip
        assert set(Site.objects.values_list("demand_time_fence_days", "planning_time_fence_days")) == {(2, 7)}
        fences = set(ItemSite.objects.values_list("item__make_or_buy", "demand_time_fence_days"))
        assert fences == {("make", None), ("buy", 0)}
        assert set(Calendar.objects.values_list("site__code", "holiday_country")) == {("HZ", "CN"), ("BRE", "DE")}
        assert WorkCenter.objects.exclude(calendar__holiday_country="").count() == 12
        assert Item.objects.filter(is_mps=True).count() == 24
        assert StockBalance.objects.exclude(lot="").exists()
        assert Customer.objects.filter(name="Müller Anlagenbau GmbH").exists()
        assert OrderLine.objects.filter(order__customer__name="杭州水务集团").exists()


def test_the_demo_is_no_file_of_anybody() -> None:
    assert all(PurePath(sheet.file).suffix == "" for sheet in demo_set(NOW).sheets)


def test_the_demos_sales_people_sell_where_there_are_customers() -> None:
    sold = {(one[4], one[2]) for one in CUSTOMERS}

    assert {pair for person in DEMO_PEOPLE for pair in person.territories.items()} <= sold
