"""Reading files: from bytes to rows of text, each with its line number. What the text means comes later."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from connectors.tables.archives import refuse_bomb
from connectors.tables.cells import folded
from connectors.tables.encoding import UnknownEncoding, decoded
from connectors.tables.layout import BY_NAME, Table
from connectors.tables.problems import Problem, Unreadable

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELL_CHARACTERS = 100_000
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text. `lines` are the numbers of the rows in their file, one for each row."""

    table: Table
    file: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    header_line: int = 1
    decimal_comma: bool = False


@dataclass(slots=True)
class SheetSet:
    """What was found: the sheets, files that are none of ours, and what could not be read at all."""

    sheets: list[Sheet] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, sheet: Sheet) -> None:
        """Take in a sheet, unless there is one of its table already."""
        for other in self.sheets:
            if other.table is sheet.table:
                self.problems.append(Problem(sheet.file, 0, "", "", "table_once", {"other": other.file}))
                return
        self.sheets.append(sheet)


def read_files(files: Iterable[tuple[str, bytes]]) -> SheetSet:
    """Return the tables of the files, given as name and content. Files of other kinds are only named."""
    found = SheetSet()
    for name, content in files:
        try:
            read_file(name, content, found)
        except Unreadable as refusal:
            found.problems.append(refusal.problem)
    if not found.sheets and not found.problems:
        found.problems.append(Problem("", 0, "", "", "tables"))
    return found


def read_file(name: str, content: bytes, found: SheetSet) -> None:
    """Read one file into the set; raises Unreadable."""
    path = PurePath(name)
    table = BY_NAME.get(folded(path.stem))
    if path.suffix.lower() == ".csv" and table is not None:
        found.add(read_csv(table, name, content))
    elif path.suffix.lower() == ".xlsx":
        for sheet in read_workbook(table, name, content):
            found.add(sheet)
    else:
        found.ignored.append(name)


def read_csv(table: Table, name: str, content: bytes) -> Sheet:
    """Return the table that a CSV file holds; raises Unreadable."""
    try:
        text = decoded(content)
    except UnknownEncoding:
        raise Unreadable(Problem(name, 0, "", "", "encoding")) from None
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    delimiter = delimiter_of(table, text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            if any(map(str.strip, row)):
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
            bounded(name, len(rows), len(row))
    except csv.Error:
        raise Unreadable(Problem(name, line, "", "", "csv")) from None
    return with_header(table, name, rows, lines, decimal_comma=delimiter == ";")


def delimiter_of(table: Table, text: str) -> str:
    """Return the delimiter with which the header line names most columns of the table; a comma where none does."""
    names = table.names()
    header = next((line for line in text.splitlines() if line.strip()), "")

    def recognised(delimiter: str) -> int:
        return sum(folded(cell.strip(' "')) in names for cell in header.split(delimiter))

    return max(DELIMITERS, key=recognised)


def bounded(name: str, rows: int, columns: int) -> None:
    """Refuse a table that is too long or too wide; raises Unreadable."""
    if rows > MOST_ROWS + 1:
        raise Unreadable(Problem(name, 0, "", "", "rows", {"most": MOST_ROWS}))
    if columns > MOST_COLUMNS:
        raise Unreadable(Problem(name, 0, "", "", "columns", {"most": MOST_COLUMNS}))


def with_header(
    table: Table, name: str, rows: list[list[str]], lines: list[int], *, decimal_comma: bool = False
) -> Sheet:
    """Return the sheet whose first row is the header; raises Unreadable where there is none."""
    if not rows:
        raise Unreadable(Problem(name, 1, "", "", "header"))
    header = list(rows[0])
    while header and not header[-1].strip():
        header.pop()
    return Sheet(table, name, tuple(header), rows[1:], lines[1:], lines[0], decimal_comma)


def read_workbook(table: Table | None, name: str, content: bytes) -> list[Sheet]:
    """
    Return the tables of a workbook: the first sheet if the file is named after a table, else the sheets that are.

    Raises Unreadable.
    """
    from openpyxl import load_workbook  # here, because a web process that imports nothing should not carry it
    from openpyxl.utils.exceptions import InvalidFileException

    refuse_bomb(name, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if table is not None:
            return [read_worksheet(table, name, book.worksheets[0])]
        wanted = [(BY_NAME.get(folded(sheet.title)), sheet) for sheet in book.worksheets]
        sheets = [read_worksheet(which, f"{name}[{sheet.title}]", sheet) for which, sheet in wanted if which]
    except (InvalidFileException, KeyError, ValueError, TypeError, IndexError, OSError, EOFError, SyntaxError) as error:
        raise Unreadable(Problem(name, 0, "", "", "xlsx")) from error
    if not sheets:
        raise Unreadable(Problem(name, 0, "", "", "sheet"))
    return sheets


def read_worksheet(table: Table, name: str, worksheet: Any) -> Sheet:
    """Return one sheet of a workbook; its stated size is not believed. Raises Unreadable."""
    worksheet.reset_dimensions()
    rows: list[list[str]] = []
    lines: list[int] = []
    cells = worksheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS * 2)
    for line, values in enumerate(cells, start=1):
        row = [cell_text(value) for value in values]
        while row and not row[-1].strip():
            row.pop()
        if row:
            rows.append(row)
            lines.append(line)
            bounded(name, len(rows), len(row))
    return with_header(table, name, rows, lines)


def cell_text(value: object) -> str:
    """Return what a cell of a workbook says as text: 1001.0 is 1001, a date is written as ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
