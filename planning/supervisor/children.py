"""The processes of one instance: a dead one is started again, with growing pauses where it keeps dying."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from planning.bootstrap import steps
from planning.embedded import processes
from planning.embedded.state import write_private

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
SECONDS_THAT_COUNT_AS_WELL = 20.0


@dataclass
class Child:
    """One process. `spawn` starts it without waiting; `how` and `grace_seconds` say how it is asked to end."""

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    how: signal.Signals = signal.SIGTERM
    grace_seconds: float = 5.0
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    due_at: float | None = None

    def start(self) -> None:
        """Start it now."""
        self.process = self.spawn()
        self.started_at, self.due_at = time.monotonic(), None

    def look(self) -> bool:
        """Start it again where it died, after a pause; return whether it was started."""
        now = time.monotonic()
        if self.due_at is None and self.process is not None and self.process.poll() is not None:
            self._mourn(now)
        if self.due_at is None or now < self.due_at:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to end, and see to it that it does."""
        if self.process is not None:
            processes.stop(self.process, self.how, grace_seconds=self.grace_seconds)
            self.process = None

    def _mourn(self, now: float) -> None:
        process = self.process
        if process is None:
            return
        processes.end_group(process.pid)  # what it had started must not go on beside its successor
        self.deaths = 1 if now - self.started_at > SECONDS_THAT_COUNT_AS_WELL else self.deaths + 1
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.deaths - 1), LONGEST_PAUSE_SECONDS)
        self.due_at = now + pause
        steps.say(f"{self.name} ended ({manner_of(process.returncode)}); starting it again in {pause:.1f} s.")


@dataclass
class Children:
    """All of them. `note` keeps their process ids, so that the next start finds what a killed supervisor left."""

    note: Path
    members: list[Child] = field(default_factory=list)

    def add(self, child: Child, *, running: bool = False) -> None:
        """Watch a child from now on; start it unless it is running."""
        self.members.append(child)
        if running:
            child.started_at = time.monotonic()
        else:
            child.start()
        self._write()

    def look(self) -> None:
        """Look at each once."""
        if any([child.look() for child in self.members]):  # noqa: C419 (each is looked at, also after the first)
            self._write()

    def stop(self, names: tuple[str, ...]) -> None:
        """Stop these, one after the other."""
        for name in names:
            for child in self.members:
                if child.name == name:
                    child.stop()

    def forget(self) -> None:
        """Drop the note, when all have ended."""
        self.note.unlink(missing_ok=True)

    def _write(self) -> None:
        entries = {}
        for child in self.members:
            if child.process is not None and child.process.poll() is None:
                entries[child.name] = [child.process.pid, psutil.Process(child.process.pid).create_time()]
        write_private(self.note, entries)


def stop_leftovers(note: Path, *, grace_seconds: float = 10.0) -> None:
    """Stop what a supervisor that was killed has left: those of the noted processes that are still the same ones."""
    if not note.exists():
        return
    for process_id, created in json.loads(note.read_text()).values():
        try:
            process = psutil.Process(process_id)
            if abs(process.create_time() - created) < 1.0:
                processes.stop_stranger(process, signal.SIGTERM, grace_seconds=grace_seconds)
                processes.end_group(process_id)
        except psutil.NoSuchProcess:
            continue
    note.unlink()


def manner_of(status: int) -> str:
    """Return how a process ended, in words."""
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"
