"""The tables among the files of a folder or an archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

SUFFIXES = (".csv", ".xlsx")


def is_table(path: PurePath) -> bool:
    """Return whether a file can be a table by its name; what a system or Excel itself leaves beside them is none."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the tables in a folder, by name. Raises OSError where it can't be read."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and is_table(path):
            yield path.name, path.read_bytes()
