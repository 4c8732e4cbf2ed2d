"""The path of one change: from a committed row to a published plan."""

from __future__ import annotations

import zlib

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from capacity.models import Calendar, Shift, WorkCenter
from company.models import Site
from mps import publish, retention, run, snapshot
from mps.models import (
    ExceptionMessage,
    Plan,
    PlanDetail,
    PlanItem,
    PlanLoad,
    PlannedOrder,
    PlanningRun,
    RunOutcome,
    SitePlanning,
)  # fmt: skip
from mps.publish.content import prepare
from mps.scheduler import problem as problems
from mps.scheduler.check import PlanBroken, check
from mps.scheduler.solve import Limits, solve
from mps.signals import plan_published
from orders.models import LineOutlook, LineStatus, OrderLine, OutlookStatus
from tests import given
from tests.mps.plant import plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def solved(read: snapshot.Snapshot) -> publish.Content:
    """Return the content of a publication."""
    result = solve(read.problem, limits=Limits(), stop=lambda: False, timer=lambda: 0.0)
    return prepare(read, result, check(read.problem, result))


class TestRun:
    def test_plans_anew_only_what_a_change_touches_and_as_a_cold_solve_does(self) -> None:
        mill = plant()
        valve = given.item(at=mill.site)
        given.routing(valve, given.work_center(at=mill.site), run_minutes_per_unit=5)
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)
        line = given.order_line(due="D9", of=valve, at=mill.site, quantity=3)
        published(mill.site)
        OrderLine.objects.filter(pk=line.pk).update(quantity=4)
        cold = solve(snapshot.load(mill.site.pk).problem, stop=lambda: False, timer=lambda: 0.0)

        plan = published(mill.site)

        assert plan.steps < cold.steps
        assert sorted(plan.planned_orders.values_list("lot_key", "quantity")) == sorted(
            (lot.key, lot.quantity) for lot in cold.plan.lots
        )

    def test_publishes_a_plan_that_covers_the_revision(self) -> None:
        mill = plant()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)

        plan = published(mill.site)

        site = Site.objects.get(pk=mill.site.pk)
        planning = SitePlanning.objects.get(pk=site.pk)
        assert (plan.revision, planning.planned_revision) == (site.order_revision, site.order_revision)
        assert planning.current_plan_id == plan.pk
        assert sum(lot.quantity for lot in PlannedOrder.objects.filter(plan=plan, item=mill.pump)) == 20
        assert PlanItem.objects.filter(plan=plan).count() == 2
        assert sum(PlanLoad.objects.get(plan=plan).load_minutes) == 200
        outlook = LineOutlook.objects.get(line=line)
        assert outlook.planned_date is not None
        assert outlook.planned_date <= line.requested_date

    def test_does_nothing_where_the_plan_covers_the_revision(self) -> None:
        mill = plant()
        published(mill.site)

        assert run.replan(mill.site.pk) is None
        assert Plan.objects.count() == 1

    def test_can_be_made_again_from_the_stored_problem(self) -> None:
        mill = plant()
        given.order_line(due="D3", of=mill.pump, at=mill.site, quantity=300)
        plan = published(mill.site)

        stored = zlib.decompress(bytes(plan.detail.problem))
        again = solve(problems.from_bytes(stored), limits=Limits(), stop=lambda: False, timer=lambda: 0.0)

        assert problems.digest(stored) == plan.problem_hash
        lots = PlannedOrder.objects.filter(plan=plan).values_list("lot_key", "quantity")
        assert sorted(lots) == sorted((lot.key, lot.quantity) for lot in again.plan.lots)

    def test_keeps_the_old_plan_and_the_error_where_the_engine_is_wrong(self, monkeypatch: pytest.MonkeyPatch) -> None:
        mill = plant()
        plan = published(mill.site)
        given.order_line(due="D3", of=mill.pump, at=mill.site)

        counted: list[int] = []

        def refuse(*_arguments: object) -> None:
            counted.append(SitePlanning.objects.get(pk=mill.site.pk).attempts)  # before it works
            raise PlanBroken("lot starts in the past", "lot 1")

        monkeypatch.setattr(run, "check", refuse)
        with pytest.raises(PlanBroken):
            run.replan(mill.site.pk)

        planning = SitePlanning.objects.get(pk=mill.site.pk)
        assert (planning.current_plan_id, planning.attempts, counted) == (plan.pk, 1, [1])
        last = PlanningRun.objects.latest("pk")
        assert (last.outcome, last.error) == (RunOutcome.FAILED, "PlanBroken: lot starts in the past: lot 1")


