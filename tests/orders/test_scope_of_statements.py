"""Each statement has the scope of its moment, and a connection remembers none."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import psycopg2.extensions
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from company import scope
from company.models import Role, User
from company.statements import EVERYTHING, NOTHING, within
from orders.models import OrderLine
from tests import given
from tests.orders.scoped import count, seller_among_others

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["O'Neill", '"', "\\", "100 %", "%s", "东区", "'; SELECT 1; --", '{"everything":true}']


@pytest.fixture
def seller() -> User:
    return seller_among_others()


@pytest.mark.parametrize("territory", NAMES)
def test_a_territory_may_have_any_name(seller: User, territory: str) -> None:
    line = given.order_line(order=given.order(customer=given.customer(territory=territory)))

    with within(scope.of(given.user(Role.SALES, territory=territory))):
        assert [*OrderLine.objects.values_list("pk", flat=True)] == [line.pk]


def unscoped(statement: str) -> Any:
    """Return what a statement gives on this very connection, sent past the cursor that says a scope."""
    connection.ensure_connection()
    with connection.connection.cursor(cursor_factory=psycopg2.extensions.cursor) as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


COUNT_LINES = "SELECT count(*) FROM orders_orderline"


class TestReusedConnection:
    def test_knows_nothing_of_the_request_before(self, seller: User, client: Client) -> None:
        client.force_login(seller)

        assert client.get("/orders/rows/").json()["count"] == 1
        assert (unscoped(COUNT_LINES), unscoped("SELECT current_setting('lockstep.scope', true)")) == (0, "")

    def test_is_everyones_in_turn(self, seller: User) -> None:
        people = {person: Client() for person in (seller, given.user(), given.user(at=given.site("S2")))}
        for person, client in people.items():
            client.force_login(person)

        found = [client.get("/orders/rows/").json()["count"] for _turn in range(2) for client in people.values()]

        assert found == [1, 2, 1] * 2

    def test_knows_nothing_of_a_transaction_before(self, seller: User) -> None:
        with transaction.atomic(), within(scope.of(seller)):
            assert count("orders_orderline") == 1

        assert unscoped(COUNT_LINES) == 0

    def test_knows_nothing_of_a_failed_transaction_before(self, seller: User) -> None:
        with within(scope.of(seller)), pytest.raises(ProgrammingError), transaction.atomic():
            count("no_such_table")

        assert unscoped(COUNT_LINES) == 0

    def test_control_a_setting_of_the_session_would_leak(self, seller: User) -> None:
        unscoped(f"SELECT set_config('lockstep.scope', '{scope.of(seller)}', false)")

        assert unscoped(COUNT_LINES) == 1
        connection.close()
        assert unscoped(COUNT_LINES) == 0

    def test_in_a_transaction_each_statement_has_the_scope_of_its_moment(self, seller: User) -> None:
        found = []
        with transaction.atomic():
            for stated in (EVERYTHING, scope.of(seller), NOTHING, EVERYTHING):
                with within(stated):
                    found.append(count("orders_orderline"))

        assert found == [3, 1, 0, 3]

    def test_after_a_savepoint_was_taken_back_too(self, seller: User) -> None:
        with within(scope.of(seller)), transaction.atomic():
            with pytest.raises(ProgrammingError), transaction.atomic():
                count("no_such_table")
            assert count("orders_orderline") == 1


def session_of(person: User) -> str:
    """Return the cookie of a person who signed in."""
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_requests_of_two_people_at_once(seller: User, server: str) -> None:
    sessions = {"seller": session_of(seller), "planner": session_of(given.user(Role.PLANNER))}
    found: dict[str, set[int]] = {name: set() for name in sessions}

    def ask(name: str, cookie: str) -> None:
        with closing(HTTPConnection(urlsplit(server).netloc)) as there:
            for _turn in range(20):
                there.request("GET", "/orders/rows/", headers={"Cookie": cookie})
                found[name].add(json.loads(there.getresponse().read())["count"])

    threads = [threading.Thread(target=ask, args=pair) for pair in sessions.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {"seller": {1}, "planner": {2}}
