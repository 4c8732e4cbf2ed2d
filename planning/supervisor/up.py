"""The whole life of one instance: servers, tables, processes, data; then watching; then the end, in order."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from planning.bootstrap import steps
from planning.bootstrap.environment import PROJECT, REQUIREMENTS
from planning.bootstrap.refusals import Refusal, refuse_when_full
from planning.bootstrap.stamps import fingerprint
from planning.embedded.servers import Servers
from planning.embedded.state import Instance, StateFolder
from planning.supervisor import fleet
from planning.supervisor.beginning import DEMO, LOADED, MIGRATED, NONE, Task, settle
from planning.supervisor.children import Child, Children, stop_leftovers
from planning.supervisor.logs import LogTail
from planning.supervisor.options import Options, parse
from planning.supervisor.readiness import Readiness

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_WAIT_FOR_A_COMMAND = 120.0
NEEDED_MEGABYTES = 200


def run(arguments: list[str]) -> int:
    """Run until a signal or a failed load; return the exit status. Raises Refusal before anything is started."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    state = StateFolder.from_environment()
    state.make()
    try:
        with _held(state):
            options = parse(arguments)
            refuse_when_full(state.path, needed_megabytes=NEEDED_MEGABYTES)
            return Up(options, state).run()
    except KeyboardInterrupt:
        steps.say("Stopped.")
        return 0


class Up:
    """One instance."""

    def __init__(self, options: Options, state: StateFolder) -> None:
        self.options = options
        self.state = state
        self.servers = Servers(state)
        self.children = Children(state.path / "processes.json")
        self.readiness = Readiness(options, state)
        self.tails: list[LogTail] = []
        self.loading: Child | None = None

    def run(self) -> int:
        """Start, watch, and stop at the end, however it comes."""
        self._announce({})
        try:
            self._start()
            return self._watch()
        finally:
            self._stop()

    def _start(self) -> None:
        stop_leftovers(self.children.note)
        steps.say("Starting the database and the queue …")
        self.servers.start()
        # Not before: a cluster that is made anew has forgotten what an earlier one was begun with.
        task = settle(self.options.data, self.state)
        self.readiness.has_data = task.has_data
        environment = self._environment(is_demo=task.is_demo, has_demo_data=task.source == DEMO)
        self._migrate(environment)
        self._announce(self.servers.environment() | {"LOCKSTEP_DEMO": environment["LOCKSTEP_DEMO"]})
        self._watch_servers()
        more = self.options.workers - 1
        steps.say(f"Starting web, worker{f' (and {more} more)' if more else ''}, dispatcher and beat …")
        for child in fleet.children(self.options, self.state, environment):
            self.tails.append(LogTail(child.name, self.state.logs / f"{child.name}.log"))
            self.children.add(child)
        self.loading = self._load(task, environment)

    def _environment(self, *, is_demo: bool, has_demo_data: bool) -> dict[str, str]:
        """Return the processes' environment: complete, so that none of them sets anything up again."""
        (self.state.path / "staticfiles").mkdir(exist_ok=True)
        own = {
            "DJANGO_SETTINGS_MODULE": "planning.settings",
            "LOCKSTEP_JOINED": "1",
            "LOCKSTEP_DEMO": "1" if is_demo else "0",
            "LOCKSTEP_DEMO_DATA": "1" if has_demo_data else "0",
            "LOCKSTEP_ALLOWED_HOSTS": os.environ.get("LOCKSTEP_ALLOWED_HOSTS") or self.options.allowed_hosts(),
            "PYTHONUNBUFFERED": "1",
            "C_FORCE_ROOT": "1",  # Celery warns of root for the sake of pickle, which isn't accepted here
        }
        return {**os.environ, **self.servers.environment(), **own}

    def _migrate(self, environment: dict[str, str]) -> None:
        """Bring the tables to this version, as their owner; skipped where this very version did it already."""
        rooms = [*PROJECT.glob("*/migrations/*.py"), *PROJECT.glob("*/*/migrations/*.py")]
        version = fingerprint([REQUIREMENTS / "base.txt", *(path for path in rooms if ".venv" not in path.parts)])
        if self.servers.postgres and self.state.recall(MIGRATED) == version:
            return
        as_owner = {**environment, "LOCKSTEP_AS_OWNER": "1"}
        command: list[str | Path] = [sys.executable, PROJECT / "manage.py", "migrate", "--noinput"]
        steps.run("Preparing the tables", command, cwd=PROJECT, env=as_owner)
        self.state.remember(MIGRATED, version)

    def _watch_servers(self) -> None:
        for name, server in (("Valkey", self.servers.valkey), ("PostgreSQL", self.servers.postgres)):
            if server:
                self.tails.append(LogTail(name, server.log))
                self.children.add(Child(name, server.spawn, process=server.process), running=True)

    def _load(self, task: Task, environment: dict[str, str]) -> Child | None:
        """Begin to load the data, beside the starting processes; None where it is there already."""
        data = task.source
        note = data if data in (NONE, DEMO) else _listing(Path(data))
        if data == NONE or (self.servers.postgres and self.state.recall(LOADED) == note):
            return None
        steps.say(f"Loading {'the demo data' if data == DEMO else data} …")
        log = self.state.logs / "load.log"
        log.unlink(missing_ok=True)
        self.tails.append(LogTail("load", log, everything=True))
        words = ["-m", "planning.supervisor.load", data]
        child = Child(note, fleet.spawner(words, environment, log))
        child.start()
        return child

    def _watch(self) -> int:
        while True:
            self.children.look()
            self._look_at_loading()
            for tail in self.tails:
                tail.look()
            self.readiness.look(is_loaded=self.loading is None)
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def _look_at_loading(self) -> None:
        """Take note of loaded data. Raises Refusal where it was refused: an instance without its data is no use."""
        loading = self.loading
        if loading is None or loading.process is None or loading.process.poll() is None:
            return
        if loading.process.returncode:
            self.tails[-1].look()
            raise Refusal("The data could not be loaded (see above); nothing of it was kept.")
        self.state.remember(LOADED, loading.name)
        self.loading = None

    def _announce(self, environment: dict[str, str]) -> None:
        self.state.announce(Instance("up", os.getpid(), self.options.address, environment))

    def _stop(self) -> None:
        """Stop everything in order; a second Ctrl-C changes nothing, it is under way."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        steps.say("Stopping …")
        self.state.withdraw()
        if self.loading:
            self.loading.stop()
        self.children.stop(fleet.stop_order(self.options))
        self.servers.stop()
        self.children.forget()


@contextmanager
def _held(state: StateFolder) -> Iterator[None]:
    """Hold the state folder alone. Raises Refusal where another `up` does; a command's own servers are waited for."""
    until, told = time.monotonic() + SECONDS_TO_WAIT_FOR_A_COMMAND, False
    while time.monotonic() < until:
        with state.lock("servers") as alone:
            if alone:
                yield
                return
        other = state.instance()
        if other and other.kind == "up":
            raise Refusal(
                f"Lockstep is already running for this state folder, at {other.address} (process {other.process_id})."
            )
        if not told:
            steps.say("Waiting for another command on this state folder to end …")
            told = True
        time.sleep(SECONDS_BETWEEN_LOOKS)
    raise Refusal("Another command holds this state folder: stop it, or choose another with --state-dir.")


def _listing(folder: Path) -> str:
    """Return what tells a changed folder of data from an unchanged one."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\n".join([str(folder), *(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