class TestPublication:
    def test_promises_what_was_not_promised_and_leaves_the_rest(self) -> None:
        mill = plant()
        fresh = given.order_line(due="D10", of=mill.pump, at=mill.site)
        agreed = given.order_line(due="D10", of=mill.pump, at=mill.site, promised_date=given.day("D14"))

        published(mill.site)

        fresh.refresh_from_db()
        agreed.refresh_from_db()
        assert (fresh.promised_date, agreed.promised_date) == (given.day("D10"), given.day("D14"))
        assert (fresh.version, agreed.version) == (1, 1)

    def test_promises_the_planned_date_where_the_requested_one_cannot_be_met(self) -> None:
        mill = plant()
        line = given.order_line(due="D1", of=mill.pump, at=mill.site, quantity=200)

        published(mill.site)

        line.refresh_from_db()
        outlook = LineOutlook.objects.get(line=line)
        assert line.promised_date is not None
        assert line.promised_date == outlook.planned_date
        assert line.promised_date > line.requested_date
        assert outlook.status == OutlookStatus.AT_RISK

    def test_promises_a_working_day_where_the_plan_ends_on_a_day_off(self) -> None:
        """The work centre works on Saturdays as well; the site, which delivers, from Monday to Friday."""
        mill = plant()
        every_day = Calendar.objects.create(site=mill.site, code="SEVEN")
        Shift.objects.bulk_create(Shift(calendar=every_day, weekday=weekday, minutes=480) for weekday in range(7))
        WorkCenter.objects.update(calendar=every_day)
        given.order_line(due="D1", of=mill.pump, at=mill.site, quantity=288)  # six days of 48

        published(mill.site)

        outlook = LineOutlook.objects.get()
        assert outlook.planned_date == given.day("D5")  # a Saturday
        assert OrderLine.objects.get().promised_date == given.day("D7")

    def test_flags_a_promise_that_no_longer_holds(self) -> None:
        mill = plant()
        line = given.order_line(due="D4", of=mill.pump, at=mill.site, quantity=40)
        published(mill.site)

        OrderLine.objects.filter(pk=line.pk).update(quantity=400)
        plan = published(mill.site)

        assert LineOutlook.objects.get(line=line).status == OutlookStatus.LATE
        message = ExceptionMessage.objects.get(plan=plan, line_id=line.pk)
        assert message.code == "late"
        assert message.numbers["days"] >= 1

    def test_flags_what_never_fits_into_the_horizon(self) -> None:
        mill = plant()
        line = given.order_line(due="D4", of=mill.pump, at=mill.site, quantity=1_000_000)

        plan = published(mill.site)

        outlook = LineOutlook.objects.get(line=line)
        assert (outlook.status, outlook.planned_date) == (OutlookStatus.NOT_PLANNED, None)
        assert ExceptionMessage.objects.get(plan=plan, line_id=line.pk).code == "not_planned"

    def test_writes_only_outlooks_that_changed_and_forgets_closed_lines(self) -> None:
        mill = plant()
        calm = given.order_line(due="D20", of=mill.pump, at=mill.site, quantity=1)
        given.stock(mill.pump, 1)
        closed = given.order_line(due="D21", of=mill.pump, at=mill.site, quantity=1)
        first = published(mill.site)

        OrderLine.objects.filter(pk=closed.pk).update(status=LineStatus.CANCELLED)
        published(mill.site)

        assert LineOutlook.objects.get(line=calm).plan_id == first.pk
        assert not LineOutlook.objects.filter(line=closed).exists()

    def test_never_goes_back_to_an_older_revision(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site)
        old = solved(snapshot.load(mill.site.pk))
        given.order_line(due="D11", of=mill.pump, at=mill.site)
        newer = published(mill.site)

        assert publish.save(old).plan_id is None

        assert SitePlanning.objects.get(pk=mill.site.pk).current_plan_id == newer.pk

    def test_of_the_same_revision_again_is_the_next_sequence(self) -> None:
        mill = plant()
        content = solved(snapshot.load(mill.site.pk))
        SitePlanning.objects.create(site=mill.site)

        publish.save(content)
        publish.save(content)

        assert list(Plan.objects.order_by("pk").values_list("sequence", flat=True)) == [1, 2]

    def test_does_not_promise_for_a_line_that_was_edited_meanwhile(self) -> None:
        mill = plant()
        SitePlanning.objects.create(site=mill.site)
        line = given.order_line(due="D10", of=mill.pump, at=mill.site)
        content = solved(snapshot.load(mill.site.pk))
        OrderLine.objects.filter(pk=line.pk).update(quantity=9_999)

        publish.save(content)

        line.refresh_from_db()
        assert line.promised_date is None

    def test_bumps_no_revision_version_or_history(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site)
        history = apps.get_model("orders", "OrderLineEvent")
        before = Site.objects.get(pk=mill.site.pk).order_revision, history.objects.count()

        published(mill.site)

        assert (Site.objects.get(pk=mill.site.pk).order_revision, history.objects.count()) == before

    def test_is_all_or_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        mill = plant()
        SitePlanning.objects.create(site=mill.site)
        given.order_line(due="D10", of=mill.pump, at=mill.site)
        content = solved(snapshot.load(mill.site.pk))

        def fail(*_arguments: object, **_keywords: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(publish.messages, "record", fail)
        with pytest.raises(ZeroDivisionError):
            publish.save(content)

        assert (Plan.objects.count(), LineOutlook.objects.count(), PlannedOrder.objects.count()) == (0, 0, 0)

    def test_tells_the_rooms_above_inside_the_transaction(self) -> None:
        mill = plant()
        heard = []

        def listen(**news: object) -> None:
            heard.append((news["site_id"], news["revision"], transaction.get_connection().in_atomic_block))

        plan_published.connect(listen)
        try:
            plan = published(mill.site)
        finally:
            plan_published.disconnect(listen)

        assert heard == [(mill.site.pk, plan.revision, True)]


class TestPlan:
    def test_is_immutable(self) -> None:
        plan = published(plant().site)

        with pytest.raises(DatabaseError, match="annot update"):
            Plan.objects.filter(pk=plan.pk).update(seed=9)
        with pytest.raises(DatabaseError, match="annot delete"):
            Plan.objects.filter(pk=plan.pk).delete()

    def test_of_the_past_keeps_hash_and_kpis_only(self) -> None:
        mill = plant()
        first = published(mill.site)
        given.order_line(due="D10", of=mill.pump, at=mill.site)
        second = published(mill.site)

        assert retention.prune(keep=1) == 1

        assert list(PlanDetail.objects.values_list("pk", flat=True)) == [second.pk]
        assert not PlanItem.objects.filter(plan=first).exists()
        assert Plan.objects.get(pk=first.pk).problem_hash == first.problem_hash
