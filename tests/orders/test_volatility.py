"""How volatile a customer is: changes of quantity or requested date per line in the last 90 days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.history.volatility import Level, Volatility, volatility_of
from orders.models import Customer, LineStatus, OrderLine
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def now_of(customer: Customer, later: timedelta = timedelta()) -> tuple[int, int]:
    """Return changes and lines of a customer, as they are told some time from now."""
    found = volatility_of(customer.pk, [given.site().pk], now=timezone.now() + later)
    return found.changes, found.lines


def change(line: OrderLine, **values: object) -> None:
    OrderLine.objects.filter(pk=line.pk).update(**values)


def test_counts_changes_of_quantity_and_requested_date_and_nothing_else() -> None:
    acme = given.customer("ACME")
    line, _other = (given.order_line(customer=acme, quantity=10) for _ in range(2))
    for values in ({"quantity": 11}, {"requested_date": date(2026, 2, 2)}, {"quantity": 12, "priority": 1},
                   {"priority": 2}, {"note": "x"}, {"promised_date": date(2026, 2, 2)}):  # fmt: skip
        change(line, **values)

    assert now_of(acme) == (3, 2)


def test_counts_the_last_90_days_and_the_lines_that_could_have_changed() -> None:
    acme = given.customer("ACME")
    line = given.order_line(customer=acme)
    change(line, quantity=11)
    done = given.order_line(customer=acme)
    change(done, quantity=11, status=LineStatus.CLOSED)

    assert now_of(acme) == (2, 2)
    assert now_of(acme, timedelta(days=91)) == (0, 1)  # the closed one no longer counts


def test_is_the_customers_own_at_the_sites_that_one_sees() -> None:
    acme, other = given.customer("ACME"), given.customer("OTHER")
    for line in (given.order_line(customer=acme, at=given.site("S2")), given.order_line(customer=other)):
        change(line, quantity=11)

    assert now_of(acme) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "lines", "level"),
    [(0, 0, Level.LOW), (4, 10, Level.LOW), (5, 10, Level.MEDIUM), (14, 10, Level.MEDIUM), (15, 10, Level.HIGH)],
)
def test_has_three_classes(changes: int, lines: int, level: Level) -> None:
    assert Volatility(changes, lines).level is level


def test_is_one_statement() -> None:
    acme = given.customer("ACME")
    for _ in range(3):
        change(given.order_line(customer=acme), quantity=11)

    with CaptureQueriesContext(connection) as queries:
        now_of(acme)

    assert len([query for query in queries if "orders_orderlineevent" in query["sql"]]) == 1


def test_stands_beside_the_customer_with_its_definition() -> None:
    line = given.order_line(customer=given.customer("ACME"))
    change(line, quantity=11)
    client = Client()
    client.force_login(given.user())

    page = client.get(f"/orders/{line.order.number}/").content.decode()

    assert 'data-level="medium"' in page
    assert "in the last 90 days: 1; lines: 1; changes per line: 1.0." in page
