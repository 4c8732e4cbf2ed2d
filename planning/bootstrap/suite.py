"""`python3 manage.py test`: the checks of the code, then every test. The exit status is honest about both."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from planning.bootstrap import frontend, steps
from planning.bootstrap.browser import find_or_fetch_chromium
from planning.bootstrap.environment import PROJECT

PURE_TESTS = "tests/scheduler"
MOST_WORKERS = 8  # each has a PostgreSQL, a Valkey and a Chromium
# Scripts of package.json, one by one: a script that calls npm finds none that works beside the Node of a wheel.
BROWSER_CHECKS = {"browser types (tsc)": "types", "browser style (eslint)": "lint", "browser tests (vitest)": "test"}
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def run(name: str, arguments: list[str]) -> int:
    """Run `test` or `lint`; return the exit status. With arguments for pytest, only pytest runs."""
    os.environ.setdefault("LOCKSTEP_SECRET_KEY", secrets.token_urlsafe(48))
    fast = "--fast" in arguments
    selection = [argument for argument in arguments if argument != "--fast"]
    failed = [] if selection and not fast else _check_code()
    if failed:
        steps.say(f"These checks failed: {', '.join(failed)}. Whatever the tests say, the result is failure.")
    if name == "lint":
        return int(bool(failed))
    if fast:
        selection = [*selection, PURE_TESTS]
    elif not selection:
        _obtain_browser()
        selection = _side_by_side()
    steps.say("== tests")
    status = _call([sys.executable, "-m", "pytest", *selection])
    return status or int(bool(failed))


def _check_code() -> list[str]:
    """Run every check of the code; return the names of those that failed."""
    checks: dict[str, list[str]] = {  # the longest first: the others fit beside it
        "types (mypy)": [sys.executable, "-m", "mypy", "."],
        "style (ruff)": [sys.executable, "-m", "ruff", "check", "--quiet", "."],
        "arrows (import-linter)": [sys.executable, "-c", LINT_IMPORTS],
    }
    environment = dict(os.environ)
    if frontend.has_scripts():
        node = frontend.find_node()
        frontend.ensure_packages(node)
        environment = node.environment()
        checks |= {title: [*node.npm, "run", "--silent", script] for title, script in BROWSER_CHECKS.items()}
    return failures(checks, environment)


def failures(checks: Mapping[str, list[str]], environment: Mapping[str, str]) -> list[str]:
    """Run checks side by side, say in their order what each said, and return the titles of those that failed."""

    def ended(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=PROJECT,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    failed = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for title, check in zip(checks, pool.map(ended, checks.values()), strict=True):
            steps.say(f"== {title}\n{check.stdout}".rstrip())
            if check.returncode:
                failed.append(title)
    return failed


def _obtain_browser() -> None:
    """Have a browser and a node that can drive it; say loudly what is left out where there is none."""
    chromium = find_or_fetch_chromium()
    if chromium is None:
        steps.say("=" * 100)
        steps.say("THE BROWSER TESTS ARE SKIPPED: no Chromium here. Install one, or name one in the variable CHROME.")
        steps.say("=" * 100)
        return
    os.environ["LOCKSTEP_CHROMIUM"] = str(chromium)
    # The node that Playwright brings needs a library that a bare Debian doesn't have.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(frontend.find_node().folder / "node"))


def _side_by_side() -> list[str]:
    """
    Return what lets the tests run on all cores; on one, where a queue is given from outside and would be shared.

    One more runs than there are cores: tests of pages wait for their browser half of the time.
    """
    if "REDIS_URL" in os.environ:
        return []
    return ["--numprocesses", str(min((os.cpu_count() or 1) + 1, MOST_WORKERS)), "--dist", "worksteal"]


def _call(command: list[str]) -> int:
    sys.stdout.flush()
    return subprocess.run(command, cwd=PROJECT, check=False).returncode
