"""What every test may ask for. Builders are plain functions in `tests.given`; keep this file small."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.db import connection
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient
from whitenoise.middleware import WhiteNoiseMiddleware

from company import statements
from company.models import User
from planning.settings import database
from tests.browser import browser, running, server, violations, visit
from tests.owner import become, let_tables_be_emptied, statements_that_empty
from tests.processes import Processes
from tests.random_examples import examples

# Shared by the tests of pages and by the journeys; pytest finds fixtures by their names here.
__all__ = ["api", "browser", "examples", "processes", "running", "server", "violations", "visit"]

OLD_COLLECTIONS = 50


def pytest_collection_finish() -> None:
    """
    Look through everything for garbage five times as rarely as Python does.

    Six thousand tests and a whole application live to the end: to walk them took a fifth of the CPU where that was
    measured.
    """
    young, middle, _old = gc.get_threshold()
    gc.set_threshold(young, middle, OLD_COLLECTIONS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many answers of the access matrix were checked (tests/house), and how many are not as the table says."""
    reports = [each for some in terminalreporter.stats.values() for each in some if hasattr(each, "user_properties")]
    counts: Counter[str] = Counter()
    for report in reports:
        told = dict(report.user_properties)
        if getattr(report, "when", "") == "call" and "access_answers" in told:
            counts["tests"] += 1
            counts["answers"] += told["access_answers"]
            counts["mismatches"] += told.get("access_mismatches", int(report.failed))
    if counts["tests"]:
        line = "access matrix: {answers:,} answers (address × method × role × object) checked, {mismatches} mismatches"
        terminalreporter.write_line(line.format_map(counts))


@pytest.fixture(scope="session", autouse=True)
def static_files_are_found_once() -> Iterator[None]:
    """Let every client know the static files that the first one found: to look for them takes longer than to ask."""
    find, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, object]()

    def add_files(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            find(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files)
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_in_one_turn() -> Iterator[None]:
    """Hash passwords as the application does, but in one turn: with its million, each costs 0.35 s to make or check.

    A process that a test starts reads such a password all the same, for the number of turns stands beside it.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PBKDF2PasswordHasher, "iterations", 1)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """
    Let tests run as the application does, once the owner has made the tables: as a role that owns nothing.

    What a test itself makes and looks up is all there is, whatever thread; its requests have their person's scope, as
    any request has.
    """
    owner, app = dict(connection.settings_dict), database(os.environ["DATABASE_URL"])
    with django_db_blocker.unblock():
        let_tables_be_emptied()
        quick = statements_that_empty()
        become(app)
    with pytest.MonkeyPatch.context() as patched:
        # Django fills its own tables anew each time it has emptied them, at the cost of a second test. Nobody here asks
        # its permissions, and content types come when they are asked for.
        patched.setattr(flush, "emit_post_migrate_signal", lambda *_given: ContentType.objects.clear_cache())
        if quick:
            patched.setattr(flush, "sql_flush", lambda *_given, **_options: quick)
        patched.setattr(statements, "_stated", ContextVar("scope", default=statements.EVERYTHING))
        yield
    with django_db_blocker.unblock():
        become(owner)


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """Return a function that gives an API client which acts for a person (None: for nobody)."""

    def client_for(person: User | None = None) -> APIClient:
        client = APIClient()
        client.force_authenticate(person)
        return client

    return client_for


@pytest.fixture
def processes(transactional_db: None, tmp_path: Path) -> Iterator[Processes]:
    """Return the application's processes, not started; all are stopped when the test ends."""
    own = Processes(tmp_path)
    own.queue.flushall()
    yield own
    own.stop()
    own.queue.flushall()
