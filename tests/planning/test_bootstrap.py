"""The way from a bare Python to a running command, and the sentences where it ends."""

from __future__ import annotations

import ast
import gettext
import os
import re
import runpy
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from planning.bootstrap import door, environment, refusals, stamps, steps, translations
from planning.bootstrap.environment import PROJECT, REQUIREMENTS, VENV
from planning.embedded.state import StateFolder

OLDEST_SYNTAX = (3, 6)


class TestOldPython:
    def test_is_told_in_one_sentence(self) -> None:
        refusal_of = runpy.run_path(str(PROJECT / "manage.py"))["refusal_of"]
        assert refusal_of((3, 9)) == "Lockstep needs Python 3.11 or newer; this is Python 3.9."
        assert refusal_of((3, 11)) == ""
        assert refusal_of((4, 0)) == ""

    def test_can_read_the_file_that_tells_it(self) -> None:
        ast.parse((PROJECT / "manage.py").read_text(), feature_version=OLDEST_SYNTAX)

    def test_meets_no_newer_file_before_it_is_told(self) -> None:
        tree = ast.parse((PROJECT / "manage.py").read_text())
        at_the_top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        assert [ast.unparse(node) for node in at_the_top] == ["import sys"]


class TestFullDisk:
    def test_is_refused_before_anything_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(refusals.Refusal, match="The disk is full"):
            refusals.refuse_when_full(tmp_path / "not" / "made", needed_megabytes=10**9)

    def test_with_room_enough_is_no_hindrance(self, tmp_path: Path) -> None:
        refusals.refuse_when_full(tmp_path, needed_megabytes=1)

    def test_met_on_the_way_is_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="No space left") as caught:
            Path("/dev/full").write_text("x")
        assert str(refusals.from_os_error(caught.value)) == refusals.NO_DISK

    def test_met_by_a_tool_is_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(refusals.Refusal, match=re.escape(refusals.NO_DISK)):
            steps.run("Copying", ["sh", "-c", "cat /etc/passwd > /dev/full"], cwd=tmp_path)


class TestNoNetwork:
    def test_at_the_first_set_up_is_one_sentence(self, tmp_path: Path) -> None:
        uv = VENV / "bin" / "uv"
        if not uv.exists():
            pytest.skip("this environment was made without uv")
        nobody_there: list[str | Path] = [
            "--index-url",
            "http://127.0.0.1:9/simple",
            "--no-cache",
            "--target",
            tmp_path,
        ]
        quick = {**os.environ, "UV_HTTP_RETRIES": "0"}
        with pytest.raises(refusals.Refusal, match=re.escape(refusals.NO_NETWORK)):
            steps.run("Installing", [uv, "pip", "install", *nobody_there, "no-such"], cwd=tmp_path, env=quick)

    def test_is_not_blamed_for_another_failure(self, tmp_path: Path) -> None:
        with pytest.raises(steps.StepFailed, match="exit status 3"):
            steps.run("Failing", ["sh", "-c", "echo something else; exit 3"], cwd=tmp_path)


