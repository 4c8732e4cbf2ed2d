"""Takes the pictures of `benchmark screens`, and looks each page over for what a picture hides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright
from playwright.sync_api import TimeoutError as TimeIsUp

from benchmarks.axe import violations_of
from benchmarks.browsing import OPTIONS, context_of
from benchmarks.output import Line
from benchmarks.screen_list import Screen
from benchmarks.visitor import Visitor

LANGUAGES, THEMES = ("en", "zh-hans", "zh-hant"), ("light", "dark")
LOOK_OVER = Path(__file__).with_name("screen_faults.js").read_text(encoding="utf-8")
# Pages that stay in touch by a stream of events are never without a request; what they show is there after a moment.
SETTLED_MILLISECONDS, AFTER_A_KEY_MILLISECONDS = 900, 350
# What waits for the answer of a worker, and shows nothing of it yet.
WAITING, ANSWERED_MILLISECONDS = '[aria-busy="true"]:not(:has(.card:not(.late-why)))', 45_000


@dataclass(slots=True)
class Seen:
    """How many pictures were taken, and how many faults the pages had in all."""

    pictures: int = 0
    faults: int = 0


def taken(
    visitor: Visitor, screens: Sequence[Screen], sizes: Sequence[str], folder: Path, seen: Seen
) -> Iterator[Line]:
    """Keep a picture of each screen in every size, theme and language; yield a line a screen, and one in all."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=visitor.chromium, args=OPTIONS)
        for screen in screens:
            faults = list(_of_screen(browser, visitor, screen, sizes, folder, seen))
            seen.faults += len(faults)
            yield Line(
                "\n    ".join([f"{screen.name:<24}{len(faults):>4} faults", *faults]),
                {"screen": screen.name, "faults": faults},
            )
        browser.close()
    yield Line(
        f"{len(screens)} screens, {seen.pictures} pictures, {seen.faults} faults",
        {"screens": len(screens), "pictures": seen.pictures, "faults": seen.faults},
    )


def _of_screen(
    browser: Browser, visitor: Visitor, screen: Screen, sizes: Sequence[str], folder: Path, seen: Seen
) -> Iterator[str]:
    person = visitor.who_sees(screen.path) if screen.signed_in else None
    for size, theme, language in product(sizes, THEMES, LANGUAGES):
        context = context_of(browser, visitor.address, person, size, theme, language)
        page = context.new_page()
        _open(page, visitor.address, screen)
        page.screenshot(path=folder / f"{screen.name}-{size}-{theme}-{language}.png")
        seen.pictures += 1
        yield from (f"{size} {theme} {language}: {fault}" for fault in faults_of(page))
        context.close()


def _open(page: Page, address: str, screen: Screen) -> None:
    page.goto(address + screen.path)
    page.wait_for_load_state("load")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    with suppress(TimeIsUp):  # who still waits then is photographed waiting
        page.locator(WAITING).first.wait_for(state="detached", timeout=ANSWERED_MILLISECONDS)
    for key in screen.keys:
        page.keyboard.press(key)
        page.wait_for_timeout(AFTER_A_KEY_MILLISECONDS)


def faults_of(page: Page) -> list[str]:
    """Return what axe says against a page, and what is cut off, covered or out of its sides."""
    try:
        violations = violations_of(page)
    except Error as error:
        return [f"could not be looked over: {error.message.splitlines()[0]}"]
    return [*(f"axe {fault}" for fault in violations), *page.evaluate(LOOK_OVER)]
