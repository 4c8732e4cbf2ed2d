"""What the tests of questions to a worker share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mps import live, questions, run
from tests.mps.worker_here import WorkerHere


@pytest.fixture
def _cold() -> Iterator[None]:
    """A worker process that has planned nothing yet, and nobody who waits."""
    run._planners.clear()
    live.server().delete(questions.WAITING)
    yield
    run._planners.clear()
    live.server().delete(questions.WAITING)


@pytest.fixture
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "signature", WorkerHere)
