"""Promises are made one after the other, on what the plan and the promises before have left."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from company.models import Role, User
from mps import promising, whatif
from mps.plan_basis import NoPlanError
from mps.promising import For, NotPossibleError, Wish, promise
from orders.models import LineStatus, OrderLine, OutlookStatus, SalesOrder
from orders.promises import book
from orders.promises.models import Promise, PromiseEvent, PromiseState
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

PUMPS_A_DAY = 48  # 480 minutes, 10 each


def for_someone(mill: Plant, *, held: bool = True, by: User | None = None, number: str = "") -> For:
    until = timezone.now() + timedelta(minutes=30) if held else None
    return For(mill.site, given.customer(), by or given.user(Role.SALES, at=mill.site), "web", until, number)


def wish(mill: Plant, quantity: int, when: str) -> Wish:
    return Wish(mill.pump, Decimal(quantity), given.day(when), given.day(when))


def earliest(mill: Plant, quantity: int) -> date | None:
    asked = whatif.quote_for(site=mill.site, item=mill.pump.code, quantity=quantity, wanted_date=given.START)
    return asked.delivery_date


def happened(made: Promise) -> list[str]:
    return list(PromiseEvent.objects.filter(promise=made).values_list("kind", flat=True))


class TestAPromise:
    def test_is_an_order_line_with_what_it_rests_on(self) -> None:
        mill = plant()
        plan = published(mill.site)

        [made] = promise([wish(mill, 10, "D2")], for_someone(mill))

        line = made.line
        assert line.status == LineStatus.HELD
        assert (line.quantity, line.promised_date) == (Decimal(10), given.day("D2"))
        assert (made.plan_id, made.state, made.first_date) == (plan.pk, PromiseState.HELD, given.day("D2"))
        rests = set(made.backings.values_list("kind", "record_id", "quantity"))
        casings, pumps, minutes = ("uncommitted", mill.casing.pk, 10), ("lot", mill.pump.pk, 10), mill.center.pk
        assert rests == {casings, pumps, ("minutes", minutes, 100)}

    def test_takes_what_it_needs_from_every_later_answer_at_once(self) -> None:
        mill = plant()
        published(mill.site)
        assert earliest(mill, PUMPS_A_DAY) == given.day("D0")

        promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill))

        assert earliest(mill, PUMPS_A_DAY) == given.day("D1")
        with pytest.raises(NotPossibleError):
            promise([wish(mill, 1, "D0")], for_someone(mill))

    def test_is_carried_by_the_next_plan(self) -> None:
        mill = plant()
        published(mill.site)
        [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill))

        plan = published(mill.site)

        assert plan.revision >= made.revision
        assert made.line.outlook.planned_date == given.day("D0")
        assert earliest(mill, PUMPS_A_DAY) == given.day("D1")

    def test_is_for_all_parts_or_none(self) -> None:
        mill = plant()
        published(mill.site)

        with pytest.raises(NotPossibleError) as refused:
            promise([wish(mill, PUMPS_A_DAY, "D0"), wish(mill, 1, "D0")], for_someone(mill))

        assert refused.value.args == (1,)
        assert not SalesOrder.objects.exists()
        assert earliest(mill, PUMPS_A_DAY) == given.day("D0")

    @pytest.mark.parametrize("when", ["D-1", "D5", "D5000"])
    def test_is_for_a_day_on_which_something_leaves(self, when: str) -> None:
        mill = plant()
        published(mill.site)

        with pytest.raises(NotPossibleError):
            promise([wish(mill, 1, when)], for_someone(mill))

    def test_without_a_day_is_for_the_first_that_is_possible(self) -> None:
        mill = plant()
        published(mill.site)
        promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill))

        anyhow = Wish(mill.pump, Decimal(10), wanted_date=given.day("D0"))
        [made] = promise([anyhow], for_someone(mill))

        assert (made.first_date, made.line.requested_date) == (given.day("D1"), given.day("D0"))

    def test_needs_a_plan(self) -> None:
        mill = plant()

        with pytest.raises(NoPlanError):
            promise([wish(mill, 1, "D1")], for_someone(mill))

    def test_is_not_made_under_a_number_that_is_taken(self) -> None:
        mill = plant()
        published(mill.site)
        given.order("SO-7")

        with pytest.raises(book.NumberTakenError):
            promise([wish(mill, 1, "D1")], for_someone(mill, number="SO-7"))

    def test_that_fits_no_longer_into_a_newer_plan_still_keeps_others_off(self) -> None:
        mill = plant()
        stale = published(mill.site)
        [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill))
        Promise.objects.filter(pk=made.pk).update(revision=made.revision + 10)  # no plan knows it yet
        given.order_line(due="D0", of=mill.pump, at=mill.site, quantity=PUMPS_A_DAY, promised_date=given.day("D0"))
        OrderLine.objects.filter(pk=made.line_id).update(planning_frozen=True)

        assert published(mill.site).pk != stale.pk
        assert earliest(mill, PUMPS_A_DAY) == given.day("D2")


class TestTurns:
    def ask(self, mill: Plant, quantity: int, to: Sequence[For]) -> list[bool]:
        def one(to: For) -> bool:
            with closing(connection):
                try:
                    promise([wish(mill, quantity, "D0")], to)
                except NotPossibleError:
                    return False
                return True

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(one, to))

    def test_never_promise_the_same_minutes_twice(self) -> None:
        mill = plant()
        published(mill.site)

        made = self.ask(mill, 8, [for_someone(mill) for _ in range(16)])

        assert made.count(True) == PUMPS_A_DAY // 8
        assert sum(OrderLine.objects.values_list("quantity", flat=True)) == PUMPS_A_DAY

    def test_are_what_keeps_two_from_taking_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The control: without turns, two who look at the same moment both promise what they saw."""
        mill = plant()
        published(mill.site)
        both_have_looked, record = Barrier(2, timeout=30), book.record

        def record_later(terms: book.Terms, parts: Sequence[book.Part]) -> list[Promise]:
            both_have_looked.wait()
            return record(terms, parts)

        monkeypatch.setattr(
            promising, "TURN", "SELECT current_plan_id, planned_revision FROM mps_siteplanning WHERE site_id = %s"
        )
        monkeypatch.setattr(book, "record", record_later)

        made = self.ask(mill, PUMPS_A_DAY, [for_someone(mill), for_someone(mill)])

        assert made == [True, True]
        assert sum(OrderLine.objects.values_list("quantity", flat=True)) == 2 * PUMPS_A_DAY


