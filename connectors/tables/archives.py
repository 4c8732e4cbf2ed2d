"""ZIP archives, workbooks among them, are looked at before they are unpacked: a small file can hide a huge one."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from connectors.tables.folders import is_table
from connectors.tables.problems import Problem, Unreadable

MEGABYTE = 1024 * 1024
MOST_UNPACKED_BYTES = 50 * MEGABYTE
MOST_ENTRIES = 200
MOST_RATIO = 100
CHUNK_BYTES = 256 * 1024


def refuse_bomb(name: str, content: bytes) -> zipfile.ZipFile:
    """
    Return the archive if its directory is harmless and every entry keeps to what the directory says.

    Raises Unreadable. The sizes in a directory can lie, so each entry is unpacked once, in pieces, and counted.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(Problem(name, 0, "", str(len(entries)), "archive_entries", {"most": MOST_ENTRIES}))
        refuse_sizes(name, sum(entry.file_size for entry in entries), len(content))
        refuse_sizes(name, sum(unpacked_bytes(name, archive, entry) for entry in entries), len(content))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        expected = "xlsx" if PurePosixPath(name).suffix.lower() == ".xlsx" else "archive"
        raise Unreadable(Problem(name, 0, "", "", expected)) from error
    return archive


def refuse_sizes(name: str, unpacked: int, packed: int) -> None:
    """Refuse an archive that grows too large, or by too much; raises Unreadable."""
    if unpacked > MOST_UNPACKED_BYTES:
        most = MOST_UNPACKED_BYTES // MEGABYTE
        raise Unreadable(Problem(name, 0, "", str(unpacked // MEGABYTE), "archive_size", {"most": most}))
    if unpacked > MOST_RATIO * max(packed, 1):
        raise Unreadable(Problem(name, 0, "", str(unpacked // max(packed, 1)), "archive_ratio", {"most": MOST_RATIO}))


def unpacked_bytes(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many bytes an entry really holds; raises Unreadable once there are too many."""
    count = 0
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK_BYTES):
            count += len(piece)
            refuse_sizes(name, count, MOST_UNPACKED_BYTES)
    return count


def unpack(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the CSV and XLSX files of a ZIP archive by their plain names; raises Unreadable."""
    archive = refuse_bomb(name, content)
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16):
            continue
        if path.suffix.lower() == ".zip" and not path.name.startswith("."):
            raise Unreadable(Problem(name, 0, "", path.name, "archive_nested"))
        if is_table(path):
            yield path.name, archive.read(entry)
