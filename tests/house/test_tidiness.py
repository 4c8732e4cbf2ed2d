"""What a reviewer would say of any change: sizes, names, migrations, keys."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "services"}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git tracks, of these patterns."""
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def python_files() -> list[Path]:
    """Return the Python files that people write."""
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_one_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*python_files(), *tracked("static/src/*.ts", "static/css/*.css")]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name} {function.end_lineno - function.lineno + 1}"
        for path in python_files()
        for function in functions(path)
        if function.end_lineno is not None and function.end_lineno - function.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


def test_no_module_is_a_drawer() -> None:
    drawers = [path for path in python_files() if {*path.relative_to(ROOT).with_suffix("").parts} & DRAWERS]

    assert drawers == []


def test_no_path_of_a_machine_is_in_a_file() -> None:
    texts = tracked("*.py", "*.ts", "*.md", "*.toml", "*.yml", "*.json", "*.html", "*.sh", ".ci/*")
    named = [
        path for path in texts
        if path.name != "package-lock.json" and MACHINE_PATH.search(path.read_text(encoding="utf-8", errors="replace"))
    ]  # fmt: skip

    assert named == []


def test_no_lock_file_names_where_it_came_from() -> None:
    for lock in [*tracked("requirements/*.txt"), *tracked("package-lock.json")]:
        assert '"resolved"' not in lock.read_text()
        assert "--index-url" not in lock.read_text()


@pytest.mark.django_db
def test_every_migration_is_made() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize(("environment", "starts"), [({"LOCKSTEP_DEMO": "1"}, True), ({}, False)])
def test_a_default_key_starts_in_demo_mode_only(environment: dict[str, str], starts: bool) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("LOCKSTEP")}
    command = [sys.executable, "-c", "import planning.settings"]

    done = subprocess.run(command, cwd=ROOT, env={**own, **environment}, capture_output=True, text=True, check=False)

    assert (done.returncode == 0) is starts
    assert starts or "LOCKSTEP_SECRET_KEY" in done.stderr
