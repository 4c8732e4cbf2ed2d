"""The master schedule rolled up by family, and its saved views, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from orders.models import OrderView
from tests.browser import Visit
from tests.pages.schedule import ADDRESS, grid, planner, ready, short_plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_items_roll_up_by_family_and_a_view_of_that_is_there_on_the_next_visit(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = short_plant()
    mill.pump.family = "Pumps"
    mill.pump.save()
    person = planner(mill)
    page = ready(visit(person, ADDRESS))
    page.get_by_role("button", name="By family").click()
    expect(grid(page)).to_contain_text("Pumps")
    expect(grid(page)).not_to_contain_text("Gear pump")
    page.evaluate("document.querySelector('#schedule-grid textarea').focus()")
    for key in ("Control+Home", "Space", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(grid(page)).to_contain_text("Sum of balances")
    page.keyboard.type("5")
    expect(page.locator(".lg-note")).to_contain_text("These are the sums of a family.")

    page.locator("#view-menu summary").press("Enter")
    page.locator("#view-name").fill("Rolled up")
    assert violations(page) == []
    page.get_by_role("button", name="Save as a new view").click()
    expect(page.locator("#view-words")).to_have_text("Rolled up")
    settings = OrderView.objects.get(owner=person, surface="schedule").settings
    assert (settings["by_family"], settings["expanded"]) == (True, ["fPumps"])

    page.evaluate("localStorage.removeItem('lockstep.master-schedule')")
    page.goto(page.url.split("?")[0])
    ready(page)
    expect(page.locator("#view-words")).to_have_text("Rolled up")
    expect(grid(page)).to_contain_text("Gear pump")
    expect(page.get_by_role("button", name="By family")).to_have_attribute("aria-pressed", "true")
