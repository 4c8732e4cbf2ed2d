"""The overview as of an earlier plan, and its tables as files."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from io import StringIO
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
from django.test import Client
from django.utils import timezone

from company.models import Role, Site
from mps.models import Plan, PlanDetail
from mps.queries.past_plans import past_plans, week_of
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

History = tuple[Plant, list[Plan]]
NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)  # a Thursday


def dated(plan: Plan, at: datetime) -> Plan:
    """Let a plan have been published at another moment: what is immutable for everybody else."""
    with pgtrigger.ignore("mps.Plan:immutable"):
        Plan.objects.filter(pk=plan.pk).update(created_at=at)
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> History:
    """Return a plant with a plan of last week, with a late line, one of Tuesday, without, and the current one."""
    mill = plant()
    line = given.order_line(due="D2", of=mill.pump, at=mill.site, quantity=400, promised_date=given.day("D2"))
    plans = []
    for quantity, days_ago in ((400, 7), (10, 2), (20, 0)):
        OrderLine.objects.filter(pk=line.pk).update(quantity=quantity)
        plans.append(dated(published(mill.site), NOW - timedelta(days=days_ago)))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return mill, plans


def signed_in(mill: Plant, role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(given.user(role, at=mill.site))
    return client


def read(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def table(client: Client, name: str, query: str = "") -> list[list[str]]:
    return list(csv.reader(StringIO(client.get(f"/overview/{name}.csv{query}").content.decode("utf-8-sig"))))


class TestWhichPlansThereAre:
    def test_days_of_this_week_and_weeks_before(self, history: History) -> None:
        mill, (last_week, tuesday, current) = history

        found = past_plans(mill.site, current_id=current.pk, now=NOW)

        assert (found.days, found.weeks) == ([tuesday], [last_week])
        assert week_of(last_week)[0] == "W10"
        assert not found.any_forgotten

    def test_the_last_of_a_day_stands_for_it(self, history: History) -> None:
        mill, (earlier, later, current) = history
        for plan, hour in ((earlier, 8), (later, 17)):
            dated(plan, datetime(2026, 3, 10, hour, tzinfo=UTC))

        assert past_plans(mill.site, current_id=current.pk, now=NOW).days == [later]

    def test_a_week_begins_when_the_clocks_of_the_site_say_so(self, history: History) -> None:
        mill, (earlier, _later, current) = history
        sunday_in_utc = datetime(2026, 3, 8, 20, tzinfo=UTC)
        dated(earlier, sunday_in_utc)
        Site.objects.filter(pk=mill.site.pk).update(time_zone="Asia/Shanghai")
        mill.site.refresh_from_db()
        assert sunday_in_utc.astimezone(ZoneInfo("Asia/Shanghai")).weekday() == 0

        found = past_plans(mill.site, current_id=current.pk, now=NOW)

        assert earlier in found.days
        assert found.weeks == []

    def test_those_whose_rows_are_gone_are_told_apart(self, history: History) -> None:
        mill, (last_week, _tuesday, current) = history
        PlanDetail.objects.filter(plan=last_week).delete()

        assert past_plans(mill.site, current_id=current.pk, now=NOW).any_forgotten


class TestAsOfAnEarlierPlan:
    def test_its_figures_are_shown_and_lead_nowhere_else(self, history: History) -> None:
        mill, (last_week, _tuesday, _current) = history

        page = read(signed_in(mill), f"/overview/?plan={last_week.pk}")

        assert f"As of plan {last_week.revision}.{last_week.sequence}, published 2026-03-05" in page
        assert "Utilisation" in page
        assert '<dt>Late</dt><dd><span class="square" aria-hidden="true"></span>1</dd>' in page
        assert "Ten worst orders" not in page
        assert "?show=shortage" not in page

    def test_now_it_is_another_one(self, history: History) -> None:
        mill, _plans = history

        page = read(signed_in(mill), "/overview/")

        assert "As of plan" not in page
        assert "0 lines are late" in page
        assert "?show=shortage" in page

    def test_what_is_no_longer_kept_is_said(self, history: History) -> None:
        mill, (last_week, _tuesday, _current) = history
        PlanDetail.objects.filter(plan=last_week).delete()
        client = signed_in(mill)

        page = read(client, f"/overview/?plan={last_week.pk}")

        assert "It is no longer kept in full" in page
        assert "<dt>Late</dt>" in page
        assert "Utilisation" not in page
        assert client.get(f"/overview/load.csv?plan={last_week.pk}").status_code == 404

    @pytest.mark.parametrize("typed", ["0", "none", "9" * 30])
    def test_a_plan_that_is_not_there_is_not_found(self, history: History, typed: str) -> None:
        mill, _plans = history

        assert signed_in(mill).get(f"/overview/?plan={typed}").status_code == 404

    def test_nor_is_one_of_another_site(self, history: History) -> None:
        mill, _plans = history
        other = published(plant("S2").site)

        assert signed_in(mill).get(f"/overview/?plan={other.pk}").status_code == 404

    def test_the_trend_ends_with_it(self, history: History) -> None:
        mill, (last_week, _tuesday, _current) = history

        rows = table(signed_in(mill), "on-time", f"?plan={last_week.pk}")

        assert [row[0][:10] for row in rows[1:]] == ["2026-03-05"]


class TestFiles:
    def test_have_every_figure_of_the_page(self, history: History) -> None:
        mill, _plans = history
        client = signed_in(mill)
        page = read(client, "/overview/")

        head, *rows = table(client, "figures")

        assert head == ["Figure", "Value", "Unit", "About"]
        assert page.count("<dt>") == len(rows)
        for label, value, _unit, about in rows:
            assert f"<dt>{label}</dt>" in page
            assert about in page
            assert value == "" if about == "no promise is over yet" else Decimal(value) >= 0

    @pytest.mark.parametrize("name", ["on-time", "load", "demand", "shortages", "worst-orders"])
    def test_have_a_head_and_as_many_cells_in_each_row(self, history: History, name: str) -> None:
        mill, _plans = history

        rows = table(signed_in(mill), name)

        assert len({len(row) for row in rows}) == 1

    def test_name_no_order_to_people_who_see_none(self, history: History) -> None:
        mill, _plans = history
        floor = signed_in(mill, Role.FLOOR)

        assert floor.get("/overview/worst-orders.csv").status_code == 404
        assert floor.get("/overview/figures.csv").status_code == 200

    def test_without_a_plan_say_so(self) -> None:
        client = Client()
        client.force_login(given.user(Role.MANAGER, at=given.site()))

        answer = client.get("/overview/figures.csv")

        assert answer.status_code == 409
        assert "no plan of this site yet" in answer.json()["detail"]


class TestScreensThatFiguresLeadTo:
    def test_load_says_the_same(self, history: History) -> None:
        mill, _plans = history
        client = signed_in(mill)
        rows = {label: value for label, value, *_more in table(client, "figures")}

        page = read(client, "/load/")

        assert f"Inside 13 weeks {rows['Utilisation']} % of what all work centres have is used." in page
        assert f"{rows['Overloads']} overloads" in page
