"""The pages of webhooks: an administrator adds one, sees its secret once, tries it, and finds out what went wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from company.models import Role
from connectors.webhooks import courier, endpoints
from connectors.webhooks.models import Delivery, DeliveryState, Endpoint
from tests import given
from tests.browser import Visit

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://erp.example/hook"


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(given.user(Role.ADMIN))
    return client


def added(admin: Client, url: str = URL) -> Endpoint:
    admin.post("/webhooks/", {"url": url, "kinds": ["held", "changed"]})
    return Endpoint.objects.get(url=url)


class TestSecret:
    def test_is_shown_once(self, admin: Client) -> None:
        shown = admin.post("/webhooks/", {"url": URL, "kinds": ["held"]}).content.decode()
        endpoint = Endpoint.objects.get()

        assert endpoint.secret in shown
        for path in ("/webhooks/", f"/webhooks/{endpoint.pk}/"):
            assert endpoint.secret not in admin.get(path).content.decode()

    def test_is_another_one_after_a_rotation(self, admin: Client) -> None:
        before = added(admin)
        shown = admin.post(f"/webhooks/{before.pk}/rotate/").content.decode()
        after = Endpoint.objects.get()

        assert after.secret in shown
        assert before.secret not in shown
        assert after.previous_secret == before.secret != after.secret


@pytest.mark.parametrize(
    ("url", "kinds"),
    [("http://erp.example/", ["held"]), ("https://10.0.0.1/", ["held"]), ("https://u@e.example/", ["held"]), (URL, [])],
)
def test_what_is_refused_stays_in_the_form_with_the_reason(admin: Client, url: str, kinds: list[str]) -> None:
    got = admin.post("/webhooks/", {"url": url, "kinds": kinds})

    assert got.status_code == 422
    assert got.context["refused"]
    assert f'value="{url}"' in got.content.decode()
    assert not Endpoint.objects.exists()


def test_the_same_address_twice_is_refused(admin: Client) -> None:
    added(admin)

    assert admin.post("/webhooks/", {"url": URL, "kinds": ["held"]}).status_code == 422


def test_a_test_is_sent_once_and_its_answer_shown(admin: Client) -> None:
    endpoint = added(admin)
    Endpoint.objects.update(url="https://127.0.0.1/")
    admin.post(f"/webhooks/{endpoint.pk}/test/")
    courier.turn_of(endpoint.pk)

    assert "127.0.0.1 is inside" in admin.get(f"/webhooks/{endpoint.pk}/").content.decode()
    assert Delivery.objects.get().state == DeliveryState.GIVEN_UP


def test_what_was_given_up_is_sent_again(admin: Client) -> None:
    endpoint = added(admin)
    delivery = Delivery.objects.create(endpoint=endpoint, state=DeliveryState.GIVEN_UP, attempts=10)
    admin.post(f"/webhooks/deliveries/{delivery.pk}/again/")

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 0)


def test_one_that_was_switched_off_says_why_and_is_switched_on(admin: Client) -> None:
    endpoint = added(admin)
    Endpoint.objects.update(active=False, switched_off_why="HTTP 503")

    assert "HTTP 503" in admin.get(f"/webhooks/{endpoint.pk}/").content.decode()
    admin.post(f"/webhooks/{endpoint.pk}/on/")
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.switched_off_why) == (True, "")


@pytest.mark.journey
@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 390, "height": 844}}], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_pages_are_fit_for_everybody(
    visit: Visit, violations: Callable[[Page], list[str]], language: str, options: dict[str, object]
) -> None:
    person = given.user(Role.ADMIN)
    page = visit(person, "/webhooks/", language, **options)
    assert violations(page) == []
    endpoint = endpoints.add(site=given.site(), url=URL, kinds=["held"], by=person)
    Delivery.objects.create(endpoint=endpoint, state=DeliveryState.GIVEN_UP, attempts=10, last_error="HTTP 500")

    for path in ("/webhooks/", f"/webhooks/{endpoint.pk}/"):
        page = visit(person, path, language, **options)
        expect(page.get_by_text(URL)).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
