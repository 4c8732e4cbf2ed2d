"""What the tests of the promise page have in common."""

from __future__ import annotations

from playwright.sync_api import Page

from company.models import Role, User
from tests import given
from tests.mps.plant import Plant, plant, published

ADDRESS = "/promise/"
PHONE = {"width": 390, "height": 844}


def busy_plant() -> Plant:
    """Ten pumps lie in stock; 48 a day can be made, and the first two days are sold."""
    mill = plant()
    mill.pump.name = "Gear pump"
    mill.pump.save()
    given.stock(mill.pump, 10, at=mill.site)
    given.order_line(due="D1", of=mill.pump, at=mill.site, quantity=96)
    published(mill.site)
    return mill


def seller(mill: Plant) -> User:
    """Return someone who sells there."""
    return given.user(Role.SALES, at=mill.site)


def ask(page: Page, item: str, quantity: str, wanted: str = "") -> None:
    """Fill the form."""
    page.get_by_label("Item").fill(item)
    page.get_by_label("Quantity").fill(quantity)
    page.get_by_label("Customer wants").fill(wanted)


def promised(page: Page) -> str:
    """Return the date of the answer."""
    return page.locator("#answer .big").inner_text()
