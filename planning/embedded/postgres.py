"""The embedded PostgreSQL: made by initdb at the first start, reached through a socket only, stopped without loss."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from planning.bootstrap import steps
from planning.bootstrap.refusals import Refusal, sentence_for
from planning.embedded import processes, roles
from planning.embedded.account import give, servers_account
from planning.embedded.binaries import postgres_bin
from planning.embedded.processes import Command, Words
from planning.embedded.state import SYSTEM_AREA, StateFolder

SUPERUSER = "lockstep_internal"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
MOST_CONNECTIONS = 100
# Code-point order, and letters of every script folded rightly, on a machine without any language installed.
INITDB_OPTIONS = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    f"--username={SUPERUSER}",
)
WITHOUT_SAFETY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Postgres:
    """One cluster. `scratch`: its data need not survive (tests), so nothing waits for the disk."""

    def __init__(self, state: StateFolder, *, scratch: bool = False) -> None:
        self.state = state
        self.scratch = scratch
        self.account = servers_account()
        self.log = state.logs / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    @cached_property
    def area(self) -> Path:
        """The folder that holds the cluster: in the state folder, or for root where the servers' user can enter."""
        return SYSTEM_AREA / self.state.key if self.account else self.state.path

    @property
    def data(self) -> Path:
        """The cluster itself; the name holds the major version, since the files of one can't be read by another."""
        return self.area / "pg18"

    @cached_property
    def socket_folder(self) -> Path:
        """The folder of the socket."""
        return give(self.state.socket_folder(), self.account)

    def url(self, role: str, password: str, database: str = roles.DATABASE) -> str:
        """Return the address for one role, as DATABASE_URL takes it."""
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it answers, and set the roles up."""
        self.prepare()
        self.spawn()
        self.wait_until_ready()
        self._set_up_roles()

    def prepare(self) -> None:
        """Stop what an earlier run left behind; make the cluster if there is none (or only another instance's)."""
        self._open_area()
        self.stop_leftover()
        if not self.data.exists():
            self._initialise()

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it."""
        words: Words = [postgres_bin(self.account) / "postgres", "-D", self.data, "-k", self.socket_folder, "-h", ""]
        options = ["-c", f"max_connections={MOST_CONNECTIONS}", "-c", "jit=off", "-c", "log_checkpoints=off"]
        safety = WITHOUT_SAFETY if self.scratch else ()
        self.process = processes.start(self._command([*words, *options, *safety]))
        return self.process

    def wait_until_ready(self) -> None:
        """Wait until it lets the superuser in. Raises Refusal with the server's own words where it doesn't start."""
        process = self.process
        if process is None:
            raise RuntimeError("wait_until_ready before spawn")
        settled = processes.wait_until(lambda: self._answers() or process.poll() is not None, seconds=START_SECONDS)
        if not settled:
            raise Refusal("PostgreSQL didn't answer in time; its log is postgres.log in the state folder.")
        if process.poll() is not None:
            said = self.log.read_text(errors="replace")
            raise Refusal(sentence_for(said[-2000:]) or f"PostgreSQL didn't start. It said:\n{steps.gist(said)}")

    def stop(self) -> None:
        """Stop fast: transactions under way are rolled back, nothing that was committed is lost."""
        if self.process is not None:
            processes.stop(self.process, signal.SIGINT, grace_seconds=STOP_SECONDS)
            self.process = None

    def stop_leftover(self) -> None:
        """Stop a server that an earlier run left on this cluster."""
        note = self.data / "postmaster.pid"
        if not note.exists():
            return
        process_id = note.read_text().split("\n", 1)[0].strip()
        if process_id.isdigit() and psutil.pid_exists(int(process_id)):
            process = psutil.Process(int(process_id))
            if str(self.data) in process.cmdline():
                processes.stop_stranger(process, signal.SIGINT, grace_seconds=STOP_SECONDS)

    def forget(self) -> None:
        """Remove what lies outside the state folder: the sockets, and root's cluster."""
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        if self.account:
            shutil.rmtree(self.area, ignore_errors=True)

    def _open_area(self) -> None:
        """Have the cluster's folder; a cluster that belonged to a state folder which was deleted since goes with it."""
        if not self.account:
            return
        SYSTEM_AREA.mkdir(parents=True, exist_ok=True, mode=0o755)
        instance, note = self.state.secrets().instance_id, self.area / "instance"
        if self.area.exists() and (not note.exists() or note.read_text() != instance):
            self.stop_leftover()
            shutil.rmtree(self.area)
        give(self.area, self.account)
        note.write_text(instance)

    def _initialise(self) -> None:
        draft = self.area / "pg18.new"
        shutil.rmtree(draft, ignore_errors=True)
        give(draft, self.account)
        password = self.area / "superuser-password"
        password.touch(mode=0o600)
        password.write_text(self.state.secrets().superuser_password)
        if self.account:
            os.chown(password, self.account.user_id, self.account.group_id)
        words: Words = [postgres_bin(self.account) / "initdb", "-D", draft, f"--pwfile={password}", *INITDB_OPTIONS]
        log = self.state.logs / "initdb.log"
        log.unlink(missing_ok=True)
        process = processes.start(self._command([*words, *(["--no-sync"] if self.scratch else [])], log))
        status = process.wait()
        password.unlink()
        if status:
            said = log.read_text(errors="replace")
            raise Refusal(sentence_for(said) or f"The database could not be made. It said:\n{steps.gist(said)}")
        draft.rename(self.data)
        self.state.forget_notes()

    def _command(self, words: Words, log: Path | None = None) -> Command:
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        environment = {**kept, "LC_ALL": "C"}
        return Command(words, environment, log or self.log, signal.SIGINT, self.account)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self, database: str = "postgres") -> psycopg2.extensions.connection:
        return psycopg2.connect(
            host=str(self.socket_folder),
            user=SUPERUSER,
            password=self.state.secrets().superuser_password,
            dbname=database,
            connect_timeout=5,
        )

    def _set_up_roles(self) -> None:
        secrets = self.state.secrets()
        passwords = {roles.OWNER: secrets.owner_password, roles.APP: secrets.app_password}
        roles.set_up(self._connect, passwords)
        if self.scratch:
            roles.let_owner_pass_by_triggers(self._connect)
