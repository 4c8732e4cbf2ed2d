"""What is kept for a class of customers is promised to nobody else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError

from company.models import Role
from mps import whatif
from mps.promising import For, NotPossibleError, promise
from orders.models import Allocation, LineStatus
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import PUMPS_A_DAY, wish

pytestmark = pytest.mark.django_db(transaction=True)


def kept(mill: Plant, quantity: int = PUMPS_A_DAY, until: str = "D0", **values: object) -> Allocation:
    return Allocation.objects.create(
        site=mill.site, item=mill.pump, customer_class="key", first_date=given.START, last_date=given.day(until),
        quantity=quantity, **values,
    )  # fmt: skip


def earliest(mill: Plant, customer_class: str, quantity: int = PUMPS_A_DAY) -> date | None:
    return whatif.quote_for(
        site=mill.site, item=mill.pump.code, quantity=quantity, wanted_date=given.START, customer_class=customer_class
    ).delivery_date


def to(mill: Plant, customer_class: str) -> For:
    someone = given.customer(f"of {customer_class}", customer_class=customer_class)
    return For(mill.site, someone, given.user(Role.SALES, at=mill.site), "web", None)


def test_is_there_for_its_class_and_for_nobody_else() -> None:
    mill = plant()
    published(mill.site)
    kept(mill)

    assert earliest(mill, "key") == given.day("D0")
    assert earliest(mill, "other") == earliest(mill, "") == given.day("D1")
    with pytest.raises(NotPossibleError):
        promise([wish(mill, 1, "D0")], to(mill, "other"))
    promise([wish(mill, PUMPS_A_DAY, "D0")], to(mill, "key"))


def test_is_used_up_by_what_the_class_orders() -> None:
    mill = plant()
    published(mill.site)
    kept(mill, until="D4")
    promise([wish(mill, PUMPS_A_DAY, "D0")], to(mill, "key"))

    assert earliest(mill, "other") == given.day("D1")
    assert earliest(mill, "other", 4 * PUMPS_A_DAY) == given.day("D4")


def test_is_there_again_when_such_an_order_is_cancelled() -> None:
    mill = plant()
    bought = given.order_line(
        due="D0", of=mill.pump, at=mill.site, quantity=PUMPS_A_DAY,
        customer=given.customer("K", customer_class="key"), status=LineStatus.CANCELLED,
    )  # fmt: skip
    published(mill.site)
    kept(mill)

    assert bought.status == LineStatus.CANCELLED
    assert earliest(mill, "other") == given.day("D1")


def test_is_free_for_all_from_its_release_on() -> None:
    mill = plant()
    published(mill.site)
    kept(mill, until="D2", release_days=2)

    assert earliest(mill, "other", 3 * PUMPS_A_DAY) == given.day("D3")
    Allocation.objects.update(release_days=3)
    assert earliest(mill, "other", 3 * PUMPS_A_DAY) == given.day("D2")


def test_takes_as_little_as_it_can_of_the_days_before() -> None:
    mill = plant()
    published(mill.site)
    kept(mill, until="D2")

    assert earliest(mill, "other", 2 * PUMPS_A_DAY) == given.day("D1")


@pytest.mark.parametrize(
    "values", [{"quantity": Decimal(0)}, {"customer_class": ""}, {"last_date": date(2025, 1, 1)}]
)
def test_that_says_nothing_is_refused(values: dict[str, object]) -> None:
    mill = plant()
    made = kept(mill)

    with pytest.raises(IntegrityError):
        Allocation.objects.filter(pk=made.pk).update(**values)
