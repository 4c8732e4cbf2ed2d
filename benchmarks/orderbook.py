"""`benchmark orderbook FOLDER`: how many orders of an order book are in time, and what planning them takes."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, count_of, none_or_more
from benchmarks.book_files import read_book
from benchmarks.book_maker import Wanted, make_book
from benchmarks.book_optimum import earliest_due_date_in_time, optimum_of
from benchmarks.book_plans import in_time, problem_of
from benchmarks.book_tables import write_tables
from benchmarks.books import Book
from benchmarks.fresh_process import peak_mib
from benchmarks.output import Line, show
from mps.scheduler.check import check
from mps.scheduler.plan import Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.solve import Limits, solve

T = TypeVar("T")
TIMES_PLANNED = 3


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    add_book_arguments(parser)
    parser.add_argument("--optimum", action="store_true", help=_("work out the most orders that can be in time, too"))
    parser.add_argument(
        "--tables",
        type=Path,
        metavar="OUT",
        help=_("write tables for `up --data` and plan nothing; times of day are dropped"),
    )


def add_book_arguments(parser: ArgumentParser) -> None:
    """Declare how a book is named, or made where nobody has one."""
    wanted = Wanted()
    parser.add_argument("folder", type=Path, nargs="?", help=_("folder with the book; default: a book is made"))
    parser.add_argument("--items", type=count_of, default=wanted.items, help=_("items of a made book"))
    parser.add_argument("--load", type=above_zero, default=wanted.load, help=_("work ÷ working time of a made book"))
    parser.add_argument("--seed", type=none_or_more, default=wanted.seed)
    parser.add_argument("--any-minute", action="store_true", help=_("a made book's orders are due at any minute"))


def run(options: Namespace) -> int:
    """Plan the book, judge the plans, and print one line; or write it as tables."""
    book = book_of(options)
    show(
        _written(book, options.tables) if options.tables else _lines(book, optimum=options.optimum),
        as_json=options.json,
    )
    return 0


def _written(book: Book, folder: Path) -> Iterator[Line]:
    """Write the book as tables. Raises CommandError where they can't be written."""
    try:
        write_tables(book, folder)
    except OSError as error:
        told = {"folder": folder, "reason": error.strerror}
        raise CommandError(_("%(folder)s can't be written: %(reason)s.") % told) from error
    yield Line(f"{folder}: {len(book.orders)} orders", {"tables": str(folder), "orders": len(book.orders)})


def book_of(options: Namespace) -> Book:
    """Return the book that is named, or one made as wanted. Raises CommandError where it is not in the format."""
    if options.folder is None:
        return make_book(
            Wanted(items=options.items, load=options.load, seed=options.seed, any_minute=options.any_minute)
        )
    try:
        return read_book(options.folder)
    except OSError as error:
        told = {"file": error.filename, "reason": error.strerror}
        raise CommandError(_("%(file)s can't be read: %(reason)s.") % told) from error
    except ValueError as error:
        raise CommandError(f"{options.folder}: {error}") from error


def cpu_seconds(work: Callable[[], T]) -> tuple[T, float]:
    """Return what work gives, and the CPU seconds of this process that it takes."""
    began = time.process_time()
    return work(), time.process_time() - began


def _planned(book: Book, rounds: int) -> tuple[list[bool], float]:
    """Return which orders are in time by a checked plan, and the CPU seconds that it takes: the median of a few."""
    found = []
    for _time in range(TIMES_PLANNED):
        problem = problem_of(book)  # anew, for what is known of the last one is not worked out again
        found.append(cpu_seconds(partial(_solved, problem, rounds)))
    check(problem, found[-1][0])
    return in_time(book, problem, found[-1][0].plan), median(seconds for _result, seconds in found)


def _solved(problem: PlanningProblem, rounds: int) -> Result:
    return solve(problem, limits=Limits(rounds=rounds), stop=lambda: False, timer=time.monotonic)


def _lines(book: Book, *, optimum: bool) -> Iterator[Line]:
    warm = make_book(Wanted(items=20))
    solve(problem_of(warm), stop=lambda: False, timer=time.monotonic)  # what is loaded on first use is loaded now
    construct, construct_seconds = _planned(book, 1)
    final, final_seconds = _planned(book, Limits().rounds)
    peak = peak_mib()
    record: dict[str, object] = {
        "book": book.name, "orders": len(book.orders),
        "on_time_construct": sum(construct), "on_time_final": sum(final),
        "on_time_by_priority": _by_priority(book, final),
        "cpu_seconds_construct": construct_seconds, "cpu_seconds_final": final_seconds, "peak_mb": peak,
        **_reference(book),
    }  # fmt: skip
    if optimum:
        record.update(_optimum(book))
    yield Line(_text(record), record)


def _by_priority(book: Book, done: list[bool]) -> dict[str, int]:
    counts = dict.fromkeys(sorted({str(order.priority) for order in book.orders}), 0)
    for order, is_in_time in zip(book.orders, done, strict=True):
        counts[str(order.priority)] += is_in_time
    return counts


def _reference(book: Book) -> dict[str, object]:
    """What sorting by due date alone gives and takes, in this run on this machine."""
    count, seconds = cpu_seconds(lambda: earliest_due_date_in_time(book))
    return {"on_time_earliest_due_date": count, "cpu_seconds_earliest_due_date": seconds}


def _optimum(book: Book) -> dict[str, object]:
    best = optimum_of(book)
    by_priority = {str(priority): count for priority, count in best.by_priority.items()}
    return {"optimum_by_priority": by_priority, "optimum": sum(by_priority.values()), "optimum_proven": best.proven}


def _text(record: dict[str, object]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<32}{_number(value)}" for name, value in record.items())


def _number(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
