"""A sheet that comes back: what it said when it was written, what it says now, and what can't be read of it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from zipfile import BadZipFile

from connectors.order_sheet.layout import BASE_SHEET, EDITABLE, KEY_FIELDS, MARK
from connectors.tables.archives import refuse_bomb
from connectors.tables.cells import CellRefused, Day, number_of
from connectors.tables.problems import Problem, Unreadable
from connectors.tables.sheets import MOST_COLUMNS, MOST_ROWS, cell_text
from orders.line_values import as_text

DAYS = ("requested_date", "promised_date")
NUMBERS = ("quantity", "priority")
Key = tuple[str, ...]
MOST_ABOVE = 20  # rows above the heads: a title, a remark
# What openpyxl and the lines below raise for bytes that are no workbook, or one that is built otherwise.
NOT_OURS = (BadZipFile, KeyError, ValueError, TypeError, IndexError, StopIteration, OSError, EOFError, SyntaxError)


@dataclass(frozen=True, slots=True)
class EditedLine:
    """A line of which cells say something else now: base and mine as text, by field."""

    line_id: int
    version: int
    key: Key
    row: int
    base: Mapping[str, str]
    mine: Mapping[str, str]


@dataclass(slots=True)
class EditedSheet:
    """
    What came back. `rows` counts the rows that were read; problems name the rows and cells that were not. `missing` are
    the editable columns that it has no more, `unread` the heads of columns that it did not have.
    """

    site_code: str
    written_at: datetime
    rows: int = 0
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    lines: list[EditedLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands in the sheet that came back."""

    file: str
    row: int
    key: Key


@dataclass(frozen=True, slots=True)
class _Written:
    """A line as it was written."""

    line_id: int
    version: int
    base: Mapping[str, str]


