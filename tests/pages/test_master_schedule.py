"""The master schedule page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from company.models import Role
from mps import live
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published
from tests.pages.schedule import ADDRESS, PHONE, balance, grid, planner, ready, short_plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def figure(page: Page, name: str) -> Locator:
    return page.locator(f"#figure-{name} .value")


def equation(page: Page) -> list[tuple[str, float]]:
    """Return the drawer's terms: words and number."""
    rows = balance(page).locator("> div").all()
    return [(row.locator("dt").inner_text(), as_number(row.locator("dd").inner_text())) for row in rows]


def as_number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-").replace("–", "nan"))


def test_shows_items_with_their_cover_and_the_load_on_one_axis(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))

    expect(grid(page)).to_contain_text("Gear pump")
    expect(grid(page)).to_contain_text("Shortage")
    expect(grid(page)).to_contain_text("Covered")
    expect(grid(page)).to_contain_text(mill.center.code)
    expect(grid(page)).to_contain_text("83%")
    expect(figure(page, "short")).to_have_text("1")
    expect(page.locator('[data-filter="shortage"] .count')).to_have_text("1")


def test_components_show_with_all_levels_only(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    expect(grid(page)).not_to_contain_text(mill.casing.name)

    page.get_by_role("button", name="All levels").click()

    expect(grid(page)).to_contain_text(mill.casing.name)


def test_the_filter_leaves_what_is_short(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS))
    page.get_by_role("button", name="Shortage").click()

    expect(grid(page)).not_to_contain_text("Ball valve")
    expect(grid(page)).to_contain_text("Gear pump")


def test_slash_finds_an_item_by_its_name(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS))
    page.keyboard.press("/")
    page.keyboard.type("valve")

    expect(grid(page)).not_to_contain_text("Gear pump")
    expect(grid(page)).to_contain_text("Ball valve")


def test_a_full_stop_goes_to_the_shortage_and_the_drawer_explains_it(visit: Visit) -> None:
    mill = short_plant()
    line = OrderLine.objects.get()
    page = ready(visit(planner(mill), ADDRESS))
    page.keyboard.press(".")

    expect(page.locator("#details h2")).to_contain_text(mill.pump.code)
    terms = equation(page)
    result = next(place for place, (words, _value) in enumerate(terms) if words.startswith("="))
    signed = [-value if words.startswith("−") else value for words, value in terms[:result]]
    assert sum(signed) == terms[result][1]
    # By the end of the week the balance has recovered; the drawer still says how low it was.
    assert dict(terms)["Lowest inside it"] == -200
    expect(page.locator("#details .due").first).to_contain_text(str(line))


def test_on_a_narrow_screen_a_key_opens_the_drawer_and_escape_closes_it(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS, viewport={"width": 800, "height": 900}))
    page.keyboard.press(".")
    drawer = page.locator("#details")
    expect(drawer).to_be_hidden()
    page.keyboard.press("o")
    expect(drawer).to_be_focused()
    expect(drawer).to_contain_text("How this balance is built")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_the_item_column_fits_its_longest_code(visit: Visit) -> None:
    mill = short_plant()
    mill.pump.code = "BK-M18B-40-MOUNTAIN"
    mill.pump.save()
    published(mill.site)
    page = ready(visit(planner(mill), ADDRESS))
    page.locator("#schedule-grid").click(position={"x": 20, "y": 60})

    # The editor lies on the active cell: in the first column.
    column = page.locator("#schedule-grid textarea").bounding_box()
    text = page.evaluate(
        "code => { const context = document.createElement('canvas').getContext('2d');"
        " context.font = `650 13px ${getComputedStyle(document.body).fontFamily}`;"
        " return context.measureText(code).width; }",
        mill.pump.code,
    )

    assert column is not None
    assert column["width"] >= text + 32  # padding, and the sign that opens an item


def test_a_heat_cell_tells_the_hours_behind_its_share(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    # The first work centre is below the header (48 px); its first week is the fourth column, where the editor lies.
    page.locator("#schedule-grid").click(position={"x": 20, "y": 60})
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    place = page.locator("#schedule-grid textarea").bounding_box()
    assert place is not None
    page.keyboard.press("ArrowDown")
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)

    expect(page.locator("#details h2")).to_contain_text(mill.center.code)
    expect(page.locator("#details .share")).to_have_text("83% loaded")
    terms = dict(equation(page))
    assert (terms["Available"], terms["Load"]) == (40, 33.3)
    expect(page.locator("#details")).not_to_be_focused()

    way = page.locator("#details .behind .worst").get_by_role("button")
    expect(way).to_contain_text("33.3 h")
    way.press("Enter")
    expect(page.locator("#details h2")).to_contain_text(mill.pump.code)
    expect(page.locator("#schedule-grid textarea")).to_be_focused()


