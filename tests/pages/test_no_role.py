"""Whoever has no role at any site is told so, wherever they knock."""

from __future__ import annotations

import pytest
from django.test import Client

from company.models import Role, User
from tests import given

pytestmark = pytest.mark.django_db

NO_ROLE, NOT_THIS_ROLE = "You have no role at any site yet", "Your role does not allow this"


def answered(client: Client, role: Role | None, address: str) -> str:
    """What a person of that role reads at an address that refuses them."""
    client.force_login(given.user(role))
    answer = client.get(address)
    assert answer.status_code == 403
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/orders/", "/master-schedule/", "/import/", "/api/v1/order-lines/"])
def test_without_a_role_one_is_told_so(client: Client, address: str) -> None:
    assert NO_ROLE in answered(client, None, address)


@pytest.mark.parametrize("address", ["/orders/", "/api/v1/order-lines/"])
def test_with_a_role_that_does_not_allow_it_one_is_told_that(client: Client, address: str) -> None:
    said = answered(client, Role.FLOOR, address)

    assert NOT_THIS_ROLE in said
    assert NO_ROLE not in said
    assert "These do: Planner, Production manager, Sales, Administrator." in said


def test_a_superuser_is_not_offered_promise_and_told_who_may_open_it(client: Client) -> None:
    given.site()
    boss = User.objects.create_superuser("boss")
    client.force_login(boss)

    assert 'href="/promise/"' not in client.get("/import/").content.decode()
    refused = client.get("/promise/")
    assert refused.status_code == 403
    assert "These do: Planner, Production manager, Sales." in refused.content.decode()


def test_a_superuser_with_a_role_of_their_own_has_it_too(client: Client) -> None:
    boss = User.objects.create_superuser("boss")
    boss.memberships.create(site=given.site(), role=Role.PLANNER)
    client.force_login(boss)

    assert 'href="/promise/"' in client.get("/import/").content.decode()
    assert client.get("/promise/").status_code == 200
