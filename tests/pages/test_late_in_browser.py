"""Why a line is late, in a browser: what an earlier round of the search found outlasts a round that fails."""

from __future__ import annotations

import json
from http import HTTPStatus
from queue import Queue

import pytest
from playwright.sync_api import Route, expect

from mps import questions
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published

pytestmark = pytest.mark.journey

GIVE_UP_SECONDS = 20
PIECE = {"words": "4 h more", "means": "60 EUR", "by_hand": "", "kind": "overtime", "place": None}
WAY = {
    "pieces": [PIECE],
    "price": "60 EUR", "is_part": False, "is_least": True, "ready": "2026-01-07", "delayed": [], "others_delayed": 0,
    "steps": [{"kind": "firm", "lot_key": "A"}], "changes": [],
}  # fmt: skip


def cause(words: str) -> dict[str, object]:
    return {"words": words, "notes": [], "taken": "", "takes": []}


FOUND = {
    "is_late": True, "due": "2026-01-07", "ready": "2026-01-09", "why": [cause("The casing comes last.")],
    "supplier": None, "ways": [WAY],
    "finished": False, "planned": 9, "no_whole": "", "nothing": "",
}  # fmt: skip
FAILED = {"title": "Not now", "detail": "No worker has answered in time."}


def test_what_is_found_stays_where_a_later_round_fails(visit: Visit) -> None:
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    rounds = iter([(HTTPStatus.OK, FOUND), (HTTPStatus.SERVICE_UNAVAILABLE, FAILED), (HTTPStatus.OK, FOUND)])

    def answer(route: Route) -> None:
        status, body = next(rounds)
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    page = visit(given.user(), "/orders/")
    page.route("**/ways-out/*", answer)
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))
    go_on = page.get_by_role("button", name="Go on searching")
    go_on.press("Enter")

    expect(page.locator(".late-search .error")).to_have_text("No worker has answered in time.")
    expect(page.get_by_text("The casing comes last.")).to_be_visible()
    expect(page.locator(".late-way")).to_have_count(1)
    expect(page.locator(".late-ways > .hint").first).to_contain_text("overtime that the plan buys besides")
    expect(go_on).to_be_focused()

    go_on.press("Enter")
    expect(page.locator(".late-search .error")).to_have_count(0)
    expect(page.locator(".late-way")).to_have_count(1)


def test_a_line_that_only_the_published_plan_has_late_is_told_why(visit: Visit) -> None:
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    why = ["The receipt comes last.", "The casing comes after it."]
    told = {**FOUND, "is_late": False, "ways": [], "finished": True, "why": [cause(words) for words in why]}
    page = visit(given.user(), "/orders/")
    page.route("**/ways-out/*", lambda route: route.fulfill(content_type="application/json", body=json.dumps(told)))
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))

    expect(page.get_by_text("By the next plan this line is in time: nothing need be done.")).to_be_visible()
    expect(page.locator(".late-root")).to_have_text(why[0])
    expect(page.locator(".causes li")).to_have_text(why[1:])


def test_why_is_told_though_no_worker_answers(visit: Visit) -> None:
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    page = visit(given.user(), "/orders/")
    page.route(
        "**/ways-out/*",
        lambda route: route.fulfill(
            status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="application/json", body=json.dumps(FAILED)
        ),
    )
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))

    expect(page.get_by_text("No worker has answered in time.")).to_be_visible()
    expect(page.locator(".late-root")).to_contain_text(shop.center.code)
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()


def test_it_says_that_others_are_first_and_that_the_page_is_left(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    begun, left = [False], Queue[str]()
    monkeypatch.setattr(questions, "take_back", left.put)
    page = visit(given.user(), "/orders/")
    asked: list[str] = []
    page.route("**/ways-out/*", lambda route: asked.append(route.request.url))  # nobody answers
    page.route("**/waits/", lambda route: route.fulfill(json={"begun": begun[-1]}))
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))

    turn = page.get_by_text("Other questions are answered first: yours waits for its turn.")
    expect(turn).to_be_visible()
    begun.append(True)
    expect(turn).to_have_count(0)

    assert left.empty()
    # Told, and not gone to another page: what a page sends as it goes is lost where a test holds its requests.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    ticket = left.get(timeout=GIVE_UP_SECONDS)
    assert asked[0].endswith(f"?ticket={ticket.split('-')[1]}")


