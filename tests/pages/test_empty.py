"""An instance without data: each page says what to do next, and what is missing appears by itself."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from company.models import Role, User
from mps import live
from tests import given
from tests.browser import Visit
from tests.mps.plant import plant
from tests.pages.order_grid import ready


@pytest.mark.journey
@pytest.mark.parametrize("path", ["/orders/", "/master-schedule/"])
def test_without_any_site_a_page_leads_to_the_import(visit: Visit, path: str) -> None:
    page = visit(User.objects.create_superuser("root"), path)

    expect(page.get_by_role("heading", name="No site yet")).to_be_visible()
    expect(page.locator(".grid-place, #notices")).to_have_count(0)
    page.get_by_role("link", name="Import data").click()
    page.wait_for_url("**/import/")


@pytest.mark.journey
def test_the_first_orders_take_the_place_of_the_words_that_there_are_none(visit: Visit) -> None:
    mill = plant()
    page = ready(visit(given.user(at=mill.site), "/orders/"))
    expect(page.get_by_role("heading", name="No orders yet")).to_be_visible()
    expect(page.locator("#order-grid")).to_be_hidden()

    given.order_line(of=mill.pump, at=mill.site)
    live.tell_revision(mill.site.pk)

    expect(page.get_by_role("heading", name="No orders yet")).to_be_hidden()
    expect(page.get_by_role("grid")).to_contain_text(mill.pump.code)


@pytest.mark.django_db
def test_a_promise_without_items_says_what_it_needs() -> None:
    client = Client()
    client.force_login(given.user())

    page = client.get("/promise/").content.decode()

    assert "No items yet" in page
    assert 'id="promise"' not in page
    assert 'href="/import/"' in page


@pytest.mark.django_db
def test_who_may_not_import_is_not_led_there() -> None:
    client = Client()
    client.force_login(given.user(Role.SALES))

    assert 'href="/import/"' not in client.get("/promise/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
def test_demo_data_are_called_so(is_demo: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planning.shell.Frame.has_demo_data", is_demo)
    client = Client()
    client.force_login(given.user())

    assert ("Demo data" in client.get("/orders/").content.decode()) is is_demo
