"""What the promise page fetches: an answer for a customer, and what the person holds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from company.models import Role, User
from mps.promising import For, Wish, promise
from orders.models import Customer, LineStatus, OrderLine
from orders.promises.allocations import Allocation
from orders.promises.models import Promise
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill() -> Plant:
    made = plant()
    given.customer("ACME", name="Acme Pumps", territory="north", customer_class="key")
    published(made.site)
    return made


@pytest.fixture
def sales(mill: Plant) -> User:
    return given.user(Role.SALES, at=mill.site, territory="north")


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def quote(person: User, mill: Plant, customer: str) -> Any:
    query = {"item": mill.pump.code, "quantity": "48", "wanted": str(given.day("D0")), "customer": customer}
    return client(person).get("/promise/quote/", query).json()


def hold(by: User, mill: Plant, minutes: int = 30) -> Promise:
    to = For(
        site=mill.site, customer=Customer.objects.get(code="ACME"), by=by, channel="web",
        held_until=timezone.now() + timedelta(minutes=minutes),
    )  # fmt: skip
    [made] = promise([Wish(mill.pump, Decimal(24), given.day("D0"))], to)
    return made


def held(person: User, ids: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client(person).get(f"/promise/held/?ids={ids}").json()["orders"]
    return found


@pytest.mark.parametrize("typed", ["ACME", "acme", "Acme  pumps", "ＡＣＭＥ"])
def test_a_customer_is_known_by_code_or_name(mill: Plant, sales: User, typed: str) -> None:
    assert quote(sales, mill, typed)["customer"] == {"code": "ACME", "name": "Acme Pumps"}


def test_a_customer_of_another_territory_is_not_known(mill: Plant) -> None:
    others = given.user(Role.SALES, at=mill.site, territory="south")
    assert quote(others, mill, "ACME")["state"] == "no_customer"
    assert quote(others, mill, "")["customer"] is None


def test_what_is_kept_for_a_class_is_offered_to_it_only(mill: Plant, sales: User) -> None:
    Allocation.objects.create(
        site=mill.site, item=mill.pump, customer_class="key", quantity=48, first_date=given.day("D0"),
        last_date=given.day("D0"),
    )  # fmt: skip
    assert quote(sales, mill, "ACME")["delivery_date"] == "2026-01-05"
    assert quote(sales, mill, "")["delivery_date"] == "2026-01-06"


def test_the_text_is_there_in_each_language(mill: Plant, sales: User) -> None:
    texts = quote(sales, mill, "ACME")["ways"][0]["texts"]
    assert set(texts) == {"en", "zh-hans", "zh-hant"}
    assert len(set(texts.values())) == 3


def test_lists_what_the_asker_holds_and_no_others(mill: Plant, sales: User) -> None:
    made = hold(sales, mill)
    hold(given.user(Role.PLANNER, at=mill.site), mill)

    [order] = held(sales)

    assert (order["state"], order["customer"]["code"]) == ("held", "ACME")
    assert [line["id"] for line in order["lines"]] == [made.pk]
    assert 0 < order["seconds_left"] <= 1800
    assert order["texts"]["en"].startswith("We hold for you until ")


def test_what_is_over_is_told_only_to_who_names_it(mill: Plant, sales: User) -> None:
    made = hold(sales, mill)
    Promise.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    assert held(sales) == []
    [order] = held(sales, str(made.pk))
    assert (order["state"], order["seconds_left"]) == ("expired", 0)
    assert held(given.user(Role.SALES, at=mill.site, territory="south"), str(made.pk)) == []


def test_of_an_order_that_is_held_in_part_that_part_is_listed(mill: Plant, sales: User) -> None:
    to = For(
        site=mill.site, customer=Customer.objects.get(code="ACME"), by=sales, channel="web",
        held_until=timezone.now() + timedelta(minutes=30),
    )  # fmt: skip
    gone, kept = promise([Wish(mill.pump, Decimal(n), given.day("D0")) for n in (5, 6)], to)
    OrderLine.objects.filter(pk=gone.line_id).update(status=LineStatus.CANCELLED)

    [order] = held(sales, f"{gone.pk},{kept.pk}")

    assert (order["state"], [line["id"] for line in order["lines"]]) == ("held", [kept.pk])


def test_ids_that_are_none_are_not_asked_for(sales: User) -> None:
    assert held(sales, "x,,-1,٣") == []
