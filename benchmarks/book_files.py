"""
Order books as files of a folder: `items.csv` (seconds on one work centre), `workcentres.csv` (its shift), `orders.csv`.

An order is due at a time of day, priority 1 is the most urgent; other columns than those below are not read.
What is not in the format is refused, with the file and the line: a figure of half a book would be believed.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.books import BOOKS_START, NOBODY, Book, Order
from benchmarks.shifts import Shift, shift_of
from mps.scheduler.reach import LARGEST_QUANTITY, LOWEST_PRIORITY, SMALLEST_QUANTITY

T = TypeVar("T")
Row = dict[str, str]

SECONDS_IN_A_MINUTE = 60
FURTHEST_DUE = timedelta(days=3650)
ITEM_COLUMNS = ("item", "workcentre", "setup_seconds", "seconds_per_piece")
CENTER_COLUMNS = ("workcentre", "shift")
ORDER_COLUMNS = ("order", "item", "quantity", "due", "priority")


def read_book(folder: Path, start: datetime = BOOKS_START) -> Book:
    """
    Read the files of a folder.

    Raises: OSError where a file is missing, ValueError (naming the file and line) where it is not in the format.
    """
    shifts = _by_code("workcentres.csv", _parsed(folder / "workcentres.csv", CENTER_COLUMNS, _center))
    items = _by_code("items.csv", _parsed(folder / "items.csv", ITEM_COLUMNS, lambda row: _item(row, shifts)))
    rows = _parsed(folder / "orders.csv", ORDER_COLUMNS, lambda row: _order(row, start, items))
    orders = _by_code("orders.csv", rows)
    return Book(folder.name, start, shifts, items, tuple(orders.values()))


def _center(row: Row) -> tuple[str, Shift]:
    return _text(row, "workcentre"), shift_of(_text(row, "shift"))


def _item(row: Row, shifts: dict[str, Shift]) -> tuple[str, tuple[str, float, float]]:
    center = _text(row, "workcentre")
    if center not in shifts:
        raise ValueError(f"workcentres.csv has no work centre {center}")
    setup, run = (_number(row, name, 0.0, LARGEST_QUANTITY) for name in ("setup_seconds", "seconds_per_piece"))
    return _text(row, "item"), (center, setup / SECONDS_IN_A_MINUTE, run / SECONDS_IN_A_MINUTE)


def _order(row: Row, start: datetime, items: dict[str, tuple[str, float, float]]) -> tuple[str, Order]:
    key, item = _text(row, "order"), _text(row, "item")
    if item not in items:
        raise ValueError(f"order {key} is of item {item}, which items.csv does not have")
    quantity = _number(row, "quantity", SMALLEST_QUANTITY, LARGEST_QUANTITY)
    priority = _number(row, "priority", 1, LOWEST_PRIORITY)
    if not priority.is_integer():
        raise ValueError(f"priority is no whole number: {row['priority']}")
    return key, Order(key, item, quantity, _due(row, start), int(priority), row.get("customer") or NOBODY)


def _due(row: Row, start: datetime) -> datetime:
    text = _text(row, "due")
    try:
        due = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"due is no moment like 2026-04-21T16:00:00: {text}") from error
    if due.tzinfo is not None:
        raise ValueError(f"due is in a time zone, and a book has none: {text}")
    if abs(due - start) > FURTHEST_DUE:
        raise ValueError(f"due is more than ten years from {start.date()}: {text}")
    return due


def _text(row: Row, column: str) -> str:
    text = row[column].strip()
    if not text:
        raise ValueError(f"{column} is empty")
    return text


def _number(row: Row, column: str, least: float, most: float) -> float:
    text = _text(row, column)
    try:
        number = float(text)
    except ValueError as error:
        raise ValueError(f"{column} is no number: {text}") from error
    if not least <= number <= most:
        raise ValueError(f"{column} must be from {least:g} to {most:g}, not {text}")
    return number


def _by_code(name: str, records: Iterable[tuple[int, tuple[str, T]]]) -> dict[str, T]:
    """Return the records by code, in the order of the file. Raises ValueError where one comes twice, or none at all."""
    found: dict[str, T] = {}
    for line, (code, record) in records:
        if code in found:
            raise ValueError(f"{name} line {line}: {code} is there already")
        found[code] = record
    if not found:
        raise ValueError(f"{name}: there is nothing below the column names")
    return found


def _parsed(path: Path, columns: tuple[str, ...], parse: Callable[[Row], T]) -> Iterator[tuple[int, T]]:
    """Yield the number of every line and what it says."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            _have_columns(reader.fieldnames or (), columns)
            for row in reader:
                if None in row or None in row.values():
                    raise ValueError(f"there are not as many cells as the {len(reader.fieldnames or ())} columns")
                yield reader.line_num, parse(row)
        except (UnicodeDecodeError, csv.Error) as error:
            raise ValueError(f"{path.name} is no CSV file in UTF-8: {error}") from error
        except ValueError as error:
            where = f" line {reader.line_num}" if reader.line_num > 1 else ""
            raise ValueError(f"{path.name}{where}: {error}") from error


def _have_columns(found: Iterable[str], wanted: tuple[str, ...]) -> None:
    missing = [column for column in wanted if column not in found]
    if missing:
        raise ValueError(f"there is no column {', '.join(missing)}")
