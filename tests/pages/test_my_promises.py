"""My promises, in a real browser: what became of them, and what can be done about one in danger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, User
from orders.models import LineOutlook, OrderLine
from orders.promises import care
from orders.promises.models import Promise, PromiseEvent
from orders.shipments import reporting
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import in_danger, promised, wish
from tests.pages.promising import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

ADDRESS = "/promises/mine/"


@pytest.fixture
def mill() -> Plant:
    made = plant()
    made.pump.name = "Gear pump"
    made.pump.save()
    given.customer("ACME", name="Acme Pumps", territory="north")
    published(made.site)
    return made


@pytest.fixture
def seller(mill: Plant) -> User:
    return given.user(Role.SALES, at=mill.site, territory="north")


@pytest.fixture
def endangered(mill: Plant, seller: User) -> Promise:
    return in_danger(mill, seller)


def given_in_the_past(mill: Plant, seller: User) -> None:
    """Two promises whose days are over: the record has something to say."""
    for number, days in (("PAST-1", 3), ("PAST-2", 40)):
        order = given.order(number, customer=given.customer("ACME-OLD", territory="north"))
        day = given.START - timedelta(days=days)
        line = given.order_line(order=order, of=mill.pump, at=mill.site, promised_date=day)
        given.promise(line, by=seller)


def test_a_promise_in_danger_is_told_and_mended_on_a_phone(
    visit: Visit, mill: Plant, seller: User, endangered: Promise
) -> None:
    page = visit(seller, ADDRESS, viewport=PHONE)
    card = page.locator(f"[data-promise='{endangered.pk}']")
    expect(card).to_contain_text("Can’t be kept")
    why = card.get_by_role("link", name="Why late, and what would help")
    expect(why).to_have_attribute("href", f"/late/{endangered.line_id}/")
    expect(page.locator("#news")).to_contain_text("Moved ")
    expect(page.locator("#notices-badge")).to_contain_text("1")
    assert PromiseEvent.objects.filter(promise=endangered, seen_at__isnull=True).count() == 1  # reading is not seeing

    card.get_by_role("button", name="What can be done").click()
    planned = LineOutlook.objects.get(line=endangered.line).planned_date
    way = card.locator(".way-list > li").first
    expect(way).to_contain_text("instead")
    way.get_by_role("button", name="Do this").click()
    way.get_by_role("button", name="Do this").last.click()
    expect(way.get_by_role("alert")).to_have_text("Say why.")
    way.get_by_label("Why?").fill("they can wait")
    way.get_by_label("Why?").press("Enter")

    expect(page.locator(".toast")).to_contain_text("Tell the customer.")
    assert OrderLine.objects.get(pk=endangered.line_id).promised_date == planned
    assert PromiseEvent.objects.filter(promise=endangered).latest("pk").why == "they can wait"


def test_a_kept_a_moved_and_a_broken_promise_say_so(
    visit: Visit, violations: Callable[[Page], list[str]], mill: Plant, seller: User
) -> None:
    kept, moved, broken = promised(mill, seller, *(wish(mill, 10, when) for when in ("D1", "D1", "D2")))
    published(mill.site)
    planner = given.user(Role.PLANNER, at=mill.site)
    care.agree(promise=moved, on=given.day("D8"), by=seller, channel="web", why="the hall is not ready")
    given.stock(mill.pump, 10, at=mill.site)
    shipped = reporting.Report(kept.line_id, Decimal(10), shipped_on=given.day("D1"))
    reporting.report(reports=[shipped], by=planner, channel="web")
    mill.site.fixed_planning_date = given.day("D3")
    mill.site.save()
    published(mill.site)

    page = visit(planner, ADDRESS)  # who made none: nothing is new to them
    page.locator("#owner").select_option("")

    expect(page.locator(f"[data-promise='{moved.pk}']")).to_contain_text("first Tue 6 Jan")
    expect(page.locator(f"[data-promise='{moved.pk}'] .pill")).to_have_text("Confirmed")
    expect(page.locator(f"[data-promise='{broken.pk}'] .pill")).to_have_text("Broken")
    assert violations(page) == []
    page.locator("[data-standing='kept'].chip").click()
    expect(page.locator(f"[data-promise='{kept.pk}'] .pill")).to_have_text("Kept")


def test_notices_are_seen_by_a_press_and_come_back_by_undo(
    visit: Visit, seller: User, endangered: Promise
) -> None:
    page = visit(seller, ADDRESS)
    badge = page.locator("#notices-badge")
    page.get_by_role("button", name="Seen:").click()

    expect(page.locator("#news")).to_be_hidden()
    expect(badge).to_be_hidden()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#news")).to_be_visible()
    expect(badge).to_be_visible()


def test_a_hold_counts_down_and_is_held_longer_or_confirmed(visit: Visit, mill: Plant, seller: User) -> None:
    [made] = promised(mill, seller, wish(mill, 24, "D0"), minutes=10)
    page = visit(seller, ADDRESS)
    card = page.locator(f"[data-promise='{made.pk}']")
    expect(card.get_by_role("timer")).to_contain_text("09:")

    card.get_by_role("button", name="Hold 30 min from now").click()
    expect(card.get_by_role("timer")).to_contain_text("29:")
    card.get_by_role("button", name="Confirm").click()
    expect(card).to_have_attribute("data-standing", "confirmed")
    made.refresh_from_db()
    assert made.state == "confirmed"


@pytest.mark.parametrize(
    ("scheme", "language", "phone"), [("light", "en", False), ("dark", "zh-hans", True)]
)  # fmt: skip
def test_axe_finds_nothing(
    visit: Visit, violations: Callable[[Page], list[str]], mill: Plant, seller: User, endangered: Promise,
    scheme: str, language: str, phone: bool,
) -> None:  # fmt: skip
    given_in_the_past(mill, seller)
    size = PHONE if phone else {"width": 1440, "height": 900}
    page = visit(seller, ADDRESS, language=language, viewport=size, color_scheme=scheme)
    card = page.locator(f"[data-promise='{endangered.pk}']")
    card.locator(".mine-actions button").first.click()
    expect(card.locator(".way-list > li")).not_to_have_count(0)
    card.locator(".backing summary").click()
    expect(page.locator("#record .months")).to_be_visible()
    page.locator("#record summary").click()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
