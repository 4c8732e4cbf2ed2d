"""Whoever has no role at any site is told so, wherever they knock."""

from __future__ import annotations

import pytest
from django.test import Client

from company.models import Role
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
