"""A real server and a real browser for the tests of pages: `visit(person, "/promise/")` gives a signed-in page."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from benchmarks.axe import violations_of
from benchmarks.browsing import OPTIONS
from company.models import User

# Playwright keeps an event loop in the thread of the tests; the ORM calls there are ours and wait for each other.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

STARTS_WITHIN_SECONDS = 20.0
QUIET_WITHIN_SECONDS = 30.0
PATIENCE_MS = 20_000  # how long a page may take on a busy machine; a test that passes never waits so long
OTHERS_AT_WORK = """
    SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend' AND state <> 'idle'
"""

Visit = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)


class ServerThread(uvicorn.Server):
    """The whole application behind a real socket, in a thread; signals stay with the test run."""

    def __init__(self) -> None:
        super().__init__(uvicorn.Config("planning.asgi:application", log_level="warning", lifespan="off"))
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.run, kwargs={"sockets": [self.socket]}, daemon=True)

    def begin(self) -> None:
        """Start, and wait until it answers."""
        self.thread.start()
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while not self.started:
            if time.monotonic() > deadline:
                raise TimeoutError("the server did not start")
            time.sleep(0.02)

    def finish(self) -> None:
        """Wait until no request is at work, those of pages that have gone included.

        The test's tables are emptied next, and that would wait for such a request while it waits for them.
        """
        deadline = time.monotonic() + QUIET_WITHIN_SECONDS
        while at_work := [*map(str, self.server_state.tasks.copy()), *_at_work()]:  # its thread changes the set
            if time.monotonic() > deadline:
                raise TimeoutError(f"the server is still at work: {at_work}")
            time.sleep(0.01)

    def end(self) -> None:
        """Stop, streams included."""
        self.should_exit = self.force_exit = True
        self.thread.join(timeout=10)


@pytest.fixture(scope="session")
def running() -> Iterator[ServerThread]:
    """Yield a running server; it serves whatever database the test has."""
    if not settings.FRONT_END_MANIFEST.exists():
        pytest.skip("SKIPPED LOUDLY: the browser code is not built (npm run build)")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    started = ServerThread()
    started.begin()
    yield started
    started.end()


@pytest.fixture
def server(running: ServerThread, transactional_db: None) -> Iterator[str]:
    """Yield the running server's address; it is at rest before the tables are emptied."""
    yield running.address
    running.finish()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a Chromium."""
    named = (os.environ.get("LOCKSTEP_CHROMIUM"), os.environ.get("CHROME"), "/usr/bin/chromium")
    found = next((path for path in named if path and Path(path).exists()), None)
    if found is None:
        pytest.skip("SKIPPED LOUDLY: no Chromium (set LOCKSTEP_CHROMIUM)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def visit(server: str, browser: Browser) -> Iterator[Visit]:
    """Yield a function that opens a path as a person. No page may ask another host, or throw."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def watch(page: Page) -> None:
        def asked(request: Request) -> None:
            if not _is_ours(request.url, server):
                faults.append(f"asked {request.url}")

        def said(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text:
                faults.append(message.text)

        page.on("request", asked)
        page.on("pageerror", lambda error: faults.append(f"threw {error}"))
        page.on("console", said)

    def open_page(person: User, path: str, language: str = "en", **options: Any) -> Page:
        context = browser.new_context(viewport=options.pop("viewport", {"width": 1600, "height": 960}), **options)
        contexts.append(context)
        session = Client()
        session.force_login(person)
        cookies = {settings.SESSION_COOKIE_NAME: session.cookies[settings.SESSION_COOKIE_NAME].value}
        cookies[settings.LANGUAGE_COOKIE_NAME] = language
        context.add_cookies([{"name": name, "value": value, "url": server} for name, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        watch(page)
        page.goto(server + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """Return a function that tells what axe finds on a page."""
    return violations_of


def _at_work() -> list[str]:
    """Return what others ask of the test's database right now."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS_AT_WORK)
        return [query for (query,) in cursor.fetchall()]


def _is_ours(address: str, server: str) -> bool:
    return urlsplit(address).scheme in ("data", "blob") or address.startswith(server)
