"""One value for one field of all selected lines, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from company.models import Role
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.pages.order_grid import click_cell, ready, wait_for

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
MENU = "#bulk-menu"


def quantities(lines: list[OrderLine]) -> list[int]:
    return [int(OrderLine.objects.get(pk=line.pk).quantity) for line in lines]


def dates(lines: list[OrderLine]) -> list[date]:
    return [OrderLine.objects.get(pk=line.pk).requested_date for line in lines]


def three() -> list[OrderLine]:
    return [given.order_line(f"W{number}", quantity=10 * number) for number in (1, 2, 3)]


def select(page: Page, rows: int, column: str = "Order") -> None:
    """Select some rows from the first, by keyboard."""
    click_cell(page, 0, column)
    for _ in range(rows - 1):
        page.keyboard.press("Shift+ArrowDown")


def test_one_value_goes_into_every_selected_line_and_one_undo_takes_it_back(visit: Visit) -> None:
    lines = three()
    page = ready(visit(given.user(), "/orders/"))

    select(page, 2)
    page.keyboard.press("b")
    page.locator("#bulk-field").select_option("quantity")
    page.locator("#bulk-value").fill("*2")
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("2 cells changed")
    expect(page.locator(MENU)).not_to_have_attribute("open", "")
    assert wait_for(lambda: quantities(lines) == [20, 40, 30])
    page.keyboard.press("Control+z")  # the focus is on the grid again
    assert wait_for(lambda: quantities(lines) == [10, 20, 30])
    expect(page.locator("#undo")).to_be_disabled()


def test_each_requested_date_moves_from_its_own(visit: Visit) -> None:
    lines = three()
    page = ready(visit(given.user(), "/orders/"))

    select(page, 3)
    page.locator("#bulk-words").click()
    page.locator("#bulk-value").fill("+1w")
    page.locator(MENU).get_by_role("button", name="Change").click()

    wanted = [line.requested_date + timedelta(days=7) for line in lines]
    assert len(set(wanted)) == 3
    assert wait_for(lambda: dates(lines) == wanted)


def test_a_line_that_does_not_take_it_is_marked_and_the_others_are_saved(visit: Visit) -> None:
    lines = [given.order_line("W1", quantity=10), given.order_line("W2", quantity=20, status="shipped")]
    page = ready(visit(given.user(), "/orders/"))

    select(page, 2)
    page.keyboard.press("b")
    page.locator("#bulk-field").select_option("quantity")
    page.locator("#bulk-value").fill("+5")
    page.keyboard.press("Enter")

    told = "1 will be saved · 1 will be refused: This line is finished."
    expect(page.locator("#bulk-foreseen")).to_have_text(told)
    assert quantities(lines) == [10, 20]
    page.keyboard.press("Enter")  # told again

    expect(page.locator(".toast")).to_contain_text("1 rejected")
    expect(page.locator("#save-state")).to_have_text("1 value was not accepted")
    assert wait_for(lambda: quantities(lines) == [15, 20])


def test_nothing_typed_changes_nothing(visit: Visit) -> None:
    lines = three()
    page = ready(visit(given.user(), "/orders/"))

    select(page, 2)
    page.keyboard.press("b")
    page.locator("#bulk-field").select_option("quantity")
    page.locator("#bulk-value").press("Enter")
    expect(page.locator(MENU)).to_have_attribute("open", "")
    page.keyboard.press("Escape")

    expect(page.locator(MENU)).not_to_have_attribute("open", "")
    expect(page.locator("#order-grid textarea")).to_be_focused()
    expect(page.locator("#undo")).to_be_disabled()
    assert quantities(lines) == [10, 20, 30]


def test_it_is_there_from_two_lines_on_and_offers_what_the_person_may_change(visit: Visit) -> None:
    three()
    page = ready(visit(given.user(Role.MANAGER), "/orders/"))

    select(page, 1)
    expect(page.locator(MENU)).to_be_hidden()
    page.keyboard.press("Shift+ArrowDown")

    expect(page.locator("#bulk-words")).to_have_text("Change 2 lines")
    expect(page.locator("#bulk-field option")).to_have_text(["Requested", "Priority", "Note"])


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh-hans", "dark")])
def test_axe_finds_nothing(visit: Visit, violations: Callable[[Page], list[str]], language: str, scheme: str) -> None:
    three()
    page = ready(visit(given.user(), "/orders/", language=language, color_scheme=scheme))

    select(page, 3, "订单" if language == "zh-hans" else "Order")
    page.keyboard.press("b")

    expect(page.locator("#bulk-words")).to_have_text(re.compile("3"))
    expect(page.locator("#bulk-value")).to_be_focused()
    assert violations(page) == []


def test_there_is_no_such_menu_on_a_phone(visit: Visit) -> None:
    three()
    page = ready(visit(given.user(), "/orders/", viewport=PHONE))

    expect(page.locator(MENU)).to_be_hidden()
