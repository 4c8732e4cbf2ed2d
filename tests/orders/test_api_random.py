"""Whatever a machine sends, the API answers with a status of its own and never with a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from company.models import Role, User
from orders.line_values import EDITABLE
from tests import given as a

pytestmark = pytest.mark.django_db

text = st.text(st.characters(), max_size=12)  # surrogates and control characters too
scalars = st.none() | st.booleans() | st.integers() | st.floats() | text | st.just("2026-02-02")
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3))
line_fields = st.dictionaries(st.sampled_from([*EDITABLE, "why", "version", "id"]) | text, anything, max_size=5)
orders = st.fixed_dictionaries(
    {},
    optional={
        "number": anything,
        "customer": anything | st.just("ACME"),
        "order_date": anything,
        "note": anything,
        "lines": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "item": st.just("BIKE") | anything, "site": st.just("S1") | anything, "quantity": anything,
                    "requested_date": anything, "priority": anything,
                },
            ),
            max_size=3,
        ),
    },
)  # fmt: skip

events = st.fixed_dictionaries(
    {},
    optional={
        "source_system": st.just("ERP") | anything, "external_id": st.just("E-1") | anything,
        "source_version": st.integers(0, 5) | anything, "number": anything, "customer": st.just("ACME") | anything,
        "order_date": anything, "note": anything, "why": anything,
        "lines": anything | st.lists(
            st.fixed_dictionaries(
                {
                    "line_number": st.integers(1, 3) | anything, "item": st.just("BIKE"), "site": st.just("S1"),
                    "quantity": st.integers(1, 9) | anything, "requested_date": st.just("2026-02-02") | anything,
                },
                optional=dict.fromkeys(("schedule_number", "promised_date", "status", "note", "priority"), anything),
            ),
            max_size=3,
        ),
    },
)  # fmt: skip
questions = st.fixed_dictionaries(
    {},
    optional={
        "item": st.just("BIKE") | anything,
        "quantity": anything,
        "requested_date": anything,
        "site": st.just("S1") | anything,
    },
)

random_bodies = settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # rows of earlier examples do no harm
)  # fmt: skip


@pytest.fixture
def planner(api: Callable[[User | None], APIClient]) -> APIClient:
    a.item("BIKE")
    a.customer("ACME")
    return api(a.user(Role.PLANNER))


def send(client: APIClient, method: str, address: str, body: object, if_match: str = "1") -> Any:
    # As a machine would: NaN and half surrogate pairs are sent as they are.
    text = json.dumps(body)
    return client.generic(method, address, text, content_type="application/json", headers={"If-Match": if_match})


@random_bodies
@given(body=line_fields | anything, if_match=st.sampled_from(["1", '"1"', "2"]))
def test_a_change_of_a_line(planner: APIClient, body: object, if_match: str) -> None:
    line = a.order_line()

    assert send(planner, "PATCH", f"/api/v1/order-lines/{line.pk}/", body, if_match).status_code < 500


@random_bodies
@given(wishes=st.lists(line_fields | anything, max_size=4))
def test_changes_of_many_lines(planner: APIClient, wishes: list[Any]) -> None:
    line = a.order_line()
    named = [{"id": line.pk, "version": 1, **wish} if isinstance(wish, dict) else wish for wish in wishes]

    assert send(planner, "PATCH", "/api/v1/order-lines/", named).status_code < 500


@random_bodies
@given(order=orders)
def test_a_new_order(planner: APIClient, order: dict[str, Any]) -> None:
    assert send(planner, "POST", "/api/v1/orders/", order).status_code < 500


@random_bodies
@given(sent=events | st.lists(events, max_size=3))
def test_order_events(planner: APIClient, sent: object) -> None:
    assert send(planner, "POST", "/api/v1/order-events/", sent).status_code < 500


@random_bodies
@given(question=questions)
def test_a_quote(planner: APIClient, question: dict[str, Any]) -> None:
    assert send(planner, "POST", "/api/v1/promises/quote/", question).status_code < 500


LISTS = ["order-lines", "orders", "items", "work-centers", "sites", "change-requests", "plans/current"]
NAMES = [
    "item", "customer", "order", "site", "status", "outlook", "requested_from", "requested_to", "planned_from",
    "planned_to", "ordering", "priority", "limit", "offset", "q", "code", "is_mps", "number", "state", "line",
]  # fmt: skip


@random_bodies
@given(
    name=st.sampled_from(LISTS),
    query=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=12) | st.integers().map(str), max_size=4),
)
def test_a_question_for_a_list(planner: APIClient, name: str, query: dict[str, str]) -> None:
    readable = {key: value.encode("utf-8", "ignore").decode() for key, value in query.items()}

    assert planner.get(f"/api/v1/{name}/", readable).status_code < 500
