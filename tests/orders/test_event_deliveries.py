"""Events as webhooks come: several times, shuffled, many at once. Each counts once, the newest has the last word."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from benchmarks.caller import at_once
from benchmarks.deliveries import Effects, Kind, deliveries, effects, event, events
from company.models import Role
from orders import order_events
from orders.models import ReceivedEvent, SalesOrder
from orders.order_events import EventState, OrderEvent
from tests import given
from tests.orders.machine import Api

pytestmark = pytest.mark.django_db(transaction=True)

KIND = Kind("ERP", "ACME", "BIKE", "S1", "2026-03-02")
SENDERS = 6
ADDRESS = "/api/v1/order-events/"


@pytest.fixture(autouse=True)
def bike() -> None:
    given.item("BIKE")
    given.customer("ACME")


def send_all(client: APIClient, mine: list[dict[str, Any]]) -> None:
    try:
        for body in mine:
            assert client.post(ADDRESS, body, format="json").status_code == 200
    finally:
        connection.close()


def delivered(api: Api, *, orders: int, versions: int, senders: int = SENDERS) -> Effects:
    """Deliver each event one to five times, shuffled, by several senders at once; return what came of them."""
    person = given.user(Role.PLANNER)
    sent = deliveries(events(KIND, orders=orders, versions=versions), random.Random(7))
    at_once([partial(send_all, api(person), sent[number::senders]) for number in range(senders)])
    return effects(KIND, orders=orders, versions=versions)


def test_60_events_of_60_orders_have_60_effects(api: Api) -> None:
    found = delivered(api, orders=60, versions=1)

    assert found == Effects(effects=60, late=0, lost=0, double=0, backwards=0)
    assert SalesOrder.objects.count() == 60


def test_of_several_versions_the_newest_has_the_last_word(api: Api) -> None:
    found = delivered(api, orders=12, versions=5)

    assert (found.lost, found.double, found.backwards) == (0, 0, 0)
    assert found.effects + found.late == 60


def test_control_without_the_version_late_events_undo_newer_ones(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always_news(sent: OrderEvent, order: SalesOrder | None) -> EventState:
        """Apply whatever is not the very same version as last time."""
        same = order is not None and order.source_version == sent.source_version
        return EventState.KNOWN if same else EventState.APPLIED

    monkeypatch.setattr(order_events, "state_of", always_news)
    monkeypatch.setattr(ReceivedEvent.objects, "create", lambda **_values: None)

    found = delivered(api, orders=12, versions=5, senders=1)

    assert found.lost > 0
    assert found.double > 0
    assert found.backwards > 0


def two_at_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Send one event twice, so that both have looked for the order before either goes on; return the statuses."""
    look, both_have_looked = order_events._orders, threading.Barrier(2)
    statuses: list[int] = []

    def look_together(*asked: Any) -> Any:
        found = look(*asked)
        with suppress(threading.BrokenBarrierError):  # where they take turns, the other one can't have looked yet
            both_have_looked.wait(timeout=1)
        return found

    def send() -> None:
        client = api(person)
        try:
            statuses.append(client.post(ADDRESS, event(KIND, 1, 1), format="json").status_code)
        finally:
            connection.close()

    person = given.user(Role.PLANNER)
    monkeypatch.setattr(order_events, "_orders", look_together)
    at_once([send, send])
    return sorted(statuses)


def test_an_event_sent_twice_at_the_same_moment_is_acknowledged_twice(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert two_at_once(api, monkeypatch) == [200, 200]
    assert SalesOrder.objects.count() == 1


def test_control_without_taking_turns_the_second_is_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_events, "_take_turns", lambda _events: None)

    assert two_at_once(api, monkeypatch) == [200, 422]
