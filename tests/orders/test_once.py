"""`Idempotency-Key`: what is sent twice is made once, and answered with the same bytes."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from company import once
from company.models import KeptAnswer, Role
from company.once import KEPT_FOR, REPLAYED
from mps import tasks
from orders.models import OrderLine, SalesOrder
from tests import given
from tests.orders.machine import Api

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "/api/v1/orders/"
KEYS, DUPLICATES = 20, 25


@pytest.fixture(autouse=True)
def bike() -> None:
    given.item("BIKE")
    given.customer("ACME")


def order(number: str = "A-1", quantity: float = 3) -> dict[str, Any]:
    line = {"item": "BIKE", "site": "S1", "quantity": quantity, "requested_date": "2026-02-02"}
    return {"number": number, "customer": "ACME", "lines": [line]}


def post(client: APIClient, body: object, key: str | None, address: str = ORDERS) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.generic("POST", address, json.dumps(body), content_type="application/json", headers=headers)


class TestTheSameRequestAgain:
    def test_makes_nothing_new_and_gets_the_same_bytes(self, planner: APIClient) -> None:
        first = post(planner, order(), "k1")
        given.order_line()  # the plan is further behind now: the answer of then is given again all the same

        again = post(planner, order(), "k1")

        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content
        assert (again.headers.get(REPLAYED), first.headers.get(REPLAYED)) == ("true", None)
        assert SalesOrder.objects.filter(number="A-1").count() == 1

    def test_without_a_key_is_refused_for_its_number(self, planner: APIClient) -> None:
        assert [post(planner, order(), None).status_code for _ in range(2)] == [201, 422]
        assert not KeptAnswer.objects.exists()

    def test_with_another_body_is_422_and_makes_nothing(self, planner: APIClient) -> None:
        post(planner, order(), "k1")

        got = post(planner, order("A-2"), "k1")

        assert (got.status_code, got["Content-Type"]) == (422, "application/problem+json")
        assert list(got.json()["errors"]) == ["Idempotency-Key"]
        assert SalesOrder.objects.count() == 1

    def test_at_another_address_is_422(self, planner: APIClient) -> None:
        post(planner, order(), "k1")

        assert post(planner, order(), "k1", "/api/v1/order-events/").status_code == 422

    def test_of_another_person_is_theirs_alone(self, api: Api) -> None:
        one, two = api(given.user(Role.PLANNER)), api(given.user(Role.PLANNER))

        got = [post(one, order("A-1"), "k1"), post(two, order("A-2"), "k1")]

        assert [answer.status_code for answer in got] == [201, 201]
        assert got[0].json()["number"] != got[1].json()["number"]

    def test_that_was_refused_may_be_mended_and_sent_again(self, planner: APIClient) -> None:
        refused = post(planner, order(quantity=-1), "k1")

        assert refused.status_code == 422
        assert not KeptAnswer.objects.exists()
        assert post(planner, order(), "k1").status_code == 201

    @pytest.mark.parametrize("key", ["", "with space", "schlüssel", "k" * 256])
    def test_with_what_is_no_key_is_422(self, planner: APIClient, key: str) -> None:
        assert post(planner, order(), key).status_code == 422
        assert not SalesOrder.objects.exists()

    def test_that_is_a_form_is_415(self) -> None:
        browser, token = Client(enforce_csrf_checks=True), "a" * 32
        browser.force_login(given.user(Role.PLANNER))
        browser.cookies["csrftoken"] = token

        # Who looks for the form's token reads the body while it comes: it can't be read again.
        got = browser.post(ORDERS, {"csrfmiddlewaretoken": token}, headers={"Idempotency-Key": "k1"})

        assert (got.status_code, got["Content-Type"]) == (415, "application/problem+json")

    def test_by_someone_who_may_not_claims_nothing(self, api: Api) -> None:
        assert post(api(given.user(Role.FLOOR)), order(), "k1").status_code == 403
        assert not KeptAnswer.objects.exists()


def deliver_all(planners: list[APIClient]) -> list[tuple[int, bytes]]:
    """Let 25 clients send the same 20 requests at the same time; return the status and the bytes of every answer."""
    start, answers = threading.Barrier(DUPLICATES), []

    def send(client: APIClient) -> None:
        try:
            start.wait()
            for number in range(KEYS):
                got = post(client, order(f"A-{number}"), f"key-{number}")
                answers.append((got.status_code, got.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(client,)) for client in planners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_25_at_the_same_time_of_each_of_20_keys_make_20_orders_with_one_answer_each(api: Api) -> None:
    person = given.user(Role.PLANNER)

    answers = deliver_all([api(person) for _ in range(DUPLICATES)])

    assert len(answers) == KEYS * DUPLICATES
    assert {status for status, _body in answers} == {201}
    assert len({body for _status, body in answers}) == KEYS
    assert (SalesOrder.objects.count(), OrderLine.objects.count()) == (KEYS, KEYS)


def test_control_without_the_key_the_others_are_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "HEADER", "X-Nobody-Sends-This")
    person = given.user(Role.PLANNER)

    answers = deliver_all([api(person) for _ in range(DUPLICATES)])

    assert sorted({status for status, _body in answers}) == [201, 422]


def test_answers_are_kept_for_seven_days_and_then_removed(planner: APIClient) -> None:
    post(planner, order("A-1"), "old")
    KeptAnswer.objects.update(kept_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    post(planner, order("A-2"), "new")
    KeptAnswer.objects.filter(key="new").update(kept_at=timezone.now() - KEPT_FOR + timedelta(minutes=1))

    tasks.prune_plans()

    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["new"]
    assert KEPT_FOR.days == 7
