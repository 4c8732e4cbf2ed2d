"""An import that is killed has written nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from company.models import Site
from connectors.tables.models import ImportRun, RunState
from materials.models import Item
from orders.models import OrderLine
from tests.connectors.sets import SMALL, imported
from tests.owner import as_owner
from tests.processes import environment

ROOT = Path(__file__).resolve().parents[2]
GIVE_UP_SECONDS = 60


def waiting_for(table: str) -> int:
    """Return how many sessions wait for a lock on a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return int(cursor.fetchone()[0])


def other_sessions() -> int:
    """Return how many other sessions are in a transaction on this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND xact_start IS NOT NULL"
        )
        return int(cursor.fetchone()[0])


def wait_until(what: object) -> None:
    assert callable(what)
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
def test_an_import_killed_in_the_middle_leaves_nothing_and_goes_through_the_next_time(tmp_path: Path) -> None:
    for name, text in SMALL.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "django", "import_data", str(tmp_path)]
    own = {**environment(), "DJANGO_SETTINGS_MODULE": "planning.settings", "LOCKSTEP_DEMO": "1"}

    # The import has written its items and waits for the order lines when it is killed.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE orders_orderline IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: waiting_for("orders_orderline"))
        process.kill()
        process.wait()
    wait_until(lambda: not other_sessions())

    assert (Site.objects.count(), Item.objects.count(), OrderLine.objects.count()) == (0, 0, 0)
    assert imported().revisions == {"S1": 1}


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
def test_an_undo_killed_in_the_middle_leaves_everything_and_goes_through_the_next_time(tmp_path: Path) -> None:
    imported()
    (tmp_path / "orders.csv").write_text(SMALL["orders"].replace(",3,", ",9,") + "SO9,1,C9,PUMP,5,2026-02-02\n")
    (tmp_path / "items.csv").write_text("item,make_or_buy,unit_cost\nPUMP,make,7\n")
    call_command("import_data", str(tmp_path), stdout=StringIO())
    run = ImportRun.objects.get()
    command = [sys.executable, "-m", "django", "undo_import", str(run.pk)]
    own = {**environment(), "DJANGO_SETTINGS_MODULE": "planning.settings", "LOCKSTEP_DEMO": "1"}

    # The undo has put the item back, and waits to write the history of the lines when it is killed.
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE orders_orderlineevent IN EXCLUSIVE MODE")
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: waiting_for("orders_orderlineevent"))
        process.kill()
        process.wait()
    wait_until(lambda: not other_sessions())

    assert (OrderLine.objects.count(), float(Item.objects.get(code="PUMP").unit_cost)) == (3, 7)
    assert ImportRun.objects.get().state == RunState.DONE
    call_command("undo_import", str(run.pk), stdout=StringIO())
    assert (OrderLine.objects.count(), float(Item.objects.get(code="PUMP").unit_cost)) == (2, 0)
    assert {float(line.quantity) for line in OrderLine.objects.all()} == {2, 3}
