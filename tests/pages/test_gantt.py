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
# Of the chart: names of work centres, header, a row of one lane, a day (static/src/gantt/view/scene.ts, model/).
NAMES_PX, HEADER_PX, ROW_PX, DAY_PX = 184, 44, 40, 104


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


def test_a_lasso_chooses_what_keys_then_move_in_one_step_back(visit: Visit) -> None:
    page = ready(visit(planner(shop()), ADDRESS))
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("3")
    box = chart(page).bounding_box()
    assert box

    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + box["height"] - 60)
    page.mouse.down()
    page.mouse.move(box["x"] + NAMES_PX + 2, box["y"] + HEADER_PX + 2, steps=3)
    page.mouse.up()
    expect(page.locator("#announcements")).to_have_text("2 bars are chosen.")
    expect(chart(page).locator("[role=gridcell][aria-selected=true]")).to_have_count(2)
    page.keyboard.press("Alt+ArrowRight")

    expect(page.locator("#draft-words")).to_have_text("2 changes, not published")
    page.keyboard.press("Control+z")
    expect(page.locator("#draft-bar")).to_be_hidden()


def test_shift_and_arrows_choose_one_more_and_escape_none(visit: Visit) -> None:
    page = ready(visit(planner(shop()), ADDRESS))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("heading", name="2 bars are chosen.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Act first")).to_be_visible()


def test_a_bar_is_dragged_to_another_day_and_goes_back_where_it_cant_stay(visit: Visit) -> None:
    page = ready(visit(planner(shop()), ADDRESS))
    expect(page.locator("#undo")).to_be_visible()
    box = chart(page).bounding_box()
    assert box
    second_row = HEADER_PX + 1.5 * ROW_PX  # below that of the lathe
    x, y = box["x"] + NAMES_PX + 50, box["y"] + second_row

    def dragged(by: int) -> None:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + by, y, steps=4)
        page.mouse.up()

    dragged(-DAY_PX)
    expect(page.locator("#toasts")).to_contain_text("in the past")
    expect(page.locator("#announcements")).to_contain_text("in the past")
    expect(page.locator("#draft-bar")).to_be_hidden()
    dragged(DAY_PX)
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    expect(active(page)).to_contain_text("moved in the draft")


def test_one_lot_is_given_to_another_work_centre_and_every_lot_by_one_button_more(visit: Visit) -> None:
    mill = shop()
    page = ready(visit(planner(mill), ADDRESS))
    expect(page.locator("#undo")).to_be_visible()
    elsewhere = chart(page).get_by_role("gridcell").filter(has_text="on another work centre in the draft")
    page.keyboard.press("3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+ArrowUp")
    expect(elsewhere).to_have_count(1)

    page.get_by_role("button", name=f"Make every lot of {mill.pump.code} on this work centre").click()

    expect(elsewhere).to_have_count(2)
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")


def test_level_load_shows_what_would_go_and_takes_it_as_one_step(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = plant()
    for due in ("D23", "D25"):
        given.order_line(due=due, of=mill.pump, at=mill.site, quantity=48)
    published(mill.site)
    page = ready(visit(planner(mill), ADDRESS))
    expect(page.locator("#undo")).to_be_visible()
    page.get_by_role("button", name="Level load…").click()
    panel = page.get_by_role("form", name="Level load")
    expect(panel.get_by_label("Work centre")).to_be_focused()
    assert violations(page) == []

    panel.get_by_label("At most").fill("much")
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("Write a number.")
    panel.get_by_label("At most").fill("20")
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("1 lot moves.")
    expect(page.locator("#draft-bar")).to_be_hidden()
    page.keyboard.press("Enter")

    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    expect(panel).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(page.locator("#draft-bar")).to_be_hidden()


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


def test_the_rows_are_all_in_view_at_first_and_named_on_request(visit: Visit) -> None:
    mill = plant()
    for number in range(8):
        given.work_center(f"C-{number}", at=mill.site)
    for due in range(17, 33):
        for _twice in range(2):
            given.order_line(due=f"D{due}", of=mill.pump, at=mill.site, quantity=8)
    published(mill.site)
    page = ready(visit(planner(mill), ADDRESS, viewport={"width": 1366, "height": 640}))
    hidden = "box => box.scrollHeight - box.clientHeight"

    assert page.locator(".gantt-scroll").evaluate(hidden) == 0
    page.get_by_role("button", name="Every name").click()
    assert page.locator(".gantt-scroll").evaluate(hidden) > 0

    page.reload()
    ready(page)
    expect(page.get_by_role("button", name="Every name")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".gantt-scroll").evaluate(hidden) > 0


def looked_at(page: Page) -> None:
    """Open the details and Level load by keys, and come back to the chart from each."""
    page.keyboard.press("Enter")
    expect(page.locator("#details")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chart(page)).to_be_focused()
    page.get_by_role("button", name="Level load…").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Level load").get_by_label("Work centre")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chart(page)).to_be_focused()


def test_a_whole_run_needs_no_mouse(visit: Visit) -> None:
    page = ready(visit(planner(shop()), ADDRESS))
    words, keys = page.locator("#draft-words"), page.keyboard
    expect(page.locator("#undo")).to_be_visible()

    for key in ("ArrowRight", "Shift+ArrowRight", "l"):
        keys.press(key)
    expect(words).to_have_text("2 changes, not published")
    keys.press("Control+z")
    expect(page.locator("#draft-bar")).to_be_hidden()
    for key in ("Escape", "End", "ArrowRight", "Alt+ArrowRight", "Alt+ArrowUp"):
        keys.press(key)
    expect(active(page)).to_contain_text("on another work centre in the draft")
    looked_at(page)

    expect(page.locator("#save-state")).to_have_text("Draft saved")
    page.locator("#draft-check").focus()
    keys.press("Enter")
    expect(page.locator("#draft-check")).to_be_enabled()
    keys.press("Control+s")
    expect(page.locator("#publish-reason")).to_be_focused()
    keys.type("the customer asked")
    page.get_by_role("button", name="Publish", exact=True).focus()
    keys.press("Enter")
    expect(page.locator("#draft-bar")).to_be_hidden()
    assert Steering.objects.exists()


def test_on_a_phone_is_an_agenda_of_each_work_centre(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = shop()
    page = visit(planner(mill), ADDRESS, viewport=PHONE, has_touch=True)
    page.locator("#gantt[data-ready=true]").wait_for()

    page.locator("#agenda summary").filter(has_text=mill.center.code).click()

    expect(page.locator("#agenda .due .quantity")).to_have_text(["144", "48"])
    assert violations(page) == []
