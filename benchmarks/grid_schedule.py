"""Moves about in the master schedule's grid, edits and scrolls it, takes the time, and reads what its frames show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.browsing import OPTIONS, context_of
from benchmarks.replan import percentile
from benchmarks.visitor import Visitor

SHOWN_MILLISECONDS = 60_000
SETTLED_MILLISECONDS = 1_500
VISITS, FRAMES = 5, 100
# Behind the columns of item, description and measure, and behind the days.
WEEKS_IN_A_ROW, FIRST_WEEK = 12, 3 + 36
# Every item on every level, and every bucket of the plan a column of its own.
EVERYTHING = """localStorage.setItem('lockstep.master-schedule', '{"zoom": "day", "allLevels": true}')"""
# Of a work centre's row, at least: it is lower than the others.
PINNED_PX = 20
IS_READY = "() => document.getElementById('master-schedule')?.dataset.ready === 'true'"
READY_AT = "() => performance.getEntriesByName('ready')[0].startTime"
SIZE = """() => {
    const grid = document.querySelector('#schedule-grid [role=grid]');
    return [grid.getAttribute('aria-rowcount') - 1, Number(grid.getAttribute('aria-colcount'))];
}"""
ROWS = """() => [...document.querySelectorAll('#schedule-grid [role=row]')].slice(1)
    .map((row) => [...row.children].map((cell) => cell.innerText))"""
FOCUS = "() => document.querySelector('#schedule-grid textarea').focus()"
# From the event until what it changed is painted: the message comes right after the frame.
AFTER_FRAME = """
    const afterFrame = (atFrame) => new Promise((painted) => requestAnimationFrame(() => {
        atFrame?.();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => painted(performance.now());
        channel.port2.postMessage(0);
    }));
    const key = (name) => document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', {key: name, code: name, bubbles: true, cancelable: true}));
