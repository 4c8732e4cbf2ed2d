"""What becomes of a promise: holds that end, the ledger that nothing escapes, plans that keep promises or do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from company import statements
from company.models import Role, User
from mps import snapshot, tasks
from mps.promising import promise
from orders.models import LineStatus, OrderLine, OutlookStatus
from orders.promises import book
from orders.promises.models import Promise, PromiseState
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import PUMPS_A_DAY, earliest, for_someone, happened, wish

pytestmark = pytest.mark.django_db(transaction=True)


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

    def test_are_let_go_by_the_dispatcher_which_is_no_person(self) -> None:
        mill = plant()
        published(mill.site)
        made = self.held(mill)
        Promise.objects.update(held_until=timezone.now() - timedelta(seconds=1))

        with statements.within(statements.NOTHING):
            tasks.look_after()

        made.refresh_from_db()
        assert made.state == PromiseState.EXPIRED

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

    def test_has_the_lots_of_a_promise_to_begin_from(self) -> None:
        mill = plant()
        published(mill.site)
        promise([wish(mill, 10, "D2")], for_someone(mill))

        lots = snapshot.load(mill.site.pk).problem.previous_lots

        assert [(lot.item, lot.quantity, lot.finish_day) for lot in lots] == [(mill.pump.code, 10, 2)]
        published(mill.site)
        assert len(snapshot.load(mill.site.pk).problem.previous_lots) == 1
