"""The application's own processes on a test's database and queue, watched by the real supervisor's code."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import redis
from django.conf import settings
from django.db import connection

from company.models import Site
from mps.models import SitePlanning
from planning.embedded.state import StateFolder
from planning.supervisor.children import Child, Children
from planning.supervisor.fleet import children, stop_order
from planning.supervisor.options import Options

GIVE_UP_SECONDS = 60.0


def environment() -> dict[str, str]:
    """Return what the processes need to work on the test's own database, as the application's role."""
    url = urlsplit(os.environ["DATABASE_URL"])
    ours = url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return {**os.environ, "DATABASE_URL": ours, "DATABASE_OWNER_URL": ours, "LOCKSTEP_JOINED": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Processes:
    """Web, worker, dispatcher: what a test starts of them, it may kill."""

    def __init__(self, folder: Path, *, workers: int = 1, **variables: str) -> None:
        """Prepare, without starting anything; `variables` are the processes' alone."""
        self.options = Options(_free_port(), "127.0.0.1", "none", workers)
        self.state = StateFolder(folder)
        self.state.make()
        self.watched = Children(folder / "children.json")
        self.fleet = {
            child.name: child for child in children(self.options, self.state, environment() | variables)
        }
        self.queue = redis.Redis.from_url(settings.REDIS_URL)
        self.ended = threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self, *names: str) -> None:
        """Start these processes and begin to watch."""
        for name in names:
            self.watched.add(self.fleet[name])
        if not self.watcher.is_alive():
            self.watcher.start()

    def _watch(self) -> None:
        while not self.ended.wait(0.1):
            self.watched.look()

    def stop(self) -> None:
        """Stop everything."""
        self.ended.set()
        if self.watcher.is_alive():
            self.watcher.join()
        self.watched.stop(stop_order(self.options))

    def kill(self, child: Child, how: signal.Signals = signal.SIGKILL) -> None:
        """Kill -9 a process and all that it started, or freeze them."""
        if child.process is None:
            return
        for process in [*psutil.Process(child.process.pid).children(recursive=True), psutil.Process(child.process.pid)]:
            process.send_signal(how)

    def wait_until(self, what: Callable[[], bool], *, seconds: float = GIVE_UP_SECONDS) -> bool:
        """Wait until something is so; return whether it came to be."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if what():
                return True
            time.sleep(0.02)
        return what()

    def is_planned(self, site: Site) -> bool:
        """Whether the site's plan covers its last revision."""
        planned = SitePlanning.objects.filter(pk=site.pk).values_list("planned_revision", flat=True).first()
        return planned == Site.objects.get(pk=site.pk).order_revision