"""
PRESS = f"""async (name) => {{{AFTER_FRAME}
    const began = performance.now();
    key(name);
    return await afterFrame() - began;
}}"""
# The canvas is read in the frame that the edit asked for, after the grid has drawn it and before it is painted: the row
# above the edited one is the balance, the one below it is ATP, and the work centres lie between header and body.
EDIT = f"""async ([text, rowsAbove, pinned]) => {{{AFTER_FRAME}
    const field = document.activeElement, canvas = document.querySelector('#schedule-grid canvas');
    const box = field.getBoundingClientRect(), at = canvas.getBoundingClientRect();
    const ratio = canvas.width / at.width, height = box.height;
    const strip = (top, tall) => {{
        const data = canvas.getContext('2d').getImageData(
            (box.left - at.left) * ratio, (top - at.top) * ratio, (at.right - box.left) * ratio, tall * ratio).data;
        let sum = 0;
        for (let place = 0; place < data.length; place += 1) sum = (sum * 31 + data[place]) | 0;
        return sum;
    }};
    const inside = (top, tall) => strip(top + 3, tall - 6);  // without the frame of the selection
    const body = box.top - rowsAbove * height, tall = pinned * {PINNED_PX};
    const read = () => [inside(box.top - height, height), inside(box.top + height, height), inside(body - tall, tall)];
    const before = read();
    const began = performance.now();
    field.value = text;
    field.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
    key('ArrowRight');
    const handled = performance.now() - began;
    let after;
    const painted = await afterFrame(() => {{ after = read(); }}) - began;
    return [handled, painted, ...before.map((sum, place) => sum !== after[place])];
}}"""
SCROLL = """async ([dx, dy, frames]) => {
    const scroller = document.querySelector('#schedule-grid .lg-scroll');
    let [stepX, stepY] = [dx, dy];
    for (let frame = 0; frame < frames; frame += 1) {
        await new Promise((next) => requestAnimationFrame(next));
        const [left, top] = [scroller.scrollLeft, scroller.scrollTop];
        scroller.scrollBy({left: stepX, top: stepY, behavior: 'instant'});
        if (scroller.scrollLeft === left && scroller.scrollTop === top) [stepX, stepY] = [-stepX, -stepY];
    }
}"""


def measure(visitor: Visitor, *, count: int) -> Iterator[dict[str, Any]]:
    """Yield the size of what is shown, then each step's milliseconds, and what the frames of the edits showed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=visitor.chromium, args=OPTIONS)
        first, again = _visits(browser, visitor)
        page = _window(browser, visitor).new_page()
        _open(page, visitor)
        rows, columns = page.evaluate(SIZE)
        yield {"rows": rows, "columns": columns}
        yield _figures("ready, first visit", first)
        yield _figures("ready, again", again)
        yield _figures("arrow key to paint", list(_keys(page, count)))
        yield from _edits(page, max(1, count // 2))
        yield _figures("scroll frame, down", [_scroll(page, 0, 140) for _time in range(3)], "CPU ms")
        yield _figures("scroll frame, across", [_scroll(page, 64, 0) for _time in range(3)], "CPU ms")
        browser.close()


def _figures(step: str, times: Sequence[float], unit: str = "ms") -> dict[str, Any]:
    return {"step": step, "unit": unit, "p50": median(times), "p98": percentile(sorted(times), 98), "max": max(times)}


def _visits(browser: Browser, visitor: Visitor) -> tuple[list[float], list[float]]:
    """Open the page with nothing in the browser's memory, and again with what the first visit left there."""
    first: list[float] = []
    again: list[float] = []
    for _visit in range(VISITS):
        context = _window(browser, visitor)
        page = context.new_page()
        for times in (first, again):
            _open(page, visitor)
            times.append(float(page.evaluate(READY_AT)))
        context.close()
    return first, again


def _window(browser: Browser, visitor: Visitor) -> BrowserContext:
    context = context_of(browser, visitor.address, visitor.planner, "wide", "light", "en")
    context.add_init_script(EVERYTHING)
    return context


def _open(page: Page, visitor: Visitor) -> None:
    page.goto(f"{visitor.address}/master-schedule/?site={visitor.site.code}")
    page.wait_for_function(IS_READY, timeout=SHOWN_MILLISECONDS)


def _keys(page: Page, count: int) -> Iterator[float]:
    """Walk through the grid: down, across and back."""
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    page.evaluate(FOCUS)
    names = ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown")
    for number in range(count):
        yield page.evaluate(PRESS, names[number % len(names)])


def _edits(page: Page, count: int) -> Iterator[dict[str, Any]]:
    """Add to the MPS of an open item, each time in another week, and take all of it back."""
    _to_first_mps(page)
    page.evaluate(EDIT, ["+1", 0, 1])  # the work centres of the item come into sight with its first edit
    page.keyboard.press("ArrowLeft")
    rows_above, pinned = _above(page)
    seen = []
    for number in range(count):
        if number and number % WEEKS_IN_A_ROW == 0:
            for _week in range(WEEKS_IN_A_ROW):
                page.keyboard.press("ArrowLeft")
        seen.append(page.evaluate(EDIT, [f"+{40 + number}", rows_above, pinned]))
    yield _figures("edit, handler", [one[0] for one in seen])
    yield _figures("edit to paint", [one[1] for one in seen])
    balance, atp, heat = (sum(bool(one[place]) for one in seen) for place in (2, 3, 4))
    yield {"edits": count, "balance": balance, "atp": atp, "heat": heat}
    page.locator("#draft-discard").click()
    page.wait_for_function("() => document.getElementById('save-state').dataset.state === 'saved'")


def _to_first_mps(page: Page) -> None:
    """Open the first item and select its MPS behind the days, where nothing is locked."""
    page.keyboard.press("Control+Home")
    page.keyboard.press("Space")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    rows_above, _pinned = _above(page)
    for _row in range(rows_above):
        page.keyboard.press("ArrowDown")
    for _column in range(FIRST_WEEK):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(SETTLED_MILLISECONDS)


def _above(page: Page) -> tuple[int, int]:
    """Return the rows between the first item's and its MPS, and the pinned ones above them."""
    rows: list[list[str]] = page.evaluate(ROWS)
    words = [row[:3] for row in rows]
    mps = next(place for place, row in enumerate(words) if "MPS" in row)
    item = next(place for place, row in enumerate(words) if "Forecast" in row) - 1
    return mps - item, item


def _scroll(page: Page, across: int, down: int) -> float:
    """Return the CPU milliseconds of a frame, of all the browser's processes together, while the grid is scrolled."""
    before = _cpu_seconds()
    page.evaluate(SCROLL, [across, down, FRAMES])
    return (_cpu_seconds() - before) * 1_000 / FRAMES


def _cpu_seconds() -> float:
    """Return the CPU time of this process's children, the browser's, so far."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        if "chrom" in process.name().lower():
            total += used.user + used.system
    return total
