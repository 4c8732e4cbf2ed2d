"""The orders page in a browser: what a planner does with it, and what it does by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from company.models import Role
from mps import live
from orders.models import ChangeRequest, OrderLine, OutlookStatus
from tests import given
from tests.pages.order_grid import click_cell, ready, wait_for

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}

pytestmark = pytest.mark.journey

# An answer is among the entries when it has arrived, so none is under way then that could still bring news.
FIRST_LOOK_IS_OVER = "() => performance.getEntriesByType('resource').some(e => e.name.includes('standing'))"


class TestInTheBrowser:
    def test_an_edit_is_saved_and_can_be_undone(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/"))

        click_cell(page, 0, "Quantity")
        page.keyboard.type("25")
        page.keyboard.press("Enter")
        expect(page.locator("#save-state")).to_have_text("All changes saved")
        page.wait_for_function("() => document.querySelector('#plan-context').dataset.orderRevision > 0")
        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).quantity == 25)

        page.keyboard.press("Control+z")
        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).quantity == 10)

    def test_a_manager_who_overrides_the_demand_fence_is_asked_why(self, visit: Visit) -> None:
        given.site(demand_time_fence_days=14)
        line = given.order_line("D3")
        page = ready(visit(given.user(Role.MANAGER), "/orders/"))

        click_cell(page, 0, "Priority")
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Don't change").click()
        expect(page.locator("#save-state")).to_have_text("All changes saved")
        assert OrderLine.objects.get(pk=line.pk).priority == 3

        click_cell(page, 0, "Priority")
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        page.get_by_label("inside the demand time fence").fill("fair in Hanover")
        page.get_by_role("button", name="Save", exact=True).click()

        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).priority == 1)
        assert ChangeRequest.objects.get(line=line).why == "fair in Hanover"

    def test_one_types_on_where_one_was_after_the_command_palette(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/"))

        click_cell(page, 0, "Quantity")
        page.keyboard.press("Control+k")
        page.keyboard.type("x")
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
        page.keyboard.type("25")
        page.keyboard.press("Enter")

        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).quantity == 25)

    @pytest.mark.parametrize("column", ["Order", "Quantity"])
    def test_keys_lead_away_from_a_cell_that_no_letter_can_begin(self, visit: Visit, column: str) -> None:
        given.order_line()
        page = ready(visit(given.user(), "/orders/"))

        click_cell(page, 0, column)
        page.keyboard.press("g")
        page.keyboard.press("p")

        page.wait_for_url("**/promise/")

    def test_letters_of_a_note_are_letters(self, visit: Visit) -> None:
        line = given.order_line()
        page = ready(visit(given.user(), "/orders/"))

        click_cell(page, 0, "Note")
        page.keyboard.type("gp")
        page.keyboard.press("Enter")

        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).note == "gp")

    def test_nothing_typed_is_lost_while_the_server_is_away(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/"))
        page.route("**/orders/changes/", lambda route: route.abort())

        click_cell(page, 0, "Quantity")
        page.keyboard.type("25")
        page.keyboard.press("Enter")
        expect(page.locator("#save-state")).to_have_text("1 change waiting")
        expect(page.locator("#plan-context")).to_have_attribute("data-state", "behind")
        page.unroute("**/orders/changes/")
        page.get_by_role("button", name="Try now").click()

        expect(page.locator("#save-state")).to_have_text("All changes saved")
        expect(page.locator("#plan-context")).not_to_have_attribute("data-state", "behind")
        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).quantity == 25)

    def test_who_is_offline_sees_it_in_the_top_bar_at_once(self, visit: Visit) -> None:
        given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/"))

        page.context.set_offline(True)
        expect(page.locator("#plan-context")).to_have_attribute("data-state", "behind")
        expect(page.locator("#plan-words")).to_contain_text("Connection lost")
        page.context.set_offline(False)

        expect(page.locator("#plan-context")).not_to_have_attribute("data-state", "behind")

    def test_an_edit_arrives_although_the_page_is_left_at_once(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/"))

        click_cell(page, 0, "Quantity")
        page.keyboard.type("25")
        page.keyboard.press("Enter")
        page.goto("about:blank")

        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).quantity == 25)

    def test_a_finished_line_is_not_edited(self, visit: Visit) -> None:
        given.order_line(quantity=10, status="shipped")
        page = ready(visit(given.user(), "/orders/"))

        click_cell(page, 0, "Quantity")
        page.keyboard.type("25")
        page.keyboard.press("Enter")

        expect(page.locator("#order-grid [role=status]").first).to_contain_text("finished")
        assert OrderLine.objects.get().quantity == 10

    def test_a_cell_that_two_people_changed_asks_whose_value_stays(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/"))
        change_unheard(page, 11)

        click_cell(page, 0, "Quantity")
        page.keyboard.type("25")
        page.keyboard.press("Enter")
        expect(page.locator("#save-state")).to_have_text("1 cell to decide")
        page.get_by_role("button", name="Show").last.click()
        page.get_by_role("button", name="Keep 25").click()

        expect(page.locator("#save-state")).to_have_text("All changes saved")
        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).quantity == 25)

    def test_somebody_elses_change_comes_by_itself_and_alone(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        given.order_line(quantity=20)
        page = ready(visit(given.user(), "/orders/"))
        page.wait_for_function(FIRST_LOOK_IS_OVER)

        OrderLine.objects.filter(pk=line.pk).update(quantity=3333)
        with page.expect_response("**/orders/rows/**since=**") as fetched:
            live.tell_revision(line.site_id)

        assert fetched.value.json()["columns"]["id"] == [line.pk]
        expect(page.get_by_role("grid")).to_contain_text("3,333")

    def test_chips_and_search_leave_what_matches(self, visit: Visit) -> None:
        late = given.order_line(of=given.item("PUMP-1"))
        given.outlook(late, OutlookStatus.LATE, -2, date(2026, 1, 21))
        given.order_line(of=given.item("VALVE-1"))
        page = ready(visit(given.user(), "/orders/"))

        page.get_by_role("button", name=re.compile("^Late")).click()
        expect(page.locator("#order-count")).to_have_text("1 of 2")
        page.get_by_role("button", name=re.compile("^All")).click()
        page.keyboard.press("/")
        page.keyboard.type("valve")

        expect(page.locator("#order-count")).to_have_text("1 of 2")
        expect(page.get_by_role("grid")).to_contain_text("VALVE-1")

    def test_who_may_not_change_sees_no_way_to(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        page = ready(visit(given.user(Role.ADMIN), "/orders/"))

        click_cell(page, 0, "Quantity")
        page.keyboard.type("25")
        page.keyboard.press("Enter")

        expect(page.locator("#save-state")).to_have_text("Read only")
        expect(page.locator("#undo")).to_have_count(0)
        assert OrderLine.objects.get(pk=line.pk).quantity == 10

    def test_a_phone_edits_on_cards(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/", viewport=PHONE))

        page.get_by_label("Quantity").fill("25")
        page.get_by_label("Quantity").blur()

        assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).quantity == 25)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    @pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
    @pytest.mark.parametrize("width", [390, 800, 1600])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_accessible(
        self, visit: Visit, violations: Callable[[Page], list[str]], language: str, width: int, scheme: str
    ) -> None:
        given.outlook(given.order_line(), OutlookStatus.LATE, -2, date(2026, 1, 21))
        viewport = {"width": width, "height": 844}
        page = ready(visit(given.user(), "/orders/", language, viewport=viewport, color_scheme=scheme))

        assert violations(page) == []

    @pytest.mark.parametrize("opened", ["drawer", "palette", "keys", "menu", "conflict"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_accessible_with_something_open(
        self, visit: Visit, violations: Callable[[Page], list[str]], opened: str, scheme: str
    ) -> None:
        line = given.order_line(order=given.order("SO-77"), note="Rush", promised_date=date(2026, 1, 20))
        given.outlook(line, OutlookStatus.LATE, -2, date(2026, 1, 21))
        page = ready(visit(given.user(), "/orders/", color_scheme=scheme))

        OPENERS[opened](page)

        assert violations(page) == []


def open_drawer(page: Page) -> None:
    click_cell(page, 0, "Order")
    page.keyboard.press("o")
    expect(page.locator("#drawer")).to_contain_text("Three dates")


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("SO-7")
    expect(page.get_by_role("option", name="SO-77")).to_be_visible()


def open_keys(page: Page) -> None:
    page.locator("#content").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()


def open_menu(page: Page) -> None:
    page.locator("#user-menu summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def change_unheard(page: Page, quantity: int) -> None:
    """Change every line as somebody else, while the page hears no news: what it sends next is stale for certain."""
    page.wait_for_function(FIRST_LOOK_IS_OVER)
    page.route("**/standing/**", lambda route: route.abort())
    page.route("**/events/**", lambda route: route.abort())
    OrderLine.objects.update(quantity=quantity)


def open_conflict(page: Page) -> None:
    change_unheard(page, 99)
    click_cell(page, 0, "Quantity")
    page.keyboard.type("25")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_have_text("1 cell to decide")
    click_cell(page, 0, "Quantity")


OPENERS = {
    "drawer": open_drawer, "palette": open_palette, "keys": open_keys, "menu": open_menu, "conflict": open_conflict,
}  # fmt: skip
