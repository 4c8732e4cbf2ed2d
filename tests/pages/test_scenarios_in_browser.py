"""The pages of scenarios in a browser: the plan appears by itself, typing is not interrupted, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from mps import scenario_planning, scenarios
from mps.scenario_changes import CapacityShift, DemandShift
from tests import given
from tests.mps.imagined import planned, works

Visit = Callable[..., Page]
WIDE, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_plan_appears_by_itself_but_never_under_who_types(visit: Visit) -> None:
    shop = works()
    scenario = scenarios.create(
        site=shop.site, name="More", by=shop.planner, changes=[DemandShift(Decimal(20))]
    )
    page = visit(shop.planner, f"/scenarios/{scenario.pk}/")
    page.locator("#comment-text").fill("while it is planned")

    with page.expect_response(lambda answer: answer.url.endswith("/state/") and "planned" in answer.text()):
        scenario_planning.plan(scenario.pk, stop=lambda: False)
    expect(page.locator("#comment-text")).to_have_value("while it is planned")
    page.locator("#comment-text").fill("")
    page.locator("#comment-text").blur()

    expect(page.locator("[data-standing='planned']")).to_have_count(1, timeout=20_000)  # it looks every few seconds


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"), [("en", "light", WIDE), ("zh-hans", "dark", PHONE), ("zh-hant", "dark", WIDE)]
)
def test_axe_finds_nothing(
    visit: Visit, violations: Callable[[Page], list[str]], language: str, scheme: str, viewport: dict[str, int]
) -> None:
    shop = works()
    strike = CapacityShift("MILL", given.day("D0"), given.day("D20"), 300, "downtime")
    more, less = planned(shop, DemandShift(Decimal(300)), name="More"), planned(shop, strike, name="Strike")
    page = visit(shop.planner, "/scenarios/", language=language, color_scheme=scheme, viewport=viewport)
    for address in (
        "/scenarios/", f"/scenarios/{more.pk}/", f"/scenarios/{more.pk}/merge/",
        f"/scenarios/compare/?with={more.pk}&with={less.pk}",
    ):  # fmt: skip
        page.goto("/".join(page.url.split("/")[:3]) + address)
        page.evaluate("for (const one of document.querySelectorAll('.scenarios details')) one.open = true")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
