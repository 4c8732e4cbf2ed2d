"""Hours that a person adds to a work centre in the panel of the master schedule."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from capacity.models import CapacityException
from mps.models import SteeringDraft
from tests.browser import Visit
from tests.pages.order_grid import wait_for
from tests.pages.schedule import ADDRESS, planner, ready, short_plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def to_the_load(page: Page, center: str) -> None:
    """Select the load of the work centre in the week after the first."""
    expect(page.locator("#draft-history")).to_be_visible()
    page.evaluate("document.querySelector('#schedule-grid textarea').focus()")
    for key in ("Control+Home", *("ArrowRight",) * 4, "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("#details h2")).to_contain_text(center)


def drafted() -> list[dict[str, Any]]:
    return SteeringDraft.objects.get().steps if SteeringDraft.objects.exists() else []


def test_overtime_is_added_and_taken_out_again(visit: Visit) -> None:
    mill = short_plant()
    page = visit(planner(mill), ADDRESS)
    ready(page)
    to_the_load(page, mill.center.code)

    page.get_by_role("button", name="Change the hours…").press("Enter")
    dialog = page.get_by_role("dialog")
    hours = dialog.get_by_label("Hours a day")
    expect(hours).to_be_focused()
    page.keyboard.type("none")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("“none” is not a number.")
    expect(hours).to_be_focused()
    kind = dialog.get_by_label("What changes")
    for change, said in (("shift", "40 h more"), ("downtime", "40 h less"), ("overtime", "10 h more")):
        kind.select_option(change)
        expect(dialog.get_by_role("status")).to_have_text(f"{said} in all")
    hours.fill("1.5")
    expect(dialog.get_by_role("status")).to_contain_text("h more in all")
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    assert wait_for(lambda: [step["minutes_per_day"] for step in drafted()] == [90])
    expect(page.locator("#details")).to_contain_text("In the draft: Overtime, 1.5 h a day")
    assert page.evaluate("document.querySelector('#details').contains(document.activeElement)")

    page.get_by_role("button", name="Take it out of the draft").press("Enter")
    assert wait_for(lambda: drafted() == [])
    assert not CapacityException.objects.exists()
