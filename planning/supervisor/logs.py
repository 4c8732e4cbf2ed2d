"""The processes write their own logs; this shows what a person should see of them, and bounds their size."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from planning.bootstrap import steps

WORTH_SHOWING = re.compile(r"\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b|^Traceback|^\S*(Error|Exception)\b:")
# What is said at every start on every machine is no news.
NO_NEWS = re.compile(
    r"Memory overcommit must be enabled|the database system is (starting up|shutting down)|Service Unavailable: /readyz"
)
MOMENT = re.compile(r"^\[?\d{4}-\d\d-\d\d[ T][\d:.,]+( UTC)?( \[\d+\])?[: ]*")
LONGEST_LINE = 180
LINES_PER_SPELL = 5
SPELL_SECONDS = 10.0
LARGEST_BYTES = 20 * 1024 * 1024


@dataclass
class LogTail:
    """One log, read from its present end. `everything`: show each line, not just warnings and errors."""

    name: str
    path: Path
    everything: bool = False
    offset: int = -1
    rest: bytes = b""
    spell_began: float = 0.0
    shown: int = 0

    def __post_init__(self) -> None:
        if self.offset < 0:
            self.offset = self.path.stat().st_size if self.path.exists() else 0

    def look(self) -> None:
        """Show what is new."""
        for line in self._new_lines():
            if self.everything:
                steps.say(f"  {line}")
            elif WORTH_SHOWING.search(line) and not NO_NEWS.search(line):
                self._show(MOMENT.sub("", line))

    def _new_lines(self) -> list[str]:
        if not self.path.exists() or self.path.stat().st_size == self.offset:
            return []
        with self.path.open("rb") as log:
            log.seek(self.offset if self.path.stat().st_size > self.offset else 0)
            *lines, self.rest = (self.rest + log.read()).split(b"\n")
            self.offset = log.tell()
        if self.offset > LARGEST_BYTES:
            self._begin_anew()
        return [line.decode(errors="replace").rstrip() for line in lines]

    def _begin_anew(self) -> None:
        """Keep one old log; the writer appends, so it goes on at the beginning of the emptied file."""
        shutil.copyfile(self.path, self.path.with_suffix(".old.log"))
        self.path.open("wb").close()
        self.offset = 0

    def _show(self, line: str) -> None:
        now = time.monotonic()
        if now - self.spell_began > SPELL_SECONDS:
            self.spell_began, self.shown = now, 0
        self.shown += 1
        if self.shown <= LINES_PER_SPELL:
            steps.say(f"{self.name}: {line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + '…'}")
        elif self.shown == LINES_PER_SPELL + 1:
            steps.say(f"{self.name}: … more in {self.path.name}, in the state folder's logs")
