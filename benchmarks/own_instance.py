"""An instance that a benchmark begins for itself, with data of its choice, in a state folder that goes afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from json import loads
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from planning.embedded.state import StateFolder

MANAGE = str(Path(__file__).resolve().parents[1] / "manage.py")
READY_SECONDS, END_SECONDS = 300.0, 60.0


class OwnInstance:
    """A running instance of a state folder."""

    def __init__(self, folder: Path) -> None:
        # with servers of its own, whatever this process talks to
        others = {"DATABASE_URL", "REDIS_URL", "LOCKSTEP_STATE_DIR"}
        self.environment = {name: text for name, text in os.environ.items() if name not in others}
        self.environment["LOCKSTEP_STATE_DIR"] = str(folder)
        self.folder = StateFolder(folder)

    def records(self, benchmark: str, *arguments: str, may_miss: bool = False) -> list[dict[str, Any]]:
        """
        Run a benchmark of it as by hand, and return what it says in JSON.

        Raises CalledProcessError where its status is not 0, unless it `may_miss` what it is held to.
        """
        said = subprocess.run(
            [sys.executable, MANAGE, "benchmark", benchmark, "--json", *arguments],
            env=self.environment, check=not may_miss, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip
        return [loads(line) for line in said.splitlines() if line.startswith("{")]

    @property
    def is_ready(self) -> bool:
        """Whether the data are loaded and every site has a plan."""
        running = self.folder.instance()
        if running is None:
            return False
        try:
            with urlopen(f"{running.address}/readyz", timeout=5) as answer:  # noqa: S310 (our own address)
                return bool(answer.status == 200)
        except (URLError, TimeoutError):  # not there yet, or answered 503
            return False


@contextmanager
def own_instance(data: Path) -> Iterator[OwnInstance]:
    """Begin an instance with a set of tables, give it once it is ready, end it. Raises RuntimeError if it is not."""
    with TemporaryDirectory(prefix="benchmark-") as folder:
        instance = OwnInstance(Path(folder))
        command = [sys.executable, MANAGE, "up", "--port", "0", "--state-dir", folder, "--data", str(data)]
        process = subprocess.Popen(command, env=instance.environment, stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + READY_SECONDS
            while not instance.is_ready:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"no instance with {data} became ready")
                time.sleep(0.5)
            yield instance
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(END_SECONDS)
