"""What the Gantt is sent: bars that add up to the plan's load, what each lot is, its chain, and windows that fit."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from capacity.models import OperationAlternative
from company.models import Role, Site
from materials.models import BomLine, ItemSite, ScheduledReceipt
from mps.models import Plan, PlanLoad
from mps.queries import gantt
from mps.queries.kept_plan import kept_plan
from orders.models import LineOutlook
from tests import given
from tests.mps.imagined import works
from tests.mps.plant import Plant, plant, published
from tests.mps.steering import Desk, done, lots, mill

pytestmark = pytest.mark.django_db(transaction=True)

BARS = "/gantt/bars/"
ROUNDING = 0.02


def asked(site: Site, role: Role = Role.PLANNER, **query: Any) -> Any:
    client = Client()
    client.force_login(given.user(role, at=site))
    answer = client.get(BARS, {"site": site.code, **query})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def minutes_by_day(found: gantt.Gantt) -> dict[tuple[str, date], float]:
    """Return what the bars of an answer take, by work centre and day; a bar may reach beyond the window."""
    minutes = defaultdict[tuple[str, date], float](float)
    for bar in found.bars:
        for place, taken in enumerate(bar.minutes):
            day = found.first + timedelta(days=bar.first + place)
            if taken and found.first <= day <= found.last:
                minutes[found.centers[bar.center].code, day] += taken
    return minutes


class TestBars:
    @pytest.mark.parametrize("seed", range(1, 7))
    def test_add_up_to_the_load_of_each_work_centre_and_day_on_random_plants(self, seed: int) -> None:
        shop = works(seed)
        plan = Plan.objects.get(site=shop.site)
        found, kept = gantt.gantt(plan.pk), kept_plan(plan.pk)

        took = minutes_by_day(found)

        wanted = {
            (center, kept.date_of(day)): minutes
            for center, days in kept.load.items()
            for day, minutes in days.items()
            if found.first <= kept.date_of(day) <= found.last and minutes
        }
        assert took.keys() == wanted.keys()
        assert all(abs(took[key] - minutes) < ROUNDING * 10 for key, minutes in wanted.items())
        published_load = PlanLoad.objects.get(plan=plan, work_center=shop.centers[0]).load_minutes
        days = plan.bucket_starts[:5]
        first = sum(taken for (center, day), taken in took.items() if center == "MILL" and day in days)
        assert first == pytest.approx(sum(published_load[:5]), abs=1)

    def test_are_one_for_each_lot_and_work_centre_with_the_steps_done_there(self) -> None:
        shop = plant()
        bench = given.work_center("BENCH", at=shop.site)
        routing = shop.pump.routings.get()
        for step, center in ((20, shop.center), (30, bench)):
            routing.operations.create(step=step, work_center=center, run_minutes_per_unit=1)
        given.order_line(due="D11", of=shop.pump, at=shop.site, quantity=24)
        found = gantt.gantt(published(shop.site).pk)

        seen = {(found.lots[bar.lot].code, found.centers[bar.center].code, bar.steps) for bar in found.bars}

        assert seen == {(shop.pump.code, shop.center.code, (10, 20)), (shop.pump.code, "BENCH", (30,))}
        assert len(found.bars) == 2 * len(found.lots)


class TestWindow:
    def long(self, monkeypatch: pytest.MonkeyPatch, most: int) -> gantt.Gantt:
        shop = plant()
        for day in range(3, 40, 4):
            given.order_line(due=f"D{day}", of=shop.pump, at=shop.site, quantity=30)
        plan = published(shop.site)
        monkeypatch.setattr(gantt, "BARS_SHOWN", most)
        return gantt.gantt(plan.pk)

    def test_is_shorter_where_it_would_hold_too_many_bars_and_misses_none_of_its_days(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = self.long(monkeypatch, 4)
        kept = kept_plan(found.plan_id)

        assert len(found.bars) <= 4
        assert found.cut == 0
        assert found.last < found.start + timedelta(days=gantt.DAYS_SHOWN - 1)
        (load,) = kept.load.values()
        whole = sum(minutes for day, minutes in load.items() if found.first <= kept.date_of(day) <= found.last)
        assert sum(minutes_by_day(found).values()) == pytest.approx(whole, abs=0.1)

    def test_goes_on_where_the_one_before_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = self.long(monkeypatch, 4)

        following = gantt.gantt(found.plan_id, found.last + timedelta(days=1))

        assert following.first == found.last + timedelta(days=1)
        assert all(len(center.available) == (following.last - following.first).days + 1 for center in following.centers)

    def test_of_a_date_that_is_none_is_refused(self) -> None:
        shop = mill()
        client = Client()
        client.force_login(given.user(Role.PLANNER, at=shop.site))
        assert client.get(BARS, {"first": "soon"}).status_code == 400

    def test_before_or_after_the_plan_is_at_its_nearest_days(self) -> None:
        shop = mill()
        early, late = (asked(shop.site, first=first)["plan"] for first in ("2020-01-01", "2040-01-01"))
        assert early["first"] == early["start"]
        assert late["first"] == late["last"] < late["horizon_end"]


class TestLots:
    def test_for_a_late_order_are_late_through_every_level(self) -> None:
        shop = plant()
        valve = given.item("VALVE", at=shop.site)
        given.routing(valve, given.work_center(at=shop.site, code="VALVES"), run_minutes_per_unit=1)
        BomLine.objects.create(parent=shop.pump, component=valve, quantity_per=1)
        given.order_line(due="D1", of=shop.pump, at=shop.site, quantity=200, promised_date=given.day("D1"))
        found = gantt.gantt(published(shop.site).pk)

        assert LineOutlook.objects.get().status == "late"
        assert {(lot.code, lot.status) for lot in found.lots} == {(shop.pump.code, "late"), ("VALVE", "late")}

    def test_that_nobody_waits_for_are_on_time(self) -> None:
        shop = plant()
        ItemSite.objects.filter(item=shop.pump).update(safety_stock=7)
        found = gantt.gantt(published(shop.site).pk)
        assert [lot.status for lot in found.lots] == ["on_time"]

    def test_inside_the_fence_are_frozen_and_those_that_people_fixed_are_held(self) -> None:
        shop = mill()
        key = next(iter(lots(shop)))
        done(Desk(shop.site), shop, {"kind": "firm", "lot_key": key})
        answer = asked(shop.site)
        assert answer["held"] == [key]
        assert [(one["firm"], one["frozen"]) for one in answer["plan"]["lots"] if one["key"] == key] == [(True, False)]

        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=40)
        published(shop.site)

        assert {(one["frozen"], one["fence"]) for one in asked(shop.site)["plan"]["lots"]} == {(True, 40)}

    def test_name_where_else_their_steps_can_be_done(self) -> None:
        shop = mill()
        other = given.work_center(at=shop.site)
        step = shop.pump.routings.get().operations.get()
        OperationAlternative.objects.create(operation=step, work_center=other, factor=2)

        assert asked(shop.site)["choices"] == {str(shop.pump.pk): {"10": [[shop.center.pk, 1], [other.pk, 2]]}}


class TestReleased:
    def test_orders_of_made_items_show_what_is_received(self) -> None:
        shop = mill()
        today = shop.site.horizon_start
        ItemSite.objects.filter(item=shop.pump).update(lead_time_days=5)
        for number, item, days in ((1, shop.pump, 3), (2, shop.pump, -4), (3, shop.casing, 3)):
            ScheduledReceipt.objects.create(
                document=f"W-{number}", item=item, site=shop.site, quantity=40, received_quantity=10,
                due_date=today + timedelta(days=days),
            )  # fmt: skip

        found = asked(shop.site)["released"]

        assert [(one["document"], one["share"], one["overdue"]) for one in found] == [
            ("W-2/1", 0.25, True), ("W-1/1", 0.25, False),
        ]  # fmt: skip
        assert [one["last"] for one in found] == [today.isoformat(), (today + timedelta(days=3)).isoformat()]
        assert found[1]["first"] == (today - timedelta(days=1)).isoformat()


class TestChain:
    def chain(self, shop: Plant, key: str, role: Role = Role.PLANNER) -> Any:
        client = Client()
        client.force_login(given.user(role, at=shop.site))
        plan = asked(shop.site)["plan"]["plan_id"]
        return client.get("/gantt/chain/", {"plan": plan, "lot": key, "site": shop.site.code})

    def test_leads_from_components_lots_up_to_the_order(self) -> None:
        shop = plant()
        valve = given.item("VALVE", at=shop.site)
        given.routing(valve, given.work_center(at=shop.site, code="VALVES"), run_minutes_per_unit=1)
        BomLine.objects.create(parent=shop.pump, component=valve, quantity_per=1)
        line = given.order_line(due="D11", of=shop.pump, at=shop.site, quantity=4)
        published(shop.site)
        keys = {lot["code"]: lot["key"] for lot in asked(shop.site)["plan"]["lots"]}

        for code in (shop.pump.code, "VALVE"):
            found = self.chain(shop, keys[code]).json()
            assert found["links"] == [[keys["VALVE"], keys[shop.pump.code]]]
            assert [(end["label"], end["line_id"], end["status"]) for end in found["ends"]] == [
                (str(line), line.pk, LineOutlook.objects.get().status)
            ]

    def test_names_no_order_to_who_sees_none(self) -> None:
        shop = mill()
        key = next(iter(lots(shop)))
        (end,) = self.chain(shop, key, Role.FLOOR).json()["ends"]
        assert (end["label"], end["customer"], end["line_id"], end["status"]) == ("", "", None, "")

    def test_of_a_lot_that_is_not_there_is_not_found(self) -> None:
        assert self.chain(mill(), "nobody").status_code == 404


class TestPage:
    def test_asks_for_a_plan_where_there_is_none(self) -> None:
        site = given.site("S9")
        client = Client()
        client.force_login(given.user(Role.PLANNER, at=site))
        assert asked(site)["plan"] is None
        assert 'id="no-plan">' in client.get("/gantt/").content.decode()

    def test_says_what_its_figures_count(self) -> None:
        client = Client()
        client.force_login(given.user(Role.PLANNER, at=mill().site))
        page = client.get("/gantt/").content.decode()
        assert re.findall(r'>([^<]+) <span class="count">', page) == ["All lots", "At risk", "Late lots"]

    def test_is_not_for_who_sees_no_plan(self) -> None:
        shop = mill()
        client = Client()
        client.force_login(given.user(Role.SALES, at=shop.site))
        assert client.get("/gantt/").status_code == 403
