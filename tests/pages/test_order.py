"""An order's page: what it shows to whom, and its history as a file and through the API."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from rest_framework.test import APIClient

from company.models import Role, User
from orders.models import OrderLine, SalesOrder
from tests import given
from tests.pages.order_story import change, full_order


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db(transaction=True)
class TestPage:
    def test_shows_the_order_its_lines_and_what_happened(self) -> None:
        order, ada = full_order()

        page = signed_in(ada).get("/orders/SO-1001/").content.decode()

        for words in (
            "Nordwind Räder", "Deliver to gate 3", "Ada Lovelace changed line 1.", "Grace Hopper turned down",
            "trade fair, second try", "through the API", "Take back", "other line moved", "earlier",
        ):  # fmt: skip
            assert words in page, words
        assert signed_in(ada).get(f"/orders/{order.pk}/").status_code == 200

    @pytest.mark.parametrize(
        ("query", "shown", "hidden"),
        [
            ("?kind=requests", "turned down", "Ada Lovelace changed"),
            ("?kind=changes", "Ada Lovelace changed", "turned down"),
            ("?line=1", "changed line 1", "line 2."),
            ("?line=9", "No entry matches", "changed line"),
        ],
    )
    def test_is_filtered_by_line_and_kind(self, query: str, shown: str, hidden: str) -> None:
        _order, ada = full_order()

        page = signed_in(ada).get(f"/orders/SO-1001/{query}").content.decode()
        timeline = page[page.index('id="timeline-title"'):]

        assert shown in timeline
        assert hidden not in timeline

    def test_comes_in_pages(self) -> None:
        line, planner = given.order_line(), given.user()
        for priority in range(120):
            OrderLine.objects.filter(pk=line.pk).update(priority=1 + priority % 9)

        first = signed_in(planner).get(f"/orders/{line.order.number}/").content.decode()
        last = signed_in(planner).get(f"/orders/{line.order.number}/?page=2").content.decode()

        assert first.count('class="entry"') == 100
        assert "entered the order" in last

    def test_finds_a_number_with_a_slash_and_by_number_before_id(self) -> None:
        other = given.order_line(order=given.order("A/1"))
        tricky = given.order_line(order=given.order(str(other.order_id)))
        client = signed_in(given.user())

        assert "A/1" in client.get("/orders/A/1/").content.decode()
        assert f"Order {tricky.order.number}" in client.get(f"/orders/{other.order_id}/").content.decode()

    def test_a_line_leads_to_its_order(self) -> None:
        line = given.order_line()

        answer = signed_in(given.user()).get(f"/orders/lines/{line.pk}/order/")

        assert answer["Location"] == f"/orders/{line.order.number}/"


@pytest.mark.django_db
class TestRights:
    @pytest.mark.parametrize(
        "address", ["/orders/{number}/", "/orders/{number}/history.csv", "/orders/{number}/history.xlsx",
                    "/orders/{pk}/", "/orders/lines/{line}/order/"],
    )  # fmt: skip
    def test_another_territory_finds_nothing(self, address: str) -> None:
        line = given.order_line(customer=given.customer(territory="South"))
        path = address.format(number=line.order.number, pk=line.order_id, line=line.pk)

        assert signed_in(given.user(Role.SALES, territory="North")).get(path).status_code == 404
        assert signed_in(given.user(Role.PLANNER, at=given.site("S2"))).get(path).status_code == 404
        assert signed_in(given.user(Role.SALES, territory="South")).get(path).status_code in (200, 302)

    def test_the_api_neither(self) -> None:
        line = given.order_line(customer=given.customer(territory="South"))
        client = APIClient()
        client.force_authenticate(given.user(Role.SALES, territory="North"))

        assert client.get(f"/api/v1/orders/{line.order_id}/history/").status_code == 404

    @pytest.mark.parametrize("key", ["none", "%00", "99999999999999999999", "²", "-1"])
    def test_what_is_no_order_is_not_found(self, key: str) -> None:
        assert signed_in(given.user()).get(f"/orders/{key}/").status_code == 404

    def test_a_plan_of_another_site_neither(self) -> None:
        assert signed_in(given.user()).get("/orders/plans/77/moves/").status_code == 404

    def test_those_who_only_read_are_offered_no_way_back(self) -> None:
        line = given.order_line()
        OrderLine.objects.update(priority=1)

        for role, offered in ((Role.ADMIN, False), (Role.SALES, False), (Role.PLANNER, True)):
            page = signed_in(given.user(role)).get(f"/orders/{line.order.number}/").content.decode()
            assert ("Take back" in page) is offered, role


@pytest.mark.django_db(transaction=True)
class TestFiles:
    def story(self) -> tuple[str, User]:
        line = given.order_line(quantity=10, of=given.item(unit="kg"), order=given.order("=SO-1"))
        planner = given.user(first_name="@Ada", last_name="L")
        change(line, planner, "=1+1", quantity="12.5", note="=cmd|' /C calc'!A1", requested_date="2026-02-02")
        return f"/orders/{line.order_id}/history", planner

    def cells(self, rows: list[list[Any]]) -> dict[str, list[Any]]:
        head = rows[0]
        return {row[head.index("Field")]: row for row in rows[1:] if row[head.index("Field")]}

    def test_csv_has_no_formula_and_comes_back_as_it_went(self) -> None:
        address, planner = self.story()
        answer = signed_in(planner).get(f"{address}.csv")
        text = answer.content.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text)))

        cells = self.cells(rows)
        assert cells["Quantity"][8:11] == ["10", "12.5", "'=1+1"]
        assert cells["Note"][8:10] == ["", "'=cmd|' /C calc'!A1"]
        assert cells["Requested date"][8:10] == ["2026-01-19", "2026-02-02"]
        assert cells["Quantity"][1] == "'=SO-1"
        assert cells["Quantity"][4] == "'@Ada L"
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%3DSO-1-history.csv"

    def test_excel_has_numbers_dates_and_no_formula(self) -> None:
        address, planner = self.story()
        answer = signed_in(planner).get(f"{address}.xlsx")
        sheet = load_workbook(BytesIO(answer.content))["history"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

        cells = self.cells(rows)
        assert cells["Quantity"][8:11] == [10, 12.5, "'=1+1"]
        assert cells["Note"][9] == "'=cmd|' /C calc'!A1"
        assert [day.date() for day in cells["Requested date"][8:10]] == [date(2026, 1, 19), date(2026, 2, 2)]
        assert isinstance(cells["Quantity"][0], datetime)
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}

    def test_another_ending_is_none(self) -> None:
        address, planner = self.story()

        assert signed_in(planner).get(f"{address}.pdf").status_code == 404


@pytest.mark.django_db(transaction=True)
class TestApi:
    def ask(self, person: User, order: SalesOrder, **query: Any) -> dict[str, Any]:
        client = APIClient()
        client.force_authenticate(person)
        answer = client.get(f"/api/v1/orders/{order.pk}/history/", query)
        assert answer.status_code == 200
        return dict(answer.json())

    def test_tells_the_same_story_in_pages(self) -> None:
        order, ada = full_order()

        told = self.ask(ada, order)
        page = self.ask(ada, order, limit=2, offset=1)

        assert page["results"] == told["results"][1:3]
        assert page["count"] == told["count"] == len(told["results"])
        [halved] = [entry for entry in told["results"] if entry["why"] == "the customer needs half of it only"]
        assert (halved["kind"], halved["who"], halved["channel"]) == ("changed", "Ada Lovelace", "web")
        assert halved["changes"] == [{"field": "quantity", "before": 96, "after": 48}]
        assert (halved["plan"]["others_moved"], halved["plan"]["together"]) == (1, 1)
        assert halved["revertable"] == ["quantity"]

    def test_lists_at_most_500(self) -> None:
        line, planner = given.order_line(), given.user()
        for priority in range(505):
            OrderLine.objects.filter(pk=line.pk).update(priority=1 + priority % 9)

        assert len(self.ask(planner, line.order, limit=9999)["results"]) == 500