def test_without_a_selection_the_drawer_leads_to_what_is_short(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    page.locator("#details").get_by_role("button", name=mill.pump.code).click()
    expect(page.locator("#details")).to_contain_text("How this balance is built")


def test_months_have_fewer_columns_than_days(visit: Visit) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS))
    counts = [int(grid(page).get_attribute("aria-colcount") or 0)]
    for name in ("Months", "Days"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        # What a screen reader meets is drawn with the next frame.
        expect(grid(page)).not_to_have_attribute("aria-colcount", str(counts[-1]))
        counts.append(int(grid(page).get_attribute("aria-colcount") or 0))
    weeks, months, days = counts
    assert days > weeks > months > 10


def test_another_time_scale_keeps_the_selected_day(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    page.keyboard.press(".")
    heading = page.locator("#details h2")
    expect(heading).to_have_text(f"{mill.pump.code} · W02")

    page.get_by_role("button", name="Months").click()
    expect(heading).to_contain_text("Jan")
    expect(page.get_by_role("button", name="Months")).to_be_focused()

    page.keyboard.press("1")
    expect(heading).to_have_text(f"{mill.pump.code} · Mon 5 Jan")


def test_a_new_plan_changes_the_numbers_without_a_reload_and_keeps_the_place(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))
    page.keyboard.press(".")
    heading = page.locator("#details h2")
    expect(heading).to_contain_text(mill.pump.code)
    expect(balance(page)).to_contain_text("200")
    before = heading.inner_text()  # not before the cell is there: until then the panel says what to act on first
    page.evaluate("document.body.dataset.visit = 'first'")

    OrderLine.objects.update(quantity=230)
    plan = published(mill.site)
    live.tell_plan(mill.site.pk)

    expect(page.locator("#master-schedule")).to_have_attribute("data-plan-id", str(plan.pk))
    expect(balance(page)).to_contain_text("230")
    expect(page.locator("#plan-context")).to_have_attribute("data-planned-revision", str(plan.revision))
    assert heading.inner_text() == before
    assert page.evaluate("document.body.dataset.visit") == "first"


def test_a_site_without_a_plan_says_what_is_missing(visit: Visit) -> None:
    mill = plant()
    page = visit(planner(mill), ADDRESS)
    expect(page.get_by_role("heading", name="No plan yet")).to_be_visible()
    expect(page.locator("#schedule")).to_be_hidden()


def test_the_first_plan_appears_by_itself(visit: Visit) -> None:
    mill = plant()
    page = visit(planner(mill), ADDRESS)
    page.get_by_role("heading", name="No plan yet").wait_for()

    published(mill.site)
    live.tell_plan(mill.site.pk)

    ready(page)
    expect(grid(page)).to_contain_text(mill.pump.code)


def test_when_the_plan_can_not_be_fetched_it_says_so_and_tries_again(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS))

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/master-schedule/rows/*", refuse)
    page.evaluate("document.dispatchEvent(new CustomEvent('lockstep:plan'))")
    alert = page.locator("#no-answer")
    expect(alert).to_be_visible()
    expect(grid(page)).to_contain_text("Gear pump")

    page.unroute("**/master-schedule/rows/*", refuse)
    page.get_by_role("button", name="Try again").click()
    expect(alert).to_be_hidden()


def test_on_a_phone_there_is_a_list_and_a_tap_shows_the_weeks(visit: Visit) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS, viewport=PHONE))
    entry = page.locator("#item-list li", has_text="Gear pump")
    expect(entry).to_contain_text("Shortage")
    entry.locator("summary").click()

    expect(entry.get_by_role("row", name=re.compile("Balance"))).to_be_visible()

    page.get_by_role("button", name="By family").click()
    family = page.locator("#item-list > li", has_text="Without a family")
    family.locator("summary").first.click()
    expect(family.get_by_role("row", name=re.compile("Sum of balances"))).to_be_visible()
    expect(family).to_contain_text("Gear pump")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_someone_without_the_right_is_told_so(visit: Visit) -> None:
    mill = short_plant()
    page = visit(given.user(Role.SALES, at=mill.site), ADDRESS)
    expect(page.locator("#master-schedule")).to_have_count(0)
    expect(page.locator("body")).to_contain_text("Your role does not allow this.")


@pytest.mark.parametrize(("language", "html_language"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant")])
def test_the_page_and_its_dates_speak_chinese(visit: Visit, language: str, html_language: str) -> None:
    page = ready(visit(planner(short_plant()), ADDRESS, language=language))
    expect(page.locator("html")).to_have_attribute("lang", html_language)
    expect(grid(page)).to_contain_text("1/5 2026年1月")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800, 1600])
def test_axe_finds_nothing(visit: Visit, violations: Callable[[Page], list[str]], theme: str, width: int) -> None:
    page = visit(planner(short_plant()), ADDRESS, color_scheme=theme, viewport={"width": width, "height": 900})
    ready(page)
    if width > 719:
        page.keyboard.press(".")
        page.keyboard.press("o")
        page.locator("#details .due").first.wait_for()
    assert violations(page) == []
