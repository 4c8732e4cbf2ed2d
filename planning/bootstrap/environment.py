"""The virtual environment: made without ensurepip, filled from a lock with hashes, then left alone."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planning.bootstrap import steps
from planning.bootstrap.refusals import Refusal, refuse_when_full

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
# There while an installation is under way. One that was cut short can't be told from a whole one by what lies there.
INTERRUPTED = VENV / ".installing"
REQUIREMENTS = PROJECT / "requirements"
FIRST_SET_UP_MEGABYTES = 900


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let two commands on a fresh clone set it up one after the other: the second finds it done."""
    descriptor = os.open(PROJECT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def site_packages() -> Path:
    """Return the environment's folder of packages."""
    return next(VENV.glob("lib/python3.*/site-packages"))


def ensure(lock: str) -> None:
    """Have everything that requirements/<lock>.txt names installed. Raises Refusal where that can't be."""
    if not is_current(lock):
        _make_environment()
        title = {"base": "Installing the libraries", "dev": "Installing the libraries and the test tools"}
        install(lock, title.get(lock, f"Installing {lock}"))
    if lock == "dev":
        # dev.txt is base.txt and more (a test holds them to the same versions), so base needs no second look.
        _stamp("base").write_text((REQUIREMENTS / "base.txt").read_text())


def is_current(lock: str) -> bool:
    """Whether this very lock was the last one installed under its name. The stamp is the lock's own text."""
    stamp = _stamp(lock)
    whole = PYTHON.exists() and not INTERRUPTED.exists()
    return whole and stamp.exists() and stamp.read_text() == (REQUIREMENTS / f"{lock}.txt").read_text()


def install(lock: str, title: str) -> None:
    """Install one lock with uv, or with pip where uv has no wheel; every file's hash is checked."""
    requirements = REQUIREMENTS / f"{lock}.txt"
    uv = _uv()
    if uv is not None:
        tool: list[str | Path] = [uv, "pip", "install", "--python", PYTHON]
    else:
        tool = [*_pip(), "install", "--no-compile"]
    INTERRUPTED.touch()
    steps.run(title, [*tool, "--require-hashes", "--no-deps", "-r", requirements], cwd=PROJECT)
    INTERRUPTED.unlink()
    _stamp(lock).write_text(requirements.read_text())


def _stamp(lock: str) -> Path:
    return VENV / f".installed-{lock}.txt"


def _make_environment() -> None:
    if PYTHON.exists() and not INTERRUPTED.exists():
        return
    refuse_when_full(PROJECT, needed_megabytes=FIRST_SET_UP_MEGABYTES)
    steps.say("Making the virtual environment .venv …")
    # Not with ensurepip: Debian's python3 comes without it.
    venv.EnvBuilder(with_pip=False, symlinks=True, clear=VENV.exists()).create(VENV)


def _uv() -> Path | None:
    """Return uv, installed into the environment by pip; None where it has no wheel for this machine."""
    own = VENV / "bin" / "uv"
    if own.exists() and is_current("uv"):
        return own
    found = shutil.which("uv")
    if found and not _has("pip"):
        return Path(found)
    requirements = REQUIREMENTS / "uv.txt"
    command = [*_pip(), "install", "--quiet", "--only-binary=:all:", "--require-hashes", "-r", requirements]
    try:
        steps.run("Fetching the installer (uv)", command, cwd=PROJECT)
    except steps.StepFailed:
        steps.say("  it can't be had for this machine; pip takes its place, more slowly")
        return None
    _stamp("uv").write_text(requirements.read_text())
    return own


def _pip() -> list[str | Path]:
    """Return a pip that works on our environment: from outside, where the Python that we were started with has one."""
    from_outside: list[str | Path] = [sys.executable, "-m", "pip", "--python", PYTHON, "--disable-pip-version-check"]
    if _has("pip"):
        return from_outside
    if _has("ensurepip"):
        steps.run("Making pip available", [PYTHON, "-m", "ensurepip"], cwd=PROJECT)
        return [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_pip()
    if not _has("pip"):
        raise Refusal(
            "This Python has neither pip nor uv: install one of them (on Debian: apt-get install python3-pip) and run "
            "the command again."
        )
    return from_outside


def _has(module: str) -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec(module) is not None


def _install_pip() -> None:
    """Install Debian's pip, since we may."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps.run("Reading the list of packages", ["apt-get", "update"], cwd=PROJECT, env=quiet)
    command = ["apt-get", "install", "-y", "--no-install-recommends", "python3-pip"]
    steps.run("Installing pip", command, cwd=PROJECT, env=quiet)
