"""Overview, plans and wallboard in a browser: pictures, earlier plans by keys, a wall that loses its server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, User
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

PNG = b"\x89PNG\r\n\x1a\n"
WIDE, SMALL, PHONE = {"width": 1920, "height": 1080}, {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def history() -> tuple[Plant, User]:
    """Return a plant with three plans, and its manager."""
    mill = plant()
    line = given.order_line(due="D2", of=mill.pump, at=mill.site, quantity=400, promised_date=given.day("D2"))
    for quantity in (400, 60, 420):
        OrderLine.objects.filter(pk=line.pk).update(quantity=quantity)
        published(mill.site)
    return mill, given.user(Role.MANAGER, at=mill.site)


class TestOverview:
    @pytest.mark.parametrize(
        ("button", "name"), [("All charts as PNG", "overview-all.png"), ("PNG", "overview-onTime.png")]
    )
    def test_saves_charts_as_pictures(self, visit: Visit, button: str, name: str) -> None:
        page = visit(history()[1], "/overview/")

        with page.expect_download() as saved:
            page.get_by_role("button", name=button, exact=True).first.press("Enter")

        assert saved.value.suggested_filename == name
        assert Path(saved.value.path()).read_bytes().startswith(PNG)

    def test_shows_an_earlier_plan_by_keys(self, visit: Visit, violations: Callable[[Page], list[str]]) -> None:
        mill, manager = history()
        before = mill.site.plans.order_by("pk").first()
        assert before is not None
        page = visit(manager, f"/overview/?plan={before.pk}")
        expect(page.get_by_text(f"As of plan {before.revision}.{before.sequence}")).to_be_visible()
        assert violations(page) == []

        page.get_by_label("As of").last.focus()
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(page.get_by_text("As of plan")).to_have_count(0)

    @pytest.mark.parametrize(
        ("language", "scheme", "viewport"),
        [("en", "dark", PHONE), ("zh-hans", "light", SMALL), ("zh-hant", "dark", WIDE)],
    )
    def test_axe_finds_nothing(
        self, visit: Visit, violations: Callable[[Page], list[str]], language: str, scheme: str,
        viewport: dict[str, int],
    ) -> None:  # fmt: skip
        manager = history()[1]
        page = visit(manager, "/overview/", language=language, color_scheme=scheme, viewport=viewport)
        for address in ("/overview/", "/plans/", "/overview/wallboard/"):
            page.goto("/".join(page.url.split("/")[:3]) + address)
            assert violations(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


class TestPlans:
    def test_two_are_chosen_and_compared_by_keys(self, visit: Visit) -> None:
        mill, manager = history()
        oldest, middle, _newest = mill.site.plans.order_by("pk")
        page = visit(manager, "/plans/")

        for plan in (middle, oldest):
            page.get_by_role("checkbox", name=f"Choose plan {plan.revision}.{plan.sequence}").focus()
            page.keyboard.press("Space")
        page.keyboard.press("Enter")

        heading = f"From plan {oldest.revision}.{oldest.sequence} to plan {middle.revision}.{middle.sequence}"
        expect(page.get_by_role("heading", name=heading)).to_be_visible()

    def test_one_alone_is_not_compared(self, visit: Visit) -> None:
        page = visit(history()[1], "/plans/")

        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Compare the two chosen plans").press("Enter")

        expect(page.get_by_role("alert")).to_have_text("Mark two plans to compare them.")

    def test_say_in_words_how_far_each_was_searched(self, visit: Visit) -> None:
        page = visit(history()[1], "/plans/")

        expect(page.get_by_role("cell", name="Searched to the end").first).to_be_visible()
        expect(page.get_by_role("definition").first).to_be_visible()


class TestWallboard:
    @pytest.mark.parametrize("viewport", [WIDE, SMALL])
    def test_fits_its_screen(self, visit: Visit, viewport: dict[str, int]) -> None:
        page = visit(history()[1], "/overview/wallboard/", viewport=viewport)

        cut = page.evaluate(
            "[...document.querySelectorAll('.wall section, .wall .tiles > div')].filter(one =>"
            " one.scrollHeight > one.clientHeight + 1 || one.getBoundingClientRect().bottom > innerHeight)"
            ".map(one => one.innerText)"
        )
        assert cut == []

    def test_says_how_old_it_is_without_a_server_and_comes_back(self, visit: Visit) -> None:
        page = visit(history()[1], "/sign-in/")
        page.clock.install()
        page.goto("/".join(page.url.split("/")[:3]) + "/overview/wallboard/")
        age = page.locator("#wall .age")
        expect(page.get_by_text("Utilisation")).to_be_visible()
        expect(age).to_be_hidden()

        page.context.set_offline(True)
        page.clock.run_for(185_000)
        expect(age).to_have_text("Data 3 min old")
        expect(page.get_by_text("Utilisation")).to_be_visible()

        page.context.set_offline(False)
        page.clock.run_for(31_000)
        expect(age).to_be_hidden()
