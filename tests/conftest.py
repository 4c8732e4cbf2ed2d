"""What every test may ask for. Builders are plain functions in `tests.given`; keep this file small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rest_framework.test import APIClient

from company.models import User
from tests.browser import browser, running, server, violations, visit
from tests.processes import Processes
from tests.random_examples import examples

# Shared by the tests of pages and by the journeys; pytest finds fixtures by their names here.
__all__ = ["api", "browser", "examples", "processes", "running", "server", "violations", "visit"]


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
