"""Records are kept from one read to the next by the rows that they were made of."""

from __future__ import annotations

import pytest

from mps import snapshot
from mps.scheduler.problem import PreviousLot
from mps.snapshot.kept import SITES_KEPT, Kept
from orders.models import OrderLine
from tests import given
from tests.mps.plant import plant


def test_what_is_the_same_is_the_same_object_and_nothing_else_is() -> None:
    kept = Kept(PreviousLot)
    (one, two) = kept.records(1, [("A-1", "A", 1.0, 3), ("A-2", "A", 1.0, 3)])

    (first, second, third) = kept.records(1, [("A-2", "A", 1.0, 3), ("A-1", "A", 2.0, 3), ("A-1", "B", 1.0, 3)])

    assert first is two
    assert (second, third) == (PreviousLot("A-1", "A", 2.0, 3), PreviousLot("A-1", "B", 1.0, 3))
    assert one == PreviousLot("A-1", "A", 1.0, 3)


def test_records_that_nobody_asks_for_are_forgotten() -> None:
    kept = Kept(PreviousLot)
    row = ("A-1", "A", 1.0, 3)
    (before,) = kept.records(1, [row])
    kept.records(1, [])
    assert kept.records(1, [row])[0] is not before

    (before,) = kept.records(1, [row])
    for site in range(2, SITES_KEPT + 2):
        kept.records(site, [row])
    assert kept.records(1, [row])[0] is not before


@pytest.mark.django_db(transaction=True)
def test_a_second_snapshot_has_the_lines_as_they_are_now() -> None:
    mill = plant()
    first = given.order_line(due="D9", of=mill.pump, at=mill.site, quantity=3)
    given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)
    before = snapshot.load(mill.site.pk).problem.demands
    OrderLine.objects.filter(pk=first.pk).update(quantity=4)

    now = snapshot.load(mill.site.pk).problem.demands

    assert [demand.quantity for demand in now] == [4, 20]
    assert [one is other for one, other in zip(before, now, strict=True)] == [False, True]
