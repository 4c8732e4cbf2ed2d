"""The tables of shipments come and go, also where more was shipped than a table of before can hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from orders.models import OrderLine
from tests import given
from tests.orders.shipping import ship
from tests.owner import migrated

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0008_row_level_security"


@pytest.fixture
def forth_again() -> Iterator[None]:
    """Whatever happens: the tests that follow need the tables of today."""
    yield
    migrated()


@pytest.mark.usefixtures("forth_again")
def test_lines_shipped_over_what_was_ordered_go_back_to_shipped_in_full() -> None:
    line = given.order_line(quantity=10)
    ship(line, 12, given.user(), allow_over=True)

    migrated(("orders", BEFORE))

    assert OrderLine.objects.values_list("shipped_quantity", flat=True).get() == 10
    assert "orders_shipment" not in connection.introspection.table_names()
