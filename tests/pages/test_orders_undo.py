"""A toast's Undo, in a browser: it belongs to its own paste."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.pages.order_grid import click_cell, ready, wait_for

pytestmark = pytest.mark.journey


def paste(page: Page, text: str) -> None:
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})); }",
        text,
    )


def quantities(lines: list[OrderLine]) -> list[int]:
    return [int(OrderLine.objects.get(pk=line.pk).quantity) for line in lines]


def test_the_undo_of_a_toast_takes_back_its_own_paste(visit: Visit) -> None:
    lines = [given.order_line(f"W{number}", quantity=10 * number) for number in (1, 2, 3)]
    page = ready(visit(given.user(), "/orders/"))

    click_cell(page, 0, "Quantity")
    paste(page, "11\n21")
    expect(page.locator(".toast")).to_contain_text("2 cells changed")
    click_cell(page, 2, "Quantity")
    page.keyboard.type("31")
    page.keyboard.press("Enter")
    page.locator(".toast").get_by_role("button", name="Undo").click()

    expect(page.locator(".toast")).to_have_count(0)
    assert wait_for(lambda: quantities(lines) == [10, 20, 31])


def test_the_toast_goes_when_its_paste_is_undone_otherwise(visit: Visit) -> None:
    lines = [given.order_line(f"W{number}", quantity=10 * number) for number in (1, 2, 3)]
    page = ready(visit(given.user(), "/orders/"))

    click_cell(page, 0, "Quantity")
    paste(page, "11\n21")
    expect(page.locator(".toast")).to_contain_text("2 cells changed")
    page.keyboard.press("Control+z")

    expect(page.locator(".toast")).to_have_count(0)
    assert wait_for(lambda: quantities(lines) == [10, 20, 30])


def test_nothing_is_offered_to_undo_where_everything_was_refused(visit: Visit) -> None:
    given.order_line(quantity=10)
    given.order_line(quantity=20)
    page = ready(visit(given.user(), "/orders/"))

    click_cell(page, 0, "Quantity")
    paste(page, "many\nmore")

    expect(page.locator(".toast")).to_contain_text("2 rejected")
    expect(page.locator(".toast").get_by_role("button", name="Undo")).to_have_count(0)