class TestCertificate:
    """A registry behind a certificate that nobody here knows, as a company's proxy may be."""

    @pytest.fixture
    def registry(self, tmp_path: Path) -> Iterator[str]:
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("no openssl here to make a certificate with")
        names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        files = ["-keyout", str(key), "-out", str(certificate)]
        words = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *names, *files]
        subprocess.run(words, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
            server.socket = context.wrap_socket(server.socket, server_side=True)
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"https://127.0.0.1:{server.server_port}/simple"
            server.shutdown()

    def test_that_is_not_trusted_is_told_from_a_registry_that_is_not_there(self, tmp_path: Path, registry: str) -> None:
        uv = VENV / "bin" / "uv"
        if not uv.exists():
            pytest.skip("this environment was made without uv")
        words: list[str | Path] = [uv, "pip", "install", "--index-url", registry, "--no-cache", "--target", tmp_path]
        quick = {**os.environ, "UV_HTTP_RETRIES": "0"}
        with pytest.raises(refusals.Refusal, match=re.escape(refusals.NO_TRUST)):
            steps.run("Installing", [*words, "no-such"], cwd=tmp_path, env=quick)

    @pytest.mark.parametrize(
        "said",
        [
            "error: Failed to fetch: https://r/\n cause: invalid peer certificate: UnknownIssuer",
            "Could not fetch URL https://r/: (Caused by SSLError(SSLCertVerificationError(1, 'failed')))",
            "npm error code DEPTH_ZERO_SELF_SIGNED_CERT\nnpm error request to https://r/ failed",
            "npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        ],
    )
    def test_is_recognised_in_what_every_tool_says(self, said: str) -> None:
        assert refusals.sentence_for(said) == refusals.NO_TRUST

    def test_of_the_system_is_what_the_tools_are_told_to_trust(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        print_it = ["sh", "-c", "echo $UV_SYSTEM_CERTS $NODE_USE_SYSTEM_CA"]
        monkeypatch.delenv("UV_SYSTEM_CERTS", raising=False)
        assert steps.run("Asking", print_it, cwd=tmp_path) == "1 1\n"
        monkeypatch.setenv("UV_SYSTEM_CERTS", "0")
        assert steps.run("Asking", print_it, cwd=tmp_path) == "0 1\n"

    def test_option_is_one_that_our_uv_knows(self, tmp_path: Path) -> None:
        uv = VENV / "bin" / "uv"
        if not uv.exists():
            pytest.skip("this environment was made without uv")
        assert "UV_SYSTEM_CERTS" in steps.run("Asking", [uv, "pip", "install", "--help"], cwd=tmp_path)


class TestStateFolder:
    def test_may_be_named_anywhere_in_any_command(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv(door.STATE_DIR, "")
        assert door.take_state_dir(["import_data", "--state-dir", str(tmp_path), "X"]) == ["import_data", "X"]
        assert os.environ[door.STATE_DIR] == str(tmp_path)
        assert door.take_state_dir(["migrate", f"--state-dir={tmp_path / 'b'}"]) == ["migrate"]
        assert os.environ[door.STATE_DIR] == str(tmp_path / "b")

    def test_comes_from_the_environment_else_from_the_project(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(door.STATE_DIR, "/elsewhere")
        door.take_state_dir(["migrate"])
        assert os.environ[door.STATE_DIR] == "/elsewhere"
        monkeypatch.setenv(door.STATE_DIR, "")
        door.take_state_dir(["migrate"])
        assert os.environ[door.STATE_DIR] == str(PROJECT / ".state")

    def test_without_a_name_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(door.STATE_DIR, "")
        with pytest.raises(refusals.Refusal, match="needs a folder"):
            door.take_state_dir(["up", "--state-dir"])
        with pytest.raises(refusals.Refusal, match="needs a folder"):
            door.take_state_dir(["up", "--state-dir", "--port", "80"])

    @pytest.mark.parametrize("name", ["file", "file/below"])
    def test_that_a_file_is_in_the_way_of_is_refused_in_one_sentence(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(refusals.Refusal, match=r"A file is in the way of .*: name a folder with --state-dir"):
            StateFolder(tmp_path / name).make()

    def test_that_the_system_does_not_let_be_is_refused_in_one_sentence(self) -> None:
        with pytest.raises(refusals.Refusal, match="/proc/lockstep"):
            StateFolder(Path("/proc/lockstep")).make()


class TestLocks:
    @staticmethod
    def versions(lock: str) -> set[str]:
        text = (REQUIREMENTS / f"{lock}.txt").read_text()
        return set(re.findall(r"^([a-z0-9._-]+==[^ ;]+)", text, re.MULTILINE))

    def test_of_the_test_tools_holds_the_very_libraries_that_run(self) -> None:
        assert self.versions("base") <= self.versions("dev")

    @pytest.mark.parametrize("lock", ["base", "dev", "node", "uv"])
    def test_names_a_hash_for_everything(self, lock: str) -> None:
        entries = re.split(r"^(?=[a-z0-9])", (REQUIREMENTS / f"{lock}.txt").read_text(), flags=re.MULTILINE)
        assert [entry for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []

    def test_that_changed_is_installed_again(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "node.txt").write_text("one")
        monkeypatch.setattr(environment, "VENV", tmp_path)
        monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
        assert not environment.is_current("node")
        (tmp_path / ".installed-node.txt").write_text("one")
        assert environment.is_current("node")
        (tmp_path / "node.txt").write_text("two")
        assert not environment.is_current("node")

    def test_whose_installation_was_cut_short_counts_as_not_installed(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "node.txt").write_text("one")
        (tmp_path / ".installed-node.txt").write_text("one")
        monkeypatch.setattr(environment, "VENV", tmp_path)
        monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
        monkeypatch.setattr(environment, "INTERRUPTED", tmp_path / ".installing")
        assert environment.is_current("node")
        (tmp_path / ".installing").touch()
        assert not environment.is_current("node")


class TestFingerprint:
    def test_changes_with_content_and_with_name(self) -> None:
        first, second = PROJECT / "manage.py", PROJECT / "package.json"
        assert stamps.fingerprint([first, second]) == stamps.fingerprint([second, first])
        assert stamps.fingerprint([first]) != stamps.fingerprint([second])
        assert stamps.fingerprint([first]) != stamps.fingerprint([first, second])


class TestTranslations:
    def catalogue(self, folder: Path) -> Path:
        path = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        path.write_text(f'{header}\nmsgid "Order"\nmsgstr "订单"\n')
        return path

    def test_are_compiled_without_any_tool_of_the_machine(self, tmp_path: Path) -> None:
        path = self.catalogue(tmp_path)
        translations.ensure_compiled(tmp_path)
        with path.with_suffix(".mo").open("rb") as compiled:
            assert gettext.GNUTranslations(compiled).gettext("Order") == "订单"

    def test_are_compiled_again_only_after_a_change(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = self.catalogue(tmp_path)
        translations.ensure_compiled(tmp_path)
        capsys.readouterr()
        translations.ensure_compiled(tmp_path)
        assert capsys.readouterr().out == ""
        later = path.with_suffix(".mo").stat().st_mtime + 1
        os.utime(path, (later, later))
        translations.ensure_compiled(tmp_path)
        assert "zh_Hans" in capsys.readouterr().out


def test_the_bootstrap_needs_nothing_installed() -> None:
    """Import it with a Python that sees no site-packages: what runs before the installation can't need it."""
    modules = "door, environment, frontend, refusals, stamps, steps, translations, browser, suite"
    command = ["/usr/bin/env", "-i", sys.executable, "-I", "-S", "-c"]
    script = f"import sys; sys.path.insert(0, {str(PROJECT)!r}); from planning.bootstrap import {modules}"
    subprocess.run([*command, script], check=True)
