"""Scenarios by keys: a refusal takes the focus to its field, results are passed by, and a merge shows its plan."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from mps.scenario_changes import DemandShift
from tests.mps.imagined import planned, replanned, works

Visit = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_refusal_takes_the_focus_to_its_field(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    shop = works()
    scenario = planned(shop)
    page = visit(shop.planner, f"/scenarios/{scenario.pk}/")
    page.get_by_text("Capacity: overtime").press("Enter")
    for label, typed in (("From", "W3"), ("Last day", "never"), ("Hours a day", "1")):
        page.get_by_role("textbox", name=label).fill(typed)

    page.get_by_role("textbox", name="Hours a day").press("Enter")

    last = page.get_by_role("textbox", name="Last day")
    expect(last).to_be_focused()
    expect(last).to_have_accessible_description("Write a date or a week, like 2026-01-31 or 2026-W05.")
    expect(page.get_by_role("textbox", name="From")).to_have_value("W3")
    assert violations(page) == []


def test_a_few_keys_lead_past_the_results(visit: Visit) -> None:
    shop = works(lines=40)
    scenario = planned(shop, DemandShift(Decimal(300)))
    page = visit(shop.planner, f"/scenarios/{scenario.pk}/")
    assert page.locator("#moves-head").inner_text().startswith(("2", "3", "4"))  # dozens of lines

    page.get_by_role("link", name="Rename, duplicate, drop").press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("textbox", name="Name", exact=True)).to_be_focused()


def test_a_merge_shows_its_plan_by_itself(visit: Visit) -> None:
    shop = works()
    scenario = planned(shop, DemandShift(Decimal(20)))
    page = visit(shop.planner, f"/scenarios/{scenario.pk}/merge/")
    page.get_by_role("textbox", name="Why").fill("the fair")
    page.get_by_role("textbox", name="Why").press("Enter")
    expect(page.get_by_text("The plan shown here is published next.")).to_be_visible()

    replanned(shop.site)

    expect(page.get_by_text("The plan shown here was published as it stands.")).to_be_visible()


def test_a_merge_is_taken_back_by_keys(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    shop = works()
    scenario = planned(shop, DemandShift(Decimal(20)))
    page = visit(shop.planner, f"/scenarios/{scenario.pk}/merge/")
    page.get_by_role("textbox", name="Why").fill("the fair")
    page.get_by_role("textbox", name="Why").press("Enter")
    expect(page.get_by_role("heading", name="What its merge changed")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("textbox", name="Why the merge is taken back").fill("called off")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="What its merge had changed")).to_be_visible()
    expect(page.get_by_text("Taken back: everything is as it was before the merge.")).to_be_visible()
    assert violations(page) == []
