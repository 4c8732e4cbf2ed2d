"""Saying what fills which column, and undoing an import, in a real browser: by mouse, by keyboard, on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, Site, User
from connectors.tables import staging
from connectors.tables.models import ImportRun, ImportSource, RunState
from orders import changes
from orders.changes import LineChange
from orders.models import OrderLine
from tests import given
from tests.browser import Visit
from tests.connectors.sets import imported
from tests.connectors.test_mapping import SAP
from tests.connectors.undone import MORE, run_of

LANGUAGES_AND_SCHEMES = [("en", "light"), ("zh-hans", "dark"), ("zh-hant", "light"), ("en", "dark")]


def looked_at(page: Page, name: str) -> None:
    """Keep a picture where LOCKSTEP_SCREENSHOTS says; else none is made."""
    folder = os.environ.get("LOCKSTEP_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def uploaded(by: User) -> ImportRun:
    """Upload an ERP's export, of which nobody has said yet how it is read."""
    files = [("VA05.csv", SAP.encode())]
    return staging.stage(
        files=files, refused=(), site_code="", by=by, own_sites=None, source_site=Site.objects.get()
    )


def disputed(by: User) -> ImportRun:
    """Import, and let somebody else change an imported line and order an imported item."""
    items = "item,make_or_buy\nGEAR,buy\n"
    run = run_of(by, {"orders": MORE, "items": items})
    line = OrderLine.objects.get(order__number="SO1", line_number=1)
    bob = given.user(Role.PLANNER, at=Site.objects.get(), first_name="Bob", last_name="Ray")
    changes.submit(
        changes=[LineChange(line.pk, line.version, {"quantity": "4"})], by=bob, channel="web", keep_good=False
    )
    OrderLine.objects.filter(order__number="SO9").update(note="wait for the gear")
    return run


@pytest.fixture
def ada(transactional_db: None) -> User:
    imported()
    return given.user(Role.PLANNER, at=Site.objects.get(), first_name="Ada", last_name="Lovelace")


class TestColumns:
    def test_are_chosen_once_and_show_what_stands_in_the_file(self, visit: Visit, ada: User) -> None:
        run = uploaded(ada)
        page = visit(ada, f"/import/{run.pk}/columns/")
        quantity = page.get_by_label("Column of the file for Quantity")
        row = page.locator("tr", has=quantity)
        expect(row.locator(".sample")).to_have_text(["9", "5"])

        quantity.select_option("Bearbeiter")
        expect(row.locator(".sample")).to_have_text(["Maier", "Huber"])
        expect(page.locator("[data-unused] li")).to_have_text(["Qty."])
        quantity.select_option("Qty.")
        page.get_by_label("Remember this as").fill("SAP export, orders")
        page.get_by_role("button", name="Check the files").click()

        expect(page.get_by_text("Every row is good")).to_be_visible()
        expect(page.get_by_text("As “SAP export, orders” says.")).to_be_visible()
        assert ImportSource.objects.get().name == "SAP export, orders"

    def test_are_chosen_by_keyboard(self, visit: Visit, ada: User) -> None:
        run = uploaded(ada)
        page = visit(ada, f"/import/{run.pk}/columns/")

        more = page.get_by_role("button", name="more columns")
        more.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-more] select").first).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.type("S1")
        page.keyboard.press("Enter")  # not the first button that is seen, which would guess all columns again
        expect(page.get_by_text("Every row is good")).to_be_visible()

        run.refresh_from_db()
        assert run.mappings["VA05.csv"]["constants"] == {"site": "S1"}

    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize(("language", "scheme"), LANGUAGES_AND_SCHEMES)
    def test_axe_finds_nothing(
        self, visit: Visit, violations: Callable[[Page], list[str]], ada: User, language: str, scheme: str, width: int
    ) -> None:
        run = uploaded(ada)
        how = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}

        page = visit(ada, f"/import/{run.pk}/columns/", language, **how)
        expect(page.locator(".sample").first).to_be_visible()

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        looked_at(page, f"import-columns-{language}-{scheme}-{width}")


class TestUndo:
    def test_lists_what_somebody_changed_and_puts_back_what_is_ticked(self, visit: Visit, ada: User) -> None:
        run = disputed(ada)
        page = visit(ada, f"/import/{run.pk}/")
        page.get_by_role("link", name="Undo this import").click()
        expect(page.get_by_role("row", name="SO1/1")).to_contain_text("Bob Ray")

        page.get_by_role("row", name="SO1/1").get_by_label("Put it back all the same").check()
        page.get_by_label("Why").fill("wrong file")
        page.get_by_role("button", name="Undo this import").click()

        expect(page.get_by_text("To do it again, import the files again.")).to_be_visible()
        expect(page.get_by_role("row", name="SO9/1")).to_contain_text("Changed by somebody since")
        run.refresh_from_db()
        assert run.state == RunState.UNDONE
        assert float(OrderLine.objects.get(order__number="SO1", line_number=1).quantity) == 3
        assert OrderLine.objects.filter(order__number="SO9").exists()

    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize(("language", "scheme"), LANGUAGES_AND_SCHEMES)
    def test_axe_finds_nothing(
        self, visit: Visit, violations: Callable[[Page], list[str]], ada: User, language: str, scheme: str, width: int
    ) -> None:
        run = disputed(ada)
        how = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}

        page = visit(ada, "/import/", language, **how)
        for name, address in (("start", "/import/"), ("all", "/import/all/"), ("undo", f"/import/{run.pk}/undo/")):
            page.goto(urljoin(page.url, address))
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            looked_at(page, f"import-{name}-{language}-{scheme}-{width}")
