"""The rows of plans are stored once, and every plan that is kept in full has all of its own."""

from __future__ import annotations

import pytest

from materials.models import Item
from mps import retention
from mps.models import Plan, PlanItem, PlanLoad, PlannedOrder, StoredItem, StoredLoad, StoredLot
from mps.publish import lot_lines, tables
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def two_centers() -> tuple[Plant, Item, OrderLine]:
    """A plant with a second item on a work centre of its own, and a line of it."""
    mill = plant()
    valve = given.item(at=mill.site)
    given.routing(valve, given.work_center(at=mill.site), run_minutes_per_unit=5)
    given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)
    return mill, valve, given.order_line(due="D9", of=valve, at=mill.site, quantity=3)


def stored() -> tuple[int, int, int]:
    """How many rows of items, work centres and lots there are, of all plans."""
    return StoredItem.objects.count(), StoredLoad.objects.count(), StoredLot.objects.count()


def content(plan: Plan) -> list[list[tuple[object, ...]]]:
    """Everything that the rows of a plan say."""
    return [
        sorted(PlanItem.objects.filter(plan=plan).values_list("item", "orders", "mps_receipts", "projected_balance")),
        sorted(PlanLoad.objects.filter(plan=plan).values_list("work_center", "load_minutes")),
        sorted(PlannedOrder.objects.filter(plan=plan).values_list("lot_key", "quantity", "start_date", "finish_date")),
    ]


def test_a_change_costs_the_rows_that_it_changes() -> None:
    mill, _valve, line = two_centers()
    published(mill.site)
    items, loads, lots = stored()
    OrderLine.objects.filter(pk=line.pk).update(quantity=4)

    published(mill.site)

    assert stored() == (items + 1, loads + 1, lots + 1)


def test_a_plan_stays_as_it_was_published() -> None:
    mill, valve, line = two_centers()
    first = published(mill.site)
    before = content(first)
    OrderLine.objects.filter(pk=line.pk).update(quantity=4)

    second = published(mill.site)

    assert content(first) == before
    assert [len(rows) for rows in content(second)] == [len(rows) for rows in before]
    assert PlannedOrder.objects.get(plan=first, item=valve).quantity == 3
    assert PlannedOrder.objects.get(plan=second, item=valve).quantity == 4


def test_a_lot_that_goes_is_in_no_later_plan() -> None:
    mill, valve, line = two_centers()
    first = published(mill.site)
    OrderLine.objects.filter(pk=line.pk).update(status="cancelled")

    second = published(mill.site)

    assert PlannedOrder.objects.filter(plan=first, item=valve).count() == 1
    assert not PlannedOrder.objects.filter(plan=second, item=valve).exists()


def test_what_is_written_is_found_by_its_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    mill, valve, line = two_centers()
    published(mill.site)
    for module in (tables, lot_lines):
        monkeypatch.setattr(module, "digest_of", lambda _stored: 0)  # the control: everything looks as it was
    published_before = stored()
    StoredLot.objects.update(digest=0)
    StoredItem.objects.update(digest=0)
    StoredLoad.objects.update(digest=0)
    OrderLine.objects.filter(pk=line.pk).update(quantity=4)

    second = published(mill.site)

    assert stored() == published_before
    assert PlannedOrder.objects.get(plan=second, item=valve).quantity == 3


def test_plans_of_two_sites_keep_out_of_each_other() -> None:
    one, other = plant("S1"), plant("S2")
    for mill in (one, other):
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)
    first = published(one.site)
    before = content(first)

    published(other.site)

    assert content(first) == before


def test_rows_go_with_the_last_plan_that_has_them() -> None:
    mill, _valve, line = two_centers()
    first = published(mill.site)
    OrderLine.objects.filter(pk=line.pk).update(quantity=4)
    second = published(mill.site)
    before = content(second)

    assert retention.prune(keep=1) == 1

    assert content(first) == [[], [], []]
    assert content(second) == before
    assert stored() == tuple(len(rows) for rows in before)
