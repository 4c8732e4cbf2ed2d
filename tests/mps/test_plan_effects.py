"""What the plan that covers a change did to the line and to others is kept, and told beside the change."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from company.models import Role, Site, User
from mps import retention
from orders.changes import LineChange, submit
from orders.history.entries import Entry, Kind
from orders.history.moves import moves_of
from orders.history.timeline import of_line
from orders.models import Customer, LineOutlook, LineStatus, OrderLine, OutlookMove, PlanEffect
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

DAY_OF_PUMPS = 48  # a work centre's 480 minutes, 10 for each


def planner_at(site: Site) -> User:
    return given.user(Role.PLANNER, at=site)


def change(line: OrderLine, **values: Any) -> None:
    line.refresh_from_db()
    wish = LineChange(line.pk, line.version, values)
    submit(changes=[wish], by=planner_at(line.site), channel="web", keep_good=False)


def story(line: OrderLine) -> list[Entry]:
    line.refresh_from_db()
    line = OrderLine.objects.select_related("order__customer", "outlook").get(pk=line.pk)
    return of_line(line, planner_at(line.site))


def changed(line: OrderLine) -> Entry:
    return next(entry for entry in story(line) if entry.kind is Kind.CHANGED)


def planned(line: OrderLine) -> Any:
    return LineOutlook.objects.get(line=line).planned_date


@pytest.fixture
def mill() -> Plant:
    return plant()


def rivals(mill: Plant, *customers: Customer | None) -> tuple[OrderLine, OrderLine]:
    """Return two lines that were both promised for the second day: the urgent one is made first, the other is late."""
    first, second = [
        given.order_line(
            due="D1", of=mill.pump, at=mill.site, quantity=2 * DAY_OF_PUMPS, priority=priority,
            promised_date=given.day("D1"), customer=customer,
        )
        for priority, customer in zip((1, 5), customers, strict=True)
    ]  # fmt: skip
    published(mill.site)
    return first, second


@pytest.fixture
def busy(mill: Plant) -> tuple[OrderLine, OrderLine]:
    return rivals(mill, None, None)


class TestOfAChange:
    def test_that_moves_its_line_says_from_when_to_when(self, mill: Plant, busy: tuple[OrderLine, OrderLine]) -> None:
        _urgent, other = busy
        before = planned(other)
        change(other, quantity=5 * DAY_OF_PUMPS)
        assert changed(other).awaits_plan
        plan = published(mill.site)

        entry = changed(other)

        assert entry.plan is not None
        assert (entry.plan.planned_before, entry.plan.planned_date) == (before, planned(other))
        assert entry.plan.days is not None
        assert entry.plan.days > 0
        assert (entry.plan.plan_id, entry.plan.revision, entry.plan.together) == (plan.pk, plan.revision, 1)
        assert not entry.awaits_plan

    def test_that_moves_another_line_counts_it_and_tells_the_other_line(
        self, mill: Plant, busy: tuple[OrderLine, OrderLine]
    ) -> None:
        urgent, other = busy
        before = planned(other)
        change(urgent, quantity=DAY_OF_PUMPS)
        published(mill.site)
        days = (planned(other) - before).days
        assert days < 0

        answer = changed(urgent).plan
        [moved] = [entry for entry in story(other) if entry.kind is Kind.MOVED]

        assert answer is not None
        assert answer.others_moved == 1
        assert answer.most_days_earlier == -days
        assert moved.plan is not None
        assert (moved.plan.planned_before, moved.plan.planned_date) == (before, planned(other))

    def test_that_moves_nothing_says_that_the_date_stands(
        self, mill: Plant, busy: tuple[OrderLine, OrderLine]
    ) -> None:
        urgent, _other = busy
        before, revision = planned(urgent), LineOutlook.objects.get(line=urgent).revision
        change(urgent, priority=2)
        published(mill.site)

        answer = changed(urgent).plan

        assert answer is not None
        assert (answer.planned_before, answer.planned_date, answer.days) == (before, before, 0)
        # The date still comes from the plan that first said so.
        assert LineOutlook.objects.get(line=urgent).revision == revision

    def test_of_several_that_one_plan_covers_the_last_has_its_answer(
        self, mill: Plant, busy: tuple[OrderLine, OrderLine]
    ) -> None:
        urgent, _other = busy
        change(urgent, quantity=20)
        change(urgent, quantity=30)
        published(mill.site)

        last, first = [entry for entry in story(urgent) if entry.kind is Kind.CHANGED]

        assert last.plan is not None
        assert last.plan.together == 2
        assert (first.plan, first.awaits_plan) == (None, False)

    def test_by_raw_sql_finds_its_plan_too(self, mill: Plant, busy: tuple[OrderLine, OrderLine]) -> None:
        urgent, _other = busy
        OrderLine.objects.filter(pk=urgent.pk).update(quantity=30)
        published(mill.site)

        assert changed(urgent).plan is not None

    def test_of_a_note_waits_for_no_plan(self, mill: Plant, busy: tuple[OrderLine, OrderLine]) -> None:
        urgent, _other = busy
        change(urgent, note="call first")

        assert not changed(urgent).awaits_plan

    def test_that_cancels_the_line_says_that_it_is_no_longer_planned(
        self, mill: Plant, busy: tuple[OrderLine, OrderLine]
    ) -> None:
        urgent, _other = busy
        before = planned(urgent)
        change(urgent, status=LineStatus.CANCELLED.value)
        published(mill.site)

        answer = changed(urgent).plan

        assert answer is not None
        assert (answer.planned_before, answer.planned_date, answer.days) == (before, None, None)


def test_a_new_line_is_told_with_its_first_date(mill: Plant) -> None:
    line = given.order_line(due="D10", of=mill.pump, at=mill.site)
    published(mill.site)

    [entered] = [entry for entry in story(line) if entry.kind is Kind.CREATED]

    assert entered.plan is not None
    assert entered.plan.is_first
    assert (entered.plan.planned_date, entered.plan.planned_before) == (planned(line), None)
    assert entered.plan.others_moved == 0


def test_a_plan_that_moves_nothing_leaves_nothing(mill: Plant, busy: tuple[OrderLine, OrderLine]) -> None:
    known = PlanEffect.objects.count()
    Site.objects.filter(pk=mill.site.pk).update(order_revision=Site.objects.get().order_revision + 1)
    published(mill.site)

    assert PlanEffect.objects.count() == known


def test_a_territory_sees_of_others_only_how_many_moved(mill: Plant) -> None:
    mine, other = rivals(mill, given.customer(territory="North"), given.customer(territory="South"))
    change(mine, quantity=DAY_OF_PUMPS)
    plan = published(mill.site)

    seller = given.user(Role.SALES, at=mill.site, territory="North")
    of_seller = moves_of(plan.pk, seller)
    of_planner = moves_of(plan.pk, planner_at(mill.site))
    of_stranger = moves_of(plan.pk, planner_at(given.site("S2")))

    assert of_seller is not None
    assert of_planner is not None
    assert {move.line.order.customer.territory for move in of_seller.seen} <= {"North"}
    assert of_seller.unseen_count == 1
    assert {move.line.order.customer.territory for move in of_planner.seen} >= {"South"}
    assert of_planner.unseen_count == 0
    assert of_stranger is None
    client = Client()
    client.force_login(seller)
    page = client.get(f"/orders/plans/{plan.pk}/moves/").content.decode()
    assert "1 of them is not among the lines that you may see." in page
    assert other.order.number not in page


def test_the_migration_counts_the_versions_that_events_were_of(mill: Plant, busy: tuple[OrderLine, OrderLine]) -> None:
    urgent, other = busy
    change(urgent, quantity=30)
    change(urgent, note="again")
    other.delete()
    events = apps.get_model("orders", "OrderLineEvent")._default_manager.order_by("pgh_id")
    known = list(events.values_list("pgh_id", "version"))
    events.update(version=1)
    LineOutlook.objects.update(line_version=0)

    migration = import_module("orders.migrations.0004_history_of_orders")
    with connection.cursor() as cursor:
        cursor.execute(migration.VERSIONS)
        cursor.execute(migration.PLANNED_VERSIONS)

    assert list(events.values_list("pgh_id", "version")) == known
    urgent.refresh_from_db()
    assert LineOutlook.objects.get(line=urgent).line_version == urgent.version == 3


def test_what_plans_did_is_forgotten_after_a_while_and_the_changes_stay(
    mill: Plant, busy: tuple[OrderLine, OrderLine]
) -> None:
    urgent, _other = busy
    change(urgent, quantity=30)
    published(mill.site)

    assert retention.forget_moves(older_than=timezone.now() - timedelta(days=1)) == 0
    assert changed(urgent).plan is not None
    assert retention.forget_moves(older_than=timezone.now()) == 2

    assert not OutlookMove.objects.exists()
    assert (changed(urgent).plan, changed(urgent).awaits_plan) == (None, False)
