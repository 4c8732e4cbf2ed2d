"""`benchmark orderbook --tables`: an order book comes back through the importer's own checks as the book it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from benchmarks import orderbook
from benchmarks.book_files import read_book
from benchmarks.book_maker import TWO_SHIFTS, Wanted, make_book
from benchmarks.book_tables import write_tables
from benchmarks.books import BOOKS_START, Book, Order
from benchmarks.factory_set import read
from benchmarks.shifts import Shift
from connectors.tables.problems import ImportRefused
from mps.scheduler.problem import Demand
from tests.benchmarks.test_orderbook import asked, written

TUESDAY_TO_SATURDAY = Shift(weekdays=(1, 2, 3, 4, 5), opens_minute=0, closes_minute=450)
BOOK = Book(
    name="two of everything",
    start=BOOKS_START,
    shifts={"DRILL": TWO_SHIFTS, "SAW": TUESDAY_TO_SATURDAY},
    items={"A": ("SAW", 12.5, 1.0), "B": ("DRILL", 0.0, 23 + 11 / 15)},
    orders=(
        Order("S1", "B", 18.0, datetime.fromisoformat("2026-01-09T16:00"), 1, "C48"),
        Order("S2", "A", 31.0, datetime.fromisoformat("2026-01-07T07:00"), 3),
    ),
)


def test_a_book_comes_back_as_the_problem_it_is(tmp_path: Path) -> None:
    write_tables(BOOK, tmp_path / "PLANT")
    problem = read(tmp_path / "PLANT")
    assert (problem.site, problem.horizon.start_date) == ("PLANT", BOOK.start.date())
    assert [(item.code, item.made, item.period_of_supply_days) for item in problem.items] == [
        ("A", True, 1), ("B", True, 1),
    ]  # fmt: skip
    assert [(step.work_center, step.setup_minutes, step.run_minutes_per_unit) for step in problem.operations] == [
        ("SAW", 12.5, 1.0), ("DRILL", 0.0, 23.7333),
    ]  # fmt: skip
    assert [(center.code, center.available_minutes[:7]) for center in problem.work_centers] == [
        ("DRILL", (960.0, 960.0, 960.0, 960.0, 960.0, 0.0, 0.0)),
        ("SAW", (0.0, 450.0, 450.0, 450.0, 450.0, 450.0, 0.0)),
    ]
    assert problem.demands == (
        Demand("S1/1/1", "B", 18.0, 4, priority=1, may_split=False),
        Demand("S2/1/1", "A", 31.0, 2, priority=3, may_split=False),
    )


def test_every_order_of_a_made_book_is_accepted(tmp_path: Path) -> None:
    book = make_book(Wanted(items=40))
    write_tables(book, tmp_path / "MADE")
    assert {demand.key for demand in read(tmp_path / "MADE").demands} == {f"{order.key}/1/1" for order in book.orders}


def test_the_importer_would_name_an_order_that_it_can_not_take(tmp_path: Path) -> None:
    wrong = replace(BOOK, orders=(replace(BOOK.orders[0], priority=0),))
    write_tables(wrong, tmp_path / "PLANT")
    with pytest.raises(ImportRefused):
        read(tmp_path / "PLANT")


def test_the_customers_of_a_book_are_kept(tmp_path: Path) -> None:
    assert [order.customer for order in read_book(written(tmp_path)).orders] == ["C", "C"]


def test_the_command_writes_and_plans_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path)
    assert orderbook.run(asked(orderbook, str(folder), "--tables", str(tmp_path / "OUT"))) == 0
    assert '"orders": 2' in capsys.readouterr().out
    assert len(read(tmp_path / "OUT").demands) == 2


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path)
    with pytest.raises(CommandError, match=r"orders\.csv"):
        orderbook.run(asked(orderbook, str(folder), "--tables", str(folder / "orders.csv")))
