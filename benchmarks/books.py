"""Order books: items, each made on one work centre, and orders with a moment at which they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from benchmarks.shifts import Shift

BOOKS_START = datetime.fromisoformat("2026-01-05")
NOBODY = "C00"  # the customer of a book that names none


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
