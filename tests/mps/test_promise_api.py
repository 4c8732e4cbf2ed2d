"""The promise ledger for machines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from company.models import Role, User
from orders.models import LineStatus, OrderLine, SalesOrder
from orders.promises.models import Promise
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

Api = Callable[[User | None], APIClient]
V1 = "/api/v1/promises/"


def hold(client: APIClient, mill: Plant, key: str = "", **values: Any) -> Any:
    line = {"item": mill.pump.code, "quantity": 48, "requested_date": str(given.day("D0"))}
    body = {"customer": "ACME", "lines": [line], **values}
    return client.post(f"{V1}hold/", body, "json", headers={"Idempotency-Key": key} if key else {})


@pytest.fixture
def mill() -> Plant:
    made = plant()
    given.customer("ACME", territory="north")
    published(made.site)
    return made


@pytest.fixture
def sales(mill: Plant, api: Api) -> APIClient:
    return api(given.user(Role.SALES, at=mill.site, territory="north"))


def test_holds_a_date_and_says_which_plan_it_rests_on(sales: APIClient, mill: Plant) -> None:
    got = hold(sales, mill)

    assert got.status_code == 201
    [made] = got.json()["promises"]
    assert (made["state"], made["promised_date"], made["customer"]) == ("held", "2026-01-05", "ACME")
    assert made["held_until"]
    [where] = got.json()["plan"]
    assert (where["site"], where["waiting"]) == (mill.site.code, 1)
    assert hold(sales, mill).json()["promises"][0]["promised_date"] == "2026-01-06"


def test_a_hold_that_is_sent_again_holds_once(sales: APIClient, mill: Plant) -> None:
    first, again = hold(sales, mill, key="k1"), hold(sales, mill, key="k1")

    assert first.json() == again.json()
    assert Promise.objects.count() == 1


def test_refuses_a_date_that_is_taken_and_holds_nothing(sales: APIClient, mill: Plant) -> None:
    hold(sales, mill)
    line = {"item": mill.pump.code, "quantity": 1, "requested_date": "2026-01-05", "date": "2026-01-05"}

    got = hold(sales, mill, lines=[line])

    assert (got.status_code, list(got.json()["errors"])) == (409, ["lines[0].date"])
    assert got.json()["record"] == f"items/{mill.pump.code}"
    assert OrderLine.objects.count() == 1


def test_confirms_under_the_customers_number_and_again_without_effect(sales: APIClient, mill: Plant) -> None:
    [made] = hold(sales, mill).json()["promises"]

    for _time in range(2):
        got = sales.post(f"{V1}confirm/", {"promises": [made["id"]], "number": "PO-9"}, "json")
        assert got.status_code == 200
        assert [(each["state"], each["order"]) for each in got.json()["promises"]] == [("confirmed", "PO-9")]
    assert Promise.objects.get().events.count() == 2


def test_one_number_is_for_one_order(sales: APIClient, mill: Plant) -> None:
    made = [hold(sales, mill).json()["promises"][0]["id"] for _ in range(2)]

    got = sales.post(f"{V1}confirm/", {"promises": made, "number": "PO-9"}, "json")

    assert (got.status_code, list(got.json()["errors"])) == (422, ["number"])
    assert not SalesOrder.objects.filter(number="PO-9").exists()


def test_refuses_a_number_that_is_taken(sales: APIClient, mill: Plant) -> None:
    given.order("PO-9")
    [made] = hold(sales, mill).json()["promises"]

    got = sales.post(f"{V1}confirm/", {"promises": [made["id"]], "number": "PO-9"}, "json")

    assert (got.status_code, list(got.json()["errors"])) == (422, ["number"])
    assert OrderLine.objects.get().status == LineStatus.HELD


def test_cancels_for_a_reason_and_tells_the_story(sales: APIClient, mill: Plant) -> None:
    [made] = hold(sales, mill, minutes=None).json()["promises"]
    assert made["state"] == "confirmed"

    got = sales.post(f"{V1}cancel/", {"promises": [made["id"]], "why": "too late"}, "json")
    assert got.json()["promises"][0]["state"] == "cancelled"

    story = sales.get(f"{V1}{made['id']}/").json()
    assert [(event["kind"], event["why"]) for event in story["events"]] == [
        ("confirmed", "api"), ("cancelled", "too late"),
    ]  # fmt: skip
    assert {backing["code"] for backing in story["backing"]} == {mill.pump.code, mill.casing.code, mill.center.code}
    assert story["plan"]["site"] == mill.site.code


def test_lists_what_the_asker_may_see(sales: APIClient, mill: Plant, api: Api) -> None:
    hold(sales, mill)
    others = api(given.user(Role.SALES, at=mill.site, territory="south"))

    assert sales.get(f"{V1}?state=held&mine=true").json()["count"] == 1
    assert sales.get(f"{V1}?mine=false").json()["count"] == 0
    assert others.get(V1).json()["count"] == 0
    assert sales.get(V1).json()["plan"][0]["site"] == mill.site.code


def test_promises_nothing_to_customers_of_another_territory(mill: Plant, api: Api) -> None:
    others = api(given.user(Role.SALES, at=mill.site, territory="south"))

    got = hold(others, mill)

    assert (got.status_code, list(got.json()["errors"])) == (422, ["customer"])
    assert not Promise.objects.exists()


def test_holds_to_the_end_of_a_day_by_the_clocks_of_the_site(sales: APIClient, mill: Plant) -> None:
    zone = ZoneInfo(mill.site.time_zone)
    today = timezone.now().astimezone(zone).date()

    got = hold(sales, mill, until=str(today))

    assert got.status_code == 201
    until = Promise.objects.get().held_until
    assert until is not None
    assert until.astimezone(zone).replace(tzinfo=None) == datetime.combine(today + timedelta(days=1), time.min)


@pytest.mark.parametrize("days", [-1, 16])
def test_refuses_to_hold_to_a_day_that_is_over_or_far_off(sales: APIClient, mill: Plant, days: int) -> None:
    day = timezone.now().astimezone(ZoneInfo(mill.site.time_zone)).date() + timedelta(days=days)

    got = hold(sales, mill, until=str(day))

    assert (got.status_code, list(got.json()["errors"])) == (422, ["until"])
    assert not Promise.objects.exists()
