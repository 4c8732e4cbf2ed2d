"""Tells whether a set of files is still what it was when something was made from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from planning.bootstrap.environment import PROJECT


def fingerprint(files: Iterable[Path]) -> str:
    """Return a hash of the files' names and contents; it changes when one is added, removed, renamed or edited."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
