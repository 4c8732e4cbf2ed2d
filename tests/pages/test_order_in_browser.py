"""An order's page in a real browser: to look at, by keyboard, and the way back from a change."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, Site
from orders.models import OrderLine, OutlookStatus
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published
from tests.pages.order_story import change, full_order


def looked_at(page: Page, name: str) -> None:
    """Keep a picture where LOCKSTEP_SCREENSHOTS says; else none is made."""
    folder = os.environ.get("LOCKSTEP_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


class TestInBrowser:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [390, 800, 1600])
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_is_accessible(
        self, visit: Visit, violations: Callable[[Page], list[str]], scheme: str, width: int, language: str
    ) -> None:
        _order, ada = full_order()

        page = visit(
            ada, "/orders/SO-1001/", language, color_scheme=scheme, viewport={"width": width, "height": 900}
        )
        expect(page.locator(".entry").first).to_be_visible()

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        looked_at(page, f"order-{language}-{scheme}-{width}")
        page.locator(".entry").nth(4).scroll_into_view_if_needed()
        looked_at(page, f"order-{language}-{scheme}-{width}-below")

    def test_takes_a_change_back_and_the_way_back_too(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        ada = given.user(first_name="Ada", last_name="Lovelace")
        change(line, ada, quantity=12)
        page = visit(ada, f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Take back").click()
        expect(page.locator(".entry").first).to_contain_text("Ada Lovelace took back a change of line 1.")
        assert OrderLine.objects.get().quantity == 10

        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.locator(".entry")).to_have_count(5)
        assert OrderLine.objects.get().quantity == 12

    def test_shows_a_conflict_with_both_values_and_asks(
        self, visit: Visit, violations: Callable[[Page], list[str]]
    ) -> None:
        line = given.order_line(quantity=10)
        ada, bob = given.user(first_name="Ada"), given.user(first_name="Bob", last_name="Ross")
        change(line, ada, quantity=12)
        change(line, bob, quantity=15)
        page = visit(ada, f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Take back").nth(1).click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("row").nth(1)).to_contain_text("15")
        expect(dialog).to_contain_text("Bob Ross")
        assert violations(page) == []
        looked_at(page, "order-conflict")
        dialog.get_by_role("button", name="Leave it as it is").click()
        assert OrderLine.objects.get().quantity == 15

        page.get_by_role("button", name="Take back").nth(1).click()
        dialog.get_by_role("button", name="Take back all the same").click()
        expect(page.locator(".entry").first).to_contain_text("took back")
        assert OrderLine.objects.get().quantity == 10

    def test_asks_for_a_reason_inside_the_fence(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        change(line, given.user(), requested_date="2026-01-26")
        Site.objects.update(demand_time_fence_days=90)
        page = visit(given.user(Role.MANAGER), f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Take back").click()
        page.get_by_role("dialog").get_by_role("textbox").fill("the customer agrees")
        page.get_by_role("dialog").get_by_role("button", name="Save").click()

        expect(page.locator(".entry").first).to_contain_text("the customer agrees")
        assert OrderLine.objects.get().requested_date == given.day("W3")

    def test_is_walked_by_keyboard(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        change(line, given.user(), quantity=12)
        page = visit(given.user(), f"/orders/{line.order.number}/")

        page.keyboard.press("j")
        expect(page.locator(".entry").nth(0)).to_be_focused()
        page.keyboard.press("j")
        expect(page.locator(".entry").nth(1)).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Take back")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".entry").first).to_contain_text("took back")

    def test_follows_a_new_plan_and_keeps_the_keyboard_where_it_is(self, visit: Visit) -> None:
        mill = plant()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=10)
        published(mill.site)
        change(line, given.user(at=mill.site), quantity=12)
        page = visit(given.user(at=mill.site), f"/orders/{line.order.number}/")
        newest = page.locator(".entry").first
        expect(newest).to_contain_text("No plan covers this yet.")
        page.keyboard.press("j")

        published(mill.site)
        page.evaluate("document.dispatchEvent(new CustomEvent('lockstep:plan', {detail: {}}))")

        expect(newest).to_contain_text("Still planned for")
        expect(newest).not_to_contain_text("No plan covers this yet.")
        expect(newest).to_be_focused()

    def test_the_palette_the_grid_and_its_drawer_lead_here(self, visit: Visit) -> None:
        line = given.order_line(order=given.order("SO-4711"))
        given.outlook(line, OutlookStatus.LATE, -3, date(2026, 1, 28))
        page = visit(given.user(), "/orders/")
        expect(page.locator("html")).to_have_attribute("data-ready", "orders")

        page.keyboard.press("Control+k")
        page.keyboard.type("SO-47")
        page.get_by_role("option", name="SO-4711").click()
        expect(page).to_have_url(re.compile(r"/orders/SO-4711/$"))

        page.goto(page.url.replace("SO-4711/", ""))
        expect(page.locator("html")).to_have_attribute("data-ready", "orders")
        page.locator("#order-grid").click(position={"x": 160, "y": 50})
        expect(page).to_have_url(re.compile(r"/orders/SO-4711/$"))

    def test_the_list_of_what_a_plan_moved_is_accessible(
        self, visit: Visit, violations: Callable[[Page], list[str]]
    ) -> None:
        _order, ada = full_order()
        page = visit(ada, "/orders/SO-1001/")

        page.get_by_role("link", name="other line moved").first.click()

        expect(page.get_by_role("table")).to_contain_text("SO-1001/2")
        assert violations(page) == []
        looked_at(page, "order-moves")
