"""The embedded Valkey (the Redis protocol), which carries the queue: on a socket, with every write kept in a log."""

from __future__ import annotations

import os
import signal
import subprocess
from functools import cached_property
from pathlib import Path

import redis

from planning.bootstrap import steps
from planning.bootstrap.refusals import Refusal, sentence_for
from planning.embedded import processes
from planning.embedded.account import give, servers_account
from planning.embedded.binaries import valkey_program
from planning.embedded.processes import Command, Words
from planning.embedded.state import StateFolder

START_SECONDS = 30.0
STOP_SECONDS = 10.0


class Valkey:
    """One server. `scratch`: nothing is kept (tests)."""

    def __init__(self, state: StateFolder, *, scratch: bool = False) -> None:
        self.state = state
        self.scratch = scratch
        self.log = state.logs / "valkey.log"
        self.process: subprocess.Popen[bytes] | None = None

    @cached_property
    def socket(self) -> Path:
        """The socket."""
        return give(self.state.socket_folder(), servers_account()) / "valkey.sock"

    @property
    def url(self) -> str:
        """The address, as REDIS_URL takes it."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start it and wait until it answers. Raises Refusal where it doesn't."""
        process = self.spawn()
        answered = processes.wait_until(lambda: self._answers() or process.poll() is not None, seconds=START_SECONDS)
        if not answered or process.poll() is not None:
            said = self.log.read_text(errors="replace")
            raise Refusal(sentence_for(said[-2000:]) or f"Valkey didn't start. It said:\n{steps.gist(said)}")

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it without waiting."""
        data = self.state.path / "valkey"
        data.mkdir(exist_ok=True, mode=0o700)
        self.socket.unlink(missing_ok=True)  # a killed server leaves its socket behind
        words: Words = [valkey_program(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        keeping: Words = ["--save", "", "--appendonly", "no" if self.scratch else "yes", "--dir", data]
        limits = ["--maxmemory-policy", "noeviction", "--loglevel", "warning"]
        self.process = processes.start(Command([*words, *keeping, *limits], os.environ, self.log))
        return self.process

    def stop(self) -> None:
        """Stop it; what was written is on the disk."""
        if self.process is not None:
            processes.stop(self.process, signal.SIGTERM, grace_seconds=STOP_SECONDS)
            self.process = None

    def _answers(self) -> bool:
        if not self.socket.exists():
            return False
        with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2) as client:
            try:
                return bool(client.ping())
            except (redis.ConnectionError, redis.TimeoutError):
                return False
