"""Order lines for machines: versions, refusals, revisions."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from company.models import Role, Site
from orders.line_values import EDITABLE, LARGEST_QUANTITY
from orders.models import ChangeRequest, LineOutlook, LineStatus, OrderLine
from orders.serializers import LineFieldsSerializer
from tests import given
from tests.orders.machine import LINES, Api, patch

pytestmark = pytest.mark.django_db(transaction=True)


class TestReading:
    def test_a_line_has_the_fields_that_machines_rely_on(self, planner: APIClient) -> None:
        line = given.order_line("W3", quantity="12.5", promised_date=given.day("W4"), priority=2)
        LineOutlook.objects.create(
            line=line, planned_date=given.day("W5"), slack_days=-5, status="late", plan_id=7, revision=3
        )

        got = planner.get(f"{LINES}{line.pk}/")

        expected = {
            "id": line.pk, "order": line.order.number, "line_number": 1, "item": line.item.code, "site": "S1",
            "customer": line.order.customer.code, "quantity": 12.5, "requested_date": "2026-01-19",
            "promised_date": "2026-01-26", "planned_date": "2026-02-02", "slack_days": -5, "outlook": "late",
            "planned_revision": 3, "priority": 2, "status": "confirmed", "version": 1,
        }  # fmt: skip
        assert {name: got.json()[name] for name in expected} == expected
        assert got["ETag"] == '"1"'
        assert got.json()["plan"]["order_revision"] == Site.objects.get().order_revision

    def test_a_list_is_bounded_counted_and_names_the_plan(self, planner: APIClient) -> None:
        for _ in range(3):
            given.order_line()

        page = planner.get(LINES, {"limit": 2, "offset": 1}).json()

        assert (page["count"], len(page["results"])) == (3, 2)
        assert page["plan"][0]["site"] == "S1"
        assert {"order_revision", "planned_revision", "plan_age_seconds"} <= set(page["plan"][0])

    @pytest.mark.parametrize("address", [LINES, "/api/v1/orders/"])
    def test_a_list_costs_the_same_queries_however_long_it_is(self, planner: APIClient, address: str) -> None:
        given.order_line()
        planner.get(address)  # the asker's roles are read once
        with CaptureQueriesContext(connection) as few:
            planner.get(address)
        for _ in range(5):
            given.order_line()
        with CaptureQueriesContext(connection) as many:
            assert len(planner.get(address).json()["results"]) == 6

        assert len(many) == len(few)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"item": "BIKE"}, 1), ({"customer": "ACME"}, 1), ({"site": "S2"}, 0), ({"status": "closed"}, 1),
            ({"requested_from": "2026-02-01"}, 1), ({"requested_to": "2026-01-31"}, 1), ({"outlook": "late"}, 0),
        ],
    )  # fmt: skip
    def test_filters_narrow_a_list(self, planner: APIClient, query: dict[str, str], found: int) -> None:
        given.order_line("W3", of=given.item("BIKE"), customer=given.customer("ACME"))
        given.order_line("W8", status=LineStatus.CLOSED)

        assert planner.get(LINES, query).json()["count"] == found

    def test_a_filter_that_is_none_is_a_problem(self, planner: APIClient) -> None:
        got = planner.get(LINES, {"requested_from": "soon"})

        assert (got.status_code, got["Content-Type"]) == (422, "application/problem+json")
        assert "requested_from" in got.json()["errors"]


class TestOneChange:
    @pytest.mark.parametrize("if_match", ['"1"', "1", 'W/"1"'])
    def test_is_saved_with_the_version_quoted_or_bare(self, planner: APIClient, if_match: str) -> None:
        line = given.order_line(quantity=10)

        got = patch(planner, line, if_match, quantity=15, why="customer called")

        line.refresh_from_db()
        assert (got.status_code, int(line.quantity), got.json()["quantity"]) == (200, 15, 15)
        assert (got["ETag"], got.json()["version"], got.json()["state"]) == ('"2"', 2, "saved")
        assert got.json()["order_revision"] == Site.objects.get().order_revision
        assert ChangeRequest.objects.get().why == "customer called"

    @pytest.mark.parametrize("if_match", [None, "", "*"])
    def test_without_a_version_is_428(self, planner: APIClient, if_match: str | None) -> None:
        line = given.order_line(quantity=10)

        got = patch(planner, line, if_match, quantity=15)

        line.refresh_from_db()
        assert (got.status_code, int(line.quantity)) == (428, 10)
        assert (got["Content-Type"], got.json()["record"]) == ("application/problem+json", f"order-lines/{line.pk}")

    def test_with_a_star_is_told_that_it_names_no_version(self, planner: APIClient) -> None:
        assert "names no version" in patch(planner, given.order_line(), "*", quantity=15).json()["detail"]

    @pytest.mark.parametrize("why", [5, 1.5, True, None, [], ["a"], {"a": 1}])
    def test_with_a_reason_that_is_no_text_is_422_and_names_it(self, planner: APIClient, why: object) -> None:
        line = given.order_line(quantity=10)
        change = {"id": line.pk, "version": line.version, "quantity": 15, "why": why}

        one = patch(planner, line, "1", quantity=15, why=why)
        many = planner.patch(LINES, [change], format="json")

        assert (one.status_code, list(one.json()["errors"])) == (422, ["why"])
        assert (many.status_code, list(many.json()["errors"])) == (422, ["[0].why"])
        line.refresh_from_db()
        assert line.quantity == 10

    def test_of_more_than_the_largest_quantity_is_422_and_names_it(self, planner: APIClient) -> None:
        line = given.order_line(quantity=10)

        refused = patch(planner, line, "1", quantity=float(LARGEST_QUANTITY + 1))
        taken = patch(planner, line, "1", quantity=float(LARGEST_QUANTITY))

        assert refused.json()["errors"] == {"quantity": "The quantity must be at most 100,000,000."}
        assert (refused.status_code, taken.status_code) == (422, 200)

    def test_of_a_stale_version_is_412_with_the_current_values_and_who(self, planner: APIClient, api: Api) -> None:
        line = given.order_line(quantity=10)
        patch(api(given.user(Role.PLANNER, first_name="Ada")), line, '"1"', quantity=20)

        got = patch(planner, line, '"1"', quantity=15)

        assert (got.status_code, got["Content-Type"]) == (412, "application/problem+json")
        problem = got.json()
        assert (problem["record"], problem["changed_by"]) == (f"order-lines/{line.pk}", "Ada")
        now = planner.get(f"{LINES}{line.pk}/").json()
        assert (now["version"], now["quantity"], now["promised_date"]) == (2, 20, None)
        assert problem["current"] == {name: now[name] for name in ("version", *EDITABLE)}
        assert problem["problems"][0]["current"] == problem["current"]

    def test_with_an_etag_that_is_no_version_is_412(self, planner: APIClient) -> None:
        assert patch(planner, given.order_line(), '"abc"', quantity=15).status_code == 412

    def test_of_a_wrong_value_is_422_and_names_the_field(self, planner: APIClient) -> None:
        got = patch(planner, given.order_line(), "1", quantity=-1)

        assert (got.status_code, list(got.json()["errors"])) == (422, ["quantity"])

    def test_of_an_unknown_field_is_422(self, planner: APIClient) -> None:
        assert patch(planner, given.order_line(), "1", colour="red").status_code == 422

    def test_of_a_finished_line_is_409(self, planner: APIClient) -> None:
        assert patch(planner, given.order_line(status=LineStatus.SHIPPED), "1", quantity=15).status_code == 409

    def test_of_a_field_that_is_not_the_roles_is_403(self, api: Api) -> None:
        got = patch(api(given.user(Role.SALES)), given.order_line(), "1", priority=1)

        assert (got.status_code, list(got.json()["errors"])) == (403, ["priority"])

    def test_inside_the_demand_fence_is_202_and_waits(self, planner: APIClient, api: Api) -> None:
        Site.objects.update(demand_time_fence_days=14)
        line = given.order_line("D3", quantity=10)

        got = patch(planner, line, "1", quantity=15)

        assert (got.status_code, got.json()["state"], got.json()["quantity"]) == (202, "waiting", 10)
        address = f"/api/v1/change-requests/{got.json()['change_request']}/approve/"
        assert planner.post(address).status_code == 403
        assert [api(given.user(Role.MANAGER)).post(address).status_code for _ in range(2)] == [200, 409]
        line.refresh_from_db()
        assert line.quantity == 15

    @pytest.mark.parametrize("number", [0, 999_999, 10**30])
    def test_of_no_line_is_404(self, planner: APIClient, number: int) -> None:
        got = planner.patch(f"{LINES}{number}/", {"quantity": 1}, format="json", headers={"If-Match": "1"})

        assert (got.status_code, got["Content-Type"]) == (404, "application/problem+json")

    @pytest.mark.parametrize("body", [[], "text", 5])
    def test_that_is_no_object_is_a_problem(self, planner: APIClient, body: object) -> None:
        line = given.order_line()

        got = planner.patch(f"{LINES}{line.pk}/", body, format="json", headers={"If-Match": "1"})

        assert got.status_code in (400, 422)
        assert got["Content-Type"] == "application/problem+json"


    @pytest.mark.parametrize(
        "body",
        [r'{"\ud800": 1}', r'{"note": "\ud800"}', r'{"note": "\u0000"}', r'{"why": "\ud800"}', r'{"quantity": {}}'],
    )
    def test_with_characters_that_are_no_text_is_422(self, planner: APIClient, body: str) -> None:
        address = f"{LINES}{given.order_line().pk}/"

        one = planner.generic("PATCH", address, body, content_type="application/json", headers={"If-Match": "1"})
        many = planner.generic("PATCH", LINES, f"[{body}]", content_type="application/json")

        assert (one.status_code, many.status_code in (422, 428)) == (422, True)

    def test_of_a_line_in_the_list_whose_id_is_no_text_is_428(self, planner: APIClient) -> None:
        got = planner.generic("PATCH", LINES, r'[{"id": "\ud800"}]', content_type="application/json")

        assert (got.status_code, got.json()["record"]) == (428, "order-lines/[0]")


class TestOrders:
    def test_an_order_is_entered_with_its_lines(self, planner: APIClient) -> None:
        given.item("BIKE")
        given.customer("ACME", priority=2)
        before = Site.objects.get().order_revision
        line = {"item": "BIKE", "site": "S1", "quantity": 3, "requested_date": "2026-02-02"}

        got = planner.post("/api/v1/orders/", {"number": "A-1", "customer": "ACME", "lines": [line]}, format="json")

        assert got.status_code == 201, got.json()
        assert got.json()["order_revisions"] == {"S1": before + 1}
        saved = OrderLine.objects.get(order__number="A-1")
        assert (saved.item.code, int(saved.quantity), saved.priority, saved.status) == ("BIKE", 3, 2, "requested")
        assert planner.get("/api/v1/orders/", {"number": "A-1"}).json()["results"][0]["lines"][0]["quantity"] == 3

    @pytest.mark.parametrize(
        ("change", "field"),
        [({"customer": "NOBODY"}, "customer"), ({"number": "OLD"}, "number"), ({"lines": []}, "lines")],
    )
    def test_an_order_that_does_not_fit_is_422(self, planner: APIClient, change: dict[str, Any], field: str) -> None:
        given.item("BIKE")
        given.order("OLD", customer=given.customer("ACME"))
        line = {"item": "BIKE", "site": "S1", "quantity": 3, "requested_date": "2026-02-02"}
        order = {"number": "A-1", "customer": "ACME", "lines": [line], **change}

        got = planner.post("/api/v1/orders/", order, format="json")

        assert (got.status_code, list(got.json()["errors"])) == (422, [field])

    @pytest.mark.parametrize("change", [{"item": "NONE"}, {"site": "S9"}])
    def test_a_line_of_what_the_site_does_not_plan_is_422(self, planner: APIClient, change: dict[str, str]) -> None:
        given.item("BIKE")
        given.customer("ACME")
        line = {"item": "BIKE", "site": "S1", "quantity": 3, "requested_date": "2026-02-02", **change}

        got = planner.post("/api/v1/orders/", {"number": "A-1", "customer": "ACME", "lines": [line]}, format="json")

        assert got.status_code == 422
        assert not OrderLine.objects.exists()


class TestTerritory:
    def test_sales_see_their_own_customers_lines_only(self, api: Api) -> None:
        mine = given.order_line(customer=given.customer(territory="north"))
        theirs = given.order_line(customer=given.customer(territory="south"))
        sales = api(given.user(Role.SALES, territory="north"))

        assert [line["id"] for line in sales.get(LINES).json()["results"]] == [mine.pk]
        assert sales.get(f"{LINES}{theirs.pk}/").status_code == 404
        assert patch(sales, theirs, "1", quantity=1).status_code == 404
        assert [order["number"] for order in sales.get("/api/v1/orders/").json()["results"]] == [mine.order.number]

    def test_answers_are_the_same_bytes_whether_others_have_orders_or_not(self, api: Api) -> None:
        given.order_line(customer=given.customer(territory="north"))
        sales = api(given.user(Role.SALES, territory="north"))
        addresses = [LINES, "/api/v1/orders/", "/api/v1/change-requests/", LINES + "?status=confirmed&ordering=-id"]

        alone = [without_plan(sales.get(address).json()) for address in addresses]
        for _ in range(20):
            given.order_line(customer=given.customer(territory="south"))

        assert [without_plan(sales.get(address).json()) for address in addresses] == alone


def without_plan(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave the site's revision out: everyone of the site may know that something has changed."""
    return {key: value for key, value in answer.items() if key != "plan"}


def test_the_description_names_every_field_that_can_be_changed() -> None:
    assert set(LineFieldsSerializer().fields) == set(EDITABLE)
