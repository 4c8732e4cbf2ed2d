"""From rows of text to records, row by row: columns, cells, keys. What a row refers to is looked at afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.tables.cells import CellRefused, Value, folded
from connectors.tables.layout import Column, Table
from connectors.tables.problems import Problem
from connectors.tables.sheets import Sheet

SHOWN_CHARACTERS = 80


@dataclass(slots=True)
class Record:
    """A row that could be read: its values by column name, and the line that it stands on."""

    line: int
    values: dict[str, Value]

    def __getitem__(self, column: str) -> Value:
        """Return the value of a column of the file."""
        return self.values[column]


@dataclass(slots=True)
class Rows:
    """A table's records. `given` names the columns that the file has: only those are written over what is there."""

    table: Table
    file: str
    given: frozenset[str]
    records: list[Record] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)

    def refuse(self, record: Record, column: str, expected: str, **numbers: object) -> Problem:
        """Leave a record out and return why."""
        self.left_out.add(record.line)
        shown = as_text(record.values.get(column, ""))
        return Problem(self.file, record.line, column, shown, expected, numbers)

    def drop_left_out(self) -> None:
        """Forget the records that were refused."""
        if self.left_out:
            self.records = [record for record in self.records if record.line not in self.left_out]


def as_text(value: Value) -> str:
    """Return a value as it is shown in a report."""
    if value is None:
        return ""
    return str(value)[:SHOWN_CHARACTERS]


def read_rows(sheet: Sheet) -> tuple[Rows | None, list[Problem], list[str]]:
    """
    Return the records of a sheet, what is wrong with it, and the columns that are not ours.

    The rows are None where the header makes it impossible to read any.
    """
    columns, problems, unknown = columns_of(sheet)
    if problems:
        return None, problems, unknown
    rows = Rows(sheet.table, sheet.file, frozenset(column.name for column in columns if column))
    readers = [CellReader(column, sheet.decimal_comma) if column else None for column in columns]
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        record = Record(line, {})
        wrong = list(read_cells(sheet, record, cells, readers))
        problems += wrong
        if wrong:
            rows.left_out.add(line)
        else:
            rows.records.append(record)
    return rows, problems, unknown


def columns_of(sheet: Sheet) -> tuple[list[Column | None], list[Problem], list[str]]:
    """Return the column of each cell of the header, what is wrong with the header, and the names that are not ours."""
    names = sheet.table.names()
    columns = [names.get(folded(name)) for name in sheet.header]
    line = sheet.header_line
    problems: list[Problem] = []
    unknown = [name for name, column in zip(sheet.header, columns, strict=True) if column is None and name.strip()]
    seen: set[str] = set()
    for name, column in zip(sheet.header, columns, strict=True):
        if column and column.name in seen:
            problems.append(Problem(sheet.file, line, column.name, name, "column_once"))
        elif column:
            seen.add(column.name)
    for column in sheet.table.columns:
        if column.needed and column.name not in seen:
            problems.append(Problem(sheet.file, line, column.name, "", "column", {"column": column.name}))
    return columns, problems, unknown


class CellReader:
    """Reads the cells of one column; what it has read once it remembers, because columns repeat themselves."""

    def __init__(self, column: Column, decimal_comma: bool) -> None:
        """Remember what the column means."""
        self.column = column
        self.decimal_comma = decimal_comma
        self.seen: dict[str, tuple[Value, CellRefused | None]] = {}

    def read(self, raw: str) -> tuple[Value, CellRefused | None]:
        """Return the value, or why there is none."""
        known = self.seen.get(raw)
        if known is None:
            known = self.seen[raw] = self.read_new(raw)
        return known

    def read_new(self, raw: str) -> tuple[Value, CellRefused | None]:
        """Read a cell that wasn't seen before."""
        if not raw.strip():
            return (None, CellRefused("filled")) if self.column.filled else (self.column.default, None)
        try:
            return self.column.kind.read(raw, decimal_comma=self.decimal_comma), None
        except CellRefused as refusal:
            return None, refusal


def read_cells(sheet: Sheet, record: Record, cells: Any, readers: list[CellReader | None]) -> Any:
    """Fill the record with the row's values; yield a problem for every cell that can't be read."""
    if any(cell.strip() for cell in cells[len(readers) :]):
        extra = next(cell for cell in cells[len(readers) :] if cell.strip())
        yield Problem(sheet.file, record.line, "", extra[:SHOWN_CHARACTERS], "width", {"columns": len(readers)})
    for place, reader in enumerate(readers):
        if reader is None:
            continue
        raw = cells[place] if place < len(cells) else ""
        value, refusal = reader.read(raw)
        record.values[reader.column.name] = value
        if refusal is not None:
            shown = raw[:SHOWN_CHARACTERS]
            yield Problem(sheet.file, record.line, reader.column.name, shown, refusal.expected, refusal.numbers)


def once_each(rows: Rows, key: Callable[[Record], tuple[Value, ...]]) -> list[Problem]:
    """Refuse every row whose key was there before: which of the two is right, nobody can know."""
    first: dict[tuple[Value, ...], int] = {}
    problems = []
    for record in rows.records:
        named = key(record)
        if named in first:
            column = next(name for name in reversed(rows.table.key) if name in rows.given)
            problems.append(rows.refuse(record, column, "once", line=first[named]))
        else:
            first[named] = record.line
    rows.drop_left_out()
    return problems


def same_on_all(rows: Rows, key: tuple[str, ...], columns: tuple[str, ...]) -> list[Problem]:
    """Refuse every row that says something else of a shared thing than the first row about it."""
    first: dict[tuple[Value, ...], Record] = {}
    problems = []
    for record in rows.records:
        before = first.setdefault(tuple(record.values.get(name) for name in key), record)
        if before is record:
            continue
        other = next((name for name in columns if record.values.get(name) != before.values.get(name)), None)
        if other:
            problems.append(rows.refuse(record, other, "same_as", line=before.line))
    rows.drop_left_out()
    return problems


def by_line(problems: list[Problem], order: Mapping[str, int]) -> list[Problem]:
    """Return the problems in the order in which a person walks through the files."""
    return sorted(problems, key=lambda problem: (order.get(problem.file, -1), problem.file, problem.line))
