"""An order book as the neutral set of tables, so that the whole product can plan it: `up --data`, `import_data`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.books import Book
from benchmarks.shifts import DAY_NAMES, Shift

# The format takes no more decimals of minutes than this.
DECIMALS = 4
ONLY_STEP, ONLY_LINE = 10, 1

Table = tuple[str, str, Iterable[tuple[object, ...]]]


def write_tables(book: Book, folder: Path) -> None:
    """
    Write the book into a folder, which is made where it is missing; the folder's name becomes the site's code.

    What the format can't say: the time of day at which an order is due is dropped, minutes are rounded to 4 decimals,
    and orders of an item that are due on the same day share a lot. Raises OSError where a file can't be written.
    """
    write_set(folder, (*_site_and_capacity(book, folder.name), *_items_and_orders(book)))


def write_set(folder: Path, tables: Iterable[Table]) -> None:
    """Write tables into a folder, which is made where it is missing. Raises OSError where one can't be written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, header, rows in tables:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header.split())
            writer.writerows(rows)


def _site_and_capacity(book: Book, site: str) -> Iterator[Table]:
    """The site itself works as its first work centre does."""
    shifts = list(dict.fromkeys(book.shifts.values()))
    first, calendars = shifts[0], {shift: f"SHIFT{number}" for number, shift in enumerate(shifts, start=1)}
    own = (site, book.name, book.start.date(), _weekdays(first), first.minutes)
    yield "site", "site name planning_date working_days working_minutes", [own]
    weeks = [(code, _weekdays(shift), shift.minutes) for shift, code in calendars.items()]
    yield "calendars", "calendar weekdays minutes", weeks
    yield "work_centers", "work_center calendar", [(code, calendars[shift]) for code, shift in book.shifts.items()]


def _items_and_orders(book: Book) -> Iterator[Table]:
    items = [(code, "make", "lot_for_lot") for code in book.items]
    yield "items", "item make_or_buy lot_policy", items
    steps = [
        (code, ONLY_STEP, center, round(setup, DECIMALS), round(run, DECIMALS))
        for code, (center, setup, run) in book.items.items()
    ]
    yield "routings", "item step work_center setup_minutes run_minutes_per_unit", steps
    orders = [
        (order.key, ONLY_LINE, order.customer, order.item, order.quantity, order.due.date(), order.priority, "no")
        for order in book.orders
    ]
    yield "orders", "order line customer item quantity requested_date priority may_split", orders


def _weekdays(shift: Shift) -> str:
    return ",".join(DAY_NAMES[day] for day in shift.weekdays)
