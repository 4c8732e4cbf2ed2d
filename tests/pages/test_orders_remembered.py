"""The orders page in a browser, loaded anew: what waits is still marked, and steps can still be taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from company.models import Role, User
from mps import live
from orders import changes
from orders.changes import LineChange
from orders.models import ChangeRequest, OrderLine
from tests import given
from tests.browser import Visit
from tests.pages.order_grid import click_cell, ready, wait_for

pytestmark = pytest.mark.journey

KEPT = "() => Object.keys(sessionStorage).filter(key => key.startsWith('lockstep.tab.')).length"


def write(page: Page, row: int, text: str) -> None:
    click_cell(page, row, "Quantity")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def quantities(lines: list[OrderLine]) -> list[int]:
    return [int(OrderLine.objects.get(pk=line.pk).quantity) for line in lines]


def submit(by: User, line: OrderLine, **values: object) -> None:
    changes.submit(changes=[LineChange(line.pk, None, values)], by=by, channel="web", keep_good=True)


def test_what_waits_is_marked_after_a_reload_and_gone_once_it_is_decided(visit: Visit) -> None:
    given.site(demand_time_fence_days=14)
    line = given.order_line("D3", quantity=10)
    ada = given.user(Role.PLANNER, first_name="Ada")
    submit(ada, line, quantity=15)
    page = ready(visit(given.user(Role.MANAGER), "/orders/"))

    click_cell(page, 0, "Quantity")
    note = page.locator(".lg-note")
    expect(note).to_contain_text("Ada asked for 15 on 20")
    cell = page.get_by_role("gridcell", name="10", exact=True).first
    expect(cell).to_have_attribute("aria-description", re.compile("Ada asked for 15"))
    page.keyboard.press("Alt+Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/approvals/**")
    page.get_by_role("button", name="Reject").click(trial=True)

    page.go_back()
    ready(page)
    ChangeRequest.objects.update(state="rejected")
    live.tell_requests(line.site_id)
    click_cell(page, 0, "Quantity")
    expect(note).to_be_hidden()


def test_undo_withdraws_what_waits_and_takes_nothing_older_back(visit: Visit) -> None:
    given.site(demand_time_fence_days=14)
    near, far = given.order_line("D3", quantity=10), given.order_line("W30", quantity=20)
    page = ready(visit(given.user(Role.PLANNER), "/orders/"))
    write(page, 1, "22")
    assert wait_for(lambda: quantities([near, far]) == [10, 22])
    write(page, 0, "15")
    assert wait_for(lambda: states() == ["submitted"])
    note = page.locator(".lg-note")
    click_cell(page, 0, "Quantity")
    expect(note).to_contain_text("You asked for 15")
    write(page, 0, "10")
    click_cell(page, 0, "Quantity")
    expect(note).to_contain_text("You asked for 15")

    page.keyboard.press("Control+z")
    expect(page.locator(".toast", has_text="Your request for 15 is withdrawn.")).to_be_visible()
    expect(note).to_be_hidden()
    assert (states(), quantities([near, far])) == (["withdrawn"], [10, 22])
    page.keyboard.press("Control+y")
    assert wait_for(lambda: states() == ["withdrawn", "submitted"])
    click_cell(page, 0, "Quantity")
    expect(note).to_contain_text("You asked for 15")

    ChangeRequest.objects.filter(state="submitted").update(state="rejected")
    page.keyboard.press("Control+z")
    expect(page.locator(".toast", has_text="it is decided already: Rejected")).to_be_visible()
    page.keyboard.press("Control+z")
    assert wait_for(lambda: quantities([near, far]) == [10, 20])


def states() -> list[str]:
    # What needs no approval is a request that was applied at once.
    return list(ChangeRequest.objects.exclude(state="applied").order_by("pk").values_list("state", flat=True))


def test_steps_are_taken_back_after_a_reload_but_not_what_somebody_else_changed(visit: Visit) -> None:
    lines = [given.order_line(f"W{number}", quantity=10 * number) for number in (1, 2)]
    page = ready(visit(given.user(), "/orders/"))
    write(page, 0, "11")
    write(page, 1, "22")
    assert wait_for(lambda: quantities(lines) == [11, 22])
    submit(given.user(), lines[1], quantity=25)

    page.reload()
    ready(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("someone else has changed it since")
    page.keyboard.press("Control+z")

    assert wait_for(lambda: quantities(lines) == [10, 25])
    page.keyboard.press("Control+y")
    assert wait_for(lambda: quantities(lines) == [11, 25])


def test_nobody_else_finds_the_steps(visit: Visit) -> None:
    line = given.order_line(quantity=10)
    page = ready(visit(given.user(), "/orders/"))
    write(page, 0, "11")
    assert wait_for(lambda: quantities([line]) == [11])
    page.reload()
    ready(page)
    assert page.evaluate(KEPT) == 1

    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")

    assert page.evaluate(KEPT) == 0
