"""Whatever a query forgets: the database shows a person's rows to that person's requests, and to no scope nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from psycopg2 import sql

from company import scope
from company.models import Membership, Role, User
from company.statements import NOTHING, within
from orders import saved_views
from orders.models import (
    ChangeRequest,
    OrderLine,
    OrderView,
    SalesOrder,
)
from orders.visible import changes_visible_to, orders_visible_to, visible_to
from tests import given
from tests.orders.scoped import NORTH, SOUTH, count, seller_among_others
from tests.owner import altered

pytestmark = pytest.mark.django_db(transaction=True)

A_SITES_OWN = {"orders_planeffect"}  # numbers of a plan; who sees any order of the site may know them
OF_NO_SITE = {"orders_customer"}  # a customer orders at any site: whose territory it is, is all there is to know


@pytest.fixture
def seller() -> User:
    return seller_among_others()


def protected() -> list[str]:
    """Return the tables that have policies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY relname")
        return [name for (name,) in cursor.fetchall()]


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
        twice = dict.fromkeys(A_SITES_OWN | OF_NO_SITE, 2)
        thrice = dict.fromkeys(histories, 3)  # a line was entered, changed, and shipped
        assert found == dict.fromkeys(found, 1) | twice | thrice

    def test_of_a_salesperson_change_no_row_of_others(self, seller: User) -> None:
        with within(scope.of(seller)):
            found = {table: touched(table) for table in protected()}

        kept = {"orders_orderlineevent", "orders_salesorderevent"}  # by the system alone
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


