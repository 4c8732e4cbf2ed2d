"""The files of a folder, and of what was uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

SUFFIXES = (".csv", ".xlsx")


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the tables in a folder, by name. Raises OSError where it can't be read."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")):
            yield path.name, path.read_bytes()
