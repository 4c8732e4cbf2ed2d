"""Edits an MPS in the master schedule's grid, and compares what each frame shows with what the rules give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from playwright.sync_api import Page

from benchmarks.grid_frames import EDIT
from benchmarks.load_rules import ItemLoad, item_load

SETTLED_MILLISECONDS = 1_500
# Behind the columns of item, description and measure, and behind the days; no more weeks than are seen at once.
FROZEN, WEEKS_IN_A_ROW, FIRST_WEEK = 3, 6, 36
# Of the time of each work centre, so that a whole per cent must change.
SHARE = 0.02
SAME_MINUTES = 0.01
FETCH_ROWS = "async () => (await (await fetch(document.getElementById('master-schedule').dataset.rows)).json()).plan"
ROWS = """() => [...document.querySelectorAll('#schedule-grid [role=row]')].slice(1)
    .map((row) => [...row.children].map((cell) => cell.innerText))"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One edit: milliseconds of its handler and until it was painted, and what its frame showed."""

    handled: float
    shown: float
    balance: bool
    atp: bool
    load: bool


def edits(page: Page, count: int) -> list[Seen]:
    """Add to the MPS of the first item with work, each time in another week, and take all of it back."""
    plan = page.evaluate(FETCH_ROWS)
    item, rows_above = _to_an_mps(page, plan)
    first = FIRST_WEEK
    # The work centres of the item come into sight with its first edit.
    page.evaluate(EDIT, ["+1", rows_above, FROZEN + first + 1])
    item.add(first, 1)
    page.keyboard.press("ArrowLeft")
    seen = []
    for number in range(count):
        bucket = first + number % WEEKS_IN_A_ROW
        if number and bucket == first:
            for _week in range(WEEKS_IN_A_ROW):
                page.keyboard.press("ArrowLeft")
        pieces = item.pieces(bucket, SHARE)
        before = item.minutes(bucket)
        item.add(bucket, pieces)
        told = page.evaluate(EDIT, [f"+{pieces}", rows_above, FROZEN + bucket + 1])
        right = is_right(told["loads"], item.minutes(bucket), before)
        seen.append(Seen(told["handled"], told["shown"], told["balance"], told["atp"], right))
    page.locator("#draft-discard").click()
    page.wait_for_function("() => document.getElementById('save-state').dataset.state === 'saved'")
    return seen


def is_right(
    shown: Sequence[tuple[str, float, str | None]],
    wanted: Mapping[str, tuple[float, float]],
    before: Mapping[str, tuple[float, float]],
) -> bool:
    """
    Return whether a frame shows the load of each work centre as the rules give it: in minutes, and in print.

    `shown`: code, per cent, label; `wanted` and `before`: loaded and available minutes, with the edit and without it.
    """
    loads = {code: (percent, label) for code, percent, label in shown}
    for code, (minutes, available) in wanted.items():
        if code not in loads or available <= 0 or before.get(code) == (minutes, available):
            return False
        percent, label = loads[code]
        if abs(percent * available / 100 - minutes) > SAME_MINUTES:
            return False
        if label != f"≈{floor(100 * minutes / available + 0.5)}%":
            return False
    return bool(wanted)


def _to_an_mps(page: Page, plan: Mapping[str, Any]) -> tuple[ItemLoad, int]:
    """Open the first item that has a routing and select its MPS behind the days, with room to its right."""
    codes, work = plan["items"]["code"], plan["items"]["work"]
    code = next(code for code, steps in zip(codes, work, strict=True) if steps)
    page.evaluate("document.querySelector('#schedule-grid textarea').focus()")
    page.keyboard.press("Control+Home")
    for _row in range(codes.index(code)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    rows_above = _rows_to_mps(page, code)
    for key, times in (
        ("ArrowDown", rows_above), ("ArrowRight", FROZEN + FIRST_WEEK + WEEKS_IN_A_ROW + 1),
        ("ArrowLeft", WEEKS_IN_A_ROW + 1),
    ):  # fmt: skip
        for _time in range(times):
            page.keyboard.press(key)
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    return item_load(plan, code), rows_above


def _rows_to_mps(page: Page, code: str) -> int:
    """Return how many rows below its item's an MPS lies."""
    words: list[list[str]] = [row[:FROZEN] for row in page.evaluate(ROWS)]
    item = next(place for place, row in enumerate(words) if row[0] == code)
    return next(place for place, row in enumerate(words[item:]) if "MPS" in row)
