"""The checks of the browser code need a Node, and nothing else of the machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from planning.bootstrap import frontend, steps, suite
from planning.bootstrap.environment import PROJECT
from planning.bootstrap.frontend import Node

SCRIPTS: dict[str, str] = json.loads((PROJECT / "package.json").read_text())["scripts"]
BESIDE_NO_NODE_OF_A_WHEEL = {"npm", "npx", "corepack", "yarn", "pnpm"}


def commands(script: str) -> list[str]:
    """The first word of each command of a script."""
    return [command.split()[0] for command in re.split(r"&&|\|\||;|\|", script)]


@pytest.fixture
def lonely_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A Node as the wheel has it: without an npm beside it, on a machine that has no other."""
    found = frontend.find_node()
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "node").symlink_to(found.folder / "node")
    for tool in ("sh", "env"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    monkeypatch.setenv("PATH", str(folder))
    return Node(folder, (str(folder / "node"), str(Path(found.npm[-1]).resolve())))


def project_of(folder: Path, scripts: dict[str, str]) -> Path:
    """A project with these scripts and the tools that ours call, each of which says its name."""
    tools = folder / "node_modules" / ".bin"
    tools.mkdir(parents=True)
    for name in {name for script in SCRIPTS.values() for name in commands(script)}:
        (tools / name).write_text(f"#!/bin/sh\necho this is {name}\n")
        (tools / name).chmod(0o755)
    (folder / "package.json").write_text(json.dumps({"name": "trial", "scripts": scripts}))
    return folder


def test_every_check_is_a_script_that_calls_a_tool_of_the_project() -> None:
    assert {*suite.BROWSER_CHECKS.values(), "build"} <= set(SCRIPTS)
    for script in SCRIPTS.values():
        assert not BESIDE_NO_NODE_OF_A_WHEEL.intersection(commands(script))


def test_every_check_runs_with_a_node_that_has_no_npm_beside_it(tmp_path: Path, lonely_node: Node) -> None:
    project = project_of(tmp_path, SCRIPTS)

    for script in suite.BROWSER_CHECKS.values():
        command = [*lonely_node.npm, "run", "--silent", script]
        said = steps.run("Checking", command, cwd=project, env=lonely_node.environment())
        assert said.strip() == f"this is {commands(SCRIPTS[script])[0]}"


def test_a_script_that_calls_npm_does_not(tmp_path: Path, lonely_node: Node) -> None:
    """The control: what used to be the one check of the browser code."""
    project = project_of(tmp_path, {**SCRIPTS, "check": "npm run types"})

    with pytest.raises(steps.StepFailed, match="exit status"):
        steps.run(
            "Checking", [*lonely_node.npm, "run", "--silent", "check"], cwd=project, env=lonely_node.environment()
        )


def test_a_node_stands_first_on_the_path_of_its_tools() -> None:
    assert Node(Path("/of/a/wheel"), ()).environment()["PATH"].split(os.pathsep)[0] == "/of/a/wheel"


def test_every_check_that_fails_is_named_and_all_are_heard_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    words = {
        "slow": "import time; time.sleep(0.2); print('fine')",
        "bad": "import sys; print('why', file=sys.stderr); sys.exit(3)",
        "quick": "",
    }
    checks = {title: [sys.executable, "-c", code] for title, code in words.items()}

    assert suite.failures(checks, os.environ) == ["bad"]
    assert capsys.readouterr().out == "== slow\nfine\n== bad\nwhy\n== quick\n"


def test_every_page_starts_what_all_pages_can_do() -> None:
    """The age of the plan, the commands, the keys: a page without a script would offer them and do nothing."""
    pages = {
        str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8")
        for path in (PROJECT / "templates").rglob("*.html")
    }
    framed = {name: text for name, text in pages.items() if '{% extends "base.html" %}' in text}

    assert len(framed) > 20
    assert [name for name, text in framed.items() if "{% entry " not in text] == []
