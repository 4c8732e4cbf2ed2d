"""Moves about in the master schedule's grid, edits and scrolls it, takes the time, and reads what its frames show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import grid_edits
from benchmarks.browsing import OPTIONS, context_of
from benchmarks.grid_frames import PRESS, SCROLL, WATCH_PAINTING
from benchmarks.replan import percentile
from benchmarks.visitor import Visitor

SHOWN_MILLISECONDS = 60_000
SETTLED_MILLISECONDS = 1_500
VISITS, FRAMES = 5, 100
# Every item on every level, and every bucket of the plan a column of its own.
EVERYTHING = """localStorage.setItem('lockstep.master-schedule', '{"zoom": "day", "allLevels": true}')"""
IS_READY = "() => document.getElementById('master-schedule')?.dataset.ready === 'true'"
READY_AT = "() => performance.getEntriesByName('ready')[0].startTime"
SIZE = """() => {
    const grid = document.querySelector('#schedule-grid [role=grid]');
    return [grid.getAttribute('aria-rowcount') - 1, Number(grid.getAttribute('aria-colcount'))];
}"""
FOCUS = "() => document.querySelector('#schedule-grid textarea').focus()"


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
    context.add_init_script(WATCH_PAINTING)
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
    """Edit an MPS, and tell how long it took and how often the frame of the edit showed what follows from it."""
    seen = grid_edits.edits(page, count)
    yield _figures("edit, handler", [one.handled for one in seen])
    yield _figures("edit to paint", [one.shown for one in seen])
    balance, atp, load = (sum(getattr(one, name) for one in seen) for name in ("balance", "atp", "load"))
    yield {"edits": count, "balance": balance, "atp": atp, "load": load}


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
