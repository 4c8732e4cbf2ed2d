"""The orders page in a browser: somebody else's change arrives while one types, and is not written over unseen."""

from __future__ import annotations

from datetime import date

import pghistory
import pytest
from playwright.sync_api import Page, expect

from mps import live
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.pages.order_grid import click_cell, ready, wait_for

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
# Keys that come faster than the page is painted, as they do on a busy machine.
IN_ONE_FRAME = """keys => { for (const key of keys)
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }"""
FIRST_LOOK_IS_OVER = "() => performance.getEntriesByType('resource').some(e => e.name.includes('standing'))"


def open_quantity(page: Page) -> None:
    page.wait_for_function(FIRST_LOOK_IS_OVER)
    click_cell(page, 0, "Quantity")
    page.keyboard.press("F2")


def write(page: Page, text: str) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def change(line: OrderLine, **values: object) -> None:
    OrderLine.objects.filter(pk=line.pk).update(**values)
    live.tell_revision(line.site_id)


def quantity(line: OrderLine) -> int:
    return int(OrderLine.objects.get(pk=line.pk).quantity)


def test_what_somebody_wrote_under_an_open_editor_is_asked_about(visit: Visit) -> None:
    line = given.order_line(quantity=2)
    page = ready(visit(given.user(), "/orders/"))

    open_quantity(page)
    with pghistory.context(user=given.user(first_name="Ada").pk, channel="web"):
        change(line, quantity=2727)
    expect(page.get_by_role("grid")).to_contain_text("2,727")
    write(page, "55")

    expect(page.locator("#save-state")).to_have_text("1 cell to decide")
    assert quantity(line) == 2727
    click_cell(page, 0, "Quantity")
    expect(page.locator(".lg-note")).to_contain_text("Ada wrote 2727 here (20")
    expect(page.locator(".lg-note")).to_contain_text(", in the browser) while you wrote 55.")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".lg-note")).to_be_hidden()
    page.evaluate(IN_ONE_FRAME, ["ArrowRight", "Enter"])
    expect(page.get_by_role("button", name="Keep 55")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#save-state")).to_have_text("All changes saved")
    assert wait_for(lambda: quantity(line) == 55)


def test_another_field_changed_under_an_open_editor_is_no_conflict(visit: Visit) -> None:
    line = given.order_line(quantity=2)
    page = ready(visit(given.user(), "/orders/"))

    open_quantity(page)
    change(line, requested_date=date(2026, 2, 17))
    expect(page.get_by_role("grid")).to_contain_text("2026-02-17")
    write(page, "55")

    assert wait_for(lambda: quantity(line) == 55)
    expect(page.locator("#save-state")).to_have_text("All changes saved")
    assert OrderLine.objects.get(pk=line.pk).requested_date == date(2026, 2, 17)


def test_an_editor_left_as_it_was_takes_nothing_back(visit: Visit) -> None:
    line = given.order_line(quantity=2)
    page = ready(visit(given.user(), "/orders/"))

    open_quantity(page)
    change(line, quantity=2727)
    expect(page.get_by_role("grid")).to_contain_text("2,727")
    page.keyboard.press("Enter")
    click_cell(page, 0, "Note")
    with page.expect_response("**/orders/changes/"):
        page.keyboard.type("Later")
        page.keyboard.press("Enter")

    assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).note == "Later")
    assert quantity(line) == 2727


def test_a_card_asks_about_what_it_did_not_show(visit: Visit) -> None:
    line, other = given.order_line(quantity=2), given.order_line(quantity=3)
    page = ready(visit(given.user(), "/orders/", viewport=PHONE))
    page.wait_for_function(FIRST_LOOK_IS_OVER)
    field = page.locator(f"#quantity-{line.pk}")

    field.focus()
    OrderLine.objects.filter(pk=line.pk).update(quantity=2727)
    change(other, quantity=99)
    # The other card is drawn anew with the same news.
    expect(page.locator(f"#quantity-{other.pk}")).to_have_value("99")
    field.fill("55")
    field.blur()

    expect(page.get_by_role("button", name="Keep 55")).to_be_visible()
    assert quantity(line) == 2727
    page.get_by_role("button", name="Take 2727").click()
    expect(page.get_by_role("button", name="Take 2727")).to_have_count(0)
    assert quantity(line) == 2727
