"""Tables for spreadsheet programs: as CSV, and no text in them is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | Decimal | date | datetime | None


def no_formula(text: str) -> str:
    """Return the text with a quote in front where a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(FORMULA_SIGNS) else text


def as_csv(table: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV, with the mark by which Excel knows UTF-8; no cell is a formula."""
    yield "\ufeff"
    for row in table:
        buffer = StringIO()
        csv.writer(buffer).writerow([_as_text(cell) for cell in row])
        yield buffer.getvalue()


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return no_formula(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
