"""Planners who change the same lines at the same time lose nothing: neither a change nor a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from company.models import Role, Site, User
from orders import changes
from orders.changes import AnswerKind, LineChange
from orders.models import OrderLine
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, EDITS_EACH = 4, 100


def in_threads(work: Callable[[int], None]) -> None:
    """Run the work in four threads that start together; raise what any of them raised."""
    start, failures = threading.Barrier(THREADS), []

    def run(number: int) -> None:
        try:
            start.wait()
            work(number)
        except BaseException as failure:  # an assertion that fails in a thread must fail the test
            failures.append(failure)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def add_one(line_id: int, by: User, *, with_version: bool) -> None:
    """Read the line, add 1 to its quantity, and again until it is saved: what a planner with a stale page does."""
    while True:
        line = OrderLine.objects.get(pk=line_id)
        change = LineChange(line_id, line.version if with_version else None, {"quantity": line.quantity + Decimal(1)})
        [answer] = changes.submit(changes=[change], by=by, channel="race", keep_good=False).answers
        if answer.kind is AnswerKind.SAVED:
            return
        assert answer.kind is AnswerKind.STALE


def race(*, with_version: bool) -> tuple[Decimal, int]:
    line = given.order_line(quantity=1)
    planners = [given.user(Role.PLANNER) for _ in range(THREADS)]
    before = Site.objects.get().order_revision

    def work(number: int) -> None:
        for _ in range(EDITS_EACH):
            add_one(line.pk, planners[number], with_version=with_version)

    in_threads(work)
    line.refresh_from_db()
    return line.quantity - 1, Site.objects.get().order_revision - before


def test_with_versions_400_edits_by_four_planners_leave_400() -> None:
    assert race(with_version=True) == (Decimal(400), 400)


def test_control_without_versions_edits_are_lost() -> None:
    applied, _revisions = race(with_version=False)

    assert applied < THREADS * EDITS_EACH


def test_planners_who_change_the_same_lines_in_other_orders_do_not_deadlock() -> None:
    lines = [given.order_line() for _ in range(8)]
    planners = [given.user(Role.PLANNER) for _ in range(THREADS)]

    def work(number: int) -> None:
        for round_number in range(20):
            turned = lines[number * 2 :] + lines[: number * 2]
            wishes = [LineChange(line.pk, None, {"quantity": 10 + number + round_number}) for line in turned]
            changes.submit(changes=wishes, by=planners[number], channel="race", keep_good=False)

    in_threads(work)
