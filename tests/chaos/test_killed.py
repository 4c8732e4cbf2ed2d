"""Processes are killed and messages lost while orders change: the plan must reach the last revision by itself."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db.models import F

from company.models import Site
from mps import tasks
from mps.models import PlanningRun, RunOutcome, SitePlanning
from orders.changes import LineChange, submit
from orders.models import OrderLine
from tests import given
from tests.mps.plant import plant
from tests.processes import Processes

pytestmark = pytest.mark.chaos

BOOK_LINES = 3_000
KILLS = 3
TRANSACTIONS, LINES_EACH = 10, 100


def order_book() -> tuple[Site, list[int]]:
    """Return a site with enough open lines that planning it takes a while."""
    mill = plant()
    order = given.order()
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, line_number=number, item=mill.pump, site=mill.site, quantity=Decimal(1 + number % 7),
            requested_date=given.day(f"D{5 + number % 60}"),
        )
        for number in range(BOOK_LINES)
    )  # fmt: skip
    return mill.site, list(OrderLine.objects.filter(order=order).order_by("pk").values_list("pk", flat=True))


def more_runs_than(count: int) -> bool:
    """Whether a further run has begun."""
    return PlanningRun.objects.count() > count


def change(line_id: int) -> None:
    """Change a line beside every write function, as a person with SQL would."""
    OrderLine.objects.filter(pk=line_id).update(quantity=F("quantity") + 1)


def test_a_worker_killed_in_mid_solve_loses_nothing(processes: Processes) -> None:
    site, line_ids = order_book()
    processes.start("worker", "dispatcher")
    assert processes.wait_until(lambda: processes.is_planned(site))

    for number in range(KILLS):
        before = PlanningRun.objects.count()
        change(line_ids[number])
        assert processes.wait_until(partial(more_runs_than, before))
        processes.kill(processes.fleet["worker"])
        assert processes.wait_until(lambda: processes.is_planned(site))

    assert PlanningRun.objects.filter(outcome=RunOutcome.RUNNING, finished_at=None).count() >= 1, "no kill hit a run"
    planning = SitePlanning.objects.get(pk=site.pk)
    assert (planning.attempts, planning.current_plan is not None) == (0, True)


def test_a_killed_dispatcher_loses_nothing(processes: Processes) -> None:
    site, line_ids = order_book()
    processes.start("worker", "dispatcher")
    assert processes.wait_until(lambda: processes.is_planned(site))

    processes.kill(processes.fleet["dispatcher"])
    change(line_ids[0])

    assert processes.wait_until(lambda: processes.is_planned(site))


def test_a_queue_that_forgets_everything_loses_nothing(processes: Processes) -> None:
    site, line_ids = order_book()
    processes.start("worker", "dispatcher")
    assert processes.wait_until(lambda: processes.is_planned(site))

    for line_id in line_ids[:10]:
        change(line_id)
        processes.queue.flushall()

    assert processes.wait_until(lambda: processes.is_planned(site))


def test_without_the_dispatcher_a_lost_message_is_a_lost_change(processes: Processes) -> None:
    """The control: a queue that is asked once, as is usual, leaves the plan behind for ever."""
    site, line_ids = order_book()
    processes.start("worker", "dispatcher")
    assert processes.wait_until(lambda: processes.is_planned(site))
    processes.watched.stop(("worker", "dispatcher"))
    processes.watched.members.clear()

    change(line_ids[0])
    tasks.ask(site.pk)
    processes.queue.flushall()
    processes.start("worker")

    assert not processes.wait_until(lambda: processes.is_planned(site), seconds=8.0)


def test_a_thousand_edits_in_ten_transactions_cost_few_solves(processes: Processes) -> None:
    site, line_ids = order_book()
    planner = given.user("planner", at=site)
    processes.start("worker", "dispatcher")
    assert processes.wait_until(lambda: processes.is_planned(site))
    before, revision = PlanningRun.objects.count(), Site.objects.get(pk=site.pk).order_revision

    for number in range(TRANSACTIONS):
        chosen = line_ids[number * LINES_EACH : (number + 1) * LINES_EACH]
        submit(
            changes=[LineChange(line_id, None, {"quantity": 50}) for line_id in chosen],
            by=planner, channel="test", keep_good=False,
        )  # fmt: skip

    assert processes.wait_until(lambda: processes.is_planned(site))
    assert Site.objects.get(pk=site.pk).order_revision == revision + TRANSACTIONS
    assert 1 <= PlanningRun.objects.count() - before <= TRANSACTIONS
