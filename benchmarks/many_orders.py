"""A small plant and an order file of any length, as tables: for what is about the file, not about the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.book_tables import write_set

SITE = "MANY"
START = date(2026, 1, 5)
ITEMS, CUSTOMERS, LINES_OF_AN_ORDER, DAYS = 50, 400, 10, 300
HEADER = "site order line customer item quantity requested_date priority"


def write_plant(folder: Path) -> None:
    """Write a plant that can be planned: a work centre, items, and an order. Raises OSError."""
    items = [(SITE, _item(number), "make", 100) for number in range(ITEMS)]
    write_set(folder, (
        ("site", "site planning_date working_days", [(SITE, START, "Mon-Fri")]),
        ("work_centers", "site work_center hours_per_week days_per_week machines", [(SITE, "WC", 40, 5, 500)]),
        ("items", "site item make_or_buy on_hand", items),
        ("routings", "site item step work_center setup_minutes run_minutes_per_unit",
         [(SITE, _item(number), 10, "WC", 5, 1) for number in range(ITEMS)]),
        ("orders", HEADER, list(_rows("FIRST", 1))),
    ))  # fmt: skip


def write_orders(folder: Path, *, rows: int) -> None:
    """Write a file of so many order lines. Raises OSError."""
    write_set(folder, (("orders", HEADER, list(_rows("MANY", rows))),))


def _rows(prefix: str, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        order, line = divmod(number, LINES_OF_AN_ORDER)
        day = START + timedelta(days=30 + number * 7 % DAYS)
        yield (
            SITE, f"{prefix}-{order}", line + 1, f"C{order % CUSTOMERS}", _item(number % ITEMS), number % 20 + 1, day,
            number % 9 + 1,
        )  # fmt: skip


def _item(number: int) -> str:
    return f"P{number:03}"
