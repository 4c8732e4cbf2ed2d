"""How one gets to the master schedule and away from it, and which plan stays on it when answers overtake each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from materials.models import Item
from mps import live
from orders.models import OrderLine
from tests.browser import Visit
from tests.mps.plant import published
from tests.pages.schedule import ADDRESS, PHONE, balance, grid, planner, ready, short_plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_an_answer_that_was_overtaken_by_a_newer_plan_changes_nothing(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    page.keyboard.press(".")
    old = page.evaluate("fetch(document.querySelector('#master-schedule').dataset.rows).then(answer => answer.text())")
    OrderLine.objects.update(quantity=230)
    plan = published(mill.site)
    live.tell_plan(mill.site.pk)
    schedule = page.locator("#master-schedule")
    expect(schedule).to_have_attribute("data-plan-id", str(plan.pk))
    page.route("**/rows/**", lambda route: route.fulfill(body=old, content_type="application/json"))

    with page.expect_response("**/rows/**"):
        page.evaluate("document.dispatchEvent(new CustomEvent('lockstep:plan', {detail: {}}))")
    page.evaluate("new Promise(resolve => setTimeout(resolve, 300))")

    expect(schedule).to_have_attribute("data-plan-id", str(plan.pk))
    expect(balance(page)).to_contain_text("230")


def test_a_link_to_an_item_opens_and_selects_it_on_whatever_level_it_is(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), f"{ADDRESS}?item={mill.pump.code}"))

    expect(page.locator("#details h2")).to_contain_text(mill.pump.code)
    expect(page.locator("#find-item")).to_have_value(mill.pump.code)
    expect(page.locator("#schedule-grid [aria-expanded=true]")).to_contain_text(mill.pump.code)
    expect(grid(page)).not_to_contain_text("V-1")


def test_a_link_to_an_item_opens_it_on_a_phone(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), f"{ADDRESS}?item={mill.pump.code}", viewport=PHONE))

    expect(page.locator("#item-list details[open]")).to_contain_text(mill.pump.name)
    expect(page.locator("#item-list details[open] table")).to_be_visible()


def test_a_link_to_an_unknown_item_says_that_none_matches(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), f"{ADDRESS}?item=NOBODY"))

    expect(page.locator("#schedule-grid")).to_contain_text("No item matches")


def test_keys_lead_from_the_grid_to_another_page(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS))

    page.keyboard.press(".")
    expect(balance(page)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("o")

    page.wait_for_url("**/orders/**")


def test_what_the_list_of_short_items_leaves_out_is_one_step_away(visit: Visit) -> None:
    page = visit(planner(short_plant()), "/overview/")
    page.route("**/rows/**", _with_ten_short_items)
    page.goto(page.url.replace("/overview/", ADDRESS))
    ready(page)

    ways = page.locator("#details .worst").first.get_by_role("button")
    expect(ways).to_have_count(9)
    expect(ways.last).to_contain_text("and 2 more")
    ways.last.press("Enter")

    expect(page.locator("button[data-filter=shortage]")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.querySelector('#schedule-grid').contains(document.activeElement)")


def test_as_many_items_are_short_where_the_overview_leads_as_it_says(visit: Visit) -> None:
    mill = short_plant()
    Item.objects.filter(pk=mill.pump.pk).update(is_mps=False)  # a component: the master schedule hides it
    page = visit(planner(mill), "/overview/")
    tile = page.locator(".tiles a[href*='show=shortage']")
    expect(tile).to_have_text("1")
    tile.click()
    ready(page)

    expect(page.locator("#figure-short .value")).to_have_text("1")
    expect(page.locator('[data-filter="shortage"] .count')).to_have_text("1")
    expect(grid(page)).to_contain_text(mill.pump.code)


def _with_ten_short_items(route: Route) -> None:
    """Answer with the item that is short ten times over."""
    answer = route.fetch().json()
    items = answer["plan"]["items"]
    place = items["cover"].index("shortage")
    many = {name: [column[place]] * 10 for name, column in items.items()}
    many |= {"id": list(range(1, 11)), "code": [f"S{number}" for number in range(10)]}
    answer["plan"]["items"] = many
    route.fulfill(json=answer)
