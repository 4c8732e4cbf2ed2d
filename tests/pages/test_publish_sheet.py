"""The dialog that publishes, with more changes than fit, and the one that tells what was published."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mps.models import SteeringPublication
from tests.browser import Visit
from tests.pages.schedule import ADDRESS, planner, ready, short_plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

MANY = 14
SMALL, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
# What is hidden of an element, in pixels, above the dialog's foot and under its head.
HIDDEN = """row => {
    const [own, dialog] = [row.getBoundingClientRect(), row.closest('dialog')];
    const [head, foot] = ['header', '.reason'].map((part) => dialog.querySelector(part).getBoundingClientRect());
    return Math.max(0, head.bottom - own.top, own.bottom - foot.top);
}"""


def test_its_buttons_stay_in_sight_and_no_row_is_cut(visit: Visit, violations: Callable[[Page], list[str]]) -> None:
    mill = short_plant()
    page = ready(visit(planner(mill), ADDRESS, viewport=SMALL))
    expect(page.locator("#draft-history")).to_be_visible()
    page.evaluate("document.querySelector('#schedule-grid textarea').focus()")
    for key in ("Control+Home", "Space", *("ArrowDown",) * 4, *("ArrowRight",) * 5):
        page.keyboard.press(key)
    for place in range(MANY):
        page.keyboard.type(str(11 + place))
        page.keyboard.press("Tab")
    expect(page.locator("#draft-words")).to_have_text(f"{MANY} changes, not published")

    page.keyboard.press("Control+s")

    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".differences tbody tr")).to_have_count(MANY + 1)
    for viewport in (SMALL, PHONE):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        assert dialog.evaluate("one => one.scrollHeight > one.clientHeight"), "all of it fits: the test shows nothing"
        for name in ("Publish", "Close"):
            expect(dialog.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        last = dialog.locator(".differences tbody tr").last
        last.evaluate("row => row.scrollIntoView({ block: 'nearest' })")
        assert last.evaluate(HIDDEN) == 0
    assert violations(page) == []


def test_what_was_published_tells_its_changes_before_it_is_taken_back(
    visit: Visit, violations: Callable[[Page], list[str]]
) -> None:
    mill = short_plant()
    person = planner(mill)
    step = {"kind": "quantity", "item_id": mill.pump.pk, "bucket": "2026-01-12", "until": "2026-01-18"}
    SteeringPublication.objects.create(
        site=mill.site, by=person, reason="the fair", steps=[step | {"quantity": "30"}] * 25
    )
    page = ready(visit(person, ADDRESS, viewport=SMALL))

    page.get_by_role("button", name="Published changes").click()
    fold = page.get_by_role("dialog").locator("details")
    expect(fold.locator("li").first).to_be_hidden()
    fold.locator("summary").press("Enter")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    expect(fold.locator("li").first).to_have_text(f"{mill.pump.code} · {mill.pump.name}: MPS · 12 Jan – 18 Jan · 30")
    expect(fold.locator("li").last).to_have_text("and 5 more")
    expect(page.get_by_role("dialog").locator(".publications > li")).to_have_count(1)
    assert violations(page) == []
