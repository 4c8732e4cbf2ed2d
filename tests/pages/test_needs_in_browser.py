"""*What needs you* by keys alone: the cheapest way out goes into the draft, is published, and the line is in time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from company.models import Role
from mps import live, questions
from mps.models import SteeringDraft
from orders.models import LineOutlook, OutlookStatus
from tests import given
from tests.browser import Visit
from tests.mps.plant import published
from tests.mps.test_late import mill
from tests.mps.worker_here import WorkerHere
from tests.pages.schedule import ADDRESS, ready

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "signature", WorkerHere)


def test_one_key_puts_the_cheapest_way_out_into_the_draft_and_published_it_helps(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    shop, _first, second = mill()
    person = given.user(Role.PLANNER, at=shop.site)
    assert LineOutlook.objects.get(line=second).status == OutlookStatus.LATE
    page = visit(person, "/needs/")
    assert violations(page) == []

    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("The cheapest way out is in your draft, 30")
    (step,) = SteeringDraft.objects.get(user=person).steps
    assert (step["kind"], step["work_center_id"]) == ("capacity", shop.center.pk)

    page.goto(page.url.replace("/needs/", ADDRESS))
    ready(page)
    expect(page.locator("#draft-words")).to_have_text("1 change, not published")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Reason").focus()
    page.keyboard.type("Wednesday is promised")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#draft-bar")).to_be_hidden()

    expect(page.locator("#needs-badge")).to_contain_text("1")
    published(shop.site)
    live.tell_plan(shop.site.pk)
    expect(page.locator("#needs-badge")).to_be_hidden()
    assert LineOutlook.objects.get(line=second).status != OutlookStatus.LATE
    page.goto(page.url.replace(ADDRESS, "/needs/"))
    expect(page.get_by_role("heading", name="All clear")).to_be_visible()


def test_the_cheapest_is_taken_back_by_the_toast(visit: Visit) -> None:
    shop, _first, _second = mill()
    person = given.user(Role.PLANNER, at=shop.site)
    page = visit(person, "/needs/")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator("#toasts").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Taken out of the draft.")
    assert SteeringDraft.objects.get(user=person).steps == []


def test_an_order_behind_a_cell_leads_to_its_order(visit: Visit) -> None:
    shop, first, _second = mill()
    page = ready(visit(given.user(Role.PLANNER, at=shop.site), f"{ADDRESS}?item={shop.pump.code}"))
    page.evaluate("document.querySelector('#schedule-grid textarea').focus()")
    for key in ("Control+Home", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    link = page.locator("#details").get_by_role("link", name=str(first), exact=True)
    link.press("Enter")
    expect(page).to_have_url(re.compile(f"/orders/{first.order.number}/$"))


def test_one_key_searches_on_while_nothing_is_found(visit: Visit) -> None:
    shop, _first, _second = mill()
    asked: list[str] = []

    def nothing_yet(route: Route) -> None:
        asked.append(route.request.url)
        done = len(asked) == 2
        body = {"is_late": True, "finished": done, "planned": 9, "ways": [], "why": [], "nothing": "Too late."}
        route.fulfill(content_type="application/json", body=json.dumps(body))

    page = visit(given.user(Role.PLANNER, at=shop.site), "/needs/")
    page.route("**/ways-out/*", nothing_yet)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("Nothing yet: 9 plans have been tried.")
    expect(page.locator("#toasts")).to_contain_text("Too late.")
    assert len(asked) == 2


def test_the_page_says_whose_clocks_its_times_are(visit: Visit) -> None:
    shop, _first, _second = mill()
    page = visit(given.user(Role.PLANNER, at=shop.site), "/needs/")
    expect(page.locator(".status .zone")).to_have_text(f"Times are those of {shop.site.time_zone}.")
    page.locator("#user-menu summary").press("Enter")
    expect(page.locator(".menu-who")).to_contain_text(shop.site.time_zone)
