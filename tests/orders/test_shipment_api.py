"""Shipments, returns and reversals as a machine reports them."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from company.models import Role
from orders.models import OrderLine
from orders.shipments.record import Shipment
from tests import given
from tests.orders.machine import Api

pytestmark = pytest.mark.django_db(transaction=True)

SHIPMENTS = "/api/v1/shipments/"


def send(client: APIClient, body: Any, **headers: str) -> Any:
    return client.post(SHIPMENTS, body, format="json", headers=headers)


def test_are_reported_by_the_number_of_the_line(planner: APIClient) -> None:
    line = given.order_line(quantity=10, order=given.order("SO-1"), make_to_order_key="MTO-1")

    got = send(planner, {
        "order": "SO-1", "line_number": 1, "quantity": 4, "shipped_on": "2026-01-07", "document": "DN-7",
        "source_system": "ERP", "external_id": "80001/10", "note": "by lorry",
    })  # fmt: skip

    assert got.status_code == 201
    [result] = got.json()["results"]
    told = result["shipment"]
    assert (told["order_line"], told["effect"], told["shipped_on"], told["document"], told["make_to_order_key"]) == (
        line.pk, 4, "2026-01-07", "DN-7", "MTO-1"
    )  # fmt: skip
    assert {name: result["line"][name] for name in ("shipped_quantity", "open_quantity", "status")} == {
        "shipped_quantity": 4, "open_quantity": 6, "status": "part_shipped",
    }  # fmt: skip
    assert planner.get(f"/api/v1/order-lines/{line.pk}/").json()["open_quantity"] == 6


def test_many_lines_are_one_revision_all_or_none(planner: APIClient) -> None:
    lines = [given.order_line(quantity=10) for _ in range(2)]

    bad = send(planner, [{"order_line": lines[0].pk, "quantity": 4}, {"order_line": lines[1].pk, "quantity": 11}])
    good = send(planner, [{"order_line": line.pk, "quantity": 4} for line in lines])

    assert (bad.status_code, bad["Content-Type"]) == (409, "application/problem+json")
    problem = bad.json()
    assert problem["record"] == f"order-lines/{lines[1].pk}"
    [told] = problem["problems"]
    assert (told["line"], told["open_quantity"], told["rule"], told["place"]) == (str(lines[1]), 10, "not_open", 1)
    assert str(lines[1]) in problem["detail"]
    assert (good.status_code, len(good.json()["results"]), len(good.json()["order_revisions"])) == (201, 2, 1)
    assert [int(line.shipped_quantity) for line in OrderLine.objects.all()] == [4, 4]


def test_the_same_delivery_note_again_changes_nothing(planner: APIClient) -> None:
    line = given.order_line(quantity=10)
    body = {"order_line": line.pk, "quantity": 4, "source_system": "ERP", "external_id": "80001/10"}

    first, again, other = send(planner, body), send(planner, body), send(planner, {**body, "quantity": 5})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json()["results"][0]["known"] is True
    assert again.json()["results"][0]["shipment"] == first.json()["results"][0]["shipment"]
    assert other.json()["rule"] == "known_otherwise"
    assert Shipment.objects.count() == 1


def test_a_key_makes_a_report_repeatable(planner: APIClient) -> None:
    line = given.order_line(quantity=10)
    body = {"order_line": line.pk, "quantity": 4}

    first, again = (send(planner, body, **{"Idempotency-Key": "one"}) for _ in range(2))

    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    assert Shipment.objects.count() == 1


def test_are_listed_by_order_in_pages(planner: APIClient) -> None:
    line, other = given.order_line(quantity=10, order=given.order("SO-1")), given.order_line()
    for quantity in (1, 2, 3):
        send(planner, {"order_line": line.pk, "quantity": quantity})
    send(planner, {"order_line": other.pk, "quantity": 1})

    page = planner.get(f"{SHIPMENTS}?order=SO-1&limit=2").json()

    assert (page["count"], [told["quantity"] for told in page["results"]]) == (3, [1, 2])
    assert page["next"]


def test_a_mistake_is_reversed_once(planner: APIClient) -> None:
    line = given.order_line(quantity=10)
    wrong = send(planner, {"order_line": line.pk, "quantity": 4}).json()["results"][0]["shipment"]["id"]

    done = planner.post(f"{SHIPMENTS}{wrong}/reverse/", {"why": "not ours"}, format="json")
    again = planner.post(f"{SHIPMENTS}{wrong}/reverse/", {}, format="json")

    told = done.json()["results"][0]
    assert (done.status_code, told["shipment"]["reverses"], told["shipment"]["effect"]) == (201, wrong, -4)
    assert (told["line"]["open_quantity"], told["line"]["status"]) == (10, "confirmed")
    assert (again.status_code, again.json()["record"]) == (409, f"shipments/{wrong}")
    assert planner.get(f"{SHIPMENTS}{wrong}/").json()["reversed_by"] == told["shipment"]["id"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"quantity": 0}, "quantity"), ({"quantity": "x"}, "quantity"), ({"shipped_on": "2099-01-01"}, "shipped_on"),
        ({"kind": "gift"}, "kind"), ({"document": "\x00"}, "document"), ({"order_line": "x"}, "order_line"),
        ({"order_line": None}, "order_line"), ({"shipped_on": "1900-01-01"}, "shipped_on"),
    ],
)  # fmt: skip
def test_values_that_make_no_sense_are_named(planner: APIClient, changed: dict[str, Any], field: str) -> None:
    line = given.order_line(quantity=10)

    got = send(planner, {"order_line": line.pk, "quantity": 4, **changed})

    assert (got.status_code, list(got.json()["errors"])) == (422, [field])


@pytest.mark.parametrize("named", [{}, {"order": "SO-1"}, {"line_number": 1}])
def test_a_report_without_a_line_is_refused(planner: APIClient, named: dict[str, Any]) -> None:
    assert send(planner, {"quantity": 4, **named}).status_code == 422


def test_a_stale_line_is_shown_as_it_is_now(planner: APIClient) -> None:
    line = given.order_line(quantity=10)
    send(planner, {"order_line": line.pk, "quantity": 4})

    got = send(planner, {"order_line": line.pk, "quantity": 4, "version": 1})

    assert (got.status_code, got.json()["current"]["shipped_quantity"]) == (412, 4)


def test_sales_read_the_shipments_of_their_territory_only(api: Api, planner: APIClient) -> None:
    line = given.order_line(customer=given.customer(territory="south"))
    made = send(planner, {"order_line": line.pk, "quantity": 4}).json()["results"][0]["shipment"]["id"]

    for territory, count, status in (("south", 1, 200), ("north", 0, 404)):
        client = api(given.user(Role.SALES, territory=territory))
        assert client.get(SHIPMENTS).json()["count"] == count
        assert client.get(f"{SHIPMENTS}{made}/").status_code == status
        assert send(client, {"order_line": line.pk, "quantity": 1}).status_code == 403
