"""A planned date is a day on which goods can leave: never one on which nothing works, whenever a lot finishes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from capacity.models import CapacityException
from materials.models import ItemSite, MakeOrBuy
from mps.models import PlannedOrder
from orders.models import LineOutlook, OrderLine, OutlookStatus
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

SATURDAY, MONDAY = timedelta(days=5), timedelta(days=7)


def bought(days: int, promised: timedelta) -> tuple[Plant, OrderLine]:
    """A line of a part that takes so many calendar days to come from Monday on, promised so long after that Monday."""
    shop = plant()
    part = given.item(at=shop.site, make_or_buy=MakeOrBuy.BUY)
    ItemSite.objects.filter(item=part).update(lead_time_days=days)
    day = shop.site.horizon_start + promised
    return shop, given.order_line(day, part, shop.site, 10, promised_date=day)


def outlook_of(shop: Plant, line: OrderLine) -> tuple[timedelta | None, str, int]:
    """Return the planned date as days from the Monday, the status and the slack."""
    published(shop.site)
    found = LineOutlook.objects.get(line=line)
    day = found.planned_date - shop.site.horizon_start if found.planned_date else None
    return day, found.status, found.slack_days or 0


def test_what_comes_on_a_saturday_leaves_on_monday_and_is_in_time_for_it() -> None:
    shop, line = bought(5, MONDAY)
    assert outlook_of(shop, line) == (MONDAY, OutlookStatus.AT_RISK, 0)
    assert PlannedOrder.objects.filter(item=line.item, finish_date__gte=shop.site.horizon_start + SATURDAY).exists()


def test_slack_counts_from_the_day_on_which_it_leaves() -> None:
    shop, line = bought(5, MONDAY + timedelta(days=1))
    day, _status, slack = outlook_of(shop, line)
    assert day in (MONDAY, MONDAY + timedelta(days=1))
    assert slack == (MONDAY + timedelta(days=1) - day).days


def test_late_for_friday_it_is_told_for_monday() -> None:
    shop, line = bought(5, timedelta(days=4))
    assert outlook_of(shop, line) == (MONDAY, OutlookStatus.LATE, -1)


def test_where_a_work_centre_works_on_saturday_it_leaves_on_saturday() -> None:
    shop, line = bought(5, timedelta(days=4))
    day = shop.site.horizon_start + SATURDAY
    CapacityException.objects.create(
        work_center=shop.center, from_date=day, to_date=day, minutes_per_day=480, kind="shift"
    )
    assert outlook_of(shop, line) == (SATURDAY, OutlookStatus.LATE, -1)


def test_what_is_there_on_the_very_day_off_that_was_promised_is_not_told_for_a_later_one() -> None:
    shop, line = bought(5, SATURDAY)  # somebody promised a Saturday
    assert outlook_of(shop, line) == (SATURDAY, OutlookStatus.AT_RISK, 0)


@pytest.mark.parametrize("seed", range(6))
def test_no_line_of_a_random_plant_is_planned_for_a_day_off(seed: int) -> None:
    random, shop = Random(seed), plant()
    parts = [given.item(at=shop.site, make_or_buy=MakeOrBuy.BUY) for _ in range(4)]
    for part in parts:
        ItemSite.objects.filter(item=part).update(lead_time_days=random.choice((5, 6, 12, 13)))
    given.order_line("D1", parts[0], shop.site, 10)  # it comes on a day off, however soon it begins
    for _ in range(30):
        given.order_line(
            given.day(f"D{random.randint(1, 30)}"), random.choice([shop.pump, *parts]), shop.site, random.randint(1, 60)
        )
    published(shop.site)

    planned = LineOutlook.objects.values_list("planned_date", flat=True)
    days = [day for day in planned if day is not None]

    assert days
    assert not [day for day in days if is_off(day)]
    # The control: lots do finish on days off, for lead times are calendar days.
    assert any(is_off(lot.finish_date) for lot in PlannedOrder.objects.all())


def is_off(day: date) -> bool:
    return day.isoweekday() > 5
