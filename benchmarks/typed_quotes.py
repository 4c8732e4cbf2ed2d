"""Types questions into the promise page, and takes the time from the last key until the date is painted."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from benchmarks.browsing import OPTIONS, context_of
from benchmarks.quotes import a_wish
from benchmarks.visitor import Visitor
from orders.models import OrderLine

SHOWN_MILLISECONDS = 60_000
# An answer is drawn into the card at once. The message after the next frame comes when that is painted.
WATCH = """() => {
    const watched = window.watched = {key: 0, took: null};
    document.getElementById('quantity').addEventListener('keydown', (event) => {
        watched.key = event.timeStamp;
        watched.took = null;
    });
    const card = document.getElementById('answer');
    new MutationObserver(() => {
        if (watched.took !== null || card.querySelector('.big') === null) return;
        const of = watched.key;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => { if (watched.key === of) watched.took ??= performance.now() - of; };
            channel.port2.postMessage(0);
        });
    }).observe(card, {childList: true});
}"""
TOOK = "() => window.watched.took"


def measure(visitor: Visitor, *, count: int, chance: Random) -> list[float]:
    """Return the milliseconds of so many questions, each after the page has answered the one before."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=visitor.chromium, args=OPTIONS)
        page = context_of(browser, visitor.address, visitor.planner, "wide", "light", "en").new_page()
        page.goto(f"{visitor.address}/promise/?site={visitor.site.code}")
        page.wait_for_selector("#answer .prompt", timeout=SHOWN_MILLISECONDS)
        page.evaluate(WATCH)
        ids = list(visitor.site.order_lines.values_list("pk", flat=True))
        milliseconds = [_once(page, visitor, ids, chance) for _number in range(count)]
        browser.close()
    return milliseconds


def _once(page: Page, visitor: Visitor, ids: list[int], chance: Random) -> float:
    """Fill in what an order line is like, its quantity last and key by key."""
    like = OrderLine.objects.select_related("item").get(pk=chance.choice(ids))
    days, factor = a_wish(chance)
    wanted = visitor.site.planning_date(timezone.now()) + timedelta(days=days)
    page.locator("#quantity").fill("")
    page.locator("#item").fill(like.item.code)
    page.locator("#wanted").fill(wanted.isoformat())
    page.wait_for_selector("#answer[data-state=empty]", timeout=SHOWN_MILLISECONDS)
    page.locator("#quantity").focus()
    page.keyboard.type(str(max(1, round(like.quantity * factor))))
    page.wait_for_function(TOOK, timeout=SHOWN_MILLISECONDS)
    return float(page.evaluate(TOOK))