class TestHolds:
    def held(self, mill: Plant, by: User | None = None) -> Promise:
        [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill, by=by))
        return made

    def test_are_let_go_when_their_time_is_over_and_who_held_them_reads_why(self) -> None:
        mill = plant()
        published(mill.site)
        made = self.held(mill)
        Promise.objects.update(held_until=timezone.now() - timedelta(seconds=1))

        assert book.let_go(now=timezone.now()) == 1

        made.refresh_from_db()
        assert (made.state, made.line.status) == (PromiseState.EXPIRED, LineStatus.CANCELLED)
        assert happened(made) == ["held", "expired"]
        last = made.events.last()
        assert last is not None
        assert last.why
        assert last.seen_at is None
        assert earliest(mill, PUMPS_A_DAY) == given.day("D0")

    def test_that_last_stay(self) -> None:
        mill = plant()
        published(mill.site)
        self.held(mill)

        assert book.let_go(now=timezone.now()) == 0

    def test_are_confirmed_under_the_customers_number(self) -> None:
        mill = plant()
        published(mill.site)
        sales = given.user(Role.SALES, at=mill.site)
        made = self.held(mill, by=sales)

        [made] = book.confirm(
            promises=Promise.objects.filter(pk=made.pk), by=sales, channel="web", number="SO-1", now=timezone.now()
        )

        assert (made.state, made.held_until) == (PromiseState.CONFIRMED, None)
        assert (made.line.status, made.line.order.number) == (LineStatus.CONFIRMED, "SO-1")
        assert happened(made) == ["held", "confirmed"]
        assert not made.events.filter(seen_at=None).exists()  # whose own doing it was

    def test_are_not_confirmed_after_their_time(self) -> None:
        mill = plant()
        published(mill.site)
        made = self.held(mill)
        late = timezone.now() + timedelta(hours=1)

        with pytest.raises(book.NotHeldError):
            book.confirm(promises=Promise.objects.all(), by=given.user(), channel="web", now=late)

        made.refresh_from_db()
        assert made.state == PromiseState.HELD

    def test_are_cancelled_for_a_reason(self) -> None:
        mill = plant()
        published(mill.site)
        made = self.held(mill)

        book.cancel(promises=Promise.objects.all(), by=given.user(), channel="web", why="asked elsewhere")

        made.refresh_from_db()
        last = made.events.last()
        assert last is not None
        assert (made.state, last.kind, last.why) == (PromiseState.CANCELLED, "cancelled", "asked elsewhere")
        with pytest.raises(book.NotHeldError):
            book.cancel(promises=Promise.objects.all(), by=given.user(), channel="web", why="again")


