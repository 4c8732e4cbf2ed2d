"""Order books (items, work centres and orders in CSV): what they say, and working time as their shifts count it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

BOOKS_START = datetime.fromisoformat("2026-01-05")
DAYS_IN_A_WEEK = 7
SECONDS_IN_A_MINUTE = 60
NOBODY = "C00"  # the customer of a book that names none
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHIFT = re.compile(r"(?:(\w{3})-(\w{3}) )?(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Shift:
    """When a work centre works: weekdays (Monday is 0), and minutes of the day."""

    weekdays: tuple[int, ...]
    opens_minute: int
    closes_minute: int

    @property
    def minutes(self) -> int:
        """Working minutes of one working day."""
        return self.closes_minute - self.opens_minute

    def worked_minutes(self, start: datetime, moment: datetime) -> float:
        """Return the working minutes from the midnight `start` to a moment; negative for a moment before it."""
        whole_days = (moment.date() - start.date()).days
        weeks, rest = divmod(whole_days, DAYS_IN_A_WEEK)
        days = weeks * len(self.weekdays) + sum(
            (start.weekday() + day) % DAYS_IN_A_WEEK in self.weekdays for day in range(rest)
        )
        today = 0.0
        if moment.weekday() in self.weekdays:
            minute = moment.hour * 60 + moment.minute + moment.second / 60
            today = min(max(minute - self.opens_minute, 0.0), self.minutes)
        return days * self.minutes + today


@dataclass(frozen=True, slots=True)
class Order:
    """One order of a book: made in one lot."""

    key: str
    item: str
    quantity: float
    due: datetime
    priority: int
    customer: str = NOBODY


@dataclass(frozen=True, slots=True)
class Book:
    """An order book. `items` maps a code to (work centre, set-up minutes, minutes per piece)."""

    name: str
    start: datetime
    shifts: dict[str, Shift]
    items: dict[str, tuple[str, float, float]]
    orders: tuple[Order, ...]

    def work_minutes(self, order: Order) -> float:
        """Return what the order takes on its work centre."""
        _, setup, run = self.items[order.item]
        return setup + run * order.quantity

    def due_minutes(self, order: Order) -> float:
        """Return the working minutes of the order's work centre until it is due; negative where it was due before."""
        return self.shifts[self.items[order.item][0]].worked_minutes(self.start, order.due)

    def by_work_center(self) -> dict[str, list[int]]:
        """Return the places of the orders by work centre, those due first in front."""
        places: dict[str, list[int]] = {code: [] for code in self.shifts}
        for place, order in enumerate(self.orders):
            places[self.items[order.item][0]].append(place)
        for of_center in places.values():
            of_center.sort(key=lambda place: (self.orders[place].due, place))
        return places


def read_book(folder: Path, start: datetime = BOOKS_START) -> Book:
    """
    Read `items.csv`, `workcentres.csv` and `orders.csv` of a folder.

    Raises: OSError where a file is missing, ValueError (naming the file and line) where it is not in the format.
    """
    items = dict(_parsed(folder / "items.csv", _item))
    shifts = dict(_parsed(folder / "workcentres.csv", lambda row: (row["workcentre"], _shift(row["shift"]))))
    book = Book(folder.name, start, shifts, items, tuple(_parsed(folder / "orders.csv", _order)))
    for order in book.orders:
        if items.get(order.item, ("",))[0] not in shifts:
            raise ValueError(f"orders.csv: order {order.key} is of an item or work centre that nobody knows")
    return book


def _item(row: dict[str, str]) -> tuple[str, tuple[str, float, float]]:
    seconds = float(row["setup_seconds"]), float(row["seconds_per_piece"])
    return row["item"], (row["workcentre"], seconds[0] / SECONDS_IN_A_MINUTE, seconds[1] / SECONDS_IN_A_MINUTE)


def _order(row: dict[str, str]) -> Order:
    due = datetime.fromisoformat(row["due"])
    customer = row.get("customer") or NOBODY
    return Order(row["order"], row["item"], float(row["quantity"]), due, int(row["priority"]), customer)


def _parsed(path: Path, parse: Callable[[dict[str, str]], T]) -> Iterator[T]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            try:
                yield parse(row)
            except KeyError as error:
                raise ValueError(f"{path.name}: there is no column {error.args[0]}") from error
            except (TypeError, ValueError) as error:
                raise ValueError(f"{path.name} line {reader.line_num}: {error}") from error


def _shift(text: str) -> Shift:
    found = _SHIFT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"a shift is written like 'Mon-Fri 06:00-22:00', not {text!r}")
    first, last = (DAY_NAMES.index(found[1]), DAY_NAMES.index(found[2])) if found[1] else (0, 6)
    opens, closes = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
    return Shift(tuple(range(first, last + 1)), opens, closes)
