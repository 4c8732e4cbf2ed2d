"""Dates on the promise page: which are given, and the calendar from which one picks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Visit
from tests.pages.promising import ADDRESS, PHONE, ask, busy_plant, seller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_a_date_after_the_horizon_is_not_promised(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "2029-05-02")

    expect(page.locator("#answer")).to_contain_text("The plan reaches only to")
    expect(page.locator("#answer .pill")).to_have_text("2 May 2029 is not planned yet")
    expect(page.locator("#answer .facts")).to_contain_text("All 20 EA could be there on")
    expect(page.locator("#answer")).not_to_contain_text("On the requested date")


def test_a_sunday_means_the_friday_before_it(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "2026-01-18")

    expect(page.locator("#answer .big")).to_have_text("Fri 16 January")
    expect(page.locator("#answer .pill")).to_have_text("On the working day before the requested date")
    said = "Nothing leaves the site on Sun 18 January: it is due on Fri 16 January, the working day before."
    expect(page.locator("#answer")).to_contain_text(said)

    ask(page, mill.pump.code, "20", "2026-01-16")
    expect(page.locator("#answer .pill")).to_have_text("On the requested date")
    expect(page.locator("#answer")).not_to_contain_text("Nothing leaves the site")


def test_a_day_is_picked_by_keys_from_a_calendar_in_the_language_of_the_page(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS, "zh-hans")
    page.locator("#item").fill(mill.pump.code)
    page.locator("#quantity").fill("20")
    page.get_by_role("button", name="选择日期").click()
    calendar = page.get_by_role("dialog")
    expect(calendar).to_contain_text("2026年1月")
    expect(calendar.get_by_role("button", name="2026年1月5日星期一")).to_be_focused()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(calendar).to_have_count(0)
    expect(page.locator("#wanted")).to_have_value("2026-01-13")
    expect(page.locator("#answer .big")).to_contain_text("1月13日")
    expect(page.get_by_role("button", name="选择日期")).to_be_focused()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 640}])
def test_the_calendar_is_accessible_and_fits(
    visit: Visit, violations: Callable[[Page], list[str]], viewport: dict[str, int]
) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS, viewport=viewport)
    page.get_by_role("button", name="Pick a date").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
