"""Reading files: from bytes to rows of text, each with its line number. What the text means comes later."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any, Protocol

from connectors.tables.archives import refuse_bomb
from connectors.tables.cells import folded
from connectors.tables.encoding import UnknownEncoding, decoded
from connectors.tables.grids import FromNumber, Grid
from connectors.tables.layout import BY_NAME, Table
from connectors.tables.problems import Problem, Unreadable

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELL_CHARACTERS = 100_000
DELIMITERS = ",;\t"
STRANGE_SHEETS = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text. `lines` are the numbers of the rows in their file, one for each row; `unused` its headings that
    a map leaves out."""

    table: Table
    file: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    header_line: int = 1
    decimal_comma: bool = False
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strange:
    """A file whose headings are not ours; `table` is the one that it is named after, if any."""

    grid: Grid
    table: Table | None


class Mapped(Protocol):
    """What reads a file of somebody else's as a table of ours (`mapping.column_map.ColumnMap`)."""

    @property
    def table(self) -> Table | None:
        """The table; None: the file is left alone."""

    def applied(self, grid: Grid) -> Sheet:
        """Return the file as that table."""


class Maps(Protocol):
    """Knows how a file of somebody else's is to be read."""

    def __call__(self, grid: Grid) -> Mapped | None:
        """Return how, or None where nobody has said so."""


@dataclass(slots=True)
class SheetSet:
    """
    What was found: the sheets, files that are none of ours, and what could not be read at all.

    `strange` are those that could be ours if somebody said how.
    """

    sheets: list[Sheet] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    strange: list[Strange] = field(default_factory=list)
    mapped: list[tuple[Grid, Mapped]] = field(default_factory=list)

    def add(self, sheet: Sheet) -> None:
        """Take in a sheet, unless there is one of its table already."""
        for other in self.sheets:
            if other.table is sheet.table:
                self.problems.append(Problem(sheet.file, 0, "", "", "table_once", {"other": other.file}))
                return
        self.sheets.append(sheet)

    def take(self, grid: Grid, table: Table | None, maps: Maps | None) -> bool:
        """Take in a file, by the name of a table or as a map says; return whether it was any of ours."""
        is_ours = table is not None and has_needed(table, grid.header)
        how = None if is_ours or maps is None else maps(grid)
        if how is not None:
            self.mapped.append((grid, how))
            if how.table is None:
                self.ignored.append(grid.file)
            else:
                self.add(how.applied(grid))
            return True
        if not is_ours:
            self.strange.append(Strange(grid, table))
        if table is not None:
            self.add(Sheet(table, grid.file, grid.header, grid.rows, grid.lines, grid.header_line, grid.decimal_comma))
        return table is not None


def has_needed(table: Table, header: Sequence[str]) -> bool:
    """Say whether a header names every column that the table must have."""
    names = table.names()
    there = {column.name for name in header if (column := names.get(folded(name)))}
    return all(column.name in there for column in table.columns if column.needed)


def read_files(files: Iterable[tuple[str, bytes]], maps: Maps | None = None) -> SheetSet:
    """
    Return the tables of the files, given as name and content. Files of other kinds are only named.

    `maps` knows how files of somebody else's are read; without it they are not.
    """
    found = SheetSet()
    for name, content in files:
        try:
            read_file(name, content, found, maps)
        except Unreadable as refusal:
            found.problems.append(refusal.problem)
    if not found.sheets and not found.problems:
        found.problems.append(Problem("", 0, "", "", "tables"))
    return found


def read_file(name: str, content: bytes, found: SheetSet, maps: Maps | None = None) -> None:
    """Read one file into the set; raises Unreadable."""
    path = PurePath(name)
    table = BY_NAME.get(folded(path.stem))
    if path.suffix.lower() == ".csv" and table is not None:
        found.take(read_csv(table, name, content), table, maps)
    elif path.suffix.lower() == ".csv":
        read_strange(name, content, found, maps)
    elif path.suffix.lower() == ".xlsx":
        read_workbook(table, name, content, found, maps)
    else:
        found.ignored.append(name)


