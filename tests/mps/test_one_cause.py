"""A late line has one cause: *What needs you* groups by it, and *Why late* names it first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import Settings

from company.models import Role, Site
from materials.models import ItemSite, ScheduledReceipt, StockBalance
from mps import repairs
from mps.models import SitePlanning
from mps.queries import needs
from mps.queries.causes import Cause, CauseKind, named_by
from mps.repair_question import RepairQuestion
from mps.scheduler.explain import ChainLink, Holds
from mps.scheduler.horizon import Horizon
from orders.models import OrderLine
from tests import given
from tests.mps.imagined import works
from tests.mps.plant import Plant, plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def promised(mill: Plant, quantity: int, due: str) -> OrderLine:
    return given.order_line(
        due=due, of=mill.pump, at=mill.site, quantity=quantity, promised_date=given.day(due), unit_price=10
    )


def full() -> Site:
    mill = plant()
    for quantity, due in ((200, "D1"), (150, "D2"), (90, "D5"), (400, "D9")):
        promised(mill, quantity, due)
    published(mill.site)
    return mill.site


def without_casings() -> Site:
    mill = plant()
    StockBalance.objects.filter(item=mill.casing).update(quantity=0)
    ItemSite.objects.filter(item=mill.casing).update(lead_time_days=60)
    ScheduledReceipt.objects.create(
        site=mill.site, item=mill.casing, document="PO-7", line=1, quantity=120, due_date=given.day("D20")
    )
    for quantity, due in ((5, "D4"), (100, "D20"), (60, "D21"), (200, "D30")):
        promised(mill, quantity, due)
    published(mill.site)
    return mill.site


def fenced_and_past() -> Site:
    mill = plant()
    ItemSite.objects.filter(item=mill.pump).update(demand_time_fence_days=9, lead_time_days=3)
    promised(mill, 5, "D3")
    given.order_line(
        due=given.START - timedelta(days=5), of=mill.pump, at=mill.site, quantity=3,
        promised_date=given.START - timedelta(days=5),
    )  # fmt: skip
    published(mill.site)
    return mill.site


def two_centres() -> Site:
    shop = works(3, lines=40)
    for line in shop.lines:
        OrderLine.objects.filter(pk=line.pk).update(promised_date=line.requested_date)
    published(shop.site)
    return shop.site


def first_named(line_id: int, site: Site, person_id: int) -> Cause:
    """What the first link of the chain on the line's own page names."""
    answer = repairs.answer_to(RepairQuestion("t", site.pk, line_id, person_id), stop=lambda: False)
    if not answer.causes:
        return Cause(CauseKind.UNKNOWN)
    first, horizon = answer.causes[0], Horizon(site.horizon_start, 400, (0,))
    days = (horizon.day_of(first.from_date), horizon.day_of(first.to_date))
    link = ChainLink(Holds(first.kind), first.code, *days, first.amount, first.free, first.record)
    return named_by(link, horizon)


@pytest.mark.parametrize("plants", [full, without_casings, fenced_and_past, two_centres])
def test_the_group_and_the_chain_name_the_same_cause(plants: Callable[[], Site], settings: Settings) -> None:
    settings.REPAIR_SECONDS = 0
    site = plants()
    person = given.user(Role.PLANNER, at=site)
    plan_id = SitePlanning.objects.values_list("current_plan", flat=True).get(site=site)
    assert plan_id is not None
    groups = needs.groups_of(plan_id, OrderLine.objects.all())
    grouped = {row.line.pk: one.cause for one in groups for row in one.rows if row.line is not None}
    assert len(grouped) == sum(one.count for one in groups)
    assert grouped
    assert {line_id: first_named(line_id, site, person.pk) for line_id in grouped} == grouped


def test_the_chain_is_that_of_the_published_plan(settings: Settings) -> None:
    settings.REPAIR_SECONDS = 0
    mill = plant()
    line = promised(mill, 200, "D1")
    published(mill.site)
    person = given.user(Role.PLANNER, at=mill.site)
    # Nobody has planned with it yet: the next plan will wait for casings as well.
    StockBalance.objects.filter(item=mill.casing).update(quantity=0)

    assert first_named(line.pk, mill.site, person.pk) == Cause(CauseKind.CENTER, mill.center.code)
