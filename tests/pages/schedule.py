"""What the tests of the master schedule page have in common."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from company.models import Role, User
from tests import given
from tests.mps.plant import Plant, plant, published

ADDRESS = "/master-schedule/"
PHONE = {"width": 390, "height": 844}


def short_plant() -> Plant:
    """A pump that can't be made in time, and a valve that lies in stock."""
    mill = plant()
    mill.pump.name = "Gear pump"
    mill.pump.save()
    given.order_line(due="D2", of=mill.pump, at=mill.site, quantity=200)
    given.stock(given.item("V-1", at=mill.site, name="Ball valve"), 50, at=mill.site)
    published(mill.site)
    return mill


def planner(mill: Plant) -> User:
    """Return someone who plans there."""
    return given.user(Role.PLANNER, at=mill.site)


def ready(page: Page) -> Page:
    """Wait until the plan is drawn."""
    page.locator("#master-schedule[data-ready=true]").wait_for()
    return page


def grid(page: Page) -> Locator:
    """Return the grid as a screen reader meets it."""
    return page.get_by_role("treegrid").or_(page.get_by_role("grid"))


def balance(page: Page) -> Locator:
    """Return how the drawer builds the balance; how it builds the ATP comes later, when the server has answered."""
    return page.locator("#details .equation").first
