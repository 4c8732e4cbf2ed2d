"""The Gantt, in a real browser: walked and steered by keys, seen by a screen reader, and as a list on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from capacity.models import OperationAlternative
from mps import questions
from mps.models import PlannedOrder, Steering
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, plant, published
from tests.mps.worker_here import WorkerHere
from tests.pages.schedule import PHONE, planner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

ADDRESS = "/gantt/"


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published is checked first, by a worker."""
    monkeypatch.setattr(questions, "signature", WorkerHere)


def shop() -> Plant:
    """Two lots of a pump, on a mill; a lathe could do it, too. One of the two is for a late order."""
    mill = plant()
    lathe = given.work_center("LATHE", at=mill.site)
    step = mill.pump.routings.get().operations.get()
    OperationAlternative.objects.create(operation=step, work_center=lathe, factor=2)
    late = given.day("D1", mill.site.horizon_start)
    given.order_line(due="D1", of=mill.pump, at=mill.site, quantity=144, promised_date=late)
    given.order_line(due="D17", of=mill.pump, at=mill.site, quantity=48)
    published(mill.site)
    return mill


def ready(page: Page) -> Page:
    """Wait until the bars are drawn and the draft is there; the chart has the keyboard then."""
    page.locator("#gantt[data-ready=true]").wait_for()
    page.locator(".gantt-scroll").focus()
    return page


def chart(page: Page) -> Locator:
    return page.get_by_role("grid", name="Lots by work centre and day")


def active(page: Page) -> Locator:
    return page.locator("#gantt-active")


def test_is_walked_by_arrows_and_enter_explains_the_bar(visit: Visit) -> None:
    mill = shop()
    page = ready(visit(planner(mill), ADDRESS))
    expect(chart(page).get_by_role("rowheader")).to_have_count(2)

    page.keyboard.press("ArrowRight")
    expect(active(page)).to_contain_text(re.compile("144 EA.*late"))
    page.keyboard.press("ArrowRight")
    expect(active(page)).to_contain_text("48 EA")
    page.keyboard.press("Enter")

    details = page.locator("#details")
    expect(details).to_be_focused()
    expect(details.get_by_role("heading", name="For whom, in the end")).to_be_visible()
    expect(details).to_contain_text(mill.center.code)


def test_steps_of_the_draft_are_made_by_keys_checked_published_and_obeyed(visit: Visit) -> None:
    mill = shop()
    lot = PlannedOrder.objects.order_by("-finish_date")[0]
    page = ready(visit(planner(mill), ADDRESS))
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(active(page)).to_contain_text("48 EA")

    page.keyboard.press("Alt+ArrowRight")
    expect(active(page)).to_contain_text("moved in the draft")
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    page.keyboard.press("Alt+ArrowUp")
    expect(active(page)).to_contain_text("on another work centre in the draft")
    page.keyboard.press("Control+z")
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    expect(page.locator("#save-state")).to_have_text("Draft saved")
    page.keyboard.press("Control+s")
    page.locator("#publish-reason").fill("the customer asked")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#draft-bar")).to_be_hidden()

    held = Steering.objects.get()
    assert (held.lot_key, held.kind) == (lot.lot_key, "lot")
    assert held.days[1] > lot.finish_date
    plan = published(mill.site)
    assert PlannedOrder.objects.get(plan=plan, lot_key=lot.lot_key).finish_date == held.days[1]


def test_a_drop_that_cant_be_says_why_and_has_no_faults_for_axe(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = shop()
    page = ready(visit(planner(mill), ADDRESS))
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#details h3").first).to_be_visible()
    assert violations(page) == []

    page.keyboard.press("Alt+Shift+ArrowLeft")

    expect(page.locator("#announcements")).to_contain_text("in the past")
    expect(page.locator("#draft-bar")).to_be_hidden()


def test_on_a_phone_is_an_agenda_of_each_work_centre(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = shop()
    page = visit(planner(mill), ADDRESS, viewport=PHONE, has_touch=True)
    page.locator("#gantt[data-ready=true]").wait_for()

    page.locator("#agenda summary").filter(has_text=mill.center.code).click()

    expect(page.locator("#agenda .due .quantity")).to_have_text(["144", "48"])
    assert violations(page) == []
