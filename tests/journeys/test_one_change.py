"""The main job in two browsers: an order changes on one page, the master schedule follows on another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from company.models import Site
from mps.models import SitePlanning
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant
from tests.processes import Processes

pytestmark = pytest.mark.journey

Visit = Callable[..., Page]
PATIENCE_MILLISECONDS = 30_000
MARK_OF_THIS_DOCUMENT = "window.notReloaded = true"


@pytest.fixture
def mill(processes: Processes) -> Plant:
    """Return a plant with two order lines whose plan is published, and with everything running that keeps it so."""
    own = plant()
    given.order_line(due="D16", of=own.pump, at=own.site, quantity=20, order=given.order("SO-1"))
    given.order_line(due="D37", of=own.pump, at=own.site, quantity=4, order=given.order("SO-2"))
    processes.start("worker", "dispatcher")
    assert processes.wait_until(lambda: processes.is_planned(own.site))
    return own


def photograph(page: Page, name: str) -> None:
    """Keep a screenshot where LOCKSTEP_SCREENSHOTS names a folder."""
    folder = os.environ.get("LOCKSTEP_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def cell(page: Page, row: str, column: str) -> str:
    """Return the text of a grid's cell, found by a text of its row and its column's heading."""
    script = """([row, column]) => {
        const grid = document.querySelector('[role=grid]');
        if (!grid) return '';
        const heads = [...grid.querySelectorAll('[role=columnheader]')];
        const head = heads.find((one) => one.textContent.includes(column));
        const line = [...grid.querySelectorAll('[role=row]')].find((one) => one.textContent.includes(row));
        if (!head || !line) return '';
        const at = head.getAttribute('aria-colindex');
        return line.querySelector(`[aria-colindex="${at}"]`)?.textContent ?? '';
    }"""
    found: str = page.evaluate(script, [row, column])
    return found


def numbers_of(page: Page, item: str) -> float:
    """Return the sum of an item's row on the master schedule: what is planned to be made of it."""
    script = """(item) => [...document.querySelectorAll('[role=grid] [role=row]')]
        .filter((row) => row.textContent.includes(item)).slice(0, 1)
        .flatMap((row) => [...row.querySelectorAll('[role=gridcell]')].slice(3))
        .reduce((sum, one) => sum + (parseFloat(one.textContent) || 0), 0)"""
    found: float = page.evaluate(script, item)
    return found


def covers_everything(page: Page, revision: int) -> None:
    """Wait until the page says that the plan covers a revision."""
    context = page.get_by_text(re.compile(f"lanned revision {revision} of {revision}"))
    expect(context.first).to_be_visible(timeout=PATIENCE_MILLISECONDS)


def revision_of(site: Site) -> int:
    """Return the site's revision."""
    return Site.objects.get(pk=site.pk).order_revision


def test_an_order_edited_on_one_page_moves_the_master_schedule_on_another(
    mill: Plant, visit: Visit, processes: Processes
) -> None:
    before = revision_of(mill.site)
    planner, manager = given.user("planner", at=mill.site), given.user("manager", at=mill.site)
    orders, schedule = visit(planner, "/orders/"), visit(manager, "/master-schedule/")
    covers_everything(orders, before)
    covers_everything(schedule, before)
    assert processes.wait_until(lambda: numbers_of(schedule, mill.pump.code) == 24, seconds=15)
    schedule.evaluate(MARK_OF_THIS_DOCUMENT)

    edit_quantity(orders, "SO-1", "35")

    covers_everything(schedule, before + 1)
    assert processes.wait_until(lambda: numbers_of(schedule, mill.pump.code) == 39, seconds=15)
    assert schedule.evaluate("window.notReloaded") is True
    line = OrderLine.objects.get(order__number="SO-1")
    assert (int(line.quantity), line.version) == (35, 2)
    assert SitePlanning.objects.get(pk=mill.site.pk).planned_revision == before + 1
    photograph(orders, "journey-orders")
    photograph(schedule, "journey-master-schedule")


def test_a_promise_that_no_longer_holds_is_flagged_on_the_page_that_broke_it(
    mill: Plant, visit: Visit, processes: Processes
) -> None:
    orders = visit(given.user("planner", at=mill.site), "/orders/")
    covers_everything(orders, revision_of(mill.site))
    assert processes.wait_until(lambda: cell(orders, "SO-1", "Status") in ("On time", "At risk"), seconds=15)

    edit_quantity(orders, "SO-1", "2000")

    assert processes.wait_until(lambda: "Late" in cell(orders, "SO-1", "Status"), seconds=30)
    photograph(orders, "journey-late")


def edit_quantity(page: Page, order: str, quantity: str) -> None:
    """Type a quantity into an order's row, as a person does."""
    page.keyboard.press("/")
    page.keyboard.type(order)
    expect(page.get_by_text(re.compile(r"\b1 of ")).first).to_be_visible()
    page.keyboard.press("Enter")
    go_to_column(page, "Quantity")
    page.keyboard.type(quantity)
    page.keyboard.press("Enter")
    expect(page.get_by_text("All changes saved").first).to_be_visible(timeout=PATIENCE_MILLISECONDS)


def go_to_column(page: Page, title: str) -> None:
    """Walk along the row with the arrow keys to a column; what is told of the grid follows its keys a frame later."""
    active = page.locator("[role=grid] [role=gridcell][id$=-active]")
    page.keyboard.press("Home")
    expect(active).to_have_attribute("aria-colindex", "1")
    head = page.locator("[role=grid] [role=columnheader]", has_text=title).first
    column = head.get_attribute("aria-colindex")
    assert column is not None
    for _step in range(int(column) - 1):
        page.keyboard.press("ArrowRight")
    expect(active).to_have_attribute("aria-colindex", column)
