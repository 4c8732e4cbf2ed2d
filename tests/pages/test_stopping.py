"""The button that ends a planning run: beside the plan context, while somebody plans, for those who may."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from company.models import Role
from mps import lease
from tests import given
from tests.browser import Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("viewport", [{"width": 1600, "height": 960}, PHONE])
def test_a_planner_stops_the_run_that_is_under_way(visit: Visit, viewport: dict[str, int]) -> None:
    line = given.order_line()
    with lease.held(line.site_id) as stop:
        assert stop is not None
        page = visit(given.user(Role.PLANNER), "/orders/", viewport=viewport)
        button = page.get_by_role("button", name="Stop planning")
        button.click()

        expect(page.locator("#toasts")).to_contain_text("ends with the best plan that it has")
        expect(button).to_be_disabled()
        assert stop.wait(10 * lease.BEAT_SECONDS)

    expect(button).to_be_hidden()


@pytest.mark.parametrize("viewport", [{"width": 1000, "height": 800}, PHONE])
def test_the_button_pushes_no_page_down(visit: Visit, viewport: dict[str, int]) -> None:
    line = given.order_line()
    page = visit(given.user(Role.PLANNER), "/orders/", viewport=viewport)
    bar = page.locator("header.top")
    before = bar.bounding_box()
    with lease.held(line.site_id):
        expect(page.get_by_role("button", name="Stop planning")).to_be_visible()

        assert bar.bounding_box() == before


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [1101, 1280, 1600, 1920])
@pytest.mark.parametrize("path", ["/orders/", "/master-schedule/"])
def test_nothing_in_the_top_bar_moves_when_it_comes(visit: Visit, path: str, width: int, language: str) -> None:
    given.order_line()
    person = given.user(Role.PLANNER)
    other = given.site("S2", name="Pumpenwerk Bremen")  # with the switch between sites the bar is full
    person.memberships.create(site=other, role=Role.PLANNER)
    page = visit(person, path, language, viewport={"width": width, "height": 800})
    assert not page.locator("#stop-planning").is_visible()

    # At one go: each news of the plan writes the words anew, and hides the button while nothing runs.
    before, after, visibility = page.evaluate(
        """words => {
          const places = () => [...document.querySelectorAll("header.top h1, header.top .plan, .top-end > *")]
            .map(one => { const box = one.getBoundingClientRect(); return [box.left, box.right, box.top]; });
          document.querySelector("#plan-words").textContent = words;
          const before = places();
          const stop = document.querySelector("#stop-planning");
          stop.hidden = false;
          return [before, places(), getComputedStyle(stop).visibility];
        }""",
        "Planned revision 1,234 of 1,240 · 6 changes waiting · 12 s ago",
    )

    assert visibility == "visible"
    assert after == before
    assert max(right for _left, right, _top in before) <= width


def test_a_run_that_begins_later_can_be_stopped_too(visit: Visit) -> None:
    line = given.order_line()
    page = visit(given.user(Role.PLANNER), "/orders/")
    button = page.get_by_role("button", name="Stop planning")
    expect(button).to_be_hidden()
    with lease.held(line.site_id):
        expect(button).to_be_visible()


def test_a_run_that_has_ended_meanwhile_is_said_to_have(visit: Visit) -> None:
    line = given.order_line()
    with lease.held(line.site_id):
        page = visit(given.user(Role.PLANNER), "/orders/")
        button = page.get_by_role("button", name="Stop planning")
        expect(button).to_be_visible()
        # one look fails before the run ends: those before it have been answered, and no later one tells the page
        with page.expect_event("requestfailed", lambda request: "/standing/" in request.url):
            page.route("**/standing/*", lambda route: route.abort())
    button.click()

    expect(page.locator("#toasts")).to_contain_text("has ended already")


@pytest.mark.parametrize("role", [Role.SALES, Role.FLOOR])
def test_who_may_not_steer_has_no_such_button(visit: Visit, role: Role) -> None:
    line = given.order_line()
    with lease.held(line.site_id):
        page = visit(given.user(role), "/promise/" if role is Role.SALES else "/master-schedule/")
        expect(page.locator("#plan-context")).to_be_visible()
        expect(page.locator("#stop-planning")).to_have_count(0)
