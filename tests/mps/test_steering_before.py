"""A publication keeps beside each step what it found: quantities with units, days, hours, work centres."""

from __future__ import annotations

from typing import Any

import pytest

from capacity.models import CapacityException
from mps.models import PlannedOrder
from tests import given
from tests.mps.plant import Plant
from tests.mps.steering import WEEK_2, Desk, finishing, mill, quantity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

FRIDAY = "2026-01-16"


def found(desk: Desk, *steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Publish steps; return what each of them found."""
    done = desk.publish(*steps)
    assert done.status_code == 200, done.content
    return [step["was"] for step in desk.draft()["published"][0]["steps"]]


def lot(shop: Plant) -> PlannedOrder:
    return PlannedOrder.objects.filter(item=shop.pump).order_by("-finish_date")[0]


def test_of_a_quantity_is_what_the_plan_finishes_in_these_days() -> None:
    shop = mill()
    before = finishing(shop, WEEK_2, FRIDAY)
    [was] = found(Desk(shop.site), quantity(shop, WEEK_2, "30", until=FRIDAY))
    assert (float(was["quantity"]), was["unit"]) == (before, shop.pump.unit)


def test_of_a_forecast_is_what_was_expected_before() -> None:
    shop = mill()
    desk = Desk(shop.site)
    step = {"kind": "forecast", "item_id": shop.pump.pk, "bucket": WEEK_2, "quantity": "8"}
    assert [was["quantity"] for was in found(desk, step)] == ["0"]
    assert [was["quantity"] for was in found(desk, {**step, "quantity": "9"})] == ["8"]


def test_of_a_lot_is_its_quantity_and_finish_as_the_plan_or_a_person_has_it() -> None:
    shop = mill()
    desk, one = Desk(shop.site), lot(shop)
    move = {"kind": "move", "lot_key": one.lot_key, "finish_date": "2026-01-19"}
    [was] = found(desk, move)
    assert (float(was["quantity"]), was["finish_date"]) == (one.quantity, one.finish_date.isoformat())
    [was] = found(desk, {**move, "finish_date": "2026-01-20"})
    assert was["finish_date"] == "2026-01-19"


def test_of_hours_is_what_the_days_have_of_the_kind_where_all_have_the_same() -> None:
    shop = mill()
    step = {
        "kind": "capacity", "work_center_id": shop.center.pk, "from": WEEK_2, "to": FRIDAY, "minutes_per_day": 60,
        "change": "overtime",
    }  # fmt: skip
    desk = Desk(shop.site)
    assert found(desk, step) == [{"minutes_per_day": 0}]
    assert found(desk, step) == [{"minutes_per_day": 60}]
    CapacityException.objects.create(
        work_center=shop.center, from_date=given.day("D11"), to_date=given.day("D11"), kind="overtime",
        minutes_per_day=30,
    )  # fmt: skip
    assert found(desk, step) == [{}]


def test_of_a_rule_is_the_work_centre_that_was_fixed() -> None:
    shop = mill()
    step = {"kind": "work_center", "item_id": shop.pump.pk, "step": 10, "work_center_id": shop.center.pk}
    desk = Desk(shop.site)
    was = {"rule": "free", "work_center": "", "to": shop.center.code}
    assert found(desk, {**step, "rule": "force"}) == [was]
    assert found(desk, {**step, "rule": "free"}) == [{**was, "rule": "force", "work_center": shop.center.code}]


def test_of_what_was_taken_back_is_told_with_it() -> None:
    shop = mill()
    desk = Desk(shop.site)
    first = desk.publish(quantity(shop, WEEK_2, "30")).json()["publication"]
    desk.undo(first)
    told = desk.draft()["published"]
    assert told[0]["took_back"]
    assert told[0]["steps"] == told[1]["steps"]
    assert "was" in told[0]["steps"][0]
