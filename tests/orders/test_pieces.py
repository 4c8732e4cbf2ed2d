"""What is counted in pieces is ordered whole, wherever it is ordered; what is weighed or measured is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from company.models import Role
from materials.units import counts_pieces
from orders.models import OrderLine
from tests import given
from tests.orders.machine import Api, patch

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "is counted in pieces (EA): write a whole number."


@pytest.mark.parametrize("unit", ["EA", "ea", "Pcs", "pcs.", "ＰＣＳ", " ST ", "Stück", "C62", "件", "個", "台"])
def test_units_that_count_pieces(unit: str) -> None:
    assert counts_pieces(unit)


@pytest.mark.parametrize("unit", ["kg", "KGM", "m", "MTR", "l", "t", "h", "千克", "米", ""])
def test_units_that_weigh_or_measure(unit: str) -> None:
    assert not counts_pieces(unit)


def saved_in_grid(line: OrderLine, quantity: object) -> dict[str, Any]:
    client = Client()
    client.force_login(given.user(Role.PLANNER))
    change = {"id": line.pk, "version": line.version, "values": {"quantity": quantity}}
    answer = client.patch("/orders/changes/", json.dumps({"changes": [change]}), content_type="application/json")
    [told] = answer.json()["answers"]
    return dict(told)


class TestGrid:
    def test_refuses_a_part_of_a_piece_in_words(self) -> None:
        line = given.order_line(quantity=10)

        told = saved_in_grid(line, 2.5)

        assert (told["kind"], told["reasons"]["quantity"]) == ("invalid", f"{line.item.code} {WORDS}")
        line.refresh_from_db()
        assert line.quantity == 10

    def test_takes_a_part_of_a_kilogram(self) -> None:
        assert saved_in_grid(given.order_line(of=given.item(unit="kg")), 2.5)["kind"] == "saved"

    def test_leaves_a_part_that_is_there_already_alone(self) -> None:
        line = given.order_line(quantity="2.5")

        assert saved_in_grid(line, "2.50")["kind"] == "saved"


class TestApi:
    def test_refuses_a_part_of_a_piece_with_the_field(self, planner: APIClient) -> None:
        line = given.order_line()

        got = patch(planner, line, "1", quantity=2.5)

        assert (got.status_code, got.json()["errors"]) == (422, {"quantity": f"{line.item.code} {WORDS}"})
        assert got.json()["record"] == f"order-lines/{line.pk}"

    @pytest.mark.parametrize(("unit", "status"), [("EA", 422), ("m", 201)])
    def test_enters_a_part_of_what_is_measured_only(self, planner: APIClient, unit: str, status: int) -> None:
        given.item("HOSE", unit=unit)
        given.customer("ACME")
        line = {"item": "HOSE", "site": "S1", "quantity": 2.5, "requested_date": "2026-02-02"}

        got = planner.post("/api/v1/orders/", {"number": "A-1", "customer": "ACME", "lines": [line]}, format="json")

        assert got.status_code == status
        assert ("lines[0].quantity" in got.json().get("errors", {})) is (status == 422)

    @pytest.mark.parametrize(("unit", "status"), [("EA", 422), ("kg", 409)])
    def test_quotes_a_part_of_what_is_weighed_only(self, api: Api, unit: str, status: int) -> None:
        given.item("SAND", unit=unit)
        question = {"item": "SAND", "quantity": 2.5, "requested_date": "2026-02-02"}

        got = api(given.user(Role.SALES)).post("/api/v1/promises/quote/", question, format="json")

        assert got.status_code == status  # 409: understood, but there is no plan

    @pytest.mark.parametrize("quantity", [0, -1, "0.0000"])
    def test_says_of_nothing_that_it_must_be_more(self, api: Api, quantity: object) -> None:
        question = {"item": "SAND", "quantity": quantity, "requested_date": "2026-02-02"}

        got = api(given.user(Role.SALES)).post("/api/v1/promises/quote/", question, format="json")

        assert got.json()["errors"] == {"quantity": ["The quantity must be greater than 0."]}


def test_the_promise_page_refuses_a_part_of_a_piece() -> None:
    given.item("BIKE")
    client = Client()
    client.force_login(given.user(Role.SALES))

    answer = client.get("/promise/quote/", {"item": "BIKE", "quantity": "2.5"}).json()

    assert (answer["state"], answer["reason"]) == ("no_quantity", f"BIKE {WORDS}")