def read_strange(name: str, content: bytes, found: SheetSet, maps: Maps | None) -> None:
    """Read a CSV file that is named after no table; one that can't be read is only named: it need not be a table."""
    try:
        grid = read_csv(None, name, content)
    except Unreadable:
        found.ignored.append(name)
        return
    if not found.take(grid, None, maps):
        found.ignored.append(name)


def read_csv(table: Table | None, name: str, content: bytes) -> Grid:
    """Return what a CSV file holds; raises Unreadable."""
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
    return with_header(name, rows, lines, decimal_comma=delimiter == ";")


def delimiter_of(table: Table | None, text: str) -> str:
    """
    Return the delimiter with which the header line names most columns of the table; a comma where none does.

    Without a table, or where it names none of its columns, the one that makes most cells.
    """
    names = table.names() if table else {}
    header = next((line for line in text.splitlines() if line.strip()), "")

    def recognised(delimiter: str) -> tuple[int, int]:
        cells = header.split(delimiter)
        return sum(folded(cell.strip(' "')) in names for cell in cells), len(cells)

    return max(DELIMITERS, key=recognised)


def bounded(name: str, rows: int, columns: int) -> None:
    """Refuse a table that is too long or too wide; raises Unreadable."""
    if rows > MOST_ROWS + 1:
        raise Unreadable(Problem(name, 0, "", "", "rows", {"most": MOST_ROWS}))
    if columns > MOST_COLUMNS:
        raise Unreadable(Problem(name, 0, "", "", "columns", {"most": MOST_COLUMNS}))


def with_header(name: str, rows: list[list[str]], lines: list[int], *, decimal_comma: bool = False) -> Grid:
    """Return the rows below the first, which is the header; raises Unreadable where there is none."""
    if not rows:
        raise Unreadable(Problem(name, 1, "", "", "header"))
    header = list(rows[0])
    while header and not header[-1].strip():
        header.pop()
    return Grid(name, tuple(header), rows[1:], lines[1:], lines[0], decimal_comma)


def read_workbook(table: Table | None, name: str, content: bytes, found: SheetSet, maps: Maps | None = None) -> None:
    """
    Read a workbook: the first sheet if the file is named after a table, else the sheets that are, else as maps say.

    Raises Unreadable.
    """
    from openpyxl import load_workbook  # here, because a web process that imports nothing should not carry it
    from openpyxl.utils.exceptions import InvalidFileException

    refuse_bomb(name, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if table is not None:
            grids: list[tuple[Table | None, Grid]] = [(table, read_worksheet(name, book.worksheets[0]))]
        else:
            grids = list(worksheets(name, book))
    except (InvalidFileException, KeyError, ValueError, TypeError, IndexError, OSError, EOFError, SyntaxError) as error:
        raise Unreadable(Problem(name, 0, "", "", "xlsx")) from error
    if not [grid for which, grid in grids if found.take(grid, which, maps)]:
        raise Unreadable(Problem(name, 0, "", "", "sheet"))


def worksheets(name: str, book: Any) -> Iterator[tuple[Table | None, Grid]]:
    """Yield the sheets that are named after tables; if none is, all that hold something."""
    named = [(BY_NAME.get(folded(sheet.title)), f"{name}[{sheet.title}]", sheet) for sheet in book.worksheets]
    if any(which for which, _title, _sheet in named):
        yield from ((which, read_worksheet(title, sheet)) for which, title, sheet in named if which)
        return
    for which, title, sheet in named[:STRANGE_SHEETS]:
        try:
            yield which, read_worksheet(title, sheet)
        except Unreadable:
            continue  # an empty sheet is no table


def read_worksheet(name: str, worksheet: Any) -> Grid:
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
    return with_header(name, rows, lines)


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
        return FromNumber(f"{value:.15g}")
    return str(value)
