"""API tokens in the Authorization header."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

TOKEN = re.compile(rb"\w{1,200}")


class ApiTokens(TokenAuthentication):  # type: ignore[misc]  # the library is untyped
    """Knox tokens; what can't be one is refused before it is looked up (bytes that are no text would be a 500)."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        """Return the user and the stored token. Raises AuthenticationFailed."""
        if not TOKEN.fullmatch(token):
            raise AuthenticationFailed(_("Invalid token."))
        user, stored = super().authenticate_credentials(token)
        return user, stored

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Delete this token if it is too old. The library would read all of the person's tokens at every request."""
        if auth_token.expiry is None or auth_token.expiry > timezone.now():
            return False
        auth_token.delete()
        return True


class ApiTokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # the library is untyped
    """How the description names them."""

    target_class = "company.authentication.ApiTokens"
    name = "apiToken"
