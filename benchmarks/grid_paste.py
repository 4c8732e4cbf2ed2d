"""Pastes three columns of cells into the order grid, waits for the saving, undoes it, and takes the time to paint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from benchmarks.browsing import OPTIONS, context_of
from benchmarks.visitor import Visitor
from orders.models import OrderLine

SHOWN_MILLISECONDS, SAVED_MILLISECONDS = 60_000, 120_000
SETTLED_MILLISECONDS = 1_000
BAD_QUANTITY, BAD_DATE = "many", "someday"
HEADS = "() => [...document.querySelectorAll('[role=columnheader]')].map((head) => head.textContent)"
# From the event until what it changed is painted: the message comes right after the frame.
UNTIL_PAINTED = """async ([kind, text]) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const options = {bubbles: true, cancelable: true};
    const event = kind === 'paste' ? new ClipboardEvent('paste', {...options, clipboardData: data})
        : new KeyboardEvent('keydown', {...options, key: 'z', code: 'KeyZ', ctrlKey: true});
    const began = performance.now();
    document.activeElement.dispatchEvent(event);
    const handled = performance.now();
    await new Promise((painted) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = painted;
        channel.port2.postMessage(0);
    }));
    return [handled - began, performance.now() - began];
}"""
IS_SAVED = """() => ['saved', 'attention'].includes(document.getElementById('save-state').dataset.state)"""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Milliseconds of one paste and its undo, to the end of the handler and to the paint; and what came of it."""

    paste_handled: float
    paste_painted: float
    undo_handled: float
    undo_painted: float
    changed: int
    marked: int
    restored: bool


def measure(visitor: Visitor, *, rows: int, count: int) -> list[Pasted]:
    """Paste into the last lines by requested date, which no fence holds, and undo, so many times."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=visitor.chromium, args=OPTIONS)
        context = context_of(browser, visitor.address, visitor.planner, "wide", "light", "en")
        page = context.new_page()
        page.goto(f"{visitor.address}/orders/?site={visitor.site.code}")
        page.wait_for_selector("html[data-ready=orders]", state="attached", timeout=SHOWN_MILLISECONDS)
        _go_to_last_quantity(page)
        found = [_once(page, visitor, rows, number) for number in range(count)]
        browser.close()
    return found


def _go_to_last_quantity(page: Page) -> None:
    """Sort by the requested date, the last one first, and select the quantity of the first row."""
    page.locator("#order-grid").click(position={"x": 12, "y": 48})
    heads: list[str] = page.evaluate(HEADS)
    quantity = next(place for place, head in enumerate(heads) if head.startswith("Quantity"))
    page.keyboard.press("Control+Home")
    for _ in range(quantity + 1):
        page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+Home")
    for _ in range(quantity):
        page.keyboard.press("ArrowRight")


def _once(page: Page, visitor: Visitor, rows: int, number: int) -> Pasted:
    before = _values(visitor)
    paste_handled, paste_painted = page.evaluate(UNTIL_PAINTED, ["paste", "\n".join(_rows(visitor, rows, number))])
    told = page.locator(".toast").last.inner_text()
    _until_saved(page)
    changed = sum(now != before[line] for line, now in _values(visitor).items())
    undo_handled, undo_painted = page.evaluate(UNTIL_PAINTED, ["undo", ""])
    _until_saved(page)
    rejected = re.search(r"([\d,]+) rejected", told)
    return Pasted(
        paste_handled, paste_painted, undo_handled, undo_painted, changed=changed,
        marked=int(rejected.group(1)) if rejected else 0, restored=_values(visitor) == before,
    )  # fmt: skip


def _until_saved(page: Page) -> None:
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    page.wait_for_function(IS_SAVED, timeout=SAVED_MILLISECONDS)


def _values(visitor: Visitor) -> dict[int, tuple[object, ...]]:
    lines = OrderLine.objects.filter(site=visitor.site)
    rows = lines.values_list("pk", "quantity", "requested_date", "promised_date")
    return {pk: (quantity, requested, promised) for pk, quantity, requested, promised in rows}


def _rows(visitor: Visitor, rows: int, number: int) -> Iterator[str]:
    """Return quantity, requested and promised date of each row as Excel would have them; two cells make no sense."""
    today = visitor.site.planning_date(timezone.now())
    for row in range(rows):
        day = (today + timedelta(days=90 + row % 20)).isoformat()
        quantity = BAD_QUANTITY if row == 1 else str(11 + (row + number) % 80)
        yield f"{quantity}\t{BAD_DATE if row == 2 else day}\t{day}"
