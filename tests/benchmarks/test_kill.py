"""`benchmark kill` kills workers of its own instance, and leaves all others on the machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.kill import kill_workers, workers
from planning.bootstrap.door import STATE_DIR

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes to be ended after the test."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def start(started: list[subprocess.Popen[bytes]], folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start a process that looks like one of an instance, and wait until it runs."""
    environment = {**os.environ, STATE_DIR: str(folder)}
    process = subprocess.Popen([*SLEEPER, *words], env=environment, stdout=subprocess.PIPE)
    started.append(process)
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    return process


def test_kills_our_workers_only(
    started: list[subprocess.Popen[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    monkeypatch.setenv(STATE_DIR, str(ours))
    worker = start(started, ours, "planning.celery", "worker")
    others = [start(started, theirs, "planning.celery", "worker"), start(started, ours, "planning.celery", "beat")]

    assert [process.pid for process in workers()] == [worker.pid]
    assert kill_workers() == 1

    assert worker.wait(timeout=10) == -9
    assert [other.poll() for other in others] == [None, None]
