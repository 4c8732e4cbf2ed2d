"""What is different between two plans: told of lots, lines, load and cost, and from where somebody last looked."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from company.models import Role, User
from mps import retention
from mps.changed_lots import LotFate
from mps.models import Plan, PlannedOrder, PlanSeen
from mps.queries import compare
from orders.history.moves import moves_between
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill() -> Plant:
    return plant()


def ordered(mill: Plant, quantity: int, due: str) -> OrderLine:
    return given.order_line(due=due, of=mill.pump, at=mill.site, quantity=quantity)


def postponed(line: OrderLine, days: int) -> None:
    line.refresh_from_db()
    line.requested_date += timedelta(days=days)
    line.promised_date = None
    line.save()


def lots_of(plan: Plan) -> dict[str, tuple[float, object]]:
    return {lot.lot_key: (lot.quantity, lot.finish_date) for lot in PlannedOrder.objects.filter(plan=plan)}


class TestLots:
    def test_say_how_one_plan_becomes_the_other(self, mill: Plant) -> None:
        ordered(mill, 5, "D3")
        moves = ordered(mill, 7, "W3")
        first = published(mill.site)
        postponed(moves, 14)
        published(mill.site)
        ordered(mill, 9, "W6")
        last = published(mill.site)

        found = compare.lots(first, last)

        told = lots_of(first)
        for change in (one.change for one in found.soonest):
            if change.before and change.key_before:
                assert told.pop(change.key_before) == (change.before.quantity, change.before.finish_date)
            if change.after:
                told[change.key] = (change.after.quantity, change.after.finish_date)
        assert told == lots_of(last)
        assert found.count == len(found.soonest) > 0
        assert found.nervousness > 0

    def test_are_as_nervous_as_the_plan_is_listed_what_has_begun_is_no_plans_any_more(self, mill: Plant) -> None:
        ordered(mill, 60, "D1")
        moves = ordered(mill, 7, "W3")
        first = published(mill.site)
        mill.site.fixed_planning_date = mill.site.horizon_start + timedelta(days=2)
        mill.site.save()
        postponed(moves, 14)
        second = published(mill.site)
        ordered(mill, 9, "W6")
        last = published(mill.site)

        assert PlannedOrder.objects.filter(plan=first, start_date__lt=mill.site.horizon_start).exists()
        assert second.kpis["nervousness"] > 0
        assert compare.lots(first, second).nervousness == second.kpis["nervousness"]
        assert compare.lots(second, last).nervousness == last.kpis["nervousness"]
        over_both = compare.lots(first, last).nervousness
        assert over_both == pytest.approx(second.kpis["nervousness"] + last.kpis["nervousness"], rel=0.05)

    def test_that_came_and_went_between_are_not_told(self, mill: Plant) -> None:
        line = ordered(mill, 7, "W3")
        first = published(mill.site)
        postponed(line, 14)
        published(mill.site)
        postponed(line, -14)
        last = published(mill.site)

        found = compare.lots(first, last)

        assert lots_of(first) == lots_of(last)
        assert (found.count, found.nervousness, compare.loads(first, last)) == (0, 0, ())

    def test_of_a_new_order_are_new_and_load_its_work_center(self, mill: Plant) -> None:
        ordered(mill, 5, "D3")
        first = published(mill.site)
        ordered(mill, 9, "W6")
        last = published(mill.site)

        found = compare.lots(first, last)

        assert (found.counts.by_fate[LotFate.NEW], found.counts.changed) == (found.count, 0)
        (load,) = compare.loads(first, last)
        assert load.work_center == mill.center
        assert load.more == pytest.approx(90)


class TestMovesBetween:
    def test_take_all_plans_together(self, mill: Plant) -> None:
        line, back = ordered(mill, 7, "W3"), ordered(mill, 7, "W4")
        first = published(mill.site)
        for days in (7, 7):
            postponed(line, days)
            postponed(back, days)
            published(mill.site)
        postponed(back, -14)
        last = published(mill.site)

        moves = moves_between(mill.site, first.pk, last.pk, given.user(Role.PLANNER, at=mill.site))

        assert moves is not None
        (move,) = moves.seen
        assert (move.line, moves.unseen_count) == (line, 0)
        assert (move.days or 0) >= 14

    def test_are_unknown_where_there_is_no_plan_between(self, mill: Plant) -> None:
        ordered(mill, 7, "W3")
        plan = published(mill.site)
        assert moves_between(mill.site, plan.pk, plan.pk, given.user(Role.PLANNER, at=mill.site)) is None


class TestPages:
    def test_begin_where_the_person_last_looked(self, mill: Plant) -> None:
        planner, other = given.user(Role.PLANNER, at=mill.site), given.user(Role.MANAGER, at=mill.site)
        ordered(mill, 5, "D3")
        first = published(mill.site)
        self.client(planner).post(f"/plans/{first.pk}/seen/")
        for due in ("W3", "W4"):
            ordered(mill, 7, due)
            last = published(mill.site)

        assert self.compared(planner) == (first.pk, last.pk)
        assert self.compared(other) == (last.pk - 1, last.pk)

    def test_begin_with_the_oldest_that_is_kept_where_that_one_is_forgotten(self, mill: Plant) -> None:
        planner = given.user(Role.PLANNER, at=mill.site)
        ordered(mill, 5, "D3")
        self.client(planner).post(f"/plans/{published(mill.site).pk}/seen/")
        plans = []
        for due in ("W3", "W4", "W5"):
            ordered(mill, 7, due)
            plans.append(published(mill.site).pk)
        retention.prune(keep=2)

        assert self.compared(planner) == (plans[1], plans[2])

    def test_refuse_what_is_no_plan_of_the_site(self, mill: Plant) -> None:
        client = self.client(given.user(Role.PLANNER, at=mill.site))
        elsewhere = plant("S2")
        given.order_line(of=elsewhere.pump, at=elsewhere.site)
        foreign = published(elsewhere.site)
        for typed in (str(foreign.pk), "abc", "9" * 30, "-1", "１"):
            assert client.get("/plans/compare/", {"from": typed}).status_code == 404
        assert client.post(f"/plans/{foreign.pk}/seen/").status_code == 404
        assert not PlanSeen.objects.exists()

    def test_say_so_where_there_is_nothing_to_compare(self, mill: Plant) -> None:
        client = self.client(given.user(Role.PLANNER, at=mill.site))
        assert "No plan yet" in client.get("/plans/compare/").content.decode()
        assert "No plan yet" in client.get("/plans/").content.decode()
        ordered(mill, 5, "D3")
        published(mill.site)
        assert "nothing to compare" in client.get("/plans/compare/").content.decode()

    def test_list_all_plans_and_tell_which_can_be_compared(self, mill: Plant) -> None:
        planner = given.user(Role.PLANNER, at=mill.site)
        for due in ("W3", "W4", "W5"):
            ordered(mill, 7, due)
            published(mill.site)
        retention.prune(keep=2)
        page = self.client(planner).get("/plans/").content.decode()
        assert (page.count("with the current one"), page.count("no longer kept in full")) == (1, 1)

    def test_list_those_published_by_a_day_and_lead_to_the_overview_as_of_each(self, mill: Plant) -> None:
        client = self.client(given.user(Role.PLANNER, at=mill.site))
        ordered(mill, 5, "D3")
        plan = published(mill.site)
        day = timezone.localdate(timezone=ZoneInfo(mill.site.time_zone))
        link = f'href="/overview/?plan={plan.pk}"'

        by_today, by_yesterday, by_nothing = (
            client.get("/plans/", {"until": typed}).content.decode()
            for typed in (day.isoformat(), (day - timedelta(days=1)).isoformat(), "soon")
        )

        assert link in by_today
        assert link not in by_yesterday
        assert "No plan had been published by then." in by_yesterday
        assert "Write a date or a week" in by_nothing
        assert link in by_nothing

    @staticmethod
    def client(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def compared(self, person: User) -> tuple[int, int]:
        context = self.client(person).get("/plans/compare/").context
        return context["before"].pk, context["after"].pk
