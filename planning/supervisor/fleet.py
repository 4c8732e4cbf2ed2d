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
STOP_ORDER = ("web", "beat", "dispatcher", "worker", "Valkey", "PostgreSQL")


def commands(options: Options) -> dict[str, list[str]]:
    """Return what to run, by name; each is what docker-compose.yml runs too."""
    manage = str(PROJECT / "manage.py")
    at = ["--host", options.host, "--port", str(options.port)]
    serving = ["--timeout-graceful-shutdown", "2", "--no-access-log"]
    return {
        "web": ["-m", "uvicorn", "planning.asgi:application", *at, *serving],
        "worker": [*CELERY, "worker", "-c", "1", "--without-gossip", "--without-mingle", "-l", "INFO"],
        "dispatcher": [manage, "dispatch"],
        "beat": [*CELERY, "beat", "--pidfile=", "-l", "INFO"],
    }


def children(options: Options, state: StateFolder, environment: Mapping[str, str]) -> list[Child]:
    """Return the application's processes, not started yet."""
    # A solve under way may end; one that is cut is asked for again at the next start.
    grace_seconds = {"web": 5.0, "worker": 12.0, "dispatcher": 3.0, "beat": 3.0}
    return [
        Child(name, spawner(words, environment, state.logs / f"{name}.log"), signal.SIGTERM, grace_seconds[name])
        for name, words in commands(options).items()
    ]


def spawner(words: list[str], environment: Mapping[str, str], log: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """Return what starts our Python with these words, in the project, with everything it says in `log`."""
    return partial(processes.start, Command([sys.executable, *words], environment, log, folder=PROJECT))
