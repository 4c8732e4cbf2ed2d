"""Roles, sites and the door to pages."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from company import access
from company.models import Membership, Role, User
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


Session = dict[str, Any]


def request_of(
    person: User | AnonymousUser, query: str = "", session: Session | None = None, **headers: str
) -> Any:
    request = RequestFactory().get(f"/somewhere/{query}", headers=headers)
    request.user = person
    request.session = {} if session is None else session  # type: ignore[assignment]  # a dict is enough of a session
    return request


class TestCan:
    def test_says_no_to_strangers_people_without_a_role_and_people_who_left(self) -> None:
        gone = given.user(Role.PLANNER, is_active=False)

        assert not any(access.can(person, "orders.view") for person in (AnonymousUser(), given.user(None), gone))

    def test_says_yes_at_ones_own_site_only(self) -> None:
        here, there = given.site("S1"), given.site("S2")
        planner = given.user(Role.PLANNER, at=here)

        assert access.can(planner, "orders.view", here)
        assert not access.can(planner, "orders.view", there)

    def test_keeps_the_roles_of_two_sites_apart(self) -> None:
        here, there = given.site("S1"), given.site("S2")
        person = given.user(Role.MANAGER, at=here)
        Membership.objects.create(user=person, site=there, role=Role.FLOOR)

        approves_at = [site.code for site in (here, there) if access.can(person, "orders.approve", site)]

        assert approves_at == ["S1"]
        assert list(access.sites_for(person, "orders.approve").values_list("code", flat=True)) == ["S1"]
        assert list(access.sites_for(person).values_list("code", flat=True)) == ["S1", "S2"]

    def test_takes_a_superuser_for_an_administrator_even_before_the_first_site(self) -> None:
        root = User.objects.create_superuser("root")

        assert access.can(root, "master.change")
        assert not access.can(root, "orders.change")

    def test_joins_the_fields_of_two_roles(self) -> None:
        person = given.user(Role.SALES)
        Membership.objects.create(user=person, site=given.site(), role=Role.MANAGER)

        fields = access.fields_for(person, "orders.change", given.site().pk)

        assert fields == {"quantity", "requested_date", "note", "priority"}


class TestCurrentSite:
    def test_is_the_first_then_the_one_asked_for_then_the_one_remembered(self) -> None:
        planner = given.user(Role.PLANNER, at=given.site("S1"))
        Membership.objects.create(user=planner, site=given.site("S2"), role=Role.PLANNER)
        session: dict[str, Any] = {}

        codes = [
            getattr(access.current_site(request_of(planner, query, session)), "code", None)
            for query in ("", "?site=S2", "")
        ]

        assert codes == ["S1", "S2", "S2"]

    def test_does_not_exist_where_one_has_no_role(self) -> None:
        given.site("S2")

        for code in ("S2", "NONE"):
            with pytest.raises(Http404):
                access.current_site(request_of(given.user(Role.PLANNER), f"?site={code}"))

    def test_is_nothing_without_any_role(self) -> None:
        assert access.current_site(request_of(given.user(None))) is None

    def test_forgets_a_remembered_site_that_one_has_lost(self) -> None:
        given.site("S2")

        site = access.current_site(request_of(given.user(Role.PLANNER), session={"site": "S2"}))

        assert site is not None
        assert site.code == "S1"


@access.allowed("orders.view")
def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("orders")


@access.allowed("orders.view")
async def async_page(_request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return HttpResponse("orders")


class TestAllowed:
    def test_lets_those_in_whose_role_may(self) -> None:
        assert page(request_of(given.user(Role.PLANNER))).content == b"orders"

    def test_lets_those_in_to_an_async_page(self) -> None:
        got = asyncio.run(async_page(request_of(given.user(Role.PLANNER))))

        assert got.content == b"orders"

    def test_sends_strangers_to_sign_in_and_back(self) -> None:
        got = page(request_of(AnonymousUser()))

        assert (got.status_code, got["Location"]) == (302, "/sign-in/?next=/somewhere/")

    def test_shows_others_the_403_page(self) -> None:
        with pytest.raises(PermissionDenied):
            page(request_of(given.user(Role.FLOOR)))

    @pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.FLOOR, 403)])
    def test_answers_scripts_with_a_problem(self, role: Role | None, status: int) -> None:
        person = AnonymousUser() if role is None else given.user(role)

        got = asyncio.run(async_page(request_of(person, Accept="application/json")))

        assert (got.status_code, got["Content-Type"]) == (status, "application/problem+json")

    def test_refuses_an_action_that_nobody_has_defined(self) -> None:
        with pytest.raises(ValueError, match="no such action"):
            access.allowed("orders.burn")
