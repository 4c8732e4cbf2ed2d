"""Controls that a browser would draw in its own language are drawn by us, in the language of the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import FileChooser, Route, expect

from company.models import Role
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.pages.order_grid import ready, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PHONE = {"width": 390, "height": 844}


def test_files_are_chosen_by_key_in_the_language_of_the_page(visit: Visit, tmp_path: Path) -> None:
    given.site()
    page = visit(given.user(Role.PLANNER), "/import/", "zh-hant")
    field = page.get_by_label("選擇檔案")
    choosers: list[FileChooser] = []

    def note(chooser: FileChooser) -> None:
        choosers.append(chooser)

    page.on("filechooser", note)  # from now on, not from the key on, the browser hands its dialogs to us
    expect(page.locator("#files-chosen")).to_contain_text("未選擇檔案")
    field.focus()
    expect(field).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    orders = tmp_path / "orders.csv"
    orders.write_text("order\n", encoding="utf-8")
    chooser.value.set_files(orders)
    assert len(choosers) == 1

    expect(page.locator("#files-chosen")).to_contain_text("orders.csv")
    expect(page.get_by_text("未選擇檔案")).to_be_hidden()


def test_files_that_were_chosen_before_the_script_came_are_listed(visit: Visit, tmp_path: Path) -> None:
    given.site()
    page = visit(given.user(Role.PLANNER), "/import/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/import-*.js", hold)
    page.reload(wait_until="commit")
    orders = tmp_path / "orders.csv"
    orders.write_text("order\n", encoding="utf-8")
    page.get_by_label("Choose files").set_input_files(orders)
    assert len(held) == 1
    expect(page.locator("#files-chosen")).to_contain_text("No file chosen")
    held[0].continue_()

    expect(page.locator("#files-chosen")).to_contain_text("orders.csv")


def test_no_page_has_a_native_date_field(visit: Visit) -> None:
    line = given.order_line()
    person = given.user(Role.PLANNER, at=line.site)
    for path in ("/orders/", "/promise/", "/import/"):
        page = visit(person, path, viewport=PHONE)
        page.wait_for_load_state("networkidle" if path == "/import/" else "load")
        expect(page.locator("input[type=date]")).to_have_count(0)


def test_a_phone_changes_a_date_by_words_or_from_the_calendar(visit: Visit) -> None:
    line = given.order_line("W3")
    page = ready(visit(given.user(), "/orders/", viewport=PHONE))
    field = page.get_by_label("Requested")
    field.fill("+1w")
    field.blur()
    assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).requested_date == date(2026, 1, 26))

    page.get_by_role("button", name="Pick a date").click()
    page.get_by_role("button", name="27 January 2026").click()
    assert wait_for(lambda: OrderLine.objects.get(pk=line.pk).requested_date == date(2026, 1, 27))

    field.fill("soon")
    field.blur()
    expect(page.locator("[data-error=requested_date]")).to_contain_text("is not a date")


@pytest.mark.parametrize("path",
    ["/orders/", "/approvals/", "/orders/sheet/", "/master-schedule/", "/promise/", "/import/", "/sign-in/"],
)
def test_targets_on_a_phone_are_large_enough_for_a_finger(visit: Visit, path: str) -> None:
    line = given.order_line()
    page = visit(given.user(Role.PLANNER, at=line.site), path, viewport=PHONE)
    page.wait_for_timeout(500)
    if path == "/sign-in/":
        page.context.clear_cookies()
        page.reload()
        page.get_by_label("Password").wait_for()
    else:
        page.locator("#user-menu summary").click()
    assert page.evaluate(SMALL_TARGETS) == []


# The square in which a finger hits: the label's, where a field lies in one.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary")]
    .map(found => found.closest("label") ?? found)
    .filter(found => !found.closest(".unseen, .skip") && found.checkVisibility())
    .map(found => [found, found.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1 && Math.round(box.height) < 48)
    .map(([found, box]) => `${found.outerHTML.slice(0, 80)} ${box.height}`)"""
