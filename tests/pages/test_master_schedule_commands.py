"""What `Ctrl K` does on the master schedule and the Gantt, where no key does; and which keys are numbers there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from company.models import Role
from materials.models import ItemSite
from tests import given
from tests.browser import Visit
from tests.mps.plant import published
from tests.pages.schedule import ADDRESS, planner, ready, short_plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def command(page: Page, words: str) -> None:
    """Open the palette, type, and take what is found first."""
    page.keyboard.press("Control+K")
    page.keyboard.type(words)
    expect(page.locator(".palette [role=option]").first).to_contain_text(words)
    page.keyboard.press("Enter")
    expect(page.locator(".palette")).to_have_count(0)


def to_first_cell(page: Page, *keys: str) -> None:
    """Go to the pump's row, whose measures are open, and to its first week."""
    expect(page.locator("#draft-history")).to_be_visible()
    page.locator("#schedule-grid textarea").focus()
    for key in ("Control+Home", "Space", "ArrowRight", "ArrowRight", "ArrowRight", *keys):
        page.keyboard.press(key)


def test_the_palette_does_what_the_page_offers(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    expect(page.locator("#draft-history")).to_be_visible()

    command(page, "Months")
    expect(page.get_by_role("button", name="Months")).to_have_attribute("aria-pressed", "true")
    command(page, "By family")
    expect(page.get_by_role("button", name="By family")).to_have_attribute("aria-pressed", "true")
    command(page, "Next item that is short")
    expect(page.locator("#details h2")).to_contain_text(mill.pump.code)

    page.keyboard.press("Control+K")
    options = page.locator(".palette [role=option]")
    expect(options.filter(has_text="Published changes")).to_have_count(1)
    # There is no draft: nothing of it is to be checked.
    expect(options.filter(has_text="Check")).to_have_count(0)
    assert violations(page) == []


def test_the_palette_does_what_the_gantt_offers(visit: Visit) -> None:
    page = visit(planner(short_plant()), "/gantt/")
    expect(page.locator("#gantt[data-ready=true]")).to_be_attached()

    for words in ("Late lots", "Every name"):
        expect(page.get_by_role("button", name=words)).to_have_attribute("aria-pressed", "false")
        command(page, words)
        expect(page.get_by_role("button", name=words)).to_have_attribute("aria-pressed", "true")


def test_a_frozen_cell_is_unlocked_by_the_palette(visit: Visit) -> None:
    mill = short_plant()
    ItemSite.objects.filter(item=mill.pump).update(demand_time_fence_days=21)
    published(mill.site)
    page = ready(visit(given.user(Role.MANAGER, at=mill.site), ADDRESS))
    to_first_cell(page, "ArrowRight")

    command(page, "Unlock this cell")
    expect(page.get_by_role("dialog")).to_contain_text("Why?")


def test_a_digit_on_a_number_that_is_worked_out_is_answered_and_chooses_no_time_scale(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS))
    to_first_cell(page, "ArrowDown", "ArrowDown", "1")

    expect(page.locator(".lg-note")).to_contain_text("This number is worked out.")
    expect(page.get_by_role("button", name="Weeks")).to_have_attribute("aria-pressed", "true")
    for key in ("Escape", "Home", "1"):  # on the names it still chooses
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Days")).to_have_attribute("aria-pressed", "true")


def test_what_is_typed_on_a_cell_that_refuses_it_does_nothing_up_to_enter(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS))
    to_first_cell(page, "ArrowDown", "ArrowDown")
    on_cell = page.locator("#details h2").inner_text()
    page.keyboard.type("*1.5o")
    page.keyboard.press("Enter")

    expect(page.locator(".lg-note")).to_contain_text("This number is worked out.")
    expect(page.locator("#details h2")).to_have_text(on_cell)
    expect(page.locator("#draft-bar")).to_be_hidden()
    page.keyboard.press("?")  # a key of its own again
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()


def test_no_row_moves_away_when_a_draft_begins_or_ends(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS, viewport={"width": 1366, "height": 768}))
    to_first_cell(page, *("ArrowDown",) * 4, *("ArrowRight",) * 2)
    place = page.locator("#schedule-grid")
    at_first = place.bounding_box()
    page.keyboard.type("+40")
    page.keyboard.press("Enter")

    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    assert place.bounding_box() == at_first
    page.keyboard.press("Control+z")
    expect(page.locator("#draft-bar")).to_be_hidden()
    assert place.bounding_box() == at_first


def test_the_sign_that_opens_an_item_selects_it_in_the_column_that_is_active(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    to_first_cell(page, "Space")  # the pump is closed again, its second week is active
    before = page.locator("#details h2").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#details h2")).not_to_have_text(before)
    column = page.locator("#details h2").inner_text().removeprefix(mill.pump.code)
    first_row = page.locator("#schedule-grid textarea").bounding_box()
    names = page.locator("#schedule-grid").bounding_box()
    assert first_row
    assert names
    row_below = first_row["y"] + first_row["height"] * 1.5

    page.mouse.click(names["x"] + 14, row_below)

    expect(page.locator("#details h2")).not_to_contain_text(mill.pump.code)
    expect(page.locator("#details h2")).to_contain_text(column)


@pytest.mark.parametrize(
    ("path", "desk"), [("/gantt/", "#gantt-board [tabindex='0']"), (ADDRESS, "#schedule-grid textarea")]
)
def test_a_dialog_that_came_from_nowhere_leaves_the_keyboard_on_the_grid(visit: Visit, path: str, desk: str) -> None:
    page = visit(planner(short_plant()), path)
    expect(page.locator("#draft-history")).to_be_visible()
    command(page, "Published changes")
    expect(page.get_by_role("dialog", name="Published changes")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(desk).first).to_be_focused()
