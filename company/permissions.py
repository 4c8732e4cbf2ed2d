"""The access table as seen by the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from company import access, scope, statements

if TYPE_CHECKING:  # the views themselves import their default permission, this one
    from rest_framework.views import APIView


def action_for(view: object, method: str, function: str) -> str | None:
    """
    Return the action that a view's `access` names: one for all, or one by the view's function, else by method. None:
    nobody has thought of it, so it is refused.
    """
    named: str | Mapping[str, str] | None = getattr(view, "access", None)
    if named is None or isinstance(named, str):
        return named
    return named.get(function) or named.get("GET" if method in SAFE_METHODS else method)


class AccessPermission(BasePermission):
    """Let a person through whose role has the view's action at any site; `visible_to` and the like do the rest."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the request may go on. A method that the view does not have goes on too, to its 405."""
        method = request.method or ""
        if method not in view.allowed_methods:
            return request.user.is_authenticated
        action = action_for(view, method, getattr(view, "action", None) or "")
        may = action is not None and access.can(request.user, action)
        if not may:
            self.message = access.why_not(request.user, action)
        statements.state(scope.of(request.user))
        return may
