"""The rush page: three ways side by side, and the one that is chosen becomes an order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from company.models import Role
from mps import live, questions, run
from orders.models import ChangeRequest, OrderLine, SalesOrder
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, plant, published
from tests.mps.worker_here import WorkerHere

pytestmark = pytest.mark.journey

ADDRESS = "/rush/"
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1600, "height": 1200}


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(questions, "signature", WorkerHere)
    yield
    run._planners.clear()
    live.server().delete(questions.WAITING)


def mill() -> tuple[Plant, OrderLine, OrderLine]:
    """A plant whose first week is sold: a rush order takes a promise from one of two customers."""
    shop = plant()
    first = given.order_line("D3", shop.pump, shop.site, 120, customer=given.customer("N"), priority=3)
    second = given.order_line("D8", shop.pump, shop.site, 160, customer=given.customer("S"), priority=6)
    published(shop.site)
    return shop, first, second


def asked(page: Page, shop: Plant, **values: str) -> Page:
    """Fill the form by keyboard and send it."""
    fields = {"item": shop.pump.code, "quantity": "60", "requested_date": "2026-01-08", "customer": "N", **values}
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    page.keyboard.press("Enter")
    return page


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_three_ways_are_shown_and_nothing_is_entered_until_one_says_so(
    visit: Visit, viewport: dict[str, int]
) -> None:
    shop, _first, second = mill()
    page = asked(visit(given.user(), ADDRESS, viewport=viewport), shop)

    cards = page.locator(".way-card")
    expect(cards).to_have_count(3)
    expect(cards.nth(0)).to_contain_text("1 promise breaks")
    expect(cards.nth(0)).to_contain_text(str(second))
    expect(cards.nth(1)).to_contain_text("No work centre on its way may work overtime")
    expect(cards.nth(2).get_by_role("checkbox")).to_have_count(2)
    assert not SalesOrder.objects.filter(number="RUSH-7").exists()

    cards.nth(0).get_by_role("button", name="Choose this").click()
    expect(page.locator("#number")).to_be_focused()
    page.keyboard.type("RUSH-7")
    page.keyboard.press("Enter")

    link = page.get_by_role("link", name="Open order RUSH-7")
    expect(link).to_be_focused()
    assert OrderLine.objects.get(order__number="RUSH-7").priority == 1
    link.click()
    page.wait_for_url("**/orders/RUSH-7/")


def test_named_lines_move_with_the_order(visit: Visit) -> None:
    shop, first, second = mill()
    page = asked(visit(given.user(), ADDRESS, viewport=WIDE), shop)
    card = page.locator(".way-card[data-kind=move]")
    for place in (0, 1):
        card.get_by_role("checkbox").nth(place).uncheck()
    card.get_by_role("button", name="Plan it again with these").click()
    expect(card.get_by_role("alert")).to_have_text("Tick a line first.")
    card.get_by_role("checkbox").nth(0).check()
    page.locator("#move-days").fill("14")
    card.get_by_role("button", name="Plan it again with these").click()

    expect(page.locator("#move-days")).to_have_value("14")
    expect(page.locator(".way-card[data-kind=move] h3")).to_be_focused()
    expect(page.locator(".way-card[data-kind=move] input:checked")).to_have_count(1)
    expect(page.locator(".way-card[data-kind=move] input[type=checkbox]")).to_have_count(2)  # to be ticked again
    page.locator(".way-card[data-kind=move]").get_by_role("button", name="Choose this").click()
    expect(page.locator(".chosen")).to_contain_text("1 line is wanted later from then on.")
    page.keyboard.type("RUSH-8")
    page.keyboard.press("Enter")

    expect(page.locator(".entered")).to_contain_text("1 line makes room.")
    assert ChangeRequest.objects.get().line_id == second.pk
    moved = OrderLine.objects.get(pk=second.pk)
    assert (moved.requested_date - second.requested_date).days == 14
    assert OrderLine.objects.get(pk=first.pk).requested_date == first.requested_date


def test_a_number_that_is_taken_is_said_and_nothing_typed_is_lost(visit: Visit) -> None:
    shop, first, _second = mill()
    page = asked(visit(given.user(), ADDRESS, viewport=WIDE), shop)
    page.get_by_role("button", name="Choose this").first.click()

    page.locator("#number").fill(first.order.number)
    page.keyboard.press("Enter")

    expect(page.locator("#number-error")).to_contain_text("There is an order")
    expect(page.locator("#number")).to_have_value(first.order.number)


def test_what_can_not_be_read_is_said_at_its_field(visit: Visit) -> None:
    shop, _first, _second = mill()
    page = asked(visit(given.user(), ADDRESS, viewport=WIDE), shop, quantity="many")

    expect(page.locator("#quantity")).to_be_focused()
    expect(page.locator("#quantity")).to_have_attribute("aria-invalid", "true")
    asked(page, shop, item="NONE")
    expect(page.locator("#item-error")).to_contain_text("The site plans no item")
    asked(page, shop, customer="NOBODY")
    expect(page.locator("#customer-error")).to_contain_text("There is no such customer")


def test_what_is_typed_on_can_not_be_chosen_any_more(visit: Visit) -> None:
    shop, _first, _second = mill()
    page = asked(visit(given.user(), ADDRESS, viewport=WIDE), shop)
    expect(page.locator(".way-card")).to_have_count(3)

    page.locator("#quantity").fill("61")

    expect(page.locator(".impact-old")).to_contain_text("answers the question before")
    expect(page.get_by_role("button", name="Choose this").first).to_be_disabled()


def test_without_a_worker_it_says_so(visit: Visit, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, _first, _second = mill()
    settings.PREVIEW_SECONDS, settings.RUSH_SECONDS = 0.2, 0.0
    monkeypatch.setattr(WorkerHere, "apply_async", lambda _self, **_options: None)

    page = asked(visit(given.user(), ADDRESS), shop)

    expect(page.get_by_role("alert").filter(has_text="No worker has answered in time.")).to_be_visible()


def test_a_site_without_a_plan_says_what_is_missing(visit: Visit) -> None:
    page = visit(given.user(), ADDRESS)

    expect(page.locator(".empty")).to_contain_text("There is no plan yet")


def test_the_promise_page_leads_here_with_what_was_typed(visit: Visit) -> None:
    shop, _first, _second = mill()
    page = visit(given.user(Role.SALES), f"/promise/?item={shop.pump.code}&quantity=5&wanted=2026-01-08")

    page.get_by_role("link", name="Enter it as a rush order").click()

    expect(page.locator("#item")).to_have_value(shop.pump.code)
    expect(page.locator("#quantity")).to_have_value("5")
    expect(page.locator("#requested_date")).to_have_value("2026-01-08")


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"),
    [("en", "light", WIDE), ("zh-hans", "dark", PHONE), ("zh-hant", "dark", WIDE)],
)
def test_axe_finds_nothing(
    visit: Visit, violations: Callable[[Page], list[str]], language: str, scheme: str, viewport: dict[str, int]
) -> None:
    shop, _first, _second = mill()
    options = {"language": language, "color_scheme": scheme, "viewport": viewport}
    page = visit(given.user(), ADDRESS, **options)
    assert violations(page) == []

    asked(page, shop)
    expect(page.locator(".way-card")).to_have_count(3)
    page.locator(".choose").first.click()

    expect(page.locator("#number")).to_be_focused()
    assert violations(page) == []
