"""What every test may ask for. Builders are plain functions in `tests.given`; keep this file small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rest_framework.test import APIClient

from company.models import User
from tests.browser import browser, server, violations, visit
from tests.processes import Processes
from tests.random_examples import examples

# Shared by the tests of pages and by the journeys; pytest finds fixtures by their names here.
__all__ = ["api", "browser", "examples", "processes", "server", "violations", "visit"]


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
