"""Promises are made one after the other, on what the plan and the promises before have left."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from mps import promising
from mps.plan_basis import NoPlanError
from mps.promising import For, NotPossibleError, Wish, promise
from mps.snapshot import demand
from orders.models import LineStatus, OrderLine, SalesOrder
from orders.promises import book
from orders.promises.models import Promise, PromiseState
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import PUMPS_A_DAY, earliest, for_someone, wish

pytestmark = pytest.mark.django_db(transaction=True)


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

    def test_that_fits_no_longer_into_a_newer_plan_still_keeps_others_off(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mill = plant()
        stale = published(mill.site)
        [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill))
        Promise.objects.filter(pk=made.pk).update(revision=made.revision + 10)  # no plan knows it yet
        given.order_line(due="D0", of=mill.pump, at=mill.site, quantity=PUMPS_A_DAY, promised_date=given.day("D0"))
        monkeypatch.setattr(demand, "OPEN_STATUSES", (LineStatus.CONFIRMED,))  # that plan was begun before it

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
