"""Fills the Gantt of a running instance with made bars, scrolls it and walks through it, and takes the CPU time."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from benchmarks.browsing import OPTIONS, context_of
from benchmarks.visitor import Visitor

SHOWN_MILLISECONDS = 60_000
SETTLED_MILLISECONDS = 600
CENTERS, LONGEST_DAYS = 20, 5
FRAMES, KEYS = 120, 40
SCALES = {"days": "1", "weeks": "2", "months": "3"}
STATUSES = ("on_time", "on_time", "at_risk", "late")
IS_READY = "() => document.getElementById('gantt')?.dataset.ready === 'true'"
SCROLL = """async (frames) => {
    const place = document.querySelector('.gantt-scroll');
    for (let at = 0; at < frames; at += 1) {
        place.scrollTop = (at * 23) % Math.max(1, place.scrollHeight - place.clientHeight);
        place.scrollLeft = (at * 17) % Math.max(1, place.scrollWidth - place.clientWidth);
        await new Promise(requestAnimationFrame);
    }
}"""


# The first bar in sight right of the names, told by what the chart says of it.
FIND = """() => {
    const place = document.querySelector('.gantt-scroll'), box = place.getBoundingClientRect();
    for (let y = 60; y < box.height - 40; y += 4) for (let x = 260; x < box.width - 200; x += 4) {
        const [clientX, clientY] = [box.left + x, box.top + y];
        place.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY }));
        if (place.querySelector('canvas').title !== '') return [clientX, clientY];
    }
    return null;
}"""
DRAG = """async ([x, y, frames]) => {
    const place = document.querySelector('.gantt-scroll'), took = [];
    for (let at = 0; at < frames; at += 1) {
        const before = performance.now();
        place.dispatchEvent(new PointerEvent('pointermove', { clientX: x + at, clientY: y + at / 2, pointerId: 1 }));
        took.push(performance.now() - before);
        await new Promise(requestAnimationFrame);
    }
    return took.sort((one, other) => one - other)[Math.floor(frames * 0.95)];
}"""


def measure(visitor: Visitor, *, bars: int) -> Iterator[dict[str, Any]]:
    """Yield, for each scale, the CPU milliseconds of a frame that scrolls both ways, of an arrow key, of dragging."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=visitor.chromium, args=OPTIONS)
        page = context_of(browser, visitor.address, visitor.planner, "wide", "light", "en").new_page()
        page.route("**/gantt/bars/**", lambda route: _fulfil(route, bars))
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(f"{visitor.address}/gantt/?site={visitor.site.code}")
        page.wait_for_function(IS_READY, timeout=SHOWN_MILLISECONDS)
        for scale, key in SCALES.items():
            page.keyboard.press(key)
            page.locator(".gantt-scroll").focus()
            page.wait_for_timeout(SETTLED_MILLISECONDS)
            yield {
                "scale": scale, "frame": _scroll(page, session), "key": _walk(page, session),
                "drag": _drag(page), "drag_many": _drag(page, many=True),
            }  # fmt: skip
        browser.close()


def _fulfil(route: Route, bars: int) -> None:
    answer = route.fetch().json()
    answer["plan"] |= made(answer["plan"], bars, Random(1))
    route.fulfill(json=answer)


def made(plan: dict[str, Any], bars: int, random: Random) -> dict[str, Any]:
    """Return work centres, lots and bars of one to five days for a plan's window, in the place of its own."""
    days = len(plan["centers"][0]["available"])
    known = plan["centers"]
    centers = [known[at % len(known)] | {"id": -at - 1, "code": f"WC-{at:02}"} for at in range(CENTERS)]
    like = plan["lots"]
    lots = [like[at % len(like)] | {"key": f"L-{at}", "status": random.choice(STATUSES)} for at in range(bars)]
    found = [
        {
            "lot": at, "center": at % CENTERS, "steps": [10], "first": random.randrange(max(1, days - LONGEST_DAYS)),
            "minutes": [random.uniform(20, 300) for _day in range(random.randint(1, LONGEST_DAYS))],
        }
        for at in range(bars)
    ]  # fmt: skip
    return {"centers": centers, "lots": lots, "bars": sorted(found, key=lambda bar: int(str(bar["first"])))}


def _scroll(page: Page, session: CDPSession) -> float:
    before = _cpu(session)
    page.evaluate(SCROLL, FRAMES)
    return (_cpu(session) - before) / FRAMES


def _walk(page: Page, session: CDPSession) -> float:
    before = _cpu(session)
    for _key in range(KEYS):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    return (_cpu(session) - before) / KEYS


def _cpu(session: CDPSession) -> float:
    """Return the milliseconds that the page's process has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration")) * 1_000


def _drag(page: Page, *, many: bool = False) -> float:
    """Return the milliseconds of the handler of a pointer that drags a bar, or all of its row: the 95th of 100."""
    page.locator(".gantt-scroll").evaluate("place => place.scrollTo(0, 0)")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    x, y = page.evaluate(FIND)
    page.mouse.click(x, y)
    if many:
        page.keyboard.press("Control+a")
        page.locator(".gantt-scroll").evaluate("place => place.scrollTo(0, 0)")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y)
    took = float(page.evaluate(DRAG, [x, y, FRAMES]))
    page.keyboard.press("Escape")
    page.mouse.up()
    page.keyboard.press("Escape")
    return took
