"""The frame around every page in a real browser: its keys, the palette, colours, and what it says when it is alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from company.models import Membership, Role
from tests import given

Visit = Callable[..., Page]


@pytest.mark.journey
class TestInTheBrowser:
    def test_keys_lead_from_page_to_page(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/")
        page.wait_for_selector("html[data-ready=orders]", state="attached")

        page.locator("#content").focus()
        page.keyboard.press("g")
        page.keyboard.press("p")

        page.wait_for_url("**/promise/")

    def test_a_key_leads_from_region_to_region_past_what_is_hidden(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/")
        page.wait_for_selector("html[data-ready=orders]", state="attached")

        for region in (".rail", ".top", ".content", ".rail"):
            page.keyboard.press("F6")
            expect(page.locator(f"{region} :focus")).to_have_count(1)

    def test_the_list_of_keys_names_pages_as_the_menu_does(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/")
        page.wait_for_selector("html[data-ready=orders]", state="attached")

        page.locator("#content").focus()
        page.keyboard.press("?")

        expect(page.get_by_role("dialog").get_by_role("rowheader", name="My promises", exact=True)).to_be_visible()

    def test_letters_typed_into_the_search_are_letters(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/")
        page.wait_for_selector("html[data-ready=orders]", state="attached")

        page.locator("#order-search").focus()
        page.keyboard.type("gp?/")

        expect(page.locator("#order-search")).to_have_value("gp?/")
        expect(page).to_have_url(re.compile("/orders/"))

    def test_the_palette_finds_a_page_by_another_word_for_it(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/")
        page.wait_for_selector("html[data-ready=orders]", state="attached")

        page.keyboard.press("Control+k")
        page.keyboard.type("gantt")

        expect(page.locator(".palette [role=option]").first).to_contain_text("Schedule")

    def test_the_palette_finds_an_order(self, visit: Visit) -> None:
        given.order_line(order=given.order("SO-4711"))
        page = visit(given.user(), "/orders/")
        page.wait_for_selector("html[data-ready=orders]", state="attached")

        page.keyboard.press("Control+k")
        page.keyboard.type("so-47")
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Enter")

        page.wait_for_url("**/orders/SO-4711/")
        expect(page.locator("h1")).to_have_text("Order SO-4711")

    def test_escape_closes_the_palette_whatever_was_typed(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/")
        page.wait_for_selector("html[data-ready=orders]", state="attached")

        page.keyboard.press("Control+k")
        page.keyboard.type("so")
        page.keyboard.press("Escape")

        expect(page.locator(".palette")).to_have_count(0)

    def test_colours_change_at_once_and_stay(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/")
        page.locator("#user-menu summary").click()
        with page.expect_response("**/theme/"):
            page.get_by_role("button", name="Dark").click()

        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    def test_a_lost_connection_is_said_in_words(self, visit: Visit) -> None:
        given.order_line()
        page = visit(given.user(), "/orders/")
        page.clock.install()
        page.reload()
        page.route("**/standing/**", lambda route: route.abort())
        page.route("**/events/**", lambda route: route.abort())
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        page.clock.run_for(90_000)

        expect(page.locator("#plan-words")).to_contain_text("Connection lost, data 1 min old")
        expect(page.locator("#plan-context")).to_have_attribute("data-state", "old")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [390, 1600])
    def test_the_sign_in_page_is_accessible(
        self, visit: Visit, violations: Callable[[Page], list[str]], width: int, scheme: str
    ) -> None:
        page = visit(given.user(), "/nowhere/", viewport={"width": width, "height": 844}, color_scheme=scheme)
        page.context.clear_cookies()
        page.goto(page.url.split("/nowhere/")[0] + "/sign-in/")

        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert violations(page) == []

    def test_a_page_leads_to_its_own_site_whatever_another_tab_shows(self, visit: Visit) -> None:
        person = given.user(at=given.site("HZ"))
        Membership.objects.create(user=person, site=given.site("BRE"), role=Role.PLANNER)
        page = visit(person, "/orders/?site=HZ")
        page.wait_for_selector("html[data-ready=orders]", state="attached")
        other = page.context.new_page()
        other.goto(page.url.replace("HZ", "BRE"))
        other.wait_for_selector("html[data-ready=orders]", state="attached")

        page.locator("#content").focus()
        page.keyboard.type("gp")
        page.wait_for_url("**/promise/?site=HZ")
        expect(page.locator("#site-select")).to_have_value("HZ")
        other.reload()
        page.get_by_role("link", name="Orders", exact=True).click()
        page.wait_for_url("**/orders/?site=HZ")

    def test_a_page_that_names_no_site_names_it_from_then_on(self, visit: Visit) -> None:
        person = given.user(at=given.site("HZ"))
        Membership.objects.create(user=person, site=given.site("BRE"), role=Role.PLANNER)

        page = visit(person, "/orders/?show=late")

        page.wait_for_url("**/orders/?show=late&site=BRE")


PHONE = {"width": 390, "height": 844}


@pytest.mark.journey
class TestOnAPhone:
    def test_every_page_of_the_rail_is_reached_by_keys(self, visit: Visit) -> None:
        page = visit(given.user(), "/orders/", viewport=PHONE)
        places = page.locator(".rail a[data-key]")
        expect(places.filter(visible=True)).to_have_count(4)
        more = page.locator(".rail").get_by_role("button", name="More")

        more.press("Enter")
        expect(places.filter(visible=True)).to_have_count(places.count())
        page.keyboard.press("Tab")
        expect(page.locator("#more-places a").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(more).to_be_focused()
        expect(places.filter(visible=True)).to_have_count(4)

        more.press("Enter")
        page.locator("#more-places").get_by_role("link", name="Overview").press("Enter")
        page.wait_for_url("**/overview/**")

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_the_other_pages_have_no_faults_for_axe(
        self, visit: Visit, violations: Callable[[Page], list[str]], theme: str
    ) -> None:
        page = visit(given.user(), "/overview/", viewport=PHONE, color_scheme=theme)
        page.locator(".rail").get_by_role("button", name="More").click()
        here = page.locator("#more-places [aria-current=page]")
        expect(here).to_be_visible()
        assert violations(page) == []

        page.locator("main").click(position={"x": 10, "y": 10})
        expect(here).to_be_hidden()