class TestTheLedger:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE orders_orderline SET promised_date = promised_date + 3",
            "UPDATE orders_orderline SET quantity = quantity + 1",
            "UPDATE orders_orderline SET status = 'cancelled'",
        ],
    )
    def test_has_a_row_a_reason_and_a_notice_for_every_change_however_it_is_made(self, statement: str) -> None:
        mill = plant()
        published(mill.site)
        [made] = promise([wish(mill, 10, "D2")], for_someone(mill, held=False))

        with connection.cursor() as cursor:
            cursor.execute(statement)

        last = made.events.last()
        assert last is not None
        assert last.kind in ("changed", "cancelled")
        assert (last.why, last.seen_at, last.by_id) == ("database", None, None)

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM orders_promiseevent",
            "UPDATE orders_promiseevent SET why = 'another'",
            "UPDATE orders_promise SET first_date = first_date + 1",
        ],
    )
    def test_is_not_rewritten(self, statement: str) -> None:
        mill = plant()
        published(mill.site)
        promise([wish(mill, 10, "D2")], for_someone(mill))

        with pytest.raises(Exception, match="pgtrigger"), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_keeps_a_plan_from_changing_a_promise(self) -> None:
        mill = plant()
        published(mill.site)
        [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill, held=False))
        OrderLine.objects.filter(pk=made.line_id).update(quantity=10 * PUMPS_A_DAY)

        published(mill.site)

        line = OrderLine.objects.get(pk=made.line_id)
        assert line.promised_date == given.day("D0")
        assert line.outlook.status == OutlookStatus.LATE


class TestAPlan:
    def test_that_no_longer_keeps_a_promise_says_so_to_who_made_it(self) -> None:
        mill = plant()
        published(mill.site)
        [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill, held=False))
        published(mill.site)
        given.calendar(mill.site).shifts.filter(weekday=0).delete()  # nobody works on Mondays any more

        plan = published(mill.site)

        made.refresh_from_db()
        last = made.events.last()
        assert last is not None
        assert (made.assurance, last.kind, last.plan_id, last.seen_at) == ("at_risk", "at_risk", plan.pk, None)
        assert last.after == {"planned": str(given.day("D1"))}
        assert made.line.promised_date == given.day("D0")

    def test_says_it_once_and_says_when_all_is_well_again(self) -> None:
        mill = plant()
        published(mill.site)
        [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill, held=False))
        shifts = given.calendar(mill.site).shifts
        monday = shifts.get(weekday=0)
        monday.delete()
        published(mill.site)
        given.order_line(due="D9", of=mill.pump, at=mill.site)
        published(mill.site)
        shifts.create(weekday=0, minutes=480)

        published(mill.site)

        assert happened(made) == ["confirmed", "at_risk", "safe"]

    def test_tells_of_a_promise_whose_day_has_passed(self) -> None:
        mill = plant()
        published(mill.site)
        [made] = promise([wish(mill, 10, "D1")], for_someone(mill, held=False))
        mill.site.fixed_planning_date = given.day("D2")
        mill.site.save()

        published(mill.site)

        assert happened(made) == ["confirmed", "broken"]

    def test_says_nothing_of_promises_that_it_does_not_know(self) -> None:
        mill = plant()
        published(mill.site)
        [made] = promise([wish(mill, 10, "D1")], for_someone(mill, held=False))
        Promise.objects.filter(pk=made.pk).update(revision=made.revision + 10)
        given.calendar(mill.site).shifts.filter(weekday__lte=2).delete()

        published(mill.site)

        assert happened(made) == ["confirmed"]
