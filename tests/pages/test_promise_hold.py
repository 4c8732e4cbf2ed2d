"""Holding and ordering on the promise page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from company.models import Role
from mps.promising import Wish, promise
from orders.models import Customer, LineStatus, OrderLine, SalesOrder
from orders.promises.book import Terms
from orders.promises.models import Promise, PromiseState
from tests import given
from tests.browser import Visit
from tests.mps.plant import Plant, published
from tests.mps.promised import delivered
from tests.pages.promising import ADDRESS, PHONE, ask, busy_plant, seller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

HOLD = "**/api/v1/promises/hold/"


@pytest.fixture
def mill() -> Plant:
    made = busy_plant()
    given.customer("NORD", name="Nordwind Pumpen")
    return made


def asked(visit: Visit, mill: Plant, quantity: str = "20", wanted: str = "1/14") -> Page:
    """Return the page with an answer for a customer."""
    page = visit(seller(mill), ADDRESS, viewport=PHONE)
    page.get_by_label("Customer", exact=True).fill("nordwind pumpen")
    ask(page, mill.pump.code, quantity, wanted)
    expect(page.locator("#answer .asked")).to_contain_text("for Nordwind Pumpen")
    return page


def held(page: Page) -> None:
    """Hold what is offered."""
    page.locator("#hold").click()
    expect(page.locator(".held-card")).to_have_attribute("data-state", "held")


def test_a_customer_is_picked_a_surer_day_held_and_confirmed_without_scrolling(
    visit: Visit, violations: Callable[[Page], list[str]], mill: Plant
) -> None:
    delivered(mill, mill.pump, days_late=2)
    order = given.order("OLD-1", customer=Customer.objects.get(code="NORD"))
    given.order_line(order=order, of=mill.pump, at=mill.site, quantity=1)
    published(mill.site)
    page = visit(seller(mill), ADDRESS, viewport=PHONE)
    field = page.get_by_role("combobox", name="Customer")
    field.press_sequentially("pump")
    expect(page.get_by_role("option")).to_have_text("NORDNordwind Pumpen")
    assert violations(page) == []
    field.press("Enter")
    expect(field).to_have_value("NORD")
    expect(page.get_by_role("listbox")).to_be_hidden()
    ask(page, mill.pump.code, "30")
    first = page.locator("#answer .big").inner_text()

    page.locator(".surer .button").last.click()

    confirm = page.get_by_role("button", name="Confirm P-")
    expect(confirm).to_be_in_viewport(ratio=1)
    expect(page.locator("#hold")).to_be_hidden()
    assert violations(page) == []
    confirm.click()
    expect(page.locator(".held-card")).to_have_attribute("data-state", "confirmed")
    expect(confirm).to_be_hidden()
    made = Promise.objects.get()
    assert made.probability is not None
    assert made.probability >= 0.8
    assert str(made.first_date.day) not in first


def test_hold_counts_down_and_becomes_an_order_of_the_customers_number(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill)
    expect(page.get_by_role("button", name="Hold for 30 min")).to_be_enabled()
    held(page)

    card = page.locator(".held-card")
    expect(card).to_contain_text("20 EA")
    expect(card.get_by_role("timer")).to_contain_text("left")
    first = card.get_by_role("timer").inner_text()
    expect(card.get_by_role("timer")).not_to_have_text(first)
    expect(page.locator("#answer")).to_contain_text("Held.")
    expect(page.locator("#hold")).to_be_disabled()
    expect(page.get_by_label("Quantity")).to_have_value("20")
    [made] = Promise.objects.all()
    assert (made.state, str(made.first_date), made.channel) == (PromiseState.HELD, "2026-01-14", "web")

    card.get_by_label("Customer’s order number").fill("PO-4711")
    card.get_by_role("button", name="Confirm").click()

    expect(card).to_have_attribute("data-state", "confirmed")
    expect(card).to_contain_text("PO-4711")
    assert SalesOrder.objects.get(customer=Customer.objects.get(code="NORD")).number == "PO-4711"
    assert Promise.objects.get().state == PromiseState.CONFIRMED


def test_a_double_click_holds_once(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill)
    page.locator("#hold").dblclick()
    expect(page.locator(".held-card")).to_have_count(1)
    assert Promise.objects.count() == 1


def test_a_lost_answer_and_a_second_press_hold_once(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(HOLD, lose, times=1)
    page.locator("#hold").click()
    expect(page.locator("#remark")).to_contain_text("Press again")

    held(page)

    assert Promise.objects.count() == 1


def test_a_split_is_held_with_both_parts(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill, "300", "1/9")
    page.get_by_role("radio", name="Split delivery").check()
    held(page)
    parts = Promise.objects.order_by("pk")
    assert len({part.line.order_id for part in parts}) == 1
    assert sum(part.first_quantity for part in parts) == 300
    assert parts.count() == 2
    expect(page.locator(".held-lines li")).to_have_count(2)


def test_nothing_is_held_for_nobody(visit: Visit, mill: Plant) -> None:
    page = visit(seller(mill), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    page.locator("#hold").click()
    expect(page.locator("#customer-error")).to_contain_text("Choose a customer")
    expect(page.get_by_label("Customer", exact=True)).to_be_focused()
    assert not Promise.objects.exists()


def test_who_comes_second_sees_what_changed_and_loses_nothing(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill, "90", "1/8")
    before = page.locator("#answer .big").inner_text()
    faster = given.user(Role.PLANNER, at=mill.site)
    theirs = Terms(site=mill.site, customer=given.customer("FAST"), by=faster, channel="test", held_until=None)
    promise([Wish(mill.pump, Decimal(90), given.day("D3"))], theirs)

    page.locator("#hold").click()

    expect(page.locator("#remark")).to_contain_text("Taken meanwhile: instead of 90 EA")
    expect(page.locator("#answer .big")).not_to_have_text(before)
    expect(page.get_by_label("Quantity")).to_have_value("90")
    expect(page.get_by_label("Customer", exact=True)).to_have_value("nordwind pumpen")
    expect(page.locator("#hold")).to_be_enabled()
    assert Promise.objects.count() == 1

    page.evaluate("document.querySelector('#answer .big').textContent = ''")
    page.evaluate("document.dispatchEvent(new CustomEvent('lockstep:plan'))")  # as their hold brings one a moment later
    expect(page.locator("#answer .big")).not_to_be_empty()
    expect(page.locator("#remark")).to_contain_text("Taken meanwhile: instead of 90 EA")

    page.get_by_label("Quantity").fill("91")
    expect(page.locator("#answer .asked")).to_contain_text("91 EA")
    expect(page.locator("#remark")).not_to_contain_text("Taken meanwhile")


def test_a_hold_that_ends_while_one_looks_says_so_and_can_be_asked_again(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill)
    held(page)
    Promise.objects.update(held_until=timezone.now() + timedelta(seconds=3))
    page.evaluate("document.dispatchEvent(new CustomEvent('lockstep:revision'))")
    card = page.locator(".held-card")

    expect(card).to_have_attribute("data-state", "expired")

    expect(card).to_contain_text("The time is over")
    expect(card.get_by_role("button", name="Confirm")).to_have_count(0)
    card.get_by_role("button", name="Ask again").click()
    expect(page.locator("#answer .asked")).to_contain_text("20 EA")
    expect(page.locator("#hold")).to_be_enabled()


def test_a_hold_is_let_go(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill)
    held(page)
    page.locator(".held-card").get_by_role("button", name="Let go").click()
    expect(page.locator(".held-card")).to_have_attribute("data-state", "cancelled")
    assert OrderLine.objects.get(order__customer__code="NORD").status == LineStatus.CANCELLED
    page.locator(".held-card").get_by_role("button", name="Close").click()
    expect(page.locator("#held")).to_be_hidden()


def test_orders_at_once_and_says_of_a_number_that_it_is_taken(visit: Visit, mill: Plant) -> None:
    given.order("PO-1")
    page = asked(visit, mill)
    page.locator("#order-number").fill("PO-1")
    page.locator("#order-now").click()
    expect(page.locator("#order-number-error")).to_contain_text("PO-1")

    page.locator("#order-number").fill("PO-2")
    page.locator("#order-now").click()

    expect(page.locator(".held-card")).to_have_attribute("data-state", "confirmed")
    assert Promise.objects.get().line.order.number == "PO-2"


def test_holds_to_the_end_of_a_day_by_the_clocks_of_the_site(visit: Visit, mill: Plant) -> None:
    page = asked(visit, mill)
    page.get_by_label("Hold", exact=True).select_option("day")
    page.locator("#hold").click()
    expect(page.locator("#hold-until-error")).to_contain_text("Enter a date.")

    page.get_by_label("Hold to the end of").fill("+2d")
    held(page)

    until = Promise.objects.get().held_until
    assert until is not None
    assert timedelta(days=1) < until - timezone.now() <= timedelta(days=3)


def test_the_customer_and_the_language_of_the_text_are_remembered(visit: Visit, mill: Plant) -> None:
    given.order_line(of=mill.pump, at=mill.site, order=given.order(customer=Customer.objects.get(code="NORD")))
    page = asked(visit, mill)
    page.get_by_label("Language of the text").select_option("zh-hans")
    expect(page.locator("#copy-words")).to_contain_text("2026年1月14日")

    page.reload()

    expect(page.get_by_label("Customer", exact=True)).to_have_value("NORD")
    ask(page, mill.pump.code, "20", "1/14")
    expect(page.locator("#copy-words")).to_contain_text("2026年1月14日")


def test_a_customer_of_others_is_not_known(visit: Visit, mill: Plant) -> None:
    given.customer("SOUTH-1", territory="south")
    page = visit(given.user(Role.SALES, at=mill.site, territory="north"), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    page.get_by_label("Customer", exact=True).fill("SOUTH-1")
    expect(page.locator("#customer-error")).to_contain_text("not one of yours")
    expect(page.locator("#hold")).to_be_disabled()


def test_who_may_not_promise_sees_no_button(visit: Visit, mill: Plant) -> None:
    page = visit(given.user(Role.MANAGER, at=mill.site), ADDRESS)
    ask(page, mill.pump.code, "20", "1/14")
    expect(page.locator("#answer .big")).to_be_visible()
    expect(page.locator("#hold")).to_have_count(0)


@pytest.mark.parametrize(("theme", "width", "language"), [("light", 390, "en"), ("dark", 1366, "zh-hans")])
def test_axe_finds_nothing_with_a_hold(
    visit: Visit, violations: Callable[[Page], list[str]], mill: Plant, theme: str, width: int, language: str
) -> None:
    page = visit(
        seller(mill), f"{ADDRESS}?item={mill.pump.code}&quantity=300&wanted=2026-01-09&customer=NORD", language,
        color_scheme=theme, viewport={"width": width, "height": 900},
    )  # fmt: skip
    page.locator("#hold:enabled").click()
    page.locator(".held-card").wait_for()
    page.locator("#quantity").fill("20")
    page.locator("#hold:enabled").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("#copy")).to_be_enabled()
    expect(page.locator("#copy-language")).to_have_value(language)
    right_edges = "[...document.querySelectorAll('.actions .button')].map(one => one.getBoundingClientRect().right)"
    assert max(page.evaluate(right_edges)) <= width
