"""`manage.py up`: what dies is started again, what is stopped is gone, and what can't be is said in one sentence."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from planning.bootstrap.environment import PROJECT
from planning.bootstrap.refusals import Refusal
from planning.embedded import processes
from planning.embedded.postgres import Postgres
from planning.embedded.state import StateFolder
from planning.supervisor import fleet, logs
from planning.supervisor.children import Child, Children, stop_leftovers
from planning.supervisor.logs import LogTail
from planning.supervisor.options import parse

NAMES = {"web", "worker", "dispatcher", "courier", "beat", "PostgreSQL", "Valkey"}
PATIENCE_SECONDS = 60.0
SLEEP = "import time; time.sleep(600)"


def sleeper(folder: Path, script: str = SLEEP) -> Child:
    return Child("sleeper", fleet.spawner(["-c", script], os.environ, folder / "sleeper.log"))


class TestChild:
    def test_that_is_killed_is_started_again(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        child = sleeper(tmp_path)
        child.start()
        assert child.process
        first = child.process
        first.kill()
        first.wait()
        assert processes.wait_until(child.look, seconds=PATIENCE_SECONDS)
        assert child.process.pid != first.pid
        assert child.process.poll() is None
        assert "sleeper ended (SIGKILL); starting it again" in capsys.readouterr().out
        child.stop()

    def test_that_lives_is_left_alone(self, tmp_path: Path) -> None:
        child = sleeper(tmp_path)
        child.start()
        assert child.process
        before = child.process.pid
        assert not child.look()
        assert child.process.pid == before
        child.stop()

    def test_that_keeps_dying_is_given_ever_longer_pauses(self, tmp_path: Path) -> None:
        child = sleeper(tmp_path, "raise SystemExit(3)")
        pauses = []
        for _ in range(3):
            child.start()
            assert child.process
            child.process.wait()
            child.look()
            assert child.due_at is not None
            pauses.append(child.due_at - child.started_at)
        assert pauses[0] < pauses[1] < pauses[2]

    def test_takes_what_it_started_with_it(self, tmp_path: Path) -> None:
        forking = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}])"
        child = sleeper(tmp_path, forking)
        child.start()
        assert child.process
        parent = psutil.Process(child.process.pid)
        assert processes.wait_until(lambda: bool(parent.children()), seconds=PATIENCE_SECONDS)
        [grandchild] = parent.children()
        child.stop()
        assert processes.wait_until(lambda: not grandchild.is_running(), seconds=PATIENCE_SECONDS)


class TestLeftovers:
    def test_of_a_killed_supervisor_are_stopped(self, tmp_path: Path) -> None:
        children = Children(tmp_path / "processes.json")
        child = sleeper(tmp_path)
        children.add(child)
        assert child.process
        stop_leftovers(children.note)
        assert child.process.poll() is not None
        assert not children.note.exists()

    def test_do_not_include_a_stranger_who_got_the_number(self, tmp_path: Path) -> None:
        child = sleeper(tmp_path)
        child.start()
        assert child.process
        note = tmp_path / "processes.json"
        note.write_text(json.dumps({"worker": [child.process.pid, 1.0]}))
        stop_leftovers(note)
        assert child.process.poll() is None
        child.stop()


class TestOptions:
    def test_a_busy_port_is_refused_in_one_sentence(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with pytest.raises(Refusal, match=f"Port {port} is in use by another program"):
                parse(["--port", str(port)])

    def test_a_free_port_is_taken(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
        assert parse(["--port", str(port)]).port == port

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["--port", "99999"], "no port 99999"),
            (["--port", "-1"], "no port -1"),
            (["--port", "eighty"], "no port eighty"),
            (["--port"], "--port: expected one argument"),
            (["--prot", "80"], "Unrecognized arguments: --prot 80"),
            (["--data", "/no/such/folder"], "no folder /no/such/folder"),
            (["--data", str(PROJECT / "manage.py")], "no folder .*manage.py"),
            (["--host", "203.0.113.7"], "no address 203.0.113.7"),
            (["--workers", "0"], "can't be 0 workers"),
        ],
    )
    def test_what_can_not_be_is_refused_in_one_sentence(self, arguments: list[str], sentence: str) -> None:
        with pytest.raises(Refusal, match=sentence):
            parse(["--port", "0", *arguments])

    def test_a_folder_without_tables_is_told_what_is_expected(self, tmp_path: Path) -> None:
        (tmp_path / "readme.txt").write_text("nothing here")
        with pytest.raises(Refusal, match=r"holds no table: files like items.csv.* are expected"):
            parse(["--port", "0", "--data", str(tmp_path)])
        (tmp_path / "items.csv").write_text("item\n")
        assert parse(["--port", "0", "--data", str(tmp_path)]).data == str(tmp_path)

    def test_only_this_machine_is_let_in_unless_asked(self) -> None:
        assert parse(["--port", "0"]).allowed_hosts() == "127.0.0.1,[::1],localhost"
        assert parse(["--port", "0"]).other_addresses() == []

    def test_other_machines_are_let_in_when_asked(self) -> None:
        options = parse(["--port", "0", "--host", "0.0.0.0"])  # noqa: S104 (what the test is about)
        assert socket.gethostname() in options.allowed_hosts().split(",")
        assert all(address.endswith(f":{options.port}") for address in options.other_addresses())


class TestLogTail:
    def test_shows_warnings_and_errors_shortened(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        log = tmp_path / "web.log"
        log.write_text("ERROR of yesterday\n")
        tail = LogTail("web", log)
        with log.open("a") as writer:
            writer.write(f"2026-01-05 10:00:00,123 INFO all is well\n2026-01-05 10:00:00,124 ERROR {'x' * 500}\nWARN")
        tail.look()
        [line] = capsys.readouterr().out.splitlines()
        assert line.startswith("web: ERROR xxx")
        assert len(line) <= logs.LONGEST_LINE + len("web: ")

    def test_does_not_flood_the_screen(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        log = tmp_path / "web.log"
        tail = LogTail("web", log)
        log.write_text("ERROR again\n" * 100)
        tail.look()
        assert len(capsys.readouterr().out.splitlines()) == logs.LINES_PER_SPELL + 1

    def test_bounds_the_log(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(logs, "LARGEST_BYTES", 1000)
        log = tmp_path / "web.log"
        tail = LogTail("web", log)
        with log.open("ab", buffering=0) as writer:
            writer.write(b"x" * 2000 + b"\n")
            tail.look()
            writer.write(b"after\n")
        assert log.read_bytes() == b"after\n"
        assert (tmp_path / "web.old.log").stat().st_size == 2001


class Up:
    """A real `manage.py up`, begun with `--data none`, in a state folder of its own."""

    def __init__(self) -> None:
        self.state = StateFolder(Path(tempfile.mkdtemp(prefix="lockstep-test-")))
        ours = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "LOCKSTEP_AS_OWNER", "LOCKSTEP_SECRET_KEY")
        self.environment = {name: text for name, text in os.environ.items() if name not in ours}
        self.environment |= {"LOCKSTEP_PREPARED": "1", "LOCKSTEP_STATE_DIR": str(self.state.path)}
        self.output = self.state.path / "screen.txt"

    def start(self, *options: str) -> None:
        with self.output.open("ab") as screen:
            words = ["up", *options, "--port", "0"]
            self.process = subprocess.Popen(self.command(*words), env=self.environment, stdout=screen, stderr=screen)

    @staticmethod
    def command(*words: str) -> list[str]:
        return [sys.executable, str(PROJECT / "manage.py"), *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True, check=False)

    def processes(self) -> dict[str, int]:
        note = self.state.path / "processes.json"
        return {name: entry[0] for name, entry in json.loads(note.read_text()).items()} if note.exists() else {}

    def answers(self) -> bool:
        instance = self.state.instance()
        if instance is None:
            return False
        try:
            urllib.request.urlopen(f"{instance.address}/admin/login/", timeout=5).close()  # noqa: S310 (our own server)
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def is_complete(self) -> bool:
        return set(self.processes()) == NAMES and self.answers()

    def must_be_complete(self) -> dict[str, int]:
        assert processes.wait_until(self.is_complete, seconds=PATIENCE_SECONDS), self.output.read_text()
        return self.processes()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def up() -> Iterator[Up]:
    instance = Up()
    instance.start("--data", "none")
    yield instance
    instance.end()
    Postgres(instance.state).forget()
    shutil.rmtree(instance.state.path)


@pytest.mark.chaos
class TestUp:
    """One instance for all; the tests run in the order of its life."""

    def test_runs_every_process(self, up: Up) -> None:
        up.must_be_complete()

    def test_refuses_a_second_one_on_the_same_state_folder(self, up: Up) -> None:
        second = up.run("up", "--port", "0")
        assert second.returncode == 1
        assert second.stderr.startswith("Lockstep is already running for this state folder, at http://127.0.0.1:")
        assert len(second.stderr.splitlines()) == 1

    def test_lets_other_commands_join_it_as_the_application(self, up: Up) -> None:
        question = "from django.db import connection as c; k = c.cursor(); k.execute('select current_user'); print(*k)"
        joined = up.run("shell", "--no-imports", "-c", question)
        assert joined.stdout.strip() == "('lockstep_app',)", joined.stderr
        up.must_be_complete()

    @pytest.mark.parametrize("name", ["web", "dispatcher", "Valkey", "PostgreSQL"])
    def test_starts_again_what_is_killed(self, up: Up, name: str) -> None:
        before = up.must_be_complete()
        os.kill(before[name], signal.SIGKILL)
        assert processes.wait_until(
            lambda: up.processes().get(name) not in (None, before[name]), seconds=PATIENCE_SECONDS
        )
        up.must_be_complete()
        assert f"{name} ended (SIGKILL); starting it again" in up.output.read_text()

    def test_killed_itself_leaves_nothing_that_its_successor_does_not_stop(self, up: Up) -> None:
        before = [psutil.Process(number) for number in up.must_be_complete().values()]
        up.process.kill()
        up.process.wait()
        up.start()
        assert processes.wait_until(lambda: not any(one.is_running() for one in before), seconds=PATIENCE_SECONDS)
        up.must_be_complete()

    def test_begun_without_data_stays_no_demo_at_a_plain_start(self, up: Up) -> None:
        up.must_be_complete()
        instance = up.state.instance()
        assert instance
        assert instance.environment["LOCKSTEP_DEMO"] == "0"
        question = "from company.models import Site, User; print(Site.objects.count(), User.objects.count())"
        counted = up.run("shell", "--no-imports", "-c", question)
        assert counted.stdout.strip() == "0 0", counted.stderr
        assert "Loading" not in up.output.read_text()

    def test_stops_every_process_when_asked(self, up: Up) -> None:
        running = [psutil.Process(number) for number in up.must_be_complete().values()]
        running += [below for one in running for below in one.children(recursive=True)]
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(timeout=PATIENCE_SECONDS) == 0
        assert [one for one in running if one.is_running()] == []
        assert up.output.read_text().endswith("Stopping …\nStopped.\n")
        assert up.state.instance() is None
