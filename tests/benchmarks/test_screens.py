"""What `benchmark screens` opens, and what it finds wrong with a page."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from playwright.sync_api import Browser, Page

from benchmarks import screens
from benchmarks.screen_list import OF_ONE, screens_of
from benchmarks.screen_pictures import faults_of
from benchmarks.visitor import Visitor
from mps.models import Scenario
from tests import given

NARROW = "width: 60px; overflow: hidden; white-space: nowrap"
FRAME = """<!doctype html><html lang="en"><head><title>A page</title></head><body style="margin: 0">
<main><h1>Orders</h1>{}</main></body></html>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield an empty page of a laptop's width."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


@pytest.mark.django_db
class TestScreens:
    def test_of_one_order_are_there_once_there_is_an_order(self) -> None:
        site = given.site()
        before = {screen.name for screen in screens_of(site)}
        line = given.order_line()
        after = {screen.name: screen.path for screen in screens_of(site)}
        assert after.keys() - before == {"order", "promise-answer", "customer-links"} <= OF_ONE.keys()
        assert line.order.number in after["order"]

    def test_are_of_the_site(self) -> None:
        site = given.site()
        assert all(f"site={site.code}" in screen.path for screen in screens_of(site) if screen.name == "gantt")

    def test_of_scenarios_want_two_that_are_planned(self) -> None:
        site = given.site()
        Scenario.objects.create(site=site, name="What if", from_plan_id=1, from_revision=1)
        names = {screen.name for screen in screens_of(site)}
        assert "scenario" in names
        assert OF_ONE.keys() - names >= {"scenario-compare", "compare-two"}

    @pytest.mark.parametrize(
        ("screen", "seen_by"), [("orders", "planner"), ("webhooks", "admin"), ("not-found", "planner")]
    )
    def test_are_seen_by_the_planner_or_else_by_who_may(self, screen: str, seen_by: str) -> None:
        site = given.site()
        planner, admin = given.user("planner"), given.user("admin")
        path = {one.name: one.path for one in screens_of(site)}[screen]
        visitor = Visitor("http://localhost", site, planner, "")
        assert visitor.who_sees(path) == {"planner": planner, "admin": admin}[seen_by]

    def test_that_are_not_taken_are_said(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        visitor = Visitor("http://localhost", given.site(), given.user(), "")
        monkeypatch.setattr(screens, "visitor_of", lambda _options: visitor)
        monkeypatch.setattr("benchmarks.screen_pictures.taken", lambda *_arguments: iter(()))
        asked = {"sizes": ["laptop"], "folder": tmp_path, "json": False}

        assert screens.run(Namespace(only=["scenario"], **asked)) == 1
        assert "LEFT OUT: the site has not got a scenario" in capsys.readouterr().out
        with pytest.raises(CommandError, match="no screen nothing"):
            screens.run(Namespace(only=["nothing"], **asked))


class TestFaults:
    @pytest.mark.parametrize(
        ("body", "fault"),
        [
            ('<p style="width: 3000px">wide</p>', "scrolls sideways by 1634 px"),
            (f'<p style="{NARROW}">Open order value</p>', "cut off: Open order value"),
            (
                '<p>Promised</p><div style="position: absolute; inset: 0; background: white">over</div>',
                "covered: Promised",
            ),
            ("<button></button>", "axe button-name: <button></button>"),
            (
                f'<div style="{NARROW}"><span>first</span> <span>Open order value</span></div>',
                "half hidden: Open order value",
            ),
        ],
    )  # fmt: skip
    def test_are_named(self, page: Page, body: str, fault: str) -> None:
        page.set_content(FRAME.format(body))
        assert fault in faults_of(page)

    @pytest.mark.parametrize(
        "body",
        [
            "<p>Promised</p><button>Save</button>",
            f'<p style="{NARROW}; text-overflow: ellipsis">Open order value</p>',
            '<div tabindex="0" style="height: 40px; overflow: auto"><p style="margin: 90px 0 0">further down</p></div>',
        ],
    )
    def test_are_none_where_nothing_is_wrong_or_more_is_shown_to_be_there(self, page: Page, body: str) -> None:
        page.set_content(FRAME.format(body))
        assert faults_of(page) == []
