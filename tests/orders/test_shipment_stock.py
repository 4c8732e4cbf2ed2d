"""Goods that left the plant are no longer in its stock; those that came back are, where that is said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from company.models import Site
from materials.models import StockBalance
from orders.models import OrderLine
from orders.shipments import reporting
from tests import given
from tests.orders.shipping import ship, take_back

pytestmark = pytest.mark.django_db(transaction=True)


def stock(line: OrderLine, quantity: int, **values: Any) -> StockBalance:
    """Return a balance of the line's item."""
    balance = {"item": line.item, "site": line.site, "quantity": quantity, **values}
    return StockBalance.objects.create(**balance)


def left() -> list[int]:
    """Return what lies on each balance."""
    return [int(quantity) for quantity in StockBalance.objects.order_by("pk").values_list("quantity", flat=True)]


def test_is_taken_by_a_shipment_in_the_same_revision() -> None:
    line, ada = given.order_line(quantity=10), given.user()
    stock(line, 10)
    before = Site.objects.get().order_revision

    made = ship(line, 4, ada)

    assert (left(), made.from_stock) == ([6], Decimal(4))
    assert Site.objects.get().order_revision == before + 1


def test_is_taken_as_far_as_it_goes() -> None:
    line, ada = given.order_line(quantity=10), given.user()
    stock(line, 3)

    made = ship(line, 8, ada)

    assert (left(), made.from_stock) == ([0], Decimal(3))


def test_of_ones_own_key_goes_first_and_that_of_others_stays_and_so_does_what_is_blocked() -> None:
    line, ada = given.order_line(quantity=30, make_to_order_key="MTO-1"), given.user()
    stock(line, 5)
    stock(line, 5, lot="A", make_to_order_key="MTO-2")
    stock(line, 5, lot="B", make_to_order_key="MTO-1")
    stock(line, 5, lot="C", blocked=True)

    ship(line, 7, ada)
    assert left() == [3, 5, 0, 5]
    ship(line, 7, ada)

    assert left() == [0, 5, 0, 5]


def test_of_another_site_stays() -> None:
    line, ada = given.order_line(quantity=10), given.user()
    stock(line, 10, site=given.site("S2"))

    ship(line, 4, ada)

    assert left() == [10]


@pytest.mark.parametrize(("to_stock", "there"), [(True, [8]), (False, [6])])
def test_takes_back_what_came_back_only_where_that_is_said(to_stock: bool, there: list[int]) -> None:
    line, ada = given.order_line(quantity=10), given.user()
    stock(line, 10)
    ship(line, 4, ada)

    take_back(line, 2, ada, to_stock=to_stock)

    assert left() == there


def test_is_as_it_was_after_a_reversal() -> None:
    line, ada = given.order_line(quantity=20, make_to_order_key="MTO-1"), given.user()
    stock(line, 5)
    stock(line, 5, lot="B", make_to_order_key="MTO-1")
    wrong = ship(line, 12, ada)
    assert left() == [0, 0]

    reporting.reverse(shipment_id=wrong.pk, by=ada, channel="test")

    assert left() == [5, 5]


def test_is_as_it_was_after_the_reversal_of_a_return() -> None:
    line, ada = given.order_line(quantity=10), given.user()
    stock(line, 10)
    ship(line, 4, ada)
    wrong = take_back(line, 2, ada, to_stock=True)

    reporting.reverse(shipment_id=wrong.pk, by=ada, channel="test")

    assert left() == [6]


def test_comes_back_even_where_its_balance_is_gone() -> None:
    line, ada = given.order_line(quantity=10), given.user()
    stock(line, 10, lot="A")
    wrong = ship(line, 4, ada)
    StockBalance.objects.all().delete()

    reporting.reverse(shipment_id=wrong.pk, by=ada, channel="test")

    assert left() == [4]
