"""An answer is copied only while it is the answer to what stands in the fields."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Visit
from tests.pages.promising import ADDRESS, ask, busy_plant, seller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

QUOTE = "**/promise/quote/*"


def answered(visit: Visit) -> Page:
    """Return the page with an answer for 20 pieces."""
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    expect(page.locator("#answer .facts")).to_contain_text("All 20 EA")
    expect(page.get_by_role("button", name="Copy text")).to_be_enabled()
    return page


def test_the_answer_says_to_what(visit: Visit) -> None:
    page = answered(visit)
    expect(page.locator("#answer .asked")).to_contain_text("20 EA")
    expect(page.locator("#answer .asked")).to_contain_text("wanted on Wed 14 January")


def test_nothing_is_copied_while_a_new_question_is_asked(visit: Visit) -> None:
    page = answered(visit)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(QUOTE, hold)

    page.get_by_label("Quantity").fill("30")

    # In the same moment as the key, before anything is asked.
    assert page.evaluate("document.querySelector('#copy').disabled") is True
    expect(page.locator("#remark")).to_contain_text("What you see answers the question before: 20 EA")
    held[0].continue_()
    expect(page.locator("#copy-words")).to_contain_text("30 EA")
    expect(page.get_by_role("button", name="Copy text")).to_be_enabled()


@pytest.mark.parametrize("typed", ["many", "0", "2.5"])
def test_nothing_is_copied_where_the_fields_can_not_be_answered(visit: Visit, typed: str) -> None:
    page = answered(visit)

    page.get_by_label("Quantity").fill(typed)

    expect(page.locator("#quantity-error")).to_be_visible()
    expect(page.locator("#answer.old")).to_contain_text("All 20 EA")
    expect(page.locator("#remark")).to_contain_text("answers the question before: 20 EA")
    expect(page.get_by_role("button", name="Copy text")).to_be_disabled()


def test_another_way_of_an_old_answer_is_not_copied_either(visit: Visit) -> None:
    mill = busy_plant()
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "300", "1/9")
    expect(page.locator("#copy-words")).to_contain_text("300 EA")

    page.get_by_label("Quantity").fill("many")
    expect(page.locator("#quantity-error")).to_be_visible()
    page.get_by_role("radio", name="Split delivery").check()

    expect(page.get_by_role("button", name="Copy text")).to_be_disabled()


def test_what_is_typed_back_can_be_copied_again(visit: Visit) -> None:
    page = answered(visit)
    page.get_by_label("Quantity").fill("many")
    expect(page.get_by_role("button", name="Copy text")).to_be_disabled()

    page.get_by_label("Quantity").fill("20")

    expect(page.get_by_role("button", name="Copy text")).to_be_enabled()
    expect(page.locator("#remark")).to_be_hidden()


def test_without_a_session_it_says_so(visit: Visit) -> None:
    page = answered(visit)
    page.context.clear_cookies()

    page.get_by_label("Quantity").fill("30")

    expect(page.locator("#remark")).to_contain_text("You are signed out.")
    expect(page.get_by_role("button", name="Copy text")).to_be_disabled()
