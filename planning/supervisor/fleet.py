"""The application's own processes, and the order in which they stop."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from planning.bootstrap.environment import PROJECT
from planning.embedded import processes
from planning.embedded.processes import Command
from planning.embedded.state import StateFolder
from planning.supervisor.children import Child
from planning.supervisor.options import Options

CELERY = ("-m", "celery", "-A", "planning.celery")
CHUNK_WORKER = "chunk-worker"
CHUNK_GRACE_SECONDS = 1.0


def stop_order(options: Options) -> tuple[str, ...]:
    """Return the names of all processes, servers included, in the order in which they stop."""
    workers = ("worker", *chunk_workers(options.workers - 1))
    return ("web", "beat", "dispatcher", "courier", *workers, "Valkey", "PostgreSQL")


def chunk_workers(count: int) -> tuple[str, ...]:
    """Return the names of the workers that help with large problems."""
    return tuple(f"{CHUNK_WORKER}-{number}" for number in range(1, count + 1))


def worker(queues: str) -> list[str]:
    """Return what runs a worker of these queues: one process that plans, for a solve is one thread."""
    return [*CELERY, "worker", "-Q", queues, "-c", "1", "--without-gossip", "--without-mingle", "-l", "INFO"]


def commands(options: Options) -> dict[str, list[str]]:
    """Return what to run, by name; each is what docker-compose.yml runs too."""
    manage = str(PROJECT / "manage.py")
    at = ["--host", options.host, "--port", str(options.port)]
    serving = ["--timeout-graceful-shutdown", "2", "--no-access-log"]
    return {
        "web": ["-m", "uvicorn", "planning.asgi:application", *at, *serving],
        # Celery names a worker after its machine, and two of the same name would take each other for one.
        "worker": worker("celery,chunks"),
        **{name: [*worker("chunks"), "-n", f"{name}@%h"] for name in chunk_workers(options.workers - 1)},
        "dispatcher": [manage, "dispatch"],
        "courier": [manage, "deliver"],
        "beat": [*CELERY, "beat", "--pidfile=", "-l", "INFO"],
    }


def children(options: Options, state: StateFolder, environment: Mapping[str, str]) -> list[Child]:
    """Return the application's processes, not started yet."""
    # A solve under way may end; one that is cut is asked for again at the next start. A chunk need not even that: who
    # asked for it plans it.
    grace_seconds = {"web": 5.0, "worker": 12.0, "dispatcher": 3.0, "courier": 3.0, "beat": 3.0}
    return [
        Child(
            name,
            spawner(words, environment, state.logs / f"{name}.log"),
            signal.SIGTERM,
            grace_seconds.get(name, CHUNK_GRACE_SECONDS),
        )
        for name, words in commands(options).items()
    ]


def spawner(words: list[str], environment: Mapping[str, str], log: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """Return what starts our Python with these words, in the project, with everything it says in `log`."""
    return partial(processes.start, Command([sys.executable, *words], environment, log, folder=PROJECT))
