"""What needs somebody: messages of a plan by root cause, in sentences, the most money first."""

from __future__ import annotations

import re
from datetime import timedelta

import pgtrigger
import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from capacity.models import WorkCenter
from company.models import Role, User
from materials.models import ItemSite, ScheduledReceipt, StockBalance
from mps import need_wording
from mps.models import Plan, PlanningRun, RunOutcome
from mps.queries import needs
from mps.queries.causes import Cause, CauseKind
from mps.queries.needs import Group
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def promised(mill: Plant, quantity: int, due: str, **values: object) -> OrderLine:
    """An order line that was promised for a day."""
    return given.order_line(
        due=due, of=mill.pump, at=mill.site, quantity=quantity, promised_date=given.day(due), **values
    )


def groups(plan: Plan, lines: object = None) -> tuple[Group, ...]:
    return needs.groups_of(plan.pk, OrderLine.objects.all() if lines is None else lines)  # type: ignore[arg-type]


def page_for(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.get("/needs/").content.decode()


class TestCauses:
    def test_a_full_work_centre(self) -> None:
        mill = plant()
        promised(mill, 200, "D1", unit_price=10)
        promised(mill, 150, "D2", unit_price=10)
        (group,) = groups(published(mill.site))

        assert (group.cause, group.count) == (Cause(CauseKind.CENTER, mill.center.code), 2)
        assert group.money == pytest.approx(3500)
        assert [row.message.money for row in group.rows] == [2000, 1500]
        assert group.most_days >= 1

    def test_a_component_that_arrives_late(self) -> None:
        mill = plant()
        StockBalance.objects.filter(item=mill.casing).update(quantity=0)
        ItemSite.objects.filter(item=mill.casing).update(lead_time_days=60)
        ScheduledReceipt.objects.create(
            site=mill.site, item=mill.casing, document="PO-7", line=1, quantity=500, due_date=given.day("D20")
        )
        promised(mill, 5, "D4", unit_price=10)
        (group,) = groups(published(mill.site))

        assert (group.cause.kind, group.cause.code) == (CauseKind.RECEIPT, mill.casing.code)
        assert group.cause.document.startswith("PO-7")
        assert group.cause.when == given.day("D20")

    def test_a_record_that_was_left_out(self) -> None:
        mill = plant()
        given.order_line(due=given.START - timedelta(days=9_000), of=mill.pump, at=mill.site)
        found = groups(published(mill.site))

        assert {group.cause.kind for group in found} <= {CauseKind.RECORD, CauseKind.HORIZON, CauseKind.CENTER}

    def test_none_where_everything_is_in_time(self) -> None:
        mill = plant()
        promised(mill, 5, "D10")
        assert groups(published(mill.site)) == ()

    def test_the_most_money_comes_first(self) -> None:
        mill, other = plant(), given.item()
        center = WorkCenter.objects.create(
            site=mill.site, code="ZZ", name="Other", calendar=mill.center.calendar
        )
        given.routing(other, center, run_minutes_per_unit=10)
        promised(mill, 200, "D1", unit_price=1)
        given.order_line(
            due="D1", of=other, at=mill.site, quantity=200, promised_date=given.day("D1"), unit_price=99
        )
        found = groups(published(mill.site))

        assert [group.cause.code for group in found] == ["ZZ", mill.center.code]


class TestPage:
    def test_shows_a_sentence_and_the_lines_behind_it(self) -> None:
        mill = plant()
        line = promised(mill, 300, "D1", unit_price=10)
        published(mill.site)
        page = page_for(given.user(Role.PLANNER, at=mill.site))

        assert "1 order line worth 3,000" in page
        assert str(line) in page
        assert f'href="/late/{line.pk}/"' in page

    def test_names_no_lines_to_who_may_see_none(self) -> None:
        mill = plant()
        line = promised(mill, 300, "D1", unit_price=10)
        published(mill.site)
        page = page_for(given.user(Role.FLOOR, at=mill.site))

        assert "1 order line worth" in page
        assert line.order.number not in page

    def test_warns_while_a_better_plan_often_follows(self, settings: Settings) -> None:
        """A plan that was searched to the end, or has been searched further since, is no reason to wait."""
        mill = plant()
        promised(mill, 300, "D1", unit_price=10)
        plan = published(mill.site)
        planner = given.user(Role.PLANNER, at=mill.site)
        limit = RunOutcome.TIME_LIMIT
        cases = ((RunOutcome.FEASIBLE, 10, False), (limit, 10, True), (limit, -60, False))
        for outcome, settings.IMPROVE_SECONDS, warned in cases:
            with pgtrigger.ignore("mps.Plan:immutable"):
                Plan.objects.filter(pk=plan.pk).update(outcome=outcome)
            PlanningRun.objects.filter(plan=plan).update(outcome=outcome)
            assert ("The search for this plan was cut short" in page_for(planner)) is warned

    def test_says_that_there_is_nothing(self) -> None:
        mill = plant()
        assert "No plan yet" in page_for(given.user(Role.PLANNER, at=mill.site))
        promised(mill, 5, "D10")
        published(mill.site)
        page = page_for(given.user(Role.PLANNER, at=mill.site))
        assert "All clear" in page
        assert "Last checked with plan" in page

    def test_is_in_the_rail_with_the_number_of_messages(self) -> None:
        mill = plant()
        promised(mill, 200, "D1")
        promised(mill, 150, "D2")
        published(mill.site)
        planner = given.user(at=mill.site)
        assert re.search(r'href="/needs/".*id="needs-badge"><span aria-hidden="true">2</span>', page_for(planner))
        client = Client()
        client.force_login(planner)
        assert client.get(f"/needs/count/?site={mill.site.code}").json() == {"count": 2}

    def test_has_no_badge_where_there_is_nothing(self) -> None:
        mill = plant()
        assert 'id="needs-badge" hidden' in page_for(given.user(at=mill.site))

    def test_offers_the_cheapest_way_out_to_who_may_steer_only(self) -> None:
        mill = plant()
        promised(mill, 300, "D1", unit_price=10)
        published(mill.site)
        offered = {role: 'data-verb="apply"' in page_for(given.user(role, at=mill.site)) for role in Role}
        assert {role for role, is_offered in offered.items() if is_offered} == {Role.PLANNER, Role.MANAGER}


@pytest.mark.parametrize("kind", list(CauseKind))
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("count", [1, 7])
def test_every_cause_has_a_sentence_in_every_language(kind: CauseKind, language: str, count: int) -> None:
    cause = Cause(kind, "100 %", "PO-1/1", given.START)
    with override(language):
        said = need_wording.sentence(
            cause, count=count, money=1234, currency="EUR", names={"100 %": "Casing"}, today=given.START
        )
    assert str(count) in said
    assert "%(" not in said
    assert "{" not in said
