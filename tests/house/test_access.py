"""Every address has its row in the access table, and every role gets from it what the table says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from company import access
from company.models import Role
from company.permissions import action_for
from tests import given

# For everyone, signed in or not: how to sign in and out, the language, health, and what the API is.
PUBLIC = frozenset({
    "sign-in", "sign-out", "language", "jsi18n", "healthz", "readyz", "api-schema", "api-docs",
    "orders:customer-link",  # signed: whoever has it is the customer
})  # fmt: skip
# For everyone who has signed in: about nobody but themselves.
ABOUT_ONESELF = frozenset({"home", "theme", "density"})
ADMIN_SITE = "admin"


@dataclass(frozen=True)
class Route:
    """An address of the application."""

    name: str
    pattern: str
    view: Any

    @property
    def is_api(self) -> bool:
        return hasattr(self.view, "cls")

    @property
    def guard(self) -> Any:
        """What carries `access`: an API view's class, or the page's function."""
        return self.view.cls if self.is_api else self.view

    @property
    def methods(self) -> list[str]:
        """The API's methods here."""
        if hasattr(self.view, "actions"):
            return [method.upper() for method in self.view.actions if method != "head"]
        verbs = ("get", "post", "put", "patch", "delete")
        return [verb.upper() for verb in verbs if hasattr(self.view.cls, verb)]


def routes(patterns: Any = None, namespace: str = "", prefix: str = "") -> Iterator[Route]:
    """Walk through all addresses that the resolver knows, the admin site's left out (it has a test of its own)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            if entry.namespace != ADMIN_SITE:
                yield from routes(entry.url_patterns, inner, path)
        elif isinstance(entry, URLPattern):
            yield Route(":".join(filter(None, (namespace, entry.name))), path, entry.callback)


def guarded() -> list[Route]:
    return [route for route in routes() if route.name not in PUBLIC | ABOUT_ONESELF]


def test_the_resolver_is_walked_to_the_end() -> None:
    names = {route.name for route in routes()}

    assert {"home", "sign-in", "mps:rows", "api:order-line-list", "api:quote", "readyz"} <= names


def test_every_route_names_its_action() -> None:
    without = [
        f"{route.name} ({route.pattern})"
        for route in guarded()
        if not getattr(route.guard, "access", None)
    ]

    assert without == []


def test_every_action_that_a_route_names_is_in_the_table() -> None:
    named = {action for route in guarded() for action in actions_of(route)}

    assert named <= access.ACTIONS


def actions_of(route: Route) -> list[str]:
    if not route.is_api:
        return [route.guard.access]
    return [action_of(route, method) or f"none for {method}" for method in route.methods]


def action_of(route: Route, method: str) -> str | None:
    """Return the access table's action for a method of the API."""
    function = getattr(route.view, "actions", {}).get(method.lower(), "")
    return action_for(route.guard, method, function)


def test_every_action_is_granted_to_someone_and_needs_a_definition() -> None:
    granted = {action for actions in access.ACCESS.values() for action in actions}

    assert granted == access.ACTIONS
    with pytest.raises(ValueError, match="no such action"):
        access.granted(Role.ADMIN, "orders.burn")


API_CALLS = [
    pytest.param(route, method, id=f"{method} {route.name}")
    for route in guarded()
    if route.is_api
    for method in route.methods
]
PAGES = [pytest.param(route, id=route.name) for route in guarded() if not route.is_api]


def address_of(route: Route) -> str:
    """Return an address that the route answers, about a record that isn't there."""
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", "/" + route.pattern)
    path = re.sub(r"<int:\w+>|\(\?P<\w+>[^)]*\)", "999999", path)
    return re.sub(r"<\w+>|<\w+:\w+>", "none", path.replace("^", "").replace("$", "")).replace("//", "/")


@pytest.mark.django_db
class TestEveryRole:
    @pytest.fixture(autouse=True)
    def counted(self, record_property: Callable[[str, object], None]) -> None:
        """Let the report count these answers (tests/conftest.py)."""
        record_property("access_answers", 1)

    @pytest.mark.parametrize(("route", "method"), API_CALLS)
    @pytest.mark.parametrize("role", list(Role))
    def test_reaches_of_the_api_what_the_table_grants(self, route: Route, method: str, role: Role) -> None:
        client = APIClient()
        client.force_authenticate(given.user(role))

        status = client.generic(method, address_of(route), "[]", content_type="application/json").status_code

        action = action_of(route, method)
        assert action is not None
        granted = access.granted(role, action) is not None
        assert (status != 403) == granted, f"{role} {method} {address_of(route)}: {status}"
        assert status != 405
        assert status < 500

    @pytest.mark.parametrize("route", PAGES)
    @pytest.mark.parametrize("role", list(Role))
    def test_reaches_of_the_pages_what_the_table_grants(self, client: Client, route: Route, role: Role) -> None:
        client.force_login(given.user(role))
        client.raise_request_exception = False

        statuses = {client.generic(method, address_of(route)).status_code for method in ("GET", "POST", "PATCH")}

        granted = access.granted(role, route.guard.access) is not None
        assert (403 in statuses) != granted, f"{role} {address_of(route)}: {statuses}"
        assert granted or statuses <= {403, 405}

    @pytest.mark.parametrize(("route", "method"), API_CALLS)
    def test_strangers_reach_nothing_of_the_api(self, route: Route, method: str) -> None:
        got = APIClient().generic(method, address_of(route), "[]", content_type="application/json")

        assert (got.status_code, got["Content-Type"]) == (401, "application/problem+json")

    @pytest.mark.parametrize(("route", "method"), API_CALLS)
    def test_people_without_a_role_reach_nothing_of_the_api(self, route: Route, method: str) -> None:
        client = APIClient()
        client.force_authenticate(given.user(None))

        assert client.generic(method, address_of(route), "[]", content_type="application/json").status_code == 403