def read(name: str, content: bytes, *, order: str | None = None) -> EditedSheet:
    """
    Return what a workbook says. `order` decides where day and month of a date could be either (`company.typed`).

    Raises Unreadable where it is none, or none of ours.
    """
    from openpyxl import load_workbook  # here, because a web process that imports nothing should not carry it

    refuse_bomb(name, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if BASE_SHEET not in book.sheetnames:
            raise Unreadable(Problem(name, 0, "", "", "order_sheet"))
        sheet, heads, written = _base(name, book[BASE_SHEET])
        _lines(name, _found(name, book, heads), heads, written, sheet, order)
    except NOT_OURS as error:
        raise Unreadable(Problem(name, 0, "", "", "order_sheet")) from error
    return sheet


def _base(name: str, hidden: Any) -> tuple[EditedSheet, dict[str, str], dict[Key, _Written]]:
    """Return the empty sheet, field by head as it was written, and the lines as they were."""
    rows = _rows(name, hidden)
    _number, (mark, site_code, written_at) = next(rows)
    if mark != MARK:
        raise Unreadable(Problem(name, 0, "", mark, "order_sheet"))
    (_at, fields), (_below, titles) = next(rows), next(rows)
    written: dict[Key, _Written] = {}
    for _number, row in rows:
        cells = [*row, *[""] * (len(KEY_FIELDS) + 2 + len(EDITABLE) - len(row))]
        key, (line_id, version, *texts) = tuple(cells[: len(KEY_FIELDS)]), cells[len(KEY_FIELDS) :]
        written[key] = _Written(int(line_id), int(version), dict(zip(EDITABLE, texts, strict=False)))
    return EditedSheet(site_code, datetime.fromisoformat(written_at)), dict(zip(titles, fields, strict=True)), written


def _found(name: str, book: Any, heads: Mapping[str, str]) -> Iterator[tuple[int, list[str]]]:
    """
    Return the rows of the lines, the heads first, whatever their sheet is called and wherever it stands; people put
    sheets in front, and titles above the heads.
    """
    titles_of = {field: title for title, field in heads.items()}
    best: tuple[int, str] = (len(KEY_FIELDS), titles_of[KEY_FIELDS[0]])
    for shown in book.worksheets:
        if shown.title == BASE_SHEET:
            continue
        for above, (_number, cells) in enumerate(islice(_rows(name, shown), MOST_ABOVE)):
            titles = {cell.strip() for cell in cells}
            missing = [titles_of[key] for key in KEY_FIELDS if titles_of[key] not in titles]
            if not missing:
                return islice(_rows(name, shown), above, None)
            best = min(best, (len(missing), missing[0]))
    raise Unreadable(Problem(name, 1, "", "", "column", {"column": best[1]}))


def _places(
    name: str, heads: Mapping[str, str], line: int, titles: Sequence[str], sheet: EditedSheet
) -> dict[str, int]:
    """Return where each field stands. Raises Unreadable where one stands twice, for one of the two would be lost."""
    places: dict[str, int] = {}
    for place, title in enumerate(title.strip() for title in titles):
        named = heads.get(title)
        if named in places:
            raise Unreadable(Problem(name, line, title, "", "column_once"))
        if named is not None:
            places[named] = place
        elif title:
            sheet.unread.append(title)
    sheet.missing = [title for title, named in heads.items() if named in EDITABLE and named not in places]
    return places


def _lines(
    name: str, rows: Iterator[tuple[int, list[str]]], heads: Mapping[str, str], written: Mapping[Key, _Written],
    sheet: EditedSheet, order: str | None,
) -> None:  # fmt: skip
    places = _places(name, heads, *next(rows), sheet)
    seen: dict[Key, int] = {}
    for number, row in rows:
        cells = {field: row[place] if place < len(row) else "" for field, place in places.items()}
        key = tuple(cells[field].strip() for field in KEY_FIELDS)
        sheet.rows += 1
        if key not in written:
            sheet.problems.append(Problem(name, number, "", "/".join(filter(None, key)), "exported_line"))
        elif key in seen:
            sheet.problems.append(Problem(name, number, "", "/".join(key), "once", {"line": seen[key]}))
        else:
            _compare(Place(name, number, key), written[key], cells, sheet, order)
        seen.setdefault(key, number)


def _compare(
    place: Place, was: _Written, cells: Mapping[str, str], sheet: EditedSheet, order: str | None
) -> None:
    mine: dict[str, str] = {}
    for editable in EDITABLE:
        raw = cells.get(editable)
        if raw is None or _unquoted(raw) == was.base[editable]:
            continue
        try:
            said = _said(editable, raw, was.base, order)
        except CellRefused as refusal:
            sheet.problems.append(Problem(place.file, place.row, editable, raw, refusal.expected, refusal.numbers))
            continue
        if said != was.base[editable]:
            mine[editable] = said
    if mine:
        base = {editable: was.base[editable] for editable in mine}
        sheet.lines.append(EditedLine(was.line_id, was.version, place.key, place.row, base, mine))


def _said(editable: str, raw: str, base: Mapping[str, str], order: str | None) -> str:
    """
    Return what a cell says, as text like the base's. Raises CellRefused where it is none of the kind.

    A date without a year is near the one that stood there, or that the line is wanted for.
    """
    if editable in DAYS and raw.strip():
        near = date.fromisoformat(base[editable] or base["requested_date"])
        return as_text(Day(order, near, serial=True).read(raw, decimal_comma=False))
    if editable in NUMBERS and raw.strip():
        return as_text(number_of(raw, decimal_comma=None))
    return _unquoted(raw).replace("\r\n", "\n").strip()


def _unquoted(raw: str) -> str:
    # a quote in front keeps a text from being a formula; Excel takes it off, other programs write it back
    return raw[1:] if raw[:2] in ("'=", "'+", "'-", "'@") else raw


def _rows(name: str, worksheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that say something, with their numbers; the sheet's stated size is not believed."""
    worksheet.reset_dimensions()
    count = 0
    for number, values in enumerate(worksheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
        row = [cell_text(value) for value in values]
        while row and not row[-1].strip():
            row.pop()
        if row:
            count += 1
            if count > MOST_ROWS:
                raise Unreadable(Problem(name, 0, "", "", "rows", {"most": MOST_ROWS}))
            yield number, row
