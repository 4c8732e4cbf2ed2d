"""Many lines as one order, overtime and another site on the promise page: in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from company.models import Membership, Role, User
from materials.models import ItemSite
from orders.promises.models import Promise
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, published
from tests.pages.promising import ADDRESS, PHONE, ask, busy_plant, seller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def mill() -> Plant:
    """Return the busy plant with two hours of overtime a day, and another site with pumps in stock."""
    made = busy_plant()
    made.center.overtime_minutes_per_week, made.center.overtime_cost_per_hour = 600, Decimal(120)
    made.center.save()
    other = given.site("S2", name="Werk Graz")
    ItemSite.objects.create(item=made.pump, site=other)
    given.stock(made.pump, 500, at=other)
    given.customer("NORD", name="Nordwind Pumpen")
    published(made.site)
    published(other)
    return made


@pytest.fixture
def sales(mill: Plant) -> User:
    person = seller(mill)
    Membership.objects.create(user=person, site=given.site("S2"), role=Role.SALES)
    return person


def test_pasted_lines_are_answered_mended_and_held_together(
    visit: Visit, violations: Callable[[Page], list[str]], mill: Plant, sales: User
) -> None:
    page = visit(sales, f"{ADDRESS}many/?site=S1", viewport=PHONE, language="zh-hans", color_scheme="dark")
    page.locator("#customer").fill("nordwind pumpen")
    code = mill.pump.code
    page.locator("#lines").fill(f"Item\tQty\tDate\n{code}\t10\t1/14\nGear pum\t5\t1/14\n{code}\tmany\t1/14\n{code}\t20")
    page.locator("#lines").press("Control+Enter")
    rows = page.locator("#answers tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(2)).to_have_attribute("data-state", "bad")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    rows.nth(1).get_by_role("button").click()
    expect(rows.nth(1)).to_have_attribute("data-state", "on_time")
    assert "many" in page.locator("#lines").input_value()
    page.locator("#hold").click()

    expect(page.locator(".held-card li")).to_have_count(3)
    expect(page.locator("#hold")).to_be_disabled()
    assert violations(page) == []
    promises = Promise.objects.select_related("line__order")
    assert len({one.line.order_id for one in promises}) == 1
    assert sorted(int(one.first_quantity) for one in promises) == [5, 10, 20]


def test_overtime_another_site_and_who_would_slip(
    visit: Visit, violations: Callable[[Page], list[str]], mill: Plant, sales: User
) -> None:
    page = visit(sales, f"{ADDRESS}?site=S1", viewport=PHONE)
    page.get_by_label("Customer", exact=True).fill("NORD")
    ask(page, mill.pump.code, "80", "1/7")
    overtime = page.get_by_role("radio", name="With overtime")
    expect(overtime).to_be_enabled()
    expect(page.locator("#ways")).to_contain_text("h of overtime")
    expect(page.locator("#force")).to_contain_text("If it must be on 7 Jan")
    assert violations(page) == []
    overtime.check()
    page.locator("#hold").click()
    expect(page.locator(".held-card")).to_contain_text("h of overtime")
    assert Promise.objects.get().overtime_minutes > 0

    page.get_by_role("button", name="Ask the same again").click()
    page.get_by_role("radio", name="From Werk Graz").check()
    page.locator("#hold").click()
    expect(page.locator(".held-card")).to_have_count(2)
    expect(page.locator(".held-card").first).to_contain_text("from Werk Graz")
    assert Promise.objects.filter(site__code="S2").count() == 1
