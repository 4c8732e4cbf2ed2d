"""The top bar, above all on narrow screens: how far the plan is stands there in full, and everything can be reached."""

from __future__ import annotations

import pytest

from company.models import Role
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

# In one go, because the page writes the sentence anew each second: the longest that it says, and what of it is hidden.
HIDDEN_OF_SENTENCE = """more => {
    const [words, context] = ["#plan-words", "#plan-context"].map(one => document.querySelector(one));
    context.dataset.state = "old";
    words.textContent += more;
    const bar = document.querySelector(".top").getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(words);
    return [...range.getClientRects()]
        .filter(line => line.left < 0 || line.right > innerWidth || line.bottom > bar.bottom
            || words.scrollHeight > words.clientHeight + 1 && getComputedStyle(words).overflow === "hidden"
            || !context.contains(document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2)))
        .map(line => JSON.stringify(line));
}"""


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("width", [320, 390, 820, 1100, 1366])
@pytest.mark.parametrize("path", ["/master-schedule/", "/orders/"])
def test_nothing_of_it_is_cut_off(visit: Visit, path: str, language: str, width: int) -> None:
    mill = plant()
    published(mill.site)
    person = given.user(at=mill.site)
    second = given.site("S2", name="A second plant with a name that is long")
    person.memberships.create(site=second, role=Role.PLANNER)
    page = visit(person, path, language, viewport={"width": width, "height": 844})

    assert page.evaluate(HIDDEN_OF_SENTENCE, " · Plan is 12 min behind") == []
    page.locator("#user-menu summary").click()
    for part in ("#user-menu summary", "#user-menu .menu-sheet", ".top .search"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
