"""
Available to promise, all the way: what a published plan shows, what a promise takes of which lot, what the next shows.

The examples are published ones (numbers in, numbers out), kept beside the repository, and one by the glossary's rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.oracles import read
from company.models import AtpRule, Role
from materials.models import Item, ItemSite, MakeOrBuy, ScheduledReceipt
from mps import promising
from mps.promising import NotPossibleError, Wish
from mps.queries.grid import grid
from orders.models import LineStatus
from orders.promises.book import Terms
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "oracles.json"
WEEK = timedelta(weeks=1)
NEVER = 999  # days of lead time: what is not on its way does not come
# By the glossary's rules, by hand: 40 in stock less 15 until the lot of the third week, which is oversold by 10.
BY_HAND = {
    "id": "by hand", "on_hand": 40, "mps": [0, 0, 30, 0, 30], "orders": [10, 5, 20, 20, 5],
    "atp": [15, None, 0, None, 25],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """An item whose lots are on their way, one bucket a week."""

    item: Item
    weeks: int

    def published(self) -> list[float | None]:
        """Plan, and return what the grid shows as available to promise, week by week."""
        rows = grid(given.published_plan())
        [row] = [one for one in rows.items if one.code == self.item.code]
        at = {bucket: number for number, bucket in enumerate(rows.bucket_starts)}
        return [row.atp[at[day_of(week)]] for week in range(self.weeks)]

    def promised(self, quantity: float, week: int) -> None:
        """Promise a quantity for a week. Raises NotPossibleError."""
        to = Terms(given.site(), given.customer(), given.user(Role.SALES), "web", None)
        wish = Wish(self.item, Decimal(str(quantity)), day_of(week), day_of(week))
        promising.promise([wish], to)


def day_of(week: int) -> date:
    return given.START + week * WEEK


def schedule(on_hand: float, lots: Sequence[float], orders: Sequence[float], *, rule: AtpRule) -> Schedule:
    """Return an item with stock, lots and orders; a day stands for each week."""
    site = given.site(atp_rule=rule, daily_bucket_days=7 * (len(lots) + 1))
    given.work_center(at=site)
    item = given.item(at=site, make_or_buy=MakeOrBuy.BUY)
    ItemSite.objects.filter(item=item).update(lead_time_days=NEVER)
    given.stock(item, on_hand, at=site)
    for week, (lot, wanted) in enumerate(zip(lots, orders, strict=True)):
        if lot:
            ScheduledReceipt.objects.create(
                document=f"MPS-{week}", item=item, site=site, quantity=Decimal(str(lot)), due_date=day_of(week)
            )
        if wanted:
            given.order_line(
                due=day_of(week), of=item, at=site, quantity=wanted, promised_date=day_of(week),
                status=LineStatus.CONFIRMED,
            )  # fmt: skip
    return Schedule(item, len(lots))


def published_examples() -> list[dict[str, Any]]:
    """Return the grids that state available to promise; none where the file is not there."""
    grids = read(EXAMPLES)["mps_grids"] if EXAMPLES.exists() else []
    return [one for one in grids if "atp" in one] if isinstance(grids, list) else []


def example(name: str) -> dict[str, Any]:
    if name == BY_HAND["id"]:
        return BY_HAND
    found = [one for one in published_examples() if one["id"] == name]
    if not found:
        pytest.skip(f"published worked example {name} not found at {EXAMPLES}: only our own ones are tested")
    return found[0]


PUBLISHED = ["G1-pumps", "G2-jde-catp", "G5-lot75"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_examples_hold_through_a_promise(name: str) -> None:
    """What is free of each lot is as published; a promise takes it of its own lot, and of no other."""
    stated = example(name)
    made = schedule(stated["on_hand"], stated["mps"], stated["orders"], rule=AtpRule.DISCRETE)
    expected = list(stated["atp"])
    assert made.published() == expected

    for week, free in enumerate(stated["atp"]):
        if free:
            made.promised(free - 1, week)
            expected[week] = 1
    assert made.published() == expected


@pytest.mark.parametrize("name", PUBLISHED)
def test_no_more_can_be_promised_than_is_published(name: str) -> None:
    stated = example(name)
    made = schedule(stated["on_hand"], stated["mps"], stated["orders"], rule=AtpRule.DISCRETE)
    free = stated["atp"][0]
    made.published()

    made.promised(free, 0)

    with pytest.raises(NotPossibleError):
        made.promised(1, 0)


def test_cumulative_rows_are_the_published_ones_and_fall_from_the_promise_on() -> None:
    stated = example("G2-jde-catp")
    made = schedule(stated["on_hand"], stated["mps"], stated["orders"], rule=AtpRule.CUMULATIVE)
    assert made.published() == stated["catp"]

    made.promised(20, 3)

    # Week 3 lives on the lot of week 2; what only the stock had can still be had of it.
    assert made.published() == [25, 25, 25, 25, 25, 50, 50, 50]


def test_an_oversold_lot_is_covered_by_the_one_before() -> None:
    stated = example("by hand")
    made = schedule(stated["on_hand"], stated["mps"], stated["orders"], rule=AtpRule.DISCRETE)
    assert made.published() == stated["atp"]

    made.promised(15, 0)

    with pytest.raises(NotPossibleError):
        made.promised(1, 0)
