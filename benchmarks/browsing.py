"""A browser in which benchmarks open an instance's pages as one of its people. Needs the driver that tests have."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from company.models import User

SIZES = {"laptop": (1366, 768), "desktop": (1920, 1080), "wide": (1600, 960), "phone": (390, 844)}
OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def context_of(
    browser: Browser, address: str, person: User | None, size: str, theme: str, language: str
) -> BrowserContext:
    """Return a window of a size and theme, in a language, where a person is signed in; None: nobody is."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
    )
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if person is not None:
        session = Client()
        session.force_login(person)
        cookies[settings.SESSION_COOKIE_NAME] = session.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context
