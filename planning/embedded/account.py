"""Whom the database runs as: ourselves, or `nobody` where we are root, whom PostgreSQL refuses."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from planning.embedded.processes import Account


def servers_account() -> Account | None:
    """Return the account to change to, None where we stay who we are."""
    if os.geteuid() != 0:
        return None
    return Account(pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)


def give(path: Path, account: Account | None) -> Path:
    """Make a folder and hand it to the account, closed to everyone else; return it."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    if account is not None:
        os.chown(path, account.user_id, account.group_id)
    return path


def is_open_to(account: Account | None, path: Path) -> bool:
    """Whether the account can read `path`: by everyone's rights on it and on every folder above it."""
    if account is None:
        return True
    way_in = all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)
    return way_in and path.stat().st_mode & 0o005 == 0o005
