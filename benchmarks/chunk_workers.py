"""Workers that help with large problems, started for a measurement and stopped after it, and what they took."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.fresh_process import PROJECT, peak_mib
from planning.celery import app
from planning.embedded import processes
from planning.supervisor import fleet
from planning.supervisor.options import Options

START_SECONDS = 120.0
PING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ChunkWorkers:
    """The workers' processes: each has one of its own that plans."""

    processes: tuple[subprocess.Popen[bytes], ...]

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of all of them so far."""
        times = [process.cpu_times() for process in self._planning()]
        return sum(time.user + time.system for time in times)

    @property
    def peak_mib(self) -> float:
        """The most memory that one of them has had; 0 where there are none."""
        return max((peak_mib(process.pid) for process in self._planning()), default=0.0)

    def _planning(self) -> list[psutil.Process]:
        return [child for process in self.processes for child in psutil.Process(process.pid).children()]


@contextmanager
def chunk_workers(count: int, logs: Path) -> Iterator[ChunkWorkers]:
    """Give as many workers as `up --workers` starts beside the first. Raises TimeoutError where one is not ready."""
    commands = fleet.commands(Options(0, "127.0.0.1", "none", count + 1))
    environment = {**os.environ, "LOCKSTEP_JOINED": "1", "C_FORCE_ROOT": "1"}
    started = tuple(
        processes.start(
            processes.Command([sys.executable, *commands[name]], environment, logs / f"{name}.log", folder=PROJECT)
        )
        for name in fleet.chunk_workers(count)
    )
    try:
        if not processes.wait_until(lambda: _answering() >= count, seconds=START_SECONDS if count else 0.0):
            raise TimeoutError(f"the workers did not get ready: see {logs}")
        yield ChunkWorkers(started)
    finally:
        for process in started:
            processes.stop(process, signal.SIGTERM, grace_seconds=5.0)


def _answering() -> int:
    return len(app.control.ping(timeout=PING_SECONDS) or ())
