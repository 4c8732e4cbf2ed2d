"""
Whose rows the database shows a person: the access table's answer, sent with each statement to row-level security.

The rule stays in `company.access` alone: a policy only compares a row's site and territory with what is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from company import access
from company.models import User
from company.statements import NOTHING, state, stated

ACTION = "orders.view"  # what lies under a policy are orders, and what belongs to them


class Scope(msgspec.Struct, omit_defaults=True):
    """What the policies compare with: the person, the sites seen as a whole, and territories seen of other sites."""

    person: int
    everything: bool = False
    sites: list[int] = []
    parts: list[tuple[int, str]] = []


def of(user: access.Person) -> str:
    """Return the scope of a person: what the access table lets them see. Of nobody: nothing."""
    if not isinstance(user, User) or not user.is_active:
        return NOTHING
    reached = access.reach(user, ACTION)
    sites = sorted({reach.site_id for reach in reached if not reach.territory})
    parts = sorted({(reach.site_id, reach.territory) for reach in reached if reach.territory})
    is_first = user.is_superuser and not sites  # who sets the first site up
    scope = Scope(person=user.pk, everything=is_first, sites=sites, parts=parts)
    return msgspec.json.encode(scope).decode()


class ScopeOfRequest(MiddlewareMixin):
    """Let each request see what its person sees, once it is known who asks; of the API's, `permissions` says so."""

    def process_request(self, request: HttpRequest) -> None:
        """Begin with nothing."""
        request.__dict__["scope_before"] = stated()
        state(NOTHING)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> None:
        """Look who asks, where the address names an action or is the admin site's; the others need no rows."""
        match = request.resolver_match
        if hasattr(view, "access") or (match is not None and match.app_name == "admin"):
            state(of(request.user))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """End as it was before."""
        state(request.__dict__.get("scope_before", NOTHING))
        return response
