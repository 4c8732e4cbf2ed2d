"""What the tests of rush orders have in common."""

from __future__ import annotations

from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from capacity.models import WorkCenter
from company.models import Role, Site, User
from orders.models import ChangeRequest, LineOutlook, OrderLine, SalesOrder
from tests import given
from tests.mps.plant import Plant, plant, published

PREVIEW, ENTER = "/api/v1/rush/preview/", "/rush/enter/"
WANTED = "2026-01-08"


def mill(overtime: int = 0) -> tuple[Plant, OrderLine, OrderLine]:
    """
    A plant whose first two weeks are sold to customers of two territories.

    480 minutes a day, 10 a pump: `first` takes the first two days and a half, `second` the days after.
    """
    shop = plant()
    WorkCenter.objects.update(overtime_minutes_per_week=overtime, overtime_cost_per_hour=30)
    north, south = given.customer("N", territory="north"), given.customer("S", territory="south")
    first = given.order_line("D3", shop.pump, shop.site, 120, customer=north, priority=3, unit_price=100)
    second = given.order_line("D8", shop.pump, shop.site, 160, customer=south, priority=6, unit_price=1)
    published(shop.site)
    return shop, first, second


def wish(shop: Plant, **values: Any) -> dict[str, Any]:
    asked = {"site": shop.site.code, "item": shop.pump.code, "customer": "N", "quantity": 60}
    return {**asked, "requested_date": WANTED, **values}


def ways(client: APIClient, shop: Plant, **values: Any) -> dict[str, Any]:
    got = client.post(PREVIEW, wish(shop, **values), format="json")
    assert got.status_code == 200, got.json()
    return {**got.json(), **{way["kind"]: way for way in got.json()["ways"]}}


def planner(shop: Plant, role: Role = Role.PLANNER, **values: Any) -> User:
    return given.user(role, at=shop.site, **values)


def chosen(person: User, shop: Plant, **values: Any) -> Any:
    client = Client()
    client.force_login(person)
    body = wish(shop, **{"number": "RUSH-1", "priority": 1, "promised_date": WANTED, **values})
    return client.post(ENTER, body, content_type="application/json")


def state(site: Site) -> list[object]:
    return [
        Site.objects.get(pk=site.pk).order_revision, list(OrderLine.objects.order_by("pk").values()),
        list(SalesOrder.objects.values()), list(LineOutlook.objects.order_by("pk").values()),
        list(ChangeRequest.objects.values()),
    ]  # fmt: skip
