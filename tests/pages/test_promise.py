"""The promise page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from company.models import Role
from mps import live
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published
from tests.pages.promising import ADDRESS, PHONE, ask, busy_plant, promised, seller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

QUOTE = "**/promise/quote/*"


def test_asks_for_what_is_missing(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    answer = page.locator("#answer")
    expect(answer).to_contain_text("Choose an item and a quantity")
    page.get_by_label("Item").fill(mill.pump.code)
    expect(answer).to_contain_text("Enter a quantity to get a date.")
    expect(page.get_by_role("button", name="Copy text")).to_be_disabled()


def test_answers_while_one_types_and_names_what_is_in_the_way(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS, viewport=PHONE)
    ask(page, mill.pump.code, "300", "1/7")

    expect(page.locator("#answer .pill")).to_contain_text("after requested")
    expect(page.locator("#answer .why")).to_contain_text(mill.center.code)
    late = promised(page)

    page.get_by_label("Customer wants").fill("2/27")
    expect(page.locator("#answer .pill")).to_contain_text("On the requested date")
    assert promised(page) != late
    expect(page.locator("#answer .why")).to_have_count(0)


@pytest.mark.parametrize("wanted", ["1月14日", "2026-01-14", "１/１４", "+9d"])
def test_reads_dates_and_full_width_digits_as_people_write_them(visit: Visit, wanted: str) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code.lower(), "２０", wanted)

    expect(page.locator("#answer .big")).to_have_text("Wed 14 January")
    expect(page.locator("#answer .facts")).to_contain_text("All 20 EA")


def test_says_what_it_can_not_read(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "many")
    expect(page.locator("#quantity-error")).to_be_visible()
    expect(page.get_by_label("Quantity")).to_have_attribute("aria-invalid", "true")

    ask(page, mill.pump.code, "5", "soon")
    expect(page.locator("#quantity-error")).to_be_hidden()
    expect(page.locator("#wanted-error")).to_contain_text("soon")


def test_an_unknown_item_offers_the_closest(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, "gear pmp", "5")
    page.get_by_role("button", name="Gear pump").click()

    expect(page.locator("#answer .big")).to_be_visible()
    expect(page.get_by_label("Item")).to_have_value(mill.pump.code)


def test_what_was_said_of_an_unknown_item_goes_when_it_is_corrected(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, "gear pmp", "5")
    expect(page.locator("#answer")).to_contain_text("There is no item")

    page.get_by_label("Customer wants").fill("soon")
    expect(page.locator("#answer")).not_to_contain_text("There is no item")
    ask(page, "gear pmp", "5")
    expect(page.locator("#answer")).to_contain_text("There is no item")
    page.route(QUOTE, lambda route: route.abort())
    page.get_by_label("Item").fill(mill.pump.code)

    expect(page.locator("#remark")).to_contain_text("No answer from the server")
    expect(page.locator("#answer")).not_to_contain_text("There is no item")


def test_a_question_that_became_wrong_is_not_still_being_checked(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    page.route(QUOTE, lambda route: None)
    with page.expect_request(QUOTE):
        ask(page, mill.pump.code, "20")
    page.get_by_label("Quantity").fill("many")
    expect(page.locator("#quantity-error")).to_be_visible()

    page.wait_for_timeout(1200)

    expect(page.locator("#answer")).not_to_contain_text("Checking")
    expect(page.locator("#remark")).to_be_hidden()


def test_a_split_delivery_is_offered_and_changes_the_text_to_copy(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "300", "1/9")
    whole = page.locator("#copy-words")
    expect(whole).to_contain_text("300 EA")

    page.get_by_role("radio", name="Split delivery").check()

    expect(whole).not_to_contain_text("300 EA")
    expect(whole).to_contain_text(" and ")


def test_the_text_is_copied_by_selection(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    expect(page.locator("#copy-words")).to_contain_text("20 EA")
    page.evaluate("document.addEventListener('copy', () => { document.body.dataset.copied = String(getSelection()); })")

    page.get_by_role("button", name="Copy text").click()

    expect(page.locator("#toasts")).to_contain_text("Copied")
    assert "20 EA on Wed 14 Jan 2026" in page.evaluate("document.body.dataset.copied")


def test_an_answer_that_comes_while_one_still_types_does_not_drop_the_next_question(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route(QUOTE, hold_the_first)
    ask(page, mill.pump.code, "20")
    expect(page.locator("#answer")).to_contain_text("Checking")
    # One more key, and in the same moment the answer to what stood there before.
    page.get_by_label("Quantity").press("End")
    page.keyboard.type("0")
    held[0].continue_()

    expect(page.locator("#answer .facts")).to_contain_text("All 200 EA")


def test_a_slow_server_leaves_the_old_answer_and_says_so(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    expect(page.locator("#answer .facts")).to_contain_text("All 20 EA")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(QUOTE, hold)

    page.get_by_label("Quantity").fill("30")
    expect(page.locator("#answer.dim")).to_contain_text("All 20 EA")
    expect(page.locator("#remark")).to_contain_text("Still checking")

    held[0].continue_()
    expect(page.locator("#answer:not(.dim)")).to_contain_text("All 30 EA")
    expect(page.locator("#remark")).to_be_hidden()


def test_without_an_answer_the_old_one_is_marked(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    expect(page.locator("#answer .facts")).to_contain_text("All 20 EA")
    page.route(QUOTE, lambda route: route.abort())

    page.get_by_label("Quantity").fill("30")

    expect(page.locator("#remark")).to_contain_text("No answer from the server")
    expect(page.locator("#answer.old")).to_contain_text("All 20 EA")


def test_changes_that_are_not_planned_yet_are_told_until_they_are(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    OrderLine.objects.update(quantity=480)
    ask(page, mill.pump.code, "20", "1/14")
    expect(page.locator("#remark")).to_contain_text("1 change is not planned yet")
    expect(page.locator("#answer .big")).to_have_text("Wed 14 January")

    published(mill.site)
    live.tell_plan(mill.site.pk)

    expect(page.locator("#remark")).to_be_hidden()
    expect(page.locator("#answer .big")).not_to_have_text("Wed 14 January")


def test_without_a_plan_there_is_no_date(visit: Visit) -> None:
    mill = plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20")
    expect(page.locator("#answer")).to_contain_text("There is no plan yet")


def test_a_question_can_be_linked_to(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), f"{ADDRESS}?item={mill.pump.code}&quantity=20&wanted=2026-01-14")
    expect(page.locator("#answer .big")).to_have_text("Wed 14 January")


def test_weeks_stand_in_a_table_too(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    page.get_by_text("As a table").click()
    expect(page.get_by_role("row", name="W03")).to_contain_text("wanted, 20 promised")


def test_the_page_fits_320_pixels(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS, viewport={"width": 320, "height": 640})
    ask(page, mill.pump.code, "300", "1/9")
    page.locator("#answer .big").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_shop_floor_promises_nothing(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(given.user(Role.FLOOR, at=mill.site), ADDRESS)
    expect(page.locator("body")).to_contain_text("Your role does not allow this.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800, 1600])
def test_axe_finds_nothing(visit: Visit, violations: Callable[[Page], list[str]], theme: str, width: int) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS, color_scheme=theme, viewport={"width": width, "height": 900})
    assert violations(page) == []
    ask(page, mill.pump.code, "300", "1/9")
    page.locator("#answer .big").wait_for()
    assert violations(page) == []
