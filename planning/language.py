"""Which language a page speaks (the person's choice, else the cookie's, else the browser's), and its scripts' words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware(LocaleMiddleware):
    """Django's own choice (cookie, then browser); signing in writes a person's stored choice to that cookie."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say in the answer which language it is in."""
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


@lru_cache(maxsize=len(settings.LANGUAGES))
def browser_catalogue(language: str) -> dict[str, Any]:
    """
    Return the translations of the texts in `static/src`: text → translation, or a list by plural form.

    They are embedded in the page: the scripts need them before they draw the first word.
    """
    folders = [str(path) for path in settings.LOCALE_PATHS]
    view = JSONCatalog()
    view.translation = DjangoTranslation(language, domain="djangojs", localedirs=folders)
    return {} if language == settings.LANGUAGE_CODE else dict(view.get_catalog())
