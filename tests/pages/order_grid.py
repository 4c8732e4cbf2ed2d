"""What the tests of the order grid have in common."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect


def wait_for(holds: Callable[[], bool], seconds: float = 8.0) -> bool:
    """Return whether something comes to hold within some seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def ready(page: Page) -> Page:
    """Wait until the orders are there."""
    page.wait_for_selector("html[data-ready=orders]", state="attached")
    return page


def click_cell(page: Page, row: int, column: str) -> None:
    """Click a row of the canvas in its first column, and walk to the cell: columns are as wide as they like."""
    header = page.get_by_role("columnheader", name=re.compile(column))
    expect(header.first).to_be_attached()
    place = page.locator("#order-grid").bounding_box()
    assert place is not None
    left = page.evaluate(
        "([name, row]) => { const heads = [...document.querySelectorAll('[role=columnheader]')];"
        " return heads.findIndex(head => head.textContent.includes(name)); }",
        [column, row],
    )
    page.mouse.click(place["x"] + 12, place["y"] + 34 + 28 * row + 14)
    for _ in range(left):
        page.keyboard.press("ArrowRight")
