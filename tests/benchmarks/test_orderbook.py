"""The benchmark of order books: what it reads, how it judges, and what it compares with."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, combinations
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from benchmarks import orderbook, replan
from benchmarks.book_files import read_book
from benchmarks.book_maker import Wanted, make_book
from benchmarks.book_optimum import earliest_due_date_in_time, optimum_of
from benchmarks.book_plans import in_time, problem_of
from benchmarks.books import BOOKS_START, Book
from benchmarks.shifts import Shift, shift_of
from mps.scheduler.check import check
from mps.scheduler.plan import Plan
from mps.scheduler.solve import solve
from planning.management.commands.benchmark import Benchmark

WEEKDAYS = Shift(weekdays=(0, 1, 2, 3, 4), opens_minute=6 * 60, closes_minute=22 * 60)
FILES = {
    "items.csv": "item,workcentre,setup_seconds,seconds_per_piece\nA,W,600,60\n",
    "workcentres.csv": "workcentre,hours_per_week,shift\nW,80.0,Mon-Fri 06:00-22:00\n",
    "orders.csv": "order,item,customer,quantity,due,priority\n"
    "S1,A,C,20,2026-01-05T07:00:00,2\nS2,A,C,40,2026-01-05T07:00:00,1\n",
}


def written(folder: Path, **changes: str) -> Path:
    """A folder with the book, some files changed."""
    for name, text in {**FILES, **changes}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def asked(module: Benchmark, *arguments: str) -> Namespace:
    """The options that a benchmark gets."""
    parser = ArgumentParser()
    parser.add_argument("--json", action="store_true")
    module.add_arguments(parser)
    return parser.parse_args([*arguments, "--json"])


def planned(book: Book) -> Plan:
    """A checked plan of a book."""
    problem = problem_of(book)
    result = solve(problem, stop=lambda: False, timer=time.monotonic)
    check(problem, result)
    return result.plan


def most_in_time(book: Book) -> list[int]:
    """Try every set of orders of one work centre: the most of priority 1, then of 2, then of 3."""
    orders = sorted(book.orders, key=lambda order: order.due)

    def fits(kept: tuple[int, ...]) -> bool:
        now = 0.0
        for place in kept:
            now += book.work_minutes(orders[place])
            if now > book.due_minutes(orders[place]) + 1e-6:
                return False
        return True

    every = chain.from_iterable(combinations(range(len(orders)), size) for size in range(len(orders) + 1))
    return max([sum(orders[at].priority == one for at in kept) for one in (1, 2, 3)] for kept in every if fits(kept))


class TestReading:
    def test_counts_working_minutes_over_nights_and_weekends(self) -> None:
        def minutes(text: str) -> float:
            return WEEKDAYS.worked_minutes(BOOKS_START, datetime.fromisoformat(text))

        assert minutes("2026-01-05T05:00:00") == 0
        assert minutes("2026-01-05T07:30:00") == 90
        assert minutes("2026-01-05T23:00:00") == 960
        assert minutes("2026-01-11T12:00:00") == 5 * 960
        assert minutes("2026-01-12T07:00:00") == 5 * 960 + 60
        assert minutes("2026-01-04T12:00:00") <= 0

    @pytest.mark.parametrize(
        ("shift", "weekdays"),
        [
            ("Sat-Mon 06:00-22:00", (0, 5, 6)),
            ("Fri-Tue 06:00-22:00", (0, 1, 4, 5, 6)),
            ("Sun 06:00-22:00", (6,)),
            ("06:00-22:00", (0, 1, 2, 3, 4, 5, 6)),
        ],
    )
    def test_knows_weeks_that_go_on_over_sunday(self, shift: str, weekdays: tuple[int, ...]) -> None:
        assert shift_of(shift) == Shift(weekdays, 360, 1320)

    @pytest.mark.parametrize("shift", ["Mon-Fri 22:00-06:00", "Sat-Mon 22:00-06:00", "18:30-18:15", "00:00-24:00"])
    @pytest.mark.parametrize("start", [BOOKS_START, BOOKS_START + timedelta(days=5)])
    def test_counts_shifts_over_midnight_minute_by_minute(self, shift: str, start: datetime) -> None:
        read, counted = shift_of(shift), 0
        for minute in range(9 * 24 * 60):
            moment = start + timedelta(minutes=minute)
            if minute % 45 == 0:
                assert read.worked_minutes(start, moment) == counted, moment
            opened = [moment.replace(hour=0, minute=0) - timedelta(days=day) for day in (0, 1)]
            counted += any(
                day.weekday() in read.weekdays
                and read.opens_minute <= (moment - day).total_seconds() / 60 < read.closes_minute
                for day in opened
            )

    def test_plans_a_night_shift(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        night = FILES["workcentres.csv"].replace("06:00-22:00", "22:00-06:00")
        late = FILES["orders.csv"].replace("2026-01-05T07", "2026-01-06T07")
        folder = written(tmp_path, **{"workcentres.csv": night, "orders.csv": late})

        assert orderbook.run(asked(orderbook, str(folder))) == 0
        assert json.loads(capsys.readouterr().out)["on_time_final"] == 2

    @pytest.mark.parametrize(
        ("name", "text", "named"),
        [
            ("orders.csv", FILES["orders.csv"].replace("20,", "many,"), "orders.csv line 2: quantity is no number"),
            *(
                ("orders.csv", FILES["orders.csv"].replace("20,", f"{wrong},"), "line 2: quantity must be from")
                for wrong in ("-1", "0", "nan", "inf", "1e-9", "1e13")
            ),
            *(
                ("orders.csv", FILES["orders.csv"].replace("00,2", f"00,{wrong}"), "line 2: priority")
                for wrong in ("0", "-1", "nan", "400", "1.5", "high", "")
            ),
            *(
                ("orders.csv", FILES["orders.csv"].replace("2026-01-05T07:00:00,2", f"{wrong},2"), "line 2: due is")
                for wrong in ("soon", "", "2026-01-05T07:00:00+01:00", "9999-12-31T00:00:00", "0001-01-01")
            ),
            ("orders.csv", FILES["orders.csv"].replace("S2", "S1"), "orders.csv line 3: S1 is there already"),
            ("orders.csv", FILES["orders.csv"].replace("S2", ""), "orders.csv line 3: order is empty"),
            ("orders.csv", FILES["orders.csv"] + "S3,A,C,20\n", "orders.csv line 4: there are not as many cells"),
            ("orders.csv", FILES["orders.csv"].splitlines()[0], "orders.csv: there is nothing below"),
            ("orders.csv", "", "orders.csv: there is no column order, item"),
            ("orders.csv", FILES["orders.csv"] + 'S3,"A', "orders.csv is no CSV file"),
            *(
                ("items.csv", FILES["items.csv"].replace("600", wrong), "items.csv line 2: setup_seconds")
                for wrong in ("-1", "nan", "inf", "1e13", "long")
            ),
            ("items.csv", FILES["items.csv"].replace(",60\n", ",-60\n"), "line 2: seconds_per_piece must be from 0"),
            ("items.csv", FILES["items.csv"] + "A,W,600,60\n", "items.csv line 3: A is there already"),
            ("items.csv", FILES["items.csv"].replace("A,W", "A,X"), "items.csv line 2: .* no work centre X"),
            ("workcentres.csv", FILES["workcentres.csv"] + "W,80,06:00-22:00\n", "line 3: W is there already"),
            *(
                ("workcentres.csv", FILES["workcentres.csv"].replace("06:00-22:00", wrong), "line 2: a shift")
                for wrong in ("06:00-06:00", "06:00-25:00", "24:00-06:00", "06:60-22:00", "6-22", "")
            ),
            ("orders.csv", FILES["orders.csv"].replace("due", "when"), "no column due"),
            ("orders.csv", FILES["orders.csv"].replace("S2,A", "S2,B"), "order S2"),
            ("workcentres.csv", FILES["workcentres.csv"].replace("Mon-Fri ", "Montag "), "workcentres.csv line 2"),
            ("items.csv", "item,workcentre,setup_seconds,seconds_per_piece\nA,W\n", "items.csv line 2"),
        ],
    )
    def test_names_the_record_that_is_not_in_the_format(self, tmp_path: Path, name: str, text: str, named: str) -> None:
        folder = written(tmp_path, **{name: text})

        with pytest.raises(CommandError, match=named):
            orderbook.run(asked(orderbook, str(folder)))

    @pytest.mark.parametrize("name", FILES)
    def test_says_which_file_is_missing(self, tmp_path: Path, name: str) -> None:
        (written(tmp_path) / name).unlink()

        with pytest.raises(CommandError, match=rf"{name} can't be read"):
            orderbook.run(asked(orderbook, str(tmp_path)))

    def test_says_which_file_is_not_text(self, tmp_path: Path) -> None:
        (written(tmp_path) / "items.csv").write_bytes(b"item\xff")

        with pytest.raises(CommandError, match=r"items\.csv is no CSV file in UTF-8"):
            orderbook.run(asked(orderbook, str(tmp_path)))


class TestJudge:
    def test_the_urgent_one_of_two_that_can_not_both_be_in_time(self, tmp_path: Path) -> None:
        book = read_book(written(tmp_path))

        # 30 and 50 minutes of work until 07:00, an hour after the shift begins
        assert in_time(book, problem_of(book), planned(book)) == [False, True]

    def test_does_not_believe_the_plan(self, tmp_path: Path) -> None:
        book = read_book(written(tmp_path))
        plan = planned(book)
        flattering = replace(plan, lots=tuple(replace(lot, finish_day=0) for lot in plan.lots))

        # both said to be done in the first period: by their work, only the one that comes first is
        assert sum(in_time(book, problem_of(book), flattering)) == 1

    @pytest.mark.parametrize("seed", range(12))
    def test_plans_as_many_in_time_as_can_be_proven(self, seed: int) -> None:
        book = make_book(
            Wanted(items=60, load=0.8 + 0.02 * seed, seed=seed, orders_an_item=6, any_minute=seed % 2 == 1)
        )
        done = in_time(book, problem_of(book), planned(book))
        found = {one: sum(o.priority == one and d for o, d in zip(book.orders, done, strict=True)) for one in (1, 2, 3)}
        best = optimum_of(book)

        assert best.proven
        assert list(found.values()) <= list(best.by_priority.values())  # nobody beats the proof
        assert sum(found.values()) >= sum(best.by_priority.values()) - 0.001 * len(book.orders) - 1
        assert (found[1], found[2] + 1) >= (best.by_priority[1], best.by_priority[2])

    @pytest.mark.parametrize("seed", range(10))
    def test_the_proof_is_right(self, seed: int) -> None:
        book = make_book(Wanted(items=3, seed=seed, orders_an_item=3))
        tight = replace(book, orders=tuple(replace(order, due=_sooner(order.due)) for order in book.orders))
        best = optimum_of(tight)

        assert [best.by_priority.get(one, 0) for one in (1, 2, 3)] == most_in_time(tight)
        assert earliest_due_date_in_time(tight) <= sum(best.by_priority.values())


def _sooner(due: datetime) -> datetime:
    return BOOKS_START + timedelta(seconds=(due - BOOKS_START).total_seconds() / 2)


class TestCommand:
    def test_prints_one_line_with_its_figures(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        assert orderbook.run(asked(orderbook, str(written(tmp_path)), "--optimum")) == 0

        (line,) = capsys.readouterr().out.splitlines()
        found = json.loads(line)
        assert (found["orders"], found["on_time_construct"], found["on_time_final"], found["optimum"]) == (2, 1, 1, 1)
        assert found["on_time_by_priority"] == {"1": 1, "2": 0}
        assert min(found["cpu_seconds_construct"], found["cpu_seconds_final"], found["peak_mb"]) > 0

    def test_changes_one_thing_after_the_other(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert replan.run(asked(replan, "--items", "40", "--count", "12")) == 0

        found = json.loads(capsys.readouterr().out)
        assert found["changes"] == 12
        assert found["same_plan_as_full_replan"]
        assert found["cost"] == found["cost_full_replan"]
