"""Receiving files from a browser: bounded before they are looked at, and taken apart where they are archives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from connectors.tables.archives import MEGABYTE, unpack
from connectors.tables.folders import SUFFIXES
from connectors.tables.problems import Problem, Unreadable

MOST_FILE_BYTES = 10 * MEGABYTE
MOST_TOGETHER_BYTES = 50 * MEGABYTE
READ_SUFFIXES = (*SUFFIXES, ".zip")
NAME_CHARACTERS = 255


class BoundedUpload(FileUploadHandler):
    """Stops reading a file into memory or onto disk where it is too large; `refused` names what was left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing received."""
        super().__init__(*args, **kwargs)
        self.refused: list[Problem] = []
        self.file_bytes = 0
        self.together_bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count a new file from zero."""
        super().new_file(*args, **kwargs)
        self.file_bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on; raises SkipFile where there are too many."""
        self.file_bytes += len(raw_data)
        self.together_bytes += len(raw_data)
        for count, most in ((self.file_bytes, MOST_FILE_BYTES), (self.together_bytes, MOST_TOGETHER_BYTES)):
            if count > most:
                name = str(self.file_name)
                self.refused.append(Problem(name, 0, "", "", "file_size", {"most": most // MEGABYTE}))
                raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


def contents(uploads: Iterable[UploadedFile[Any]]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the tables in what was uploaded; raises Unreadable for what can't be one."""
    for upload in uploads:
        name = PurePath(str(upload.name)).name[-NAME_CHARACTERS:]
        suffix = PurePath(name).suffix.lower()
        if suffix not in READ_SUFFIXES:
            raise Unreadable(Problem(name, 0, "", suffix, "file_kind"))
        content = upload.read()
        if suffix == ".zip":
            yield from unpack(name, content)
        else:
            yield name, content
