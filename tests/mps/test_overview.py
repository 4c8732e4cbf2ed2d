"""The production manager's overview: figures that count what they say, and the same for a wall."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from company.models import Role, Site
from materials.models import Item
from mps.models import Plan, SitePlanning
from mps.queries import load, overview
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def late_and_short() -> tuple[Plant, Plan]:
    """Return a plant with more orders than it can make in time."""
    mill = plant()
    Item.objects.filter(pk=mill.pump.pk).update(list_price=Decimal(100))
    for number, quantity, unit_price in (("DEAR", 400, 100), ("CHEAP", 300, 1)):
        given.order_line(
            order=given.order(number), due="D2", of=mill.pump, at=mill.site, quantity=quantity, unit_price=unit_price,
            promised_date=given.day("D2"),
        )  # fmt: skip
    return mill, published(mill.site)


class TestTrend:
    def test_has_the_last_plan_of_each_day(self) -> None:
        mill, _first = late_and_short()
        OrderLine.objects.filter(item=mill.pump).update(quantity=10)
        last = published(mill.site)

        (today,) = overview.trend(mill.site, now=timezone.now())

        assert (today.plan_id, today.late, today.on_time_share) == (last.pk, 0, 1.0)
        assert (today.changed_soon, today.nervousness) == (last.kpis["changed_soon"], last.kpis["nervousness"])
        assert last.kpis["nervousness"] > 0

    def test_does_not_reach_back_for_ever(self) -> None:
        mill, _plan = late_and_short()

        later = timezone.now() + timedelta(days=overview.DAYS_OF_TREND + 1)
        assert overview.trend(mill.site, now=later) == []


class TestSinceSomebodyLooked:
    def test_counts_the_plans_and_leads_to_what_changed(self) -> None:
        mill, first = late_and_short()
        client = Client()
        client.force_login(given.user(Role.MANAGER, at=mill.site))
        assert "What the last plan changed" in client.get("/overview/").content.decode()

        client.post(f"/plans/{first.pk}/seen/")
        OrderLine.objects.filter(item=mill.pump).update(quantity=10)
        published(mill.site)

        page = client.get("/overview/").content.decode()
        assert "1 plan was published since you last looked at what changed" in page
        assert "What changed since you last looked" in page


class TestFigures:
    def test_the_worst_orders_are_the_late_ones_by_what_they_are_worth(self) -> None:
        mill, plan = late_and_short()
        far = given.order("FAR")
        on_time = given.order_line(order=far, due="D200", of=mill.pump, at=mill.site, quantity=1, unit_price=10**6)
        assert plan.kpis["lines"] == 2
        published(mill.site)

        found = overview.worst_lines(OrderLine.objects.filter(site=mill.site))

        assert on_time not in found
        values = [line.open_value for line in found]  # type: ignore[attr-defined]
        assert values == sorted(values, reverse=True)
        assert "DEAR" in str(found[0])

    def test_shortages_are_worth_what_is_missing_at_worst(self) -> None:
        mill, plan = late_and_short()

        (short,) = [one for one in overview.shortages(plan.pk) if one.item_id == mill.pump.pk]

        assert short.short > 0
        assert short.value == pytest.approx(100 * short.short)

    def test_demand_adds_up_to_what_is_ordered(self) -> None:
        mill, plan = late_and_short()

        months = overview.demand_by_month(plan.pk)

        assert sum(month.booked for month in months) == pytest.approx(700 * 100)
        assert mill.pump.is_mps

    def test_a_week_has_the_overtime_that_is_bought(self) -> None:
        mondays = (date(2026, 12, 7), date(2026, 12, 14))
        weeks = [load.Week(day, day + timedelta(days=6), place, place + 1) for place, day in enumerate(mondays)]
        bought = load.Center(1, "A", "", (load.Cell(330, 300, 60), load.Cell(300, 300, 0)))
        other = load.Center(2, "B", "", (load.Cell(60, 60, 30), load.Cell(90, 60, 0)))

        first, second = overview.load_by_week(load.LoadMap(tuple(weeks), (bought, other)))

        assert (first.load, first.available, first.overtime, first.with_overtime) == (6.5, 6, 1.5, 7.5)
        assert (first.overloaded, second.with_overtime, second.overloaded) == (0, 6, 1)

    def test_load_is_that_of_all_work_centres(self) -> None:
        mill, plan = late_and_short()
        found = load.load_map(plan.pk)

        weeks = overview.load_by_week(found)

        (center,) = found.centers
        assert [week.load for week in weeks] == [cell.hours[2] for cell in center.cells[: len(weeks)]]
        assert mill.center.code == center.code


class TestPromiseReliability:
    def figure(self, site: Site) -> str:
        client = Client()
        client.force_login(given.user(Role.MANAGER, at=site))
        page = client.get("/overview/").content.decode().split("Promise reliability", 1)[1][:400]
        assert 'href="/promises/mine/"' in page
        return " ".join(re.sub(r"<[^>]+>", " ", page).split())

    def test_is_a_dash_until_a_promise_is_over(self) -> None:
        mill, _plan = late_and_short()
        assert self.figure(mill.site).startswith("– no promise is over yet")

    def test_is_the_share_of_those_that_were_kept(self) -> None:
        mill, _plan = late_and_short()
        line = OrderLine.objects.first()
        assert line is not None
        given.promise(line, first_date=given.day("D0") - timedelta(days=2))
        assert self.figure(mill.site).startswith("0 % 0 of 1 kept")


class TestPages:
    @pytest.mark.parametrize("address", ["/overview/", "/overview/wallboard/"])
    def test_show_the_figures_with_revision_and_age(self, client: Client, address: str) -> None:
        mill, plan = late_and_short()
        client.force_login(given.user(Role.MANAGER, at=mill.site))

        page = client.get(address).content.decode()

        assert f"planned revision {plan.revision}, published" in page
        assert "Overloads" in page

    @pytest.mark.parametrize("address", ["/overview/", "/overview/wallboard/"])
    def test_say_times_as_the_clocks_of_the_site_do(self, client: Client, address: str) -> None:
        mill, _plan = late_and_short()
        Site.objects.filter(pk=mill.site.pk).update(time_zone="Asia/Shanghai")
        SitePlanning.objects.update(published_at=datetime(2026, 3, 2, 20, 30, tzinfo=UTC))
        client.force_login(given.user(Role.MANAGER, at=mill.site))

        assert "04:30 (Asia/Shanghai)" in client.get(address).content.decode()

    def test_set_thousands_apart_in_chinese(self, client: Client) -> None:
        mill, _plan = late_and_short()
        client.force_login(given.user(Role.MANAGER, at=mill.site))
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

        assert "70,000" in client.get("/overview/").content.decode()

    @pytest.mark.parametrize("address", ["/overview/", "/overview/wallboard/"])
    def test_without_a_plan_say_so(self, client: Client, address: str) -> None:
        client.force_login(given.user(Role.MANAGER, at=given.site()))

        assert "No plan yet" in client.get(address).content.decode()

    def test_name_no_order_to_people_who_see_none(self, client: Client) -> None:
        mill, _plan = late_and_short()
        client.force_login(given.user(Role.FLOOR, at=mill.site))

        page = client.get("/overview/").content.decode()

        assert "DEAR" not in page
        assert "Ten worst orders" not in page