def test_asked_again_it_does_not_say_any_more_that_nobody_answered(visit: Visit) -> None:
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    rounds = iter([True])
    page = visit(given.user(), "/orders/")

    def answer(route: Route) -> None:
        if next(rounds, False):
            route.fulfill(status=HTTPStatus.SERVICE_UNAVAILABLE, json=FAILED)

    page.route("**/ways-out/*", answer)
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))
    nobody = page.get_by_text("No worker has answered in time.")
    expect(nobody).to_be_visible()

    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("It is asked again …")).to_be_visible()
    expect(nobody).to_have_count(0)


def test_what_no_click_does_leads_to_where_it_is_done(visit: Visit) -> None:
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    place = {"words": "Receipt PO-7/10", "href": "/import/", "who": "Planner"}
    piece = {**PIECE, "by_hand": "by hand", "place": place}
    told = {**FOUND, "finished": True, "ways": [{**WAY, "pieces": [piece], "steps": []}]}
    page = visit(given.user(), "/orders/")
    page.route("**/ways-out/*", lambda route: route.fulfill(json=told))
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))

    expect(page.get_by_role("link", name="Receipt PO-7/10")).to_have_attribute("href", "/import/")
    expect(page.locator(".late-place")).to_contain_text("may be done by: Planner")


def test_a_line_that_is_due_before_the_day_in_its_order_says_why(visit: Visit) -> None:
    shop = plant()
    saturday = given.day("D5", shop.site.horizon_start)
    line = given.order_line(saturday, shop.pump, shop.site, 480, promised_date=saturday)
    published(shop.site)
    page = visit(given.user(), "/orders/")
    page.route("**/ways-out/*", lambda route: route.abort())
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))

    said = "Promised for Sat 10 Jan 2026. Nothing leaves the site on that day: it is due on Fri 9 Jan 2026."
    expect(page.locator(".late-why")).to_contain_text(f"{said} Due on 2026-01-09, there on")


def test_what_is_not_proven_to_be_the_least_says_so(visit: Visit) -> None:
    """Control: of the other way, of which it is proven, nothing of the kind is said."""
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    told = {**FOUND, "finished": True, "ways": [WAY, {**WAY, "price": "90 EUR", "is_least": False}]}
    page = visit(given.user(), "/orders/")
    page.route("**/ways-out/*", lambda route: route.fulfill(json=told))
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))

    doubted = page.locator(".late-way").filter(has_text="It is not proven yet that less of it would not do.")
    expect(page.locator(".late-way")).to_have_count(2)
    expect(doubted).to_have_count(1)
    expect(doubted).to_contain_text("90 EUR")


def test_the_supplier_is_asked_first_where_that_is_the_first_cause(visit: Visit) -> None:
    shop = plant()
    line = given.order_line("D1", shop.pump, shop.site, 160)
    published(shop.site)
    place = {"words": "Receipt PO-7/10", "href": "", "who": "Planner"}
    asked = {
        "is_first": True, "is_enough": True, "nothing": "", "words": "It waits.", "wish": "Ask for 4.", "place": place,
        "sooner": [],
    }  # fmt: skip
    answers = iter([asked, {**asked, "is_first": False}])
    page = visit(given.user(), "/orders/")
    page.route("**/ways-out/*", lambda route: route.fulfill(json={**FOUND, "supplier": next(answers)}))
    page.goto(page.url.replace("/orders/", f"/late/{line.pk}/"))
    first = page.locator(".late-supplier + .late-root")
    expect(first).to_have_text("The casing comes last.")

    page.get_by_role("button", name="Go on searching").click()
    expect(page.locator(".late-root + .late-supplier")).to_contain_text("Ask for 4.")
    expect(first).to_have_count(0)
