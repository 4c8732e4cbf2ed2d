"""What the promise page is asked when pages are measured."""

from __future__ import annotations

import pytest

from benchmarks.pages import most_ordered
from orders.models import LineStatus
from tests import given

pytestmark = pytest.mark.django_db


def test_is_the_item_with_the_most_open_lines_in_its_usual_quantity() -> None:
    pump, valve = given.item("PUMP"), given.item("VALVE")
    for quantity in (3, 5):
        given.order_line(of=pump, quantity=quantity)
    given.order_line(of=valve)
    for _ in range(3):
        given.order_line(of=valve, status=LineStatus.CLOSED)

    assert most_ordered(given.site()) == ("PUMP", 4)


def test_is_nothing_where_nothing_is_ordered() -> None:
    assert most_ordered(given.site()) is None
