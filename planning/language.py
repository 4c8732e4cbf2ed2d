"""Which language a page speaks (the person's choice, else the cookie's, else the browser's), and its scripts' words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog


class LanguageMiddleware(LocaleMiddleware):
    """Django's own choice (cookie, then browser); signing in writes a person's stored choice to that cookie."""


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
