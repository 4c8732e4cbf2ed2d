"""Many report shipments of one line at once: each is counted once, and no more leaves than is open."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from orders import ladder
from orders.models import LineStatus, OrderLine
from orders.shipments import guard, reporting
from orders.shipments.record import Shipment, ShipmentKind
from orders.shipments.reporting import CannotReverse, Report, ReportsRefused
from tests import given
from tests.orders.shipping import ship, sum_of
from tests.orders.test_races import THREADS, in_threads

pytestmark = pytest.mark.django_db(transaction=True)

EACH = 50


def counts(line: OrderLine, *others: int) -> list[int]:
    """Return what is shipped of a line as stored, and other counts."""
    line.refresh_from_db()
    return [int(line.shipped_quantity), *others]


def reported_at_once(each: int, quantity: int) -> tuple[OrderLine, int]:
    """Let four planners ship single pieces of one line; return it, and how many were refused."""
    line, planners = given.order_line(quantity=quantity), [given.user() for _ in range(THREADS)]
    refused = [0] * THREADS

    def work(number: int) -> None:
        for _ in range(each):
            try:
                asked = Report(line.pk, Decimal(1))
                reporting.report(reports=[asked], by=planners[number], channel="race")
            except ReportsRefused:
                refused[number] += 1

    in_threads(work)
    line.refresh_from_db()
    return line, sum(refused)


def test_every_shipment_counts_once() -> None:
    line, refused = reported_at_once(EACH, THREADS * EACH)

    assert counts(line, int(sum_of(line)), refused) == [THREADS * EACH, THREADS * EACH, 0]
    assert line.status == LineStatus.SHIPPED


def test_no_more_leaves_than_is_open() -> None:
    line, refused = reported_at_once(20, 30)

    assert counts(line, int(sum_of(line)), refused) == [30, 30, THREADS * 20 - 30]


def test_the_same_delivery_note_sent_at_once_is_one() -> None:
    line, planners = given.order_line(quantity=10), [given.user() for _ in range(THREADS)]

    def work(number: int) -> None:
        report = Report(line.pk, Decimal(4), source_system="ERP", external_id="80001/10")
        reporting.report(reports=[report], by=planners[number], channel="race")

    in_threads(work)

    assert counts(line, Shipment.objects.count()) == [4, 1]


def test_a_report_is_reversed_once() -> None:
    line, planners = given.order_line(quantity=10), [given.user() for _ in range(THREADS)]
    wrong, answers = ship(line, 4, planners[0]), [0] * THREADS

    def work(number: int) -> None:
        try:
            reporting.reverse(shipment_id=wrong.pk, by=planners[number], channel="race")
        except CannotReverse:
            answers[number] = 1

    in_threads(work)

    assert counts(line, sum(answers)) == [0, THREADS - 1]


def test_shipments_returns_and_reversals_at_once_leave_the_sum() -> None:
    lines = [given.order_line(quantity=20) for _ in range(2)]
    planners = [given.user() for _ in range(THREADS)]

    def work(number: int) -> None:
        mine = lines if number % 2 else lines[::-1]
        for turn in range(12):
            kind = ShipmentKind.RETURN if (turn + number) % 3 == 0 else ShipmentKind.SHIPMENT
            reports = [Report(line.pk, Decimal(1 + turn % 4), kind=kind) for line in mine]
            try:
                done = reporting.report(reports=reports, by=planners[number], channel="race")
                # A return that is taken back is shipped again, be it beyond what was ordered by now.
                if turn % 4 == 3 and kind is ShipmentKind.SHIPMENT:
                    reporting.reverse(shipment_id=done.shipments[0].pk, by=planners[number], channel="race")
            except (ReportsRefused, CannotReverse):
                continue

    in_threads(work)

    for line in lines:
        line.refresh_from_db()
        assert 0 <= line.shipped_quantity == sum_of(line) <= line.quantity
        assert line.status == ladder.after_shipment(shipped=line.shipped_quantity, quantity=line.quantity)


class TestTheGuard:
    """The statement alone, without the lock of the line that a report takes before it."""

    def race(self) -> Decimal:
        line = given.order_line(quantity=THREADS * EACH)

        def work(_number: int) -> None:
            for _ in range(EACH):
                guard.count(line.pk, Decimal(1), statuses=ladder.SHIPS, up_to_quantity=True)

        in_threads(work)
        line.refresh_from_db()
        return line.shipped_quantity

    def test_loses_none(self) -> None:
        assert self.race() == THREADS * EACH

    def test_control_read_decide_write_loses_some(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def count(line_id: int, effect: Decimal, **_others: Any) -> bool:
            line = OrderLine.objects.get(pk=line_id)
            if line.shipped_quantity + effect > line.quantity:
                return False
            line.shipped_quantity += effect
            line.save(update_fields=["shipped_quantity"])
            return True

        monkeypatch.setattr(guard, "count", count)

        assert self.race() < THREADS * EACH
