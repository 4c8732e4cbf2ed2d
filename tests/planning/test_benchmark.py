"""`manage.py benchmark`: dispatches by name, hands on arguments and status, and says what needs an instance."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command

import benchmarks
from benchmarks.output import Line, show
from planning.embedded.state import StateFolder


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Namespace]:
    """A benchmark called `counted` that keeps its options; its status is the number it is given."""
    seen: list[Namespace] = []

    def add_arguments(parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*")
        parser.add_argument("--status", type=int, default=0)

    def run(options: Namespace) -> int:
        seen.append(options)
        return int(options.status)

    module = ModuleType("benchmarks.counted", "A benchmark for tests.")
    vars(module).update(add_arguments=add_arguments, run=run)
    monkeypatch.setitem(sys.modules, "benchmarks.counted", module)
    monkeypatch.setattr(benchmarks, "NAMES", (*benchmarks.NAMES, "counted"))
    return seen


def test_hands_on_paths_and_options(counted: list[Namespace]) -> None:
    call_command("benchmark", "counted", "--json", "one", "two")

    assert (counted[0].json, counted[0].paths, counted[0].status) == (True, ["one", "two"], 0)


def test_ends_with_the_status_of_the_benchmark(counted: list[Namespace]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("benchmark", "counted", "--status", "3")

    assert ended.value.code == 3


def test_refuses_an_unknown_name_and_names_the_known_ones() -> None:
    with pytest.raises(CommandError, match="edits"):
        call_command("benchmark", "no-such")


@pytest.mark.parametrize("name", benchmarks.NAMES)
def test_every_name_has_its_module(name: str) -> None:
    module, parser = import_module(f"benchmarks.{name}"), ArgumentParser()

    module.add_arguments(parser)

    assert callable(module.run)
    assert module.__doc__


# These are begun by `holds` and `promises_kept`, on an instance of their own, and say so by themselves.
BEGUN_BY_OTHERS = ("holds_here", "kept_here")


@pytest.mark.parametrize("name", [name for name in benchmarks.ON_AN_INSTANCE if name not in BEGUN_BY_OTHERS])
def test_without_an_instance_says_that_one_is_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StateFolder, "instance", lambda _self: None)

    with pytest.raises(CommandError, match="No instance is running here"):
        call_command("benchmark", name)


def test_only_those_that_measure_an_instance_have_the_servers_started() -> None:
    assert benchmarks.needs_servers(["--traceback", "edits", "--count", "3"])
    assert not benchmarks.needs_servers(["--help"])
    assert not any(benchmarks.needs_servers([name, "edits"]) for name in benchmarks.ALONE)


def test_prints_text_or_one_object_per_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [Line("heading"), Line("3 edits", {"edits": 3})]

    show(lines, as_json=False)
    show(lines, as_json=True)

    assert capsys.readouterr().out == 'heading\n3 edits\n{"edits": 3}\n'


def test_what_a_library_prints_past_python_is_no_figure() -> None:
    script = (
        "import os; from planning.management.commands.benchmark import keep_output_for_figures as keep; keep();"
        " os.write(1, b'noise of a solver\\n'); print('a figure')"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("a figure\n", "noise of a solver\n")
