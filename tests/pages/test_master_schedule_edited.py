"""The master schedule edited by hand, in a real browser and by keys alone: the draft, and what is published of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, Site, User
from mps import live, questions
from mps.models import Steering, SteeringDraft
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, published
from tests.mps.worker_here import WorkerHere
from tests.pages.order_grid import wait_for
from tests.pages.schedule import ADDRESS, planner, ready, short_plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published is checked first, by a worker."""
    monkeypatch.setattr(questions, "signature", WorkerHere)


# A row of the grid as a screen reader meets it, by the word in one of its first columns.
ROW = """word => {
    const rows = [...document.querySelectorAll('#schedule-grid [role=row]')].map((row) => [...row.children]);
    const found = rows.find((cells) => cells.slice(0, 3).some((cell) => cell.innerText === word));
    return found ? found.slice(3).map((cell) => cell.innerText) : [];
}"""
WEEK = 2


def week(page: Page, row: str) -> str:
    """Return what a row says in the week that is edited."""
    return str(page.evaluate(ROW, row)[WEEK])


def says(page: Page, row: str, *numbers: str) -> None:
    """Wait until a row says this from the edited week on: what a screen reader meets follows the paint."""
    assert wait_for(lambda: tuple(page.evaluate(ROW, row)[WEEK : WEEK + len(numbers)]) == numbers)


def to_the_mps(page: Page, mill: Plant) -> None:
    """Open the pump and select its MPS, two weeks on, once the draft is there."""
    expect(page.locator("#draft-history")).to_be_visible()
    page.evaluate("document.querySelector('#schedule-grid textarea').focus()")
    for key in ("Control+Home", "Space", *("ArrowDown",) * 4, *("ArrowRight",) * (3 + WEEK)):
        page.keyboard.press(key)
    expect(page.locator("#details h2")).to_contain_text(f"{mill.pump.code} · W04")


def planned_anew(page: Page, site: Site) -> None:
    plan = published(site)
    live.tell_plan(site.pk)
    expect(page.locator("#master-schedule")).to_have_attribute("data-plan-id", str(plan.pk))


def because(page: Page, reason: str) -> None:
    """Type a reason into the dialog that is open, and go on."""
    page.keyboard.type(reason)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text("Draft saved")


def is_given_back_and_kept_all_the_same(page: Page, person: User) -> None:
    """Clear the selected cell, whose quantity somebody has fixed; and think better of it."""
    page.keyboard.press("Delete")
    expect(page.locator("#details .decided")).to_contain_text("The draft gives this back to the engine.")
    saved(page)
    (step,) = SteeringDraft.objects.get(user=person).steps
    assert (step["bucket"], step["quantity"]) == ("2026-01-19", None)
    page.keyboard.press("Control+z")
    expect(page.locator("#draft-bar")).to_be_hidden()


def is_taken_back(page: Page, reason: str, *, why: str) -> None:
    """Take a publication back; before and after it is said what happens now, and what with the next plan."""
    page.locator("#draft-history").press("Enter")
    page.get_by_role("button", name=f"Undo: {reason}").press("Enter")
    expect(page.get_by_role("textbox", name="Why is it taken back?")).to_have_accessible_description(
        re.compile("stays as it is until the next plan is there")
    )
    because(page, why)
    expect(page.locator("#toasts")).to_contain_text("then the engine decides again about what this had fixed")


def test_a_quantity_is_typed_published_and_taken_back_by_keys_alone(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = short_plant()
    person = planner(mill)
    page = ready(visit(person, ADDRESS))
    to_the_mps(page, mill)
    before = {row: week(page, row) for row in ("Balance (PAB)", "ATP", mill.center.code)}

    page.keyboard.type("+60")
    page.keyboard.press("Enter")
    shown = {row: week(page, row) for row in before}
    assert all(shown[row] != before[row] for row in before)
    assert (week(page, "MPS"), shown[mill.center.code]) == ("60", "≈25%")
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    saved(page)
    (step,) = SteeringDraft.objects.get(user=person).steps
    assert (step["item_id"], step["quantity"], step["bucket"]) == (mill.pump.pk, "60", "2026-01-19")
    assert violations(page) == []

    page.reload()
    ready(page)
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("dialog")).to_contain_text("60")
    assert violations(page) == []
    because(page, "The fair")
    expect(page.locator("#draft-bar")).to_be_hidden()
    assert Steering.objects.get(ended_by=None).quantity == 60
    planned_anew(page, mill.site)
    to_the_mps(page, mill)
    says(page, "MPS", "60")
    is_given_back_and_kept_all_the_same(page, person)

    is_taken_back(page, "The fair", why="No fair")
    says(page, "MPS", "60")
    assert not Steering.objects.filter(ended_by=None).exists()
    planned_anew(page, mill.site)
    says(page, "MPS", "·")


