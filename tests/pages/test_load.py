"""The page Load in a real browser: work is moved to another week by keys and by dragging, and lands in the draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mps.models import SteeringDraft
from tests import given
from tests.browser import Visit
from tests.mps.plant import published
from tests.mps.steering import Desk, lots
from tests.mps.test_moving_page import FRIDAY, mill
from tests.pages.schedule import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_work_moves_by_keys_or_by_dragging(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    shop = mill(25)
    desk = Desk(shop.site)
    moves = [{"kind": "move", "lot_key": key, "finish_date": FRIDAY.isoformat()} for key in lots(shop)]
    assert desk.publish(*moves).status_code == 200
    published(shop.site)
    page = visit(given.user("planner", at=shop.site), "/load/")
    cells = page.locator(f".heat-map tr[data-center='{shop.center.code}'] td")
    dialog = page.locator("dialog.move-work")

    cells.nth(0).drag_to(cells.nth(2))
    expect(dialog.get_by_role("combobox")).to_have_value((given.START + timedelta(days=14)).isoformat())
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    cells.nth(0).locator("a").focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    expect(cells.nth(1).locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("1 lot moves: 16 h leave W02.")
    assert violations(page) == []
    dialog.get_by_role("button", name="Put it into my draft").click()
    expect(dialog.get_by_role("link")).to_be_focused()

    draft = SteeringDraft.objects.exclude(user=desk.person).get()
    assert [step["kind"] for step in draft.steps] == ["move"]


def test_a_finger_is_told_what_it_can_do(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    shop = mill(25)
    page = visit(given.user("planner", at=shop.site), "/load/", viewport=PHONE, is_mobile=True, has_touch=True)
    expect(page.get_by_text("There “Move work to another week…” shows")).to_be_visible()
    expect(page.get_by_text("press M and an arrow key")).to_be_hidden()

    page.locator(f".heat-map tr[data-center='{shop.center.code}'] td:not([data-heat='0']) a").first.tap()
    page.get_by_role("button", name="Move work to another week…").tap()
    dialog = page.locator("dialog.move-work")
    expect(dialog.get_by_role("combobox", name="To week")).to_be_visible()
    assert violations(page) == []
