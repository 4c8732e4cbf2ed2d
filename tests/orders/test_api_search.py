"""Order lines are found through the API as the order grid finds them."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from company.models import Role
from tests import given
from tests.orders.machine import LINES, Api

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("so-77", 1), ("so-77/1", 1), ("so-77/2", 0), ("/1", 2), ("acme", 1), ("Acmé Ltd", 1), ("bike", 1),
        ("touring", 1), ("rush", 1), ("bike rush", 1), ("BIKE other", 0), ("％", 0), ("ＢＩＫＥ", 1),
        ("  ", 2), ("", 2), ("S1", 0),
    ],
)  # fmt: skip
def test_a_search_finds_what_the_order_grid_finds(planner: APIClient, words: str, found: int) -> None:
    buyer = given.customer("ACME", name="Acmé Ltd")
    given.order_line(
        of=given.item("BIKE", name="Touring bicycle"), order=given.order("SO-77", customer=buyer), note="Rush!"
    )
    given.order_line(of=given.item("CART"), order=given.order("PO-1", customer=given.customer("OTHER")))

    assert planner.get(LINES, {"search": words}).json()["count"] == found


def test_a_search_finds_nothing_of_another_territory(api: Api) -> None:
    for territory in ("north", "south"):
        given.order_line(customer=given.customer(f"C-{territory}", territory=territory))

    sales = api(given.user(Role.SALES, territory="north"))

    assert sales.get(LINES, {"search": "C-"}).json()["count"] == 1


def test_the_search_is_described(api: Api) -> None:
    schema = api(None).get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()

    parameters = {one["name"]: one for one in schema["paths"]["/api/v1/order-lines/"]["get"]["parameters"]}
    assert "the order's number, the customer's or item's code" in parameters["search"]["description"]