def test_what_is_left_out_by_keys_stays_in_the_draft(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    mill = short_plant()
    person = planner(mill)
    page = ready(visit(person, ADDRESS))
    to_the_mps(page, mill)
    for typed in ("60", "25"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    expect(page.locator("#draft-words")).to_have_text("2 changes, not published")
    saved(page)

    page.keyboard.press("Control+s")
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("checkbox", name="MPS").last.press("Space")
    expect(sheet.get_by_role("heading", level=2)).to_have_text("Publish 1 of 2 changes")
    expect(sheet.get_by_role("checkbox", name=mill.pump.code)).to_be_checked(indeterminate=True)
    sheet.get_by_role("button", name="Check what is chosen").press("Enter")
    expect(sheet.get_by_role("table", name="The plan without these changes, and with them")).to_be_visible()
    expect(sheet).to_contain_text("1 change stays in the draft.")
    assert violations(page) == []
    sheet.get_by_role("textbox", name="Reason").focus()
    because(page, "The fair")

    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    assert [one.quantity for one in Steering.objects.filter(ended_by=None)] == [60]
    (left,) = SteeringDraft.objects.get(user=person).steps
    assert left["quantity"] == "25"


def test_a_quantity_goes_a_column_on_and_undo_brings_it_back(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    to_the_mps(page, mill)
    page.keyboard.type("60")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+ArrowRight")
    says(page, "MPS", "·", "60")
    expect(page.locator("#details h2")).to_contain_text("W05")

    page.keyboard.press("Control+z")
    says(page, "MPS", "60", "·")
    page.keyboard.press("Control+y")
    says(page, "MPS", "·", "60")
    saved(page)


def test_a_part_of_a_piece_is_refused_beside_its_cell(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    to_the_mps(page, mill)
    page.keyboard.type("1.5")
    page.keyboard.press("Control+Enter")

    words = f"{mill.pump.code} is counted in pieces (EA): write a whole number."
    expect(page.get_by_text(words).first).to_be_attached()
    assert not any(draft.steps for draft in SteeringDraft.objects.all())
    expect(page.locator(".lg-note")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".lg-note")).to_be_hidden()


def test_a_frozen_cell_says_so_and_is_unlocked_with_a_reason(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = short_plant()
    mill.site.demand_time_fence_days = 28
    mill.site.save()
    published(mill.site)
    person = planner(mill)
    page = ready(visit(person, ADDRESS))
    to_the_mps(page, mill)
    page.keyboard.type("5")
    expect(page.locator(".lg-note")).to_contain_text(re.compile("Frozen: inside the demand fence, until 1 Feb"))
    expect(page.locator("#draft-bar")).to_be_hidden()

    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(mill.pump.code)
    assert violations(page) == []
    because(page, "The mould broke")
    expect(page.locator(".lg-note")).to_be_hidden()
    page.keyboard.press("Control+z")
    page.keyboard.type("5")
    expect(page.locator(".lg-note")).to_be_visible()
    page.keyboard.press("Control+y")
    expect(page.locator(".lg-note")).to_be_hidden()
    page.keyboard.type("5")
    page.keyboard.press("Enter")

    says(page, "MPS", "5")
    expect(page.locator("#draft-words")).to_have_text("2 changes, not published")
    saved(page)
    unlock, quantity = SteeringDraft.objects.get(user=person).steps
    assert (unlock["kind"], unlock["reason"], quantity["quantity"]) == ("unlock", "The mould broke", "5")


def test_whoever_may_not_steer_reads_only(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(given.user(Role.FLOOR, at=mill.site), ADDRESS))
    page.evaluate("document.querySelector('#schedule-grid textarea').focus()")
    page.keyboard.press("Control+Home")
    assert page.locator("#draft-bar, #undo, #save-state").count() == 0
