"""The embedded servers: real ones, each state folder's own, and none left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from planning.bootstrap.environment import PROJECT
from planning.bootstrap.refusals import Refusal
from planning.embedded import processes, roles, servers
from planning.embedded.postgres import Postgres
from planning.embedded.state import Instance, StateFolder
from planning.embedded.valkey import Valkey

START_AND_SLEEP = """
import os, time
from planning.embedded.servers import joined
from planning.embedded.state import StateFolder
with joined(StateFolder.from_environment()):
    print("started", flush=True)
    time.sleep(600)
"""


def make_state() -> StateFolder:
    state = StateFolder(Path(tempfile.mkdtemp(prefix="lockstep-test-")))
    state.make()
    return state


def remove(state: StateFolder) -> None:
    Postgres(state).forget()
    shutil.rmtree(state.path)


@pytest.fixture
def state() -> Iterator[StateFolder]:
    state = make_state()
    yield state
    remove(state)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    state = make_state()
    server = Postgres(state, scratch=True)
    server.start()
    yield server
    server.stop()
    remove(state)


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in servers.ADDRESSES:
        monkeypatch.delenv(name, raising=False)


def ask(server: Postgres, role: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement as a role, in a transaction of its own."""
    secrets = server.state.secrets()
    password = secrets.owner_password if role == roles.OWNER else secrets.app_password
    connection = psycopg2.connect(server.url(role, password))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


class TestRoles:
    def test_of_the_application_may_not_pass_by_row_level_security(self, postgres: Postgres) -> None:
        rows = ask(postgres, roles.APP, "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles")
        found = {name: rights for name, *rights in rows}
        assert found[roles.APP] == [False, False, False]
        assert found[roles.OWNER] == [False, False, False]
        assert found["lockstep_internal"] == [True, True, True]  # the control: the query can tell

    def test_of_the_application_uses_what_the_owner_makes(self, postgres: Postgres) -> None:
        ask(postgres, roles.OWNER, "CREATE TABLE shelf (id serial, name text)")
        ask(postgres, roles.APP, "INSERT INTO shelf (name) VALUES ('a'), ('b')")
        ask(postgres, roles.APP, "UPDATE shelf SET name = 'c' WHERE name = 'b'")
        ask(postgres, roles.APP, "DELETE FROM shelf WHERE name = 'a'")
        assert ask(postgres, roles.APP, "SELECT name FROM shelf") == [("c",)]

    @pytest.mark.parametrize("statement", ["CREATE TABLE own (id int)", "DROP TABLE box", "TRUNCATE box"])
    def test_of_the_application_changes_no_table(self, postgres: Postgres, statement: str) -> None:
        ask(postgres, roles.OWNER, "DROP TABLE IF EXISTS box; CREATE TABLE box (id int)")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(postgres, roles.APP, statement)

    def test_hold_in_databases_that_the_owner_makes_for_tests(self, postgres: Postgres) -> None:
        secrets = postgres.state.secrets()
        connection = psycopg2.connect(postgres.url(roles.OWNER, secrets.owner_password))
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE trial")
        connection.close()
        with psycopg2.connect(postgres.url(roles.OWNER, secrets.owner_password, "trial")) as owner:
            owner.cursor().execute("CREATE TABLE shelf (name text)")
        with psycopg2.connect(postgres.url(roles.APP, secrets.app_password, "trial")) as app:
            app.cursor().execute("INSERT INTO shelf VALUES ('a')")


class TestPostgres:
    def test_folds_letters_of_every_script_on_a_machine_without_languages(self, postgres: Postgres) -> None:
        assert ask(postgres, roles.APP, "SELECT lower('ÄÖÉΣ')") == [("äöéσ",)]

    def test_keeps_what_was_committed_when_it_is_killed(self, state: StateFolder) -> None:
        server = Postgres(state)
        server.start()
        ask(server, roles.OWNER, "CREATE TABLE kept (name text); INSERT INTO kept VALUES ('a')")
        assert server.process
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        again = Postgres(StateFolder(state.path))
        again.start()
        try:
            assert ask(again, roles.APP, "SELECT name FROM kept") == [("a",)]
        finally:
            again.stop()

    def test_listens_on_no_port(self, postgres: Postgres) -> None:
        assert postgres.process
        family = [psutil.Process(postgres.process.pid), *psutil.Process(postgres.process.pid).children()]
        assert [entry for process in family for entry in process.net_connections("inet")] == []

    def test_says_why_it_does_not_start(self, state: StateFolder) -> None:
        server = Postgres(state, scratch=True)
        server.start()
        server.stop()
        (server.data / "PG_VERSION").write_text("12\n")
        with pytest.raises(Refusal, match="initialized by PostgreSQL version 12"):
            server.start()


class TestStateFolders:
    def test_never_meet(self, postgres: Postgres, state: StateFolder) -> None:
        other = Postgres(state, scratch=True)
        other.start()
        try:
            ask(other, roles.OWNER, "CREATE TABLE only_here (id int)")
            with pytest.raises(psycopg2.errors.UndefinedTable):
                ask(postgres, roles.OWNER, "SELECT * FROM only_here")
            assert postgres.state.secrets() != state.secrets()
        finally:
            other.stop()

    def test_let_nobody_else_read_a_secret(self, state: StateFolder) -> None:
        state.secrets()
        assert (state.path / "secrets.json").stat().st_mode & 0o077 == 0
        assert state.path.stat().st_mode & 0o077 == 0

    @pytest.mark.usefixtures("nothing_set")
    def test_lend_their_servers_to_a_second_command(self, state: StateFolder) -> None:
        with servers.joined(state) as first, servers.joined(StateFolder(state.path)) as second:
            assert first == second
            with redis.Redis.from_url(second["REDIS_URL"]) as client:
                assert client.ping()
        assert state.instance() is None

    @pytest.mark.usefixtures("nothing_set")
    def test_are_not_deceived_by_the_announcement_of_a_dead_command(self, state: StateFolder) -> None:
        state.announce(Instance("command", 1, "", {"REDIS_URL": "unix:///nowhere"}))
        with servers.joined(state) as environment:
            assert environment["REDIS_URL"] == Valkey(state).url

    def test_leave_to_the_environment_what_it_names(self, state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
        monkeypatch.delenv("REDIS_URL", raising=False)
        chosen = servers.Servers(state)
        assert chosen.postgres is None
        assert chosen.valkey is not None
        assert chosen.environment()["DATABASE_URL"] == "postgresql://somewhere/else"


@pytest.mark.chaos
@pytest.mark.usefixtures("nothing_set")
def test_the_servers_end_with_a_command_that_is_killed(state: StateFolder) -> None:
    environment = {**os.environ, "LOCKSTEP_STATE_DIR": str(state.path)}
    command = [sys.executable, "-c", START_AND_SLEEP]
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"started\n"
        started = psutil.Process(holder.pid).children()
        assert len(started) == 2
        holder.kill()
    assert processes.wait_until(lambda: not any(process.is_running() for process in started), seconds=20)
