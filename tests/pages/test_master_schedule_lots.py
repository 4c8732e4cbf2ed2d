"""Lots of the master schedule, steered from the drawer of a cell by keys alone; and how keys go round the regions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from materials.models import ItemSite
from mps.models import PlannedOrder, SteeringDraft
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, plant, published
from tests.pages.schedule import ADDRESS, grid, planner, ready

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

IN_REGION = "name => document.querySelector(name).contains(document.activeElement)"
REASON = "the mould broke"


def frozen_pump() -> Plant:
    """A plant whose one lot of the pump begins inside its fence."""
    mill = plant()
    given.order_line(due="D11", of=mill.pump, at=mill.site, quantity=96)
    published(mill.site)
    ItemSite.objects.filter(item=mill.pump).update(demand_time_fence_days=21)
    published(mill.site)
    return mill


def to_the_lot(page: Page) -> None:
    """Select the MPS of the week in which the lot arrives, and open it in the drawer."""
    expect(page.locator("#draft-history")).to_be_visible()
    for _time in range(3):
        page.keyboard.press("F6")
    for key in ("Control+Home", *("ArrowRight",) * 4):
        page.keyboard.press(key)
    expect(page.locator("#details h2")).to_contain_text("W03")
    lot = page.locator("#details details.lot > summary")
    expect(lot).to_be_visible()
    page.keyboard.press("F6")
    while not page.evaluate("document.activeElement.matches('details.lot > summary')"):  # past the orders before it
        assert page.evaluate(IN_REGION, "#details")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_frozen_lot_is_split_with_a_reason_and_taken_out_again_by_keys(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = frozen_pump()
    person = planner(mill)
    page = ready(visit(person, ADDRESS))
    to_the_lot(page)
    for _time in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Split…")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Once it is published, it is shown for a week")
    assert violations(page) == []

    page.keyboard.type("60")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Inside the fence a reason is needed.")
    page.keyboard.type(REASON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#save-state")).to_have_text("Draft saved")
    expect(page.locator("#details .lot-hands")).to_contain_text("60 + 36")
    split, unlock = sorted(SteeringDraft.objects.get(user=person).steps, key=lambda step: str(step["kind"]))
    assert split["quantities"] == ["60", "36"]
    assert (unlock["reason"], unlock["lot_key"]) == (REASON, split["lot_key"])

    expect(page.locator("#details details.lot > summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-bar")).to_be_hidden()


def test_a_lot_that_another_page_has_moved_is_moved_in_the_row_of_its_item(visit: Visit) -> None:
    mill = plant()
    given.order_line(due="D11", of=mill.pump, at=mill.site, quantity=96)
    plan = published(mill.site)
    [lot] = PlannedOrder.objects.filter(plan=plan, item=mill.pump)
    person = planner(mill)
    page = ready(visit(person, ADDRESS))
    expect(page.locator("#draft-history")).to_be_visible()
    page.locator("#schedule-grid textarea").focus()
    for key in ("Control+Home", "Space"):
        page.keyboard.press(key)
    cells = grid(page).get_by_role("row").filter(has_text="MPS").get_by_role("gridcell")
    expect(cells.filter(has_text="96")).to_have_count(1)
    column = cells.all_inner_texts().index("96")

    later = {"kind": "move", "lot_key": lot.lot_key, "finish_date": (lot.finish_date + timedelta(days=7)).isoformat()}
    SteeringDraft.objects.create(user=person, site=mill.site, plan_id=plan.pk, version=1, steps=[later])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    expect(cells.nth(column + 1)).to_contain_text("96")
    expect(cells.nth(column)).not_to_contain_text("96")


def test_discarding_the_draft_gives_the_focus_to_the_grid(visit: Visit) -> None:
    mill = plant()
    given.order_line(due="D11", of=mill.pump, at=mill.site, quantity=96)
    published(mill.site)
    page = ready(visit(planner(mill), ADDRESS))
    to_the_lot(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Make firm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    page.locator("#draft-discard").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#draft-bar")).to_be_hidden()
    assert page.evaluate(IN_REGION, "#schedule-grid")


@pytest.mark.parametrize(
    ("path", "drawn", "regions"),
    [
        (ADDRESS, "#master-schedule[data-ready=true]", [".rail", ".top", "#schedule-grid", "#details"]),
        ("/gantt/", "#gantt[data-ready=true]", [".rail", ".top", "#gantt-board", "#details"]),
        ("/orders/", "#order-grid textarea", [".rail", ".top", "#order-grid"]),
    ],
)
def test_f6_goes_from_menu_to_bar_to_grid_to_drawer(visit: Visit, path: str, drawn: str, regions: list[str]) -> None:
    mill = plant()
    given.order_line(due="D11", of=mill.pump, at=mill.site, quantity=96)
    published(mill.site)
    page = visit(planner(mill), path)
    page.locator(drawn).wait_for(state="attached")
    for region in [*regions, regions[0]]:
        page.keyboard.press("F6")
        assert page.evaluate(IN_REGION, region), region
    page.keyboard.press("Shift+F6")
    assert page.evaluate(IN_REGION, regions[-1])
