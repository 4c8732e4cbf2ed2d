"""“What if” in a line's details: the impact of a change before anyone saves it, and the change itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from company.models import Role
from mps import live, questions, run
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published
from tests.mps.worker_here import WorkerHere
from tests.pages.order_grid import ready, wait_for

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1600, "height": 960}


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(questions, "signature", WorkerHere)
    yield
    run._planners.clear()
    live.server().delete(questions.WAITING)


def mill() -> tuple[OrderLine, OrderLine]:
    """Two lines that share a work centre: a small urgent one, and a large one due soon after."""
    shop = plant()
    first = given.order_line("D8", shop.pump, shop.site, 20, priority=1, unit_price=1_000)
    second = given.order_line("D9", shop.pump, shop.site, 300, priority=5, unit_price=1)
    published(shop.site)
    return first, second


def details(page: Page, line: OrderLine) -> Page:
    """Open the details of a line, on a phone or in the grid."""
    if page.viewport_size == PHONE:
        page.get_by_role("button", name=str(line.order.number)).first.click()
    else:
        page.locator("#order-search").fill(line.order.number)
        page.keyboard.press("Enter")
        place = page.locator("#order-grid").bounding_box()
        assert place is not None
        page.mouse.click(place["x"] + 12, place["y"] + 34 + 14)
        page.keyboard.press("o")
    expect(page.locator("#drawer-title")).to_contain_text(line.order.number)
    return page


def what_if(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"#what-if-{name}").fill(value)
    page.keyboard.press("Enter")


def quantity(line: OrderLine) -> int:
    return int(OrderLine.objects.get(pk=line.pk).quantity)


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_the_impact_is_shown_and_nothing_saved_until_one_says_so(visit: Visit, viewport: dict[str, int]) -> None:
    first, second = mill()
    page = details(ready(visit(given.user(), "/orders/", viewport=viewport)), first)

    what_if(page, quantity="+180")

    impact = page.locator(".impact")
    expect(impact).to_contain_text("1 other line moves")
    expect(impact.locator(".moves li")).to_have_count(1)
    expect(impact.locator(".moves li")).to_contain_text(str(second.order.number))
    expect(impact.locator(".moves li")).to_contain_text("breaks its promise")
    assert quantity(first) == 20

    page.get_by_role("button", name="Make this change").click()

    assert wait_for(lambda: quantity(first) == 200)
    expect(page.locator("#what-if-quantity")).to_be_focused()


def test_it_says_so_where_nothing_else_moves(visit: Visit) -> None:
    first, _second = mill()
    page = details(ready(visit(given.user(), "/orders/")), first)

    what_if(page, quantity="21", requested_date="+1d")

    expect(page.locator(".impact")).to_contain_text("Nothing else moves.")
    expect(page.locator(".impact")).to_contain_text("It would")


def test_what_can_not_be_read_is_said_at_its_field_and_nobody_is_asked(visit: Visit) -> None:
    first, _second = mill()
    page = details(ready(visit(given.user(), "/orders/")), first)

    what_if(page, quantity="many")

    expect(page.locator("#what-if-quantity")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#what-if-quantity")).to_be_focused()
    expect(page.locator(".impact")).to_be_empty()
    what_if(page, quantity="20")
    expect(page.locator(".impact")).to_have_text("Type another quantity or date first.")


def test_without_a_worker_it_says_so(visit: Visit, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _second = mill()
    settings.PREVIEW_SECONDS = 0.2
    monkeypatch.setattr(WorkerHere, "apply_async", lambda _self, **_options: None)
    page = details(ready(visit(given.user(), "/orders/")), first)

    what_if(page, quantity="200")

    expect(page.get_by_role("alert").filter(has_text="No worker has answered in time.")).to_be_visible()


def test_news_take_nothing_out_of_the_fields(visit: Visit) -> None:
    first, second = mill()
    page = details(ready(visit(given.user(), "/orders/")), first)
    page.locator("#what-if-quantity").fill("4711")

    # a note alone counts no revision, so nobody would hear of it
    OrderLine.objects.filter(pk=first.pk).update(note="told meanwhile", priority=2)
    live.tell_revision(first.site_id)

    expect(page.locator("#drawer")).to_contain_text("told meanwhile")
    expect(page.locator("#what-if-quantity")).to_have_value("4711")
    expect(page.locator("#what-if-quantity")).to_be_focused()
    details(page, second)
    expect(page.locator("#what-if-quantity")).to_have_value("300")


def test_who_may_change_nothing_has_no_such_form(visit: Visit) -> None:
    first, _second = mill()

    page = details(ready(visit(given.user(Role.ADMIN), "/orders/")), first)

    expect(page.locator("#what-if-quantity")).to_have_count(0)
    expect(page.locator(".what-if")).to_be_hidden()


@pytest.mark.parametrize(("language", "scheme", "viewport"), [("en", "light", WIDE), ("zh-hans", "dark", PHONE)])
def test_axe_finds_nothing(
    visit: Visit,
    violations: Callable[[Page], list[str]],
    language: str,
    scheme: str,
    viewport: dict[str, int],
) -> None:
    first, _second = mill()
    options = {"language": language, "color_scheme": scheme, "viewport": viewport}
    page = details(ready(visit(given.user(), "/orders/", **options)), first)

    what_if(page, quantity="200")

    expect(page.locator(".moves li")).to_have_count(1)
    assert violations(page) == []
