"""Every bad row is named with what was expected, and nothing is imported; or it is left out, and what refers to it."""

from __future__ import annotations

import pytest

from materials.models import BomLine, Item
from orders.models import OrderLine
from tests.connectors.sets import counts, imported, refused, small, told

pytestmark = pytest.mark.django_db

ORDERS = "order,line,customer,item,quantity,requested_date"
BOM = "parent,component,quantity_per"
DATED_BOM = f"{BOM},valid_from,valid_to"
STEPS = "item,step,work_center,run_minutes_per_unit"
HOURS = "work_center,hours_per_week,days_per_week"
RECEIPTS = "receipt,item,quantity,arrives"
CALENDARS = "calendar,weekdays,date,minutes"


class TestBadRows:
    @pytest.mark.parametrize(
        ("table", "header", "body", "line", "column", "value", "expected"),
        [
            ("orders", ORDERS, "X,1,C,NOPE,1,2026-01-20", 2, "item", "NOPE", "known_item"),
            ("orders", ORDERS, "X,1,C,PUMP,0,2026-01-20", 2, "quantity", "0", "number_above"),
            ("orders", ORDERS, "X,1,C,PUMP,100000001,2026-01-20", 2, "quantity", "100000001", "number_most"),
            ("orders", ORDERS, "X,1,C,PUMP,2.5,2026-01-20", 2, "quantity", "2.5", "whole_pieces"),
            ("orders", f"{ORDERS},shipped", "X,1,C,PUMP,2,2026-01-20,.5", 2, "shipped_quantity", "0.5", "whole_pieces"),
            ("orders", ORDERS, "X,1,C,PUMP,1,20.1.26", 2, "requested_date", "20.1.26", "date"),
            ("orders", ORDERS, "X,1,C,PUMP,1,2026-01-20\nX,1,C,PUMP,2,2026-01-20", 3, "line", "1", "once"),
            ("orders", ORDERS, "X,1,C,PUMP,1,2026-01-20\nX,2,D,PUMP,2,2026-01-20", 3, "customer", "D", "same_as"),
            ("orders", f"{ORDERS},shipped", "X,1,C,PUMP,1,2026-01-20,2", 2, "shipped_quantity", "2", "not_above"),
            ("orders", f"{ORDERS},site", "X,1,C,PUMP,1,2026-01-20,S9", 2, "site", "S9", "known_site"),
            ("orders", f"{ORDERS},priority", "X,1,C,PUMP,1,2026-01-20,10", 2, "priority", "10", "number_most"),
            ("orders", f"{ORDERS},status", "X,1,C,PUMP,1,2026-01-20,lost", 2, "status", "lost", "choice"),
            ("bom", BOM, "PUMP,WHAT,1", 2, "component", "WHAT", "known_item"),
            ("bom", BOM, "WHAT,PUMP,1", 2, "parent", "WHAT", "known_item"),
            ("bom", BOM, "PUMP,PUMP,1", 2, "component", "PUMP", "not_itself"),
            ("bom", DATED_BOM, "PUMP,SHAFT,1,2026-02-01,2026-01-01", 2, "valid_to", "2026-01-01", "not_before"),
            ("bom", f"{BOM},scrap", "PUMP,SHAFT,1,1", 2, "scrap_share", "1", "number_below"),
            ("routings", STEPS, "PUMP,10,WC9,1", 2, "work_center", "WC9", "known_work_center"),
            ("work_centers", HOURS, "WC1,150,6", 2, "hours_per_week", "150", "hours_a_day"),
            ("work_centers", HOURS, "WC1,40,", 2, "hours_per_week", "40", "calendar_or_hours"),
            ("work_centers", "work_center,calendar", "WC1,NIGHT", 2, "calendar", "NIGHT", "known_calendar"),
            ("items", "item,make_or_buy", "PUMP,make\nCASING,perhaps", 3, "make_or_buy", "perhaps", "choice"),
            ("stock", "item,quantity", "CASING,3", 2, "quantity", "3", "no_on_hand"),
            ("receipts", RECEIPTS, "PO2,SHAFT,1.00001,2026-01-09", 2, "quantity", "1.00001", "number_decimals"),
            ("site", "site,time_zone", "S1,Mars/Olympus", 2, "time_zone", "Mars/Olympus", "time_zone"),
            ("site", "site,holiday_country", "S1,XX", 2, "holiday_country", "XX", "country"),
            ("site", "site,currency", "S1,Euro", 2, "currency", "Euro", "currency"),
            ("calendars", CALENDARS, "NIGHT,Mon,2026-01-06,480", 2, "weekdays", "(0,)", "calendar_row"),
            ("forecast", "item,week_start,quantity", "PUMP,2026-01-12,-1", 2, "quantity", "-1", "number_least"),
            ("demand_history", "item,week_start,quantity", "PUMP,,1", 2, "week_start", "", "filled"),
        ],
    )  # fmt: skip
    def test_name_file_line_column_value_and_what_was_expected(
        self, table: str, header: str, body: str, line: int, column: str, value: str, expected: str
    ) -> None:
        problems = refused(small(**{table: f"{header}\n{body}\n"}))

        assert (f"{table}.csv", line, column, value, expected) in told(problems)
        assert all(problem.sentence() for problem in problems)
        assert counts() == dict.fromkeys(counts(), 0)

    def test_can_be_left_out_with_all_that_refers_to_them(self) -> None:
        items = small()["items"].replace("CASING,Casing,make", "CASING,Casing,perhaps")

        report = imported(small(items=items), skip_bad_rows=True)

        assert [(problem.file, problem.line, problem.expected) for problem in report.left_out] == [
            ("items.csv", 3, "choice"), ("bom.csv", 2, "known_item"), ("bom.csv", 3, "known_item"),
            ("routings.csv", 3, "known_item"),
        ]  # fmt: skip
        assert report.counts["items"] == {"new": 2, "changed": 0, "same": 0, "left_out": 1}
        assert (Item.objects.count(), BomLine.objects.count(), OrderLine.objects.count()) == (2, 0, 2)

    def test_a_missing_column_is_not_a_row_that_can_be_left_out(self) -> None:
        problems = refused(small(orders="order,line,item\nSO1,1,PUMP\n"), skip_bad_rows=True)

        assert {(problem.column, problem.expected) for problem in problems} == {
            ("customer", "column"), ("quantity", "column"), ("requested_date", "column"),
        }  # fmt: skip

    def test_less_than_was_shipped_already_is_not_to_be_ordered(self) -> None:
        imported()
        OrderLine.objects.filter(line_number=1).update(shipped_quantity=3)

        problems = refused({"orders": f"{ORDERS}\nSO1,1,C1,PUMP,2,2026-01-20\n"})

        assert told(problems) == [("orders.csv", 2, "quantity", "2", "number_least")]

    def test_a_part_of_what_is_weighed_is_ordered_whether_the_unit_is_new_or_known(self) -> None:
        half = f"{ORDERS}\nX,1,C,PUMP,2.5,2026-01-20\n"
        items = small()["items"].replace("\n", ",unit\n", 1)
        lines = [items.splitlines()[0], *(f"{line},kg" for line in items.splitlines()[1:])]
        imported(small(items="\n".join(lines) + "\n", orders=half))

        imported({"orders": half.replace("2.5", "3.5")})

        assert float(OrderLine.objects.get().quantity) == 3.5

    def test_without_any_site_are_told_so_once(self) -> None:
        problems = refused({"items": small()["items"]})

        assert told(problems) == [("items.csv", 0, "site", "", "site_any")]


class TestLoops:
    def test_are_named_item_by_item(self) -> None:
        [problem] = refused(small(bom=f"{BOM}\nPUMP,CASING,1\nCASING,SHAFT,1\nSHAFT,PUMP,1\n"))

        assert (problem.file, problem.expected) == ("bom.csv", "loop")
        assert "CASING → SHAFT → PUMP → CASING" in problem.sentence()

    def test_are_found_across_what_was_imported_before(self) -> None:
        imported()

        [problem] = refused({"bom": f"{BOM}\nSHAFT,PUMP,1\n"})

        assert (problem.line, problem.expected) == (2, "loop")

    def test_are_opened_by_leaving_out_the_line_that_closes_them(self) -> None:
        report = imported(small(bom=f"{BOM}\nPUMP,CASING,1\nCASING,SHAFT,1\nSHAFT,PUMP,1\n"), skip_bad_rows=True)

        assert (report.counts["bom"]["new"], len(report.left_out)) == (2, 1)
