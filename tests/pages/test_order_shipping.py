"""Shipping, taking back, freezing and closing in a real browser, on the order's page and in the grid's drawer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, Site, User
from orders.models import LineStatus, OrderLine
from orders.shipments.record import Shipment
from tests import given
from tests.browser import Visit
from tests.orders.shipping import ship, take_back
from tests.pages.order_grid import click_cell, ready, wait_for
from tests.pages.test_order_in_browser import looked_at


def shipped_order() -> tuple[OrderLine, User]:
    """Return an order with a line that is partly shipped, a frozen one and a closed one."""
    order = given.order("SO-1001", customer=given.customer("NORDWIND", name="Nordwind Räder"))
    item = given.item("BIKE-9", name="City bike, 28 inch")
    ada = given.user(first_name="Ada", last_name="Lovelace")
    line = given.order_line(of=item, quantity=96, order=order, make_to_order_key="MTO-2026-0042")
    given.order_line(of=item, quantity=40, order=order, line_number=2, planning_frozen=True)
    given.order_line(of=item, quantity=40, order=order, line_number=3, status=LineStatus.CLOSED)
    ship(line, 50, ada, document="DN-80001", note="by lorry")
    take_back(line, 4, ada, document="RMA-7", to_stock=True)
    return line, ada


class TestOrderPage:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [390, 1366])
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_is_accessible_with_its_form(
        self, visit: Visit, violations: Callable[[Page], list[str]], scheme: str, width: int, language: str
    ) -> None:
        _line, ada = shipped_order()
        page = visit(ada, "/orders/SO-1001/", language, color_scheme=scheme, viewport={"width": width, "height": 900})
        expect(page.locator(".entry").first).to_be_visible()

        assert violations(page) == []
        looked_at(page, f"ship-order-{language}-{scheme}-{width}")
        page.locator("[data-act=shipment]").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        looked_at(page, f"ship-form-{language}-{scheme}-{width}")

    def test_ships_the_whole_open_quantity_by_keyboard_and_takes_it_back(self, visit: Visit) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        page = visit(ada, f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Report shipment").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Quantity, EA")).to_have_value("10")
        expect(page.get_by_label("Date", exact=True)).to_have_value("2026-01-05")
        page.keyboard.press("Enter")
        expect(page.locator(".three-quantities dd").nth(2)).to_contain_text("0")
        expect(page.locator(".entry").first).to_contain_text("reported a shipment of line 1.")
        assert wait_for(lambda: OrderLine.objects.get().status == LineStatus.SHIPPED)

        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.locator(".entry").first).to_contain_text("reversed a report of line 1.")
        assert (OrderLine.objects.get().shipped_quantity, Shipment.objects.count()) == (Decimal(0), 2)

    def test_says_in_the_form_why_not_and_keeps_what_was_typed(self, visit: Visit) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        page = visit(ada, f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Report shipment").click()
        page.get_by_label("Quantity, EA").fill("12")
        page.get_by_label("Delivery note").fill("DN-7")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").get_by_role("alert").last).to_contain_text("10 are open")
        expect(page.get_by_label("Delivery note")).to_have_value("DN-7")
        page.get_by_label("More than is open may be shipped").check()
        page.get_by_role("dialog").get_by_role("button", name="Report shipment").click()

        expect(page.get_by_role("dialog")).to_have_count(0)
        made = Shipment.objects.get()
        assert (made.document, made.channel, int(made.quantity)) == ("DN-7", "web", 12)
        assert OrderLine.objects.get().status == LineStatus.SHIPPED

    def test_reports_a_return_and_reverses_it_in_the_timeline(self, visit: Visit) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        given.stock(line.item, 10)
        ship(line, 10, ada)
        page = visit(ada, f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Report return").click()
        page.get_by_label("Quantity, EA").fill("３")  # full width, as an input method writes it
        page.get_by_label("put it back into stock").check()
        page.keyboard.press("Enter")
        expect(page.locator(".entry").first).to_contain_text("reported a return of line 1.")
        assert int(OrderLine.objects.get().shipped_quantity) == 7
        assert [int(made.from_stock) for made in Shipment.objects.all()] == [10, -3]

        page.locator(".entry").first.get_by_role("button", name="Reverse").click()
        expect(page.locator(".entry").first).to_contain_text("reversed a report of line 1.")
        assert OrderLine.objects.get().status == LineStatus.SHIPPED

    def test_closes_and_reopens_a_line(self, visit: Visit) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 4, ada)
        page = visit(ada, f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Close line").click()
        expect(page.get_by_role("button", name="Reopen line")).to_be_visible()
        expect(page.get_by_role("button", name="Reopen line")).to_be_focused()
        assert OrderLine.objects.get().status == LineStatus.CLOSED
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Close line")).to_be_visible()
        assert OrderLine.objects.get().status == LineStatus.PART_SHIPPED

        page.get_by_role("button", name="Close line").click()
        page.get_by_role("button", name="Reopen line").click()
        expect(page.get_by_role("button", name="Close line")).to_be_visible()
        assert OrderLine.objects.get().status == LineStatus.PART_SHIPPED

    def test_asks_why_inside_the_fence(self, visit: Visit) -> None:
        line = given.order_line(quantity=10)
        boss = given.user(Role.PLANNER)
        boss.memberships.create(site=line.site, role=Role.MANAGER)
        Site.objects.update(demand_time_fence_days=90)
        page = visit(boss, f"/orders/{line.order.number}/")

        page.get_by_role("button", name="Close line").click()
        page.get_by_role("textbox").fill("the customer went bankrupt")
        page.get_by_role("dialog").get_by_role("button", name="Save").click()

        expect(page.get_by_role("button", name="Reopen line")).to_be_visible()
        expect(page.locator(".entry").first).to_contain_text("bankrupt")

    @pytest.mark.parametrize("role", [Role.SALES, Role.MANAGER, Role.ADMIN])
    def test_offers_none_of_it_to_others(self, visit: Visit, role: Role) -> None:
        line = given.order_line(quantity=10)

        page = visit(given.user(role), f"/orders/{line.order.number}/")

        expect(page.locator(".three-quantities")).to_be_visible()
        expect(page.locator("[data-act]")).to_have_count(0)


class TestGrid:
    def test_shows_what_is_shipped_and_open_and_finds_a_key(self, visit: Visit) -> None:
        line, ada = shipped_order()
        page = ready(visit(ada, "/orders/", viewport={"width": 2200, "height": 900}))

        for column in ("Shipped", "Still open", "Frozen", "Make to order"):
            expect(page.get_by_role("columnheader", name=column)).to_be_attached()
        page.locator("#order-search").fill("mto-2026-0042")

        expect(page.locator("#order-count")).to_contain_text("1 of 3")
        assert line.open_quantity == 50

    def test_freezes_a_line_in_the_drawer_and_takes_that_back(
        self, visit: Visit, violations: Callable[[Page], list[str]]
    ) -> None:
        given.order_line(quantity=10, make_to_order_key="MTO-1")
        page = ready(visit(given.user(), "/orders/"))
        click_cell(page, 0, "Item")
        page.keyboard.press("o")
        freeze = page.locator("#drawer").get_by_role("button", name="Freeze planning")
        expect(freeze).to_have_attribute("aria-pressed", "false")

        freeze.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#drawer [data-act=freeze]")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#drawer [data-act=freeze]")).to_be_focused()
        expect(page.locator("#drawer [data-mark=frozen]")).to_be_visible()
        expect(page.locator("#drawer")).to_contain_text("MTO-1")
        assert OrderLine.objects.get().planning_frozen
        assert violations(page) == []
        looked_at(page, "ship-drawer")

        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.locator("#drawer [data-act=freeze]")).to_have_attribute("aria-pressed", "false")
        assert not OrderLine.objects.get().planning_frozen

    def test_ships_from_the_drawer_and_the_row_follows(self, visit: Visit) -> None:
        given.order_line(quantity=10)
        page = ready(visit(given.user(), "/orders/"))
        click_cell(page, 0, "Item")
        page.keyboard.press("o")

        page.locator("#drawer").get_by_role("button", name="Report shipment").click()
        page.get_by_label("Quantity, EA").fill("4")
        page.keyboard.press("Enter")

        expect(page.locator("#drawer .three-quantities dd").nth(2)).to_contain_text("6")
        assert OrderLine.objects.get().status == LineStatus.PART_SHIPPED
