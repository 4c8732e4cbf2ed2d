"""Measures pages: weight, requests and first paint of each page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.browsing import OPTIONS, context_of
from benchmarks.output import Line
from company.models import User

PATHS = {
    "sign-in": "/sign-in/", "orders": "/orders/", "approvals": "/approvals/", "master-schedule": "/master-schedule/",
    "promise": "/promise/", "import": "/import/", "gantt": "/gantt/",
}  # fmt: skip
# They fetch what they show, and mark the moment from which they show it; the others come whole from the server.
MARK_READY = {"orders", "master-schedule", "promise", "gantt"}
READY_WITHIN_MILLISECONDS = 60_000
IS_READY = "() => performance.getEntriesByName('ready').length > 0"
SETTLED_MILLISECONDS = 2_500
READ_TIMES = """() => {
    const paints = Object.fromEntries(performance.getEntriesByType('paint').map((one) => [one.name, one.startTime]));
    const ready = performance.getEntriesByName('ready')[0];
    const [document] = performance.getEntriesByType('navigation');
    const whole = ready ? ready.startTime : document.domContentLoadedEventEnd;
    return [paints['first-contentful-paint'] ?? 0, window.largest ?? 0, whole];
}"""
WATCH_LARGEST = """new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.largest = one.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});"""


@dataclass(slots=True)
class Weight:
    """What came over the network, in compressed bytes."""

    requests: int = 0
    scripts: float = 0.0
    styles: float = 0.0
    everything: float = 0.0

    def listen(self, session: CDPSession) -> None:
        """Count from now on."""
        kinds: dict[str, str] = {}
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        session.on("Network.loadingFinished", lambda event: self._add(kinds.get(event["requestId"], ""), event))

    def _add(self, kind: str, event: dict[str, float]) -> None:
        size = event["encodedDataLength"]
        self.requests += 1
        self.everything += size
        self.scripts += size if kind == "Script" else 0.0
        self.styles += size if kind == "Stylesheet" else 0.0


@dataclass(frozen=True, slots=True)
class Question:
    """What the promise page is asked, so that it has a date to show."""

    item: str
    quantity: int

    def parameters(self) -> dict[str, str]:
        """Return what the page's address says of it."""
        return {"item": self.item, "quantity": str(self.quantity)}


def measure(*, address: str, person: User, site: str, question: Question | None, chromium: str) -> Iterator[Line]:
    """
    Open every page cold as a person, for a site, and yield a line of figures for each; in English, light and wide.

    The promise page is opened with a question, where there is one, and is ready when it shows the answer.
    """
    paths = _for_site(site, question)
    headings = f"{'JS KB':>8}{'CSS KB':>8}{'all KB':>8}{'FCP s':>8}{'LCP s':>8}{'ready s':>9}"
    yield Line(f"{'page':<18}{'requests':>9}{headings}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        for name, path in paths.items():
            yield _cold(browser, address, None if name == "sign-in" else person, name, path)
        browser.close()


def _for_site(site: str, question: Question | None) -> dict[str, str]:
    """Return the pages' addresses: of this site, and with the question to be answered."""
    asked = {"promise": question.parameters()} if question else {}
    return {
        name: path if name == "sign-in" else f"{path}?{urlencode({'site': site, **asked.get(name, {})})}"
        for name, path in PATHS.items()
    }


def _cold(browser: Browser, address: str, person: User | None, name: str, path: str) -> Line:
    context = context_of(browser, address, person, "wide", "light", "en")
    page, weight = context.new_page(), Weight()
    weight.listen(context.new_cdp_session(page))
    page.add_init_script(WATCH_LARGEST)
    _open(page, name, address + path)
    first, largest, ready = (milliseconds / 1_000 for milliseconds in page.evaluate(READ_TIMES))
    context.close()
    scripts, styles, everything = (size / 1_024 for size in (weight.scripts, weight.styles, weight.everything))
    return Line(
        f"{name:<18}{weight.requests:>9}{scripts:>8.1f}{styles:>8.1f}{everything:>8.1f}"
        f"{first:>8.2f}{largest:>8.2f}{ready:>9.2f}",
        {
            "page": name, "requests": weight.requests, "scripts_kb": scripts, "styles_kb": styles, "all_kb": everything,
            "first_paint_seconds": first, "largest_paint_seconds": largest, "ready_seconds": ready,
        },
    )  # fmt: skip


def _open(page: Page, name: str, address: str) -> None:
    page.goto(address)
    if name in MARK_READY:
        page.wait_for_function(IS_READY, timeout=READY_WITHIN_MILLISECONDS)
    page.wait_for_timeout(SETTLED_MILLISECONDS)
