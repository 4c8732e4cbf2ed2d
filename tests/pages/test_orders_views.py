"""Saved views of the orders, in a browser: saved, chosen, shared, sent as a link, and there again on the next visit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, User
from orders.saved_views import OrderView
from tests import given
from tests.browser import Visit
from tests.pages.order_grid import ready

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
WORDS, MENU = "#view-words", "#view-menu"


def a_view(owner: User, name: str = "Bikes", *, shared: bool = False) -> OrderView:
    """Keep a view that shows the one line noted `bike`, in two free columns."""
    settings = {
        "status": "all", "search": "bike", "sort": {"field": "quantity", "descending": True},
        "columns": [{"id": "note", "width": 300}, {"id": "quantity", "width": None}],
    }  # fmt: skip
    return OrderView.objects.create(site=given.site(), owner=owner, name=name, shared=shared, settings=settings)


def lines() -> None:
    given.order_line("W1", note="bike")
    given.order_line("W2", note="boat")


def test_what_is_shown_is_saved_and_there_again_on_the_next_visit(visit: Visit) -> None:
    lines()
    page = ready(visit(given.user(), "/orders/"))

    page.locator("#order-search").fill("bike")
    expect(page.locator("#order-count")).to_have_text("1 of 2")
    page.locator(MENU).locator("summary").click()
    page.locator('input[data-column="item"]').uncheck()
    page.locator("#view-name").fill("My bikes")
    page.get_by_role("button", name="Save as a new view").click()
    expect(page.locator(WORDS)).to_have_text("My bikes")
    page.goto(page.url.split("?")[0])
    ready(page)

    expect(page.locator(WORDS)).to_have_text("My bikes")
    expect(page).to_have_url(re.compile(r"\?view=\d+$"))
    expect(page.locator("#order-count")).to_have_text("1 of 2")
    expect(page.get_by_role("columnheader", name="Item")).to_have_count(0)


def test_a_link_shows_a_shared_view_that_its_reader_cannot_change(visit: Visit) -> None:
    lines()
    view = a_view(given.user(), shared=True)
    page = ready(visit(given.user(Role.SALES), f"/orders/?view={view.pk}"))

    expect(page.locator(WORDS)).to_have_text("Bikes")
    expect(page.get_by_role("columnheader")).to_have_count(5)
    page.locator(MENU).locator("summary").click()
    expect(page.locator("#view-save")).to_be_hidden()
    expect(page.locator("#view-shared")).to_have_count(0)


def test_a_link_to_what_is_not_shared_says_so(visit: Visit) -> None:
    lines()
    page = ready(visit(given.user(), f"/orders/?view={a_view(given.user()).pk}"))

    expect(page.locator(".toast")).to_contain_text("not shared with you")
    expect(page.locator(WORDS)).to_have_text("Standard view")


def test_a_view_is_renamed_shared_deleted_and_the_standard_one_is_back(visit: Visit) -> None:
    lines()
    owner = given.user()
    view = a_view(owner)
    page = ready(visit(owner, f"/orders/?view={view.pk}"))

    page.locator(MENU).locator("summary").click()
    page.locator("#view-name").fill("Two wheels")
    page.locator("#view-shared").check()
    page.locator("#view-save").click()
    expect(page.locator(WORDS)).to_have_text("Two wheels")
    view.refresh_from_db()
    assert (view.name, view.shared) == ("Two wheels", True)
    page.locator(MENU).locator("summary").click()
    page.get_by_role("button", name="Delete the view").click()

    expect(page.locator(WORDS)).to_have_text("Standard view")
    expect(page.locator("#order-count")).to_have_text("2 of 2")
    assert not OrderView.objects.exists()


def test_columns_are_moved_by_keyboard(visit: Visit) -> None:
    lines()
    page = ready(visit(given.user(), "/orders/"))

    page.locator(MENU).locator("summary").press("Enter")
    page.get_by_role("button", name="Move Quantity to the left").press("Enter")

    expect(page.get_by_role("button", name="Move Quantity to the left")).to_be_focused()
    expect(page.get_by_role("columnheader").nth(4)).to_contain_text("Quantity")
    page.keyboard.press("Escape")
    expect(page.locator("#order-grid textarea")).to_be_focused()


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"),
    [("en", "light", {"width": 1280, "height": 800}), ("zh-hans", "dark", {"width": 1280, "height": 800}),
     ("zh-hant", "light", PHONE)],
)  # fmt: skip
def test_axe_finds_nothing(
    visit: Visit, violations: Callable[[Page], list[str]], language: str, scheme: str, viewport: dict[str, int]
) -> None:
    lines()
    owner = given.user()
    options = {"language": language, "color_scheme": scheme, "viewport": viewport}
    page = ready(visit(owner, f"/orders/?view={a_view(owner, shared=True).pk}", **options))

    page.locator(MENU).locator("summary").click()

    expect(page.locator("#view-name")).to_be_visible()
    expect(page.locator("#view-columns-choice")).to_be_visible(visible=viewport != PHONE)
    assert violations(page) == []
