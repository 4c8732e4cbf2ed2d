"""What the server does not take, in a browser: the cell says why, keeps what was typed, and undo stays honest."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from company.models import Role
from mps import live
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.pages.order_grid import click_cell, ready, wait_for

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
SAVED = "All changes saved"


def type_into(page: Page, row: int, column: str, text: str) -> None:
    click_cell(page, row, column)
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})); }",
        text,
    )


def quantities(*lines: OrderLine) -> list[int]:
    return [int(OrderLine.objects.get(pk=line.pk).quantity) for line in lines]


def test_a_refusal_is_said_beside_its_cell_and_can_be_mended(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    given.order_line()
    page = ready(visit(given.user(), "/orders/"))

    type_into(page, 0, "Quantity", "2.5")

    note = page.locator(".lg-note")
    expect(note).to_contain_text("is counted in pieces")  # though Enter has moved the selection on
    expect(page.locator("#save-state")).to_have_text("1 value was not accepted")
    expect(page.get_by_role("grid")).to_contain_text("2.5")  # what was typed
    expect(note).to_contain_text("It is still 10.")

    page.reload()
    ready(page)
    expect(page.locator("#save-state")).to_have_text("1 value was not accepted")
    page.get_by_role("button", name="Show").last.click()
    expect(note).to_contain_text("is counted in pieces")
    page.keyboard.press("F2")
    field = page.locator("#order-grid textarea")
    expect(field).to_have_value("2.5")
    field.fill("25")
    page.keyboard.press("Enter")

    expect(page.locator("#save-state")).to_have_text(SAVED)
    expect(note).to_be_hidden()
    assert wait_for(lambda: quantities(line) == [25])


def test_who_presses_on_the_reason_means_the_cell_under_it(visit: Visit) -> None:
    refused, below = given.order_line("W1", quantity=10), given.order_line("W2", quantity=20)
    page = ready(visit(given.user(), "/orders/"))
    type_into(page, 0, "Quantity", "2.5")
    note, grid = page.locator(".lg-note"), page.locator("#order-grid").bounding_box()
    expect(note).to_be_visible()
    page.keyboard.press("ArrowUp")
    assert grid is not None
    second_row = grid["y"] + 34 + 28  # the reason is under its cell now, over the next line's
    assert wait_for(lambda: (note.bounding_box() or {"y": 0.0})["y"] >= second_row)
    covered = note.bounding_box()
    assert covered is not None

    page.mouse.click(covered["x"] + 16, second_row + 14)
    page.keyboard.type("25")
    page.keyboard.press("Enter")

    assert wait_for(lambda: quantities(refused, below) == [10, 25])


def test_what_was_typed_is_shown_until_undo_puts_it_away(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    page = ready(visit(given.user(), "/orders/"))

    type_into(page, 0, "Quantity", "2.5")
    expect(page.locator("#save-state")).to_have_text("1 value was not accepted")
    expect(page.get_by_role("grid")).to_contain_text("2.5")
    expect(page.locator(".lg-note")).to_contain_text("It is still 10.")
    page.keyboard.press("Control+z")

    expect(page.get_by_role("grid")).not_to_contain_text("2.5")
    expect(page.locator("#save-state")).to_have_text(SAVED)
    expect(page.locator("#undo")).to_be_disabled()
    assert quantities(line) == [10]


def test_undo_takes_back_of_a_paste_what_was_taken(visit: Visit) -> None:
    lines = [given.order_line(f"W{number}", quantity=10 * number) for number in (1, 2)]
    page = ready(visit(given.user(), "/orders/"))

    click_cell(page, 0, "Quantity")
    paste(page, "11\n2.5")
    expect(page.locator("#save-state")).to_have_text("1 value was not accepted")
    assert quantities(*lines) == [11, 20]
    page.keyboard.press("Control+z")

    expect(page.locator("#order-grid [role=status]").first).to_contain_text("1 cell taken back")
    expect(page.locator("#save-state")).to_have_text(SAVED)
    assert wait_for(lambda: quantities(*lines) == [10, 20])


def test_an_undo_that_is_refused_says_why_and_is_not_done_again(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    page = ready(visit(given.user(), "/orders/"))
    type_into(page, 0, "Quantity", "25")
    expect(page.locator("#save-state")).to_have_text(SAVED)
    assert wait_for(lambda: quantities(line) == [25])

    OrderLine.objects.filter(pk=line.pk).update(shipped_quantity=20)
    page.keyboard.press("Control+z")

    expect(page.locator(".lg-note")).to_contain_text("20 are shipped already. It is still 25.")
    expect(page.locator("#redo")).to_be_disabled()
    page.keyboard.press("Control+z")  # puts away what was refused
    expect(page.get_by_role("grid")).to_contain_text("25")
    expect(page.locator("#undo")).to_be_disabled()
    expect(page.locator("#redo")).to_be_disabled()
    assert quantities(line) == [25]


def test_undo_leaves_what_somebody_else_has_written_since(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    page = ready(visit(given.user(), "/orders/"))
    type_into(page, 0, "Quantity", "25")
    assert wait_for(lambda: quantities(line) == [25])
    expect(page.locator("#save-state")).to_have_text(SAVED)

    OrderLine.objects.filter(pk=line.pk).update(quantity=4711)
    live.tell_revision(line.site_id)
    expect(page.get_by_role("grid")).to_contain_text("4,711")
    page.keyboard.press("Control+z")

    expect(page.locator(".toast")).to_contain_text("1 cell was not taken back")
    expect(page.locator(".lg-note")).to_contain_text("changed by someone else")
    assert quantities(line) == [4711]


def test_a_right_that_is_gone_is_named_at_the_cell(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    person = given.user()
    page = ready(visit(person, "/orders/"))
    person.memberships.update(role=Role.FLOOR)

    type_into(page, 0, "Quantity", "25")

    expect(page.locator(".lg-note")).to_contain_text(re.compile("Your role does not allow this.*It is still 10"))
    assert quantities(line) == [10]


@pytest.mark.parametrize("typed", ["1990-01-05", "9999-01-05", "0026-01-05"])
def test_a_date_centuries_away_is_a_slip_of_the_finger(visit: Visit, typed: str) -> None:
    line = given.order_line("W3")
    page = ready(visit(given.user(), "/orders/"))

    type_into(page, 0, "Requested", typed)

    expect(page.locator(".lg-note")).to_contain_text("The year must be from 2000 to 2100.")
    assert OrderLine.objects.get(pk=line.pk).requested_date == given.day("W3")


def test_a_note_can_be_taken_away(visit: Visit) -> None:
    line = given.order_line(note="Rush")
    page = ready(visit(given.user(), "/orders/"))

    click_cell(page, 0, "Note")
    page.keyboard.press("Delete")

    assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).note == "")
    expect(page.locator("#save-state")).to_have_text(SAVED)


def test_a_key_that_begins_a_value_is_typed(visit: Visit) -> None:
    line = given.order_line(quantity=10, note="")
    page = ready(visit(given.user(), "/orders/"))

    type_into(page, 0, "Note", "?/")
    type_into(page, 0, "Quantity", "/2")

    assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).note == "?/")
    assert wait_for(lambda: quantities(line) == [5])
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_key_that_begins_no_number_is_a_shortcut_and_none_behind_a_dialog(visit: Visit) -> None:
    given.order_line(quantity=10)
    page = ready(visit(given.user(), "/orders/"))

    click_cell(page, 0, "Quantity")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet).to_contain_text("keys of a single letter are text")
    page.keyboard.press("?")
    page.keyboard.press("/")

    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.locator("#order-search")).not_to_be_focused()


def test_a_phone_keeps_the_reason_and_what_was_typed(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    page = ready(visit(given.user(), "/orders/", viewport=PHONE))
    field = page.get_by_label("Quantity")

    field.fill("2.5")
    field.blur()
    error = page.locator("[data-error=quantity]")
    expect(error).to_contain_text("is counted in pieces")
    OrderLine.objects.filter(pk=line.pk).update(requested_date=given.day("W4"))
    live.tell_revision(line.site_id)
    expect(page.get_by_label("Requested")).to_have_value(given.day("W4").isoformat())

    expect(error).to_contain_text("is counted in pieces")
    expect(field).to_have_value("2.5")
    field.fill("25")
    field.blur()
    expect(error).to_be_empty()
    assert wait_for(lambda: quantities(line) == [25])


def test_a_phone_asks_whose_value_stays(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    page = ready(visit(given.user(), "/orders/", viewport=PHONE))
    page.wait_for_function("() => performance.getEntriesByType('resource').some(e => e.name.includes('standing'))")
    page.route(re.compile("/(standing|events)/"), lambda route: route.abort())
    OrderLine.objects.update(quantity=11)

    page.get_by_label("Quantity").fill("25")
    page.get_by_label("Quantity").blur()
    page.get_by_role("button", name="Keep 25").click()

    assert wait_for(lambda: quantities(line) == [25])
    expect(page.locator("[data-error=quantity]")).to_be_empty()
