"""Whatever a query forgets: the database shows a person's rows to that person's requests, and to no scope nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import psycopg2.extensions
import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from psycopg2 import sql

from company import scope
from company.models import KeptAnswer, Membership, Role, Site, User
from company.statements import EVERYTHING, NOTHING, within
from orders import saved_views
from orders.models import (
    ChangeComment,
    ChangeRequest,
    OrderLine,
    OrderView,
    OutlookMove,
    OutlookStatus,
    PlanEffect,
    ReceivedEvent,
    SalesOrder,
)
from orders.visible import changes_visible_to, orders_visible_to, visible_to
from tests import given
from tests.house.test_access_matrix import world
from tests.owner import altered

pytestmark = pytest.mark.django_db(transaction=True)

NORTH, SOUTH, ELSEWHERE = "north", "south", "elsewhere"
A_SITES_OWN = {"orders_planeffect"}  # numbers of a plan; who sees any order of the site may know them
OF_NO_SITE = {"orders_customer"}  # a customer orders at any site: whose territory it is, is all there is to know


def everything_of(site: Site, person: User, mark: str, territory: str) -> None:
    """Make a row of every table that has policies, of a customer of this territory."""
    named = world(site, person, mark, territory)
    line = OrderLine.objects.get(pk=named["line"])
    given.outlook(line, OutlookStatus.LATE, -1, given.START)
    OutlookMove.objects.create(
        line_id=line.pk, effect=PlanEffect.objects.get(pk=named["plan"]), line_version=1, line_version_before=0
    )
    ChangeComment.objects.create(change=ChangeRequest.objects.get(pk=named["change"]), by=person, text=mark)
    ReceivedEvent.objects.create(source_system=mark, external_id="1", source_version=1, order=line.order)
    KeptAnswer.objects.create(user=person, key=mark, request_hash="")


@pytest.fixture
def seller() -> User:
    """Return who sells in the north of a site that has a south, beside another site; each with a row of everything."""
    person = given.user(Role.SALES, territory=NORTH)
    other, stranger = given.site("S2"), given.user(Role.PLANNER, at=given.site("S2"))
    everything_of(given.site(), person, "NORTH", NORTH)
    everything_of(given.site(), stranger, "SOUTH", SOUTH)
    everything_of(other, stranger, "ELSEWHERE", NORTH)
    return person


def protected() -> list[str]:
    """Return the tables that have policies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY relname")
        return [name for (name,) in cursor.fetchall()]


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        [(found,)] = cursor.fetchall()
    return int(found)


def counts() -> dict[str, int]:
    return {table: count(table) for table in protected()}


