"""
`benchmark killed_import`: kill -9 an import of many order lines at random moments; there must be all of it, or nothing.

It begins an instance of its own with a small plant, makes the file itself, and takes both away afterwards.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
from django.utils.translation import gettext as _

from benchmarks.arguments import count_of, none_or_more
from benchmarks.many_orders import SITE, write_orders, write_plant
from benchmarks.output import Line, show
from benchmarks.own_instance import MANAGE, OwnInstance, own_instance
from company.statements import EVERYTHING, SETTING

SESSION = "killed_import"
LOOK_AGAIN_SECONDS, GIVE_UP_SECONDS = 0.02, 600.0
EARLIEST, LATEST = 0.02, 0.98  # of the time that the transaction takes
Condition = Callable[[], bool]
Standing = tuple[int, int, int]  # order lines, rows of their history, the site's revision


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--rows", type=count_of, default=50_000, help=_("how many order lines"))
    parser.add_argument("--kills", type=count_of, default=3, help=_("how many kills"))
    parser.add_argument("--seed", type=none_or_more, default=1)


def run(options: Namespace) -> int:
    """Kill, import, import again, and print what is there each time; the status is 1 where it is neither all nor 0."""
    with TemporaryDirectory(prefix="benchmark-") as folder:
        plant, orders = Path(folder) / "plant", Path(folder) / "orders"
        write_plant(plant)
        write_orders(orders, rows=options.rows)
        with own_instance(plant) as instance:
            found = list(measured(Imports(instance, orders), options))
    return int(not all(found))


def measured(imports: Imports, options: Namespace) -> Iterator[bool]:
    """Print what is there after each kill and after the imports that follow; yield whether it is right."""
    before, rows = imports.standing(), options.rows
    seconds = imports.whole("--dry-run")
    yield imports.standing() == before
    dry = Line(f"{rows:,} rows: {seconds:.1f} s in one transaction (a dry run)", {"rows": rows, "seconds": seconds})
    show([dry], as_json=options.json)
    chance = random.Random(options.seed)
    for number in range(options.kills):
        share = EARLIEST + (LATEST - EARLIEST) * (number + chance.random()) / options.kills
        was_at_work = imports.killed(after_seconds=share * seconds)
        now = imports.standing()
        there = now[0] - before[0]
        how = "killed" if was_at_work else "to be killed, but done sooner,"
        text = f"{how} after {share * seconds:.1f} s ({100 * share:.0f} %): {there:,} of {rows:,} rows are there"
        record = {"killed_after_seconds": share * seconds, "was_at_work": was_at_work, "rows_there": there}
        show([Line(text, record)], as_json=options.json)
        yield now == before or there == rows
    yield from _afterwards(imports, options, before)


def _afterwards(imports: Imports, options: Namespace, before: Standing) -> Iterator[bool]:
    seconds = imports.whole()
    first = imports.standing()
    run_id = imports.last_run()
    imports.whole()
    again = imports.standing()
    there, revisions = first[0] - before[0], first[2] - before[2]
    changes = sum(abs(now - then) for now, then in zip(again, first, strict=True))
    lines = [
        Line(f"not killed: {there:,} of {options.rows:,} rows, {revisions} revision, {seconds:.1f} s",
             {"rows_there": there, "revisions": revisions, "import_seconds": seconds}),
        Line(f"the same file again: {changes} changes of lines, history or revision", {"changes": changes}),
    ]  # fmt: skip
    show(lines, as_json=options.json)
    yield there == options.rows and revisions == 1
    yield changes == 0
    yield from _undone(imports, options, before, first, run_id)


def _undone(imports: Imports, options: Namespace, before: Standing, first: Standing, run_id: str) -> Iterator[bool]:
    """Kill an undo of the import at a random moment, then let one go through."""
    command = [sys.executable, MANAGE, "undo_import", run_id]
    seconds = imports.whole("--dry-run", command=command)
    yield imports.standing() == first
    after = random.Random(options.seed).random() * seconds
    was_at_work = imports.killed(after_seconds=after, command=command)
    now = imports.standing()
    there = now[0] - before[0]
    how = "killed" if was_at_work else "to be killed, but done sooner,"
    text = f"an undo {how} after {after:.1f} s: {there:,} of {options.rows:,} rows are there"
    show([Line(text, {"killed_after_seconds": after, "was_at_work": was_at_work, "rows_there": there})],
         as_json=options.json)  # fmt: skip
    yield now == first or there == 0
    seconds = imports.whole(command=command) if now == first else 0.0
    there = imports.standing()[0] - before[0]
    record = {"undo_seconds": seconds, "rows_there": there}
    show([Line(f"undone: {there:,} of {options.rows:,} rows are there, {seconds:.1f} s", record)], as_json=options.json)
    yield there == 0


class Imports:
    """Imports of one folder into an instance, as a person starts them."""

    def __init__(self, instance: OwnInstance, folder: Path) -> None:
        running = instance.folder.instance()
        if running is None:
            raise RuntimeError("the instance has ended")
        self.database = running.environment["DATABASE_URL"]
        self.command = [sys.executable, MANAGE, "import_data", str(folder)]
        # PostgreSQL shows the name beside the session: so we see when the import has begun, and when it is over.
        self.environment = {**instance.environment, "PGAPPNAME": SESSION}

    def whole(self, *arguments: str, command: Sequence[str] = ()) -> float:
        """Import to the end; return the seconds that its transaction took. Raises CalledProcessError."""
        with self._begun(*arguments, command=command) as process:
            began = time.monotonic()
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, self.command)
        return time.monotonic() - began

    def killed(self, *, after_seconds: float, command: Sequence[str] = ()) -> bool:
        """
        Kill an import so long after its transaction began, and wait until the database is done with it; return whether
        it was still at work.
        """
        with self._begun(command=command) as process:
            time.sleep(after_seconds)
            was_at_work = process.poll() is None
            if was_at_work:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return was_at_work

    @contextmanager
    def _begun(self, *arguments: str, command: Sequence[str] = ()) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            [*(command or self.command), *arguments], env=self.environment, stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until(lambda: self._sessions()[1] > 0 or process.poll() is not None)
        yield process
        self._wait_until(lambda: self._sessions()[0] == 0)

    def _wait_until(self, is_so: Condition) -> None:
        until = time.monotonic() + GIVE_UP_SECONDS
        while not is_so():
            if time.monotonic() > until:
                raise TimeoutError("the import neither began nor ended")
            time.sleep(LOOK_AGAIN_SECONDS)

    def standing(self) -> Standing:
        """Return what is there of the site."""
        lines, history, revision = self._row(
            "SELECT (SELECT count(*) FROM orders_orderline), (SELECT count(*) FROM orders_orderlineevent),"
            " (SELECT order_revision FROM company_site WHERE code = %s)",
            SITE,
        )
        return lines, history, revision

    def last_run(self) -> str:
        """Return the id of the last import that brought something, as `undo_import` wants it."""
        statement = (
            "SELECT id::text FROM tables_importrun WHERE channel = %s AND counts #>> '{orders,new}' <> '0'"
            " ORDER BY created_at DESC"
        )
        [run_id] = self._row(statement, "command")
        return str(run_id)

    def _sessions(self) -> tuple[int, ...]:
        """Return how many of its sessions there are, and how many of them are in a transaction."""
        statement = "SELECT count(*), count(xact_start) FROM pg_stat_activity WHERE application_name = %s"
        return self._row(statement, SESSION)

    def _row(self, statement: str, value: str) -> tuple[int, ...]:
        connection = psycopg2.connect(self.database)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, EVERYTHING])  # else no line is there to see
                cursor.execute(statement, [value])
                row = cursor.fetchone()
                assert row is not None  # noqa: S101  # it counts
                return row
        finally:
            connection.close()