def touched(table: str) -> int:
    """Return how many rows an UPDATE without a condition reaches; it is taken back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass ORDER BY -attnum", [table])
        column = sql.Identifier(cursor.fetchall()[0][0])
        statement = sql.SQL("UPDATE {table} SET {column} = {column}")
        with transaction.atomic():
            cursor.execute(statement.format(table=sql.Identifier(table), column=column))
            transaction.set_rollback(True)
        return int(cursor.rowcount)


class TestRawStatements:
    def test_of_a_salesperson_see_the_rows_of_the_territory_only(self, seller: User) -> None:
        with within(scope.of(seller)):
            found = counts()

        histories = {name for name in found if name.endswith("lineevent")}
        twice = dict.fromkeys(histories | A_SITES_OWN | OF_NO_SITE, 2)  # a line was entered, and changed
        assert found == dict.fromkeys(found, 1) | twice

    def test_of_a_salesperson_change_no_row_of_others(self, seller: User) -> None:
        with within(scope.of(seller)):
            found = {table: touched(table) for table in protected()}

        kept = {name for name in found if name.endswith("event") and name != "orders_receivedevent"}
        assert found == dict.fromkeys(found, 1) | dict.fromkeys(kept, 0) | dict.fromkeys(A_SITES_OWN | OF_NO_SITE, 2)

    def test_without_a_scope_see_and_change_nothing(self, seller: User) -> None:
        with within(NOTHING):
            assert set(counts().values()) == {0}
            assert {touched(table) for table in protected()} == {0}

    def test_of_nobody_and_of_who_has_no_role_see_no_orders(self, seller: User) -> None:
        gone = given.user(Role.SALES, territory=NORTH, is_active=False)
        for person in (given.user(None), given.user(Role.FLOOR), gone):
            with within(scope.of(person)):
                assert set(counts().values()) == {0}

    def test_enter_no_line_for_a_customer_of_others(self, seller: User) -> None:
        theirs = SalesOrder.objects.get(number="SOUTH-ORDER")
        values = {"order_id": theirs.pk, "line_number": 9, "item_id": given.item().pk, "site_id": given.site().pk}

        with within(scope.of(seller)), pytest.raises(ProgrammingError, match="row-level security"):
            OrderLine.objects.create(**values, quantity=1, requested_date=given.START)

    def test_move_no_line_of_ones_own_to_a_customer_of_others(self, seller: User) -> None:
        theirs = SalesOrder.objects.get(number="SOUTH-ORDER")

        with within(scope.of(seller)), pytest.raises(ProgrammingError, match="row-level security"):
            OrderLine.objects.update(order_id=theirs.pk, line_number=9)

    def test_control_without_the_policy_they_see_all(self, seller: User) -> None:
        altered("ALTER TABLE orders_orderline DISABLE ROW LEVEL SECURITY")
        try:
            with within(scope.of(seller)):
                assert count("orders_orderline") == 3
                assert touched("orders_orderline") == 3
            with within(NOTHING):
                assert count("orders_orderline") == 3
        finally:
            altered("ALTER TABLE orders_orderline ENABLE ROW LEVEL SECURITY")


def of_sites(*roles: tuple[Role, str, str]) -> User:
    person = given.user(None)
    for role, code, territory in roles:
        Membership.objects.create(user=person, site=given.site(code), role=role, territory=territory)
    return person


ONE_ROLE = [((role, code, territory),) for role, code, territory in product(Role, ("S1", "S2"), ("", NORTH, SOUTH))]
TWO_ROLES = [
    ((Role.SALES, "S1", NORTH), (Role.SALES, "S2", SOUTH)),
    ((Role.SALES, "S1", NORTH), (Role.PLANNER, "S2", "")),
    ((Role.SALES, "S1", NORTH), (Role.PLANNER, "S1", "")),
    ((Role.FLOOR, "S1", ""), (Role.SALES, "S2", NORTH)),
]


def test_application_and_database_agree_on_every_role_and_object(seller: User) -> None:
    doors: dict[Any, Callable[[User], Any]] = {
        OrderLine: visible_to, SalesOrder: orders_visible_to, ChangeRequest: changes_visible_to,
        OrderView: saved_views.usable_by,
    }  # fmt: skip
    OrderView.objects.filter(name="SOUTH").update(shared=True)
    people = [seller, *(of_sites(*roles) for roles in (*ONE_ROLE, *TWO_ROLES))]
    people.append(given.user(None, is_superuser=True))
    differing = []
    for person, (model, door) in product(people, doors.items()):
        allowed = set(door(person).values_list("pk", flat=True))
        with within(scope.of(person)):
            shown = set(model.objects.values_list("pk", flat=True))
        if allowed != shown:
            differing.append((list(person.memberships.all()), model, allowed, shown))

    assert differing == []


def test_every_table_that_belongs_to_an_order_has_policies() -> None:
    """A new table beside orders must be thought of."""
    roots = {"orders.Customer", "orders.SalesOrder", "orders.OrderLine"}
    theirs, grown = set(roots), True
    while grown:
        more = {
            model._meta.label for model in apps.get_models()
            for field in model._meta.concrete_fields
            if (field.is_relation and field.related_model and field.related_model._meta.label in theirs)
        }  # fmt: skip
        grown, theirs = not more <= theirs, theirs | more
    tables = {apps.get_model(label)._meta.db_table for label in theirs}

    assert "orders_changecomment" in tables
    assert tables - set(protected()) == set()


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
