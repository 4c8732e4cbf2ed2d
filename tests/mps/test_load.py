"""The load of a plan by work centre and week: the heat map, and the lots that fill it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from math import isclose

import pytest
from django.test import Client

from company.models import Role
from materials.models import BomLine, ItemSite
from mps.models import Plan
from mps.queries import load, lot_work, rough_cut
from mps.queries.lot_work import Grouping, Rest
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def loaded(*, pumps: int = 20) -> tuple[Plant, Plan]:
    mill = plant()
    given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=pumps)
    given.order_line(due="D17", of=mill.pump, at=mill.site, quantity=5)
    return mill, published(mill.site)


class TestWeeks:
    def test_are_iso_weeks_of_days_and_then_the_buckets_themselves(self) -> None:
        wednesday = date(2026, 3, 4)
        starts = [wednesday + timedelta(days=day) for day in range(12)] + [date(2026, 3, 16), date(2026, 3, 23)]

        weeks = load.weeks_of(starts, date(2026, 4, 20))

        assert [(week.first.isoformat(), week.last.isoformat(), week.label) for week in weeks] == [
            ("2026-03-04", "2026-03-08", "W10"), ("2026-03-09", "2026-03-15", "W11"),
            ("2026-03-16", "2026-03-22", "W12"), ("2026-03-23", "2026-04-19", "W13–16"),
        ]  # fmt: skip
        assert weeks[-1].week_count == 4


class TestCell:
    @pytest.mark.parametrize(
        ("minutes", "available", "overtime", "heat", "over"),
        [
            (0, 0, 0, "none", 0), (0, 480, 0, "0", 0), (240, 480, 0, "50", 0), (480, 480, 0, "100", 0),
            (481, 480, 0, "100", 0), (500, 480, 0, "over-100", 20), (540, 480, 60, "100", 0),
            (700, 480, 60, "over-125", 160), (60, 0, 0, "over-125", 60),
        ],
    )  # fmt: skip
    def test_is_over_only_beyond_overtime_and_rounding(
        self, minutes: float, available: float, overtime: float, heat: str, over: float
    ) -> None:
        cell = load.Cell(minutes, available, overtime)

        assert (cell.heat, cell.over) == (heat, over)


class TestLots:
    def test_of_a_week_add_up_to_its_cell(self) -> None:
        mill, plan = loaded(pumps=200)
        found = load.load_map(plan.pk)
        (center,) = found.centers

        filled = [
            (cell.load, sum(lot.minutes for lot in lot_work.lots_in(plan.pk, mill.center.code, week.first, week.last)))
            for week, cell in zip(found.weeks, center.cells, strict=True)
        ]

        assert sum(minutes for minutes, _lots in filled) == 2050
        assert all(isclose(minutes, lots, abs_tol=1e-6) for minutes, lots in filled)

    @pytest.mark.parametrize("grouping", list(Grouping))
    def test_are_divided_without_losing_a_minute(self, grouping: Grouping) -> None:
        mill, plan = loaded()
        found = load.load_map(plan.pk)

        groups = lot_work.by_week(plan.pk, mill.center.code, found.weeks, grouping)

        by_week = [sum(minutes) for minutes in zip(*(group.minutes for group in groups), strict=True)]
        assert by_week == pytest.approx([cell.load for cell in found.centers[0].cells])

    def test_of_components_are_for_the_orders_of_what_they_go_into(self) -> None:
        mill = plant()
        valve = given.item(at=mill.site)
        given.routing(valve, given.work_center(at=mill.site, code="VALVES"), run_minutes_per_unit=1)
        BomLine.objects.create(parent=mill.pump, component=valve, quantity_per=2)
        for number, priority, quantity in (("A", 1, 10), ("B", 3, 30)):
            order = given.order(number)
            given.order_line(order=order, due="D20", of=mill.pump, at=mill.site, quantity=quantity, priority=priority)
        plan = published(mill.site)
        weeks = load.load_map(plan.pk).weeks

        def divided(grouping: Grouping) -> dict[object, object]:
            groups = lot_work.by_week(plan.pk, "VALVES", weeks, grouping)
            return {group.name: pytest.approx(sum(group.minutes)) for group in groups}

        assert divided(Grouping.PRIORITY) == {1: 20, 3: 60}
        assert divided(Grouping.ORDER) == {"A": 20, "B": 60}

    def test_that_nobody_ordered_are_for_stock(self) -> None:
        mill = plant()
        ItemSite.objects.filter(item=mill.pump).update(safety_stock=7)
        plan = published(mill.site)

        (group,) = lot_work.by_week(plan.pk, mill.center.code, load.load_map(plan.pk).weeks, Grouping.PRIORITY)

        assert group.name == Rest.STOCK
        assert sum(group.minutes) == pytest.approx(70)

    def test_beyond_the_largest_groups_are_one_group(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lot_work, "GROUPS_SHOWN", 1)
        mill, plan = loaded()

        weeks = load.load_map(plan.pk).weeks
        largest, others = lot_work.by_week(plan.pk, mill.center.code, weeks, Grouping.ORDER)

        assert (sum(largest.minutes), others.name, sum(others.minutes)) == (200, Rest.OTHERS, 50)


class TestPage:
    def test_shows_what_fills_a_cell(self, client: Client) -> None:
        mill, plan = loaded()
        client.force_login(given.user("planner", at=mill.site))
        week = next(week for week, cell in load.load_map(plan.pk).rows()[0][1] if cell.load)

        answer = client.get("/load/", {"center": mill.center.code, "week": week.first.isoformat(), "by": "item"})

        page = answer.content.decode()
        assert f"What fills {mill.center.code} in {week.label}" in page
        assert str(answer.context["lots"][0].key) in page

    def test_leads_from_an_order_to_its_page_and_from_an_item_to_the_master_schedule(self, client: Client) -> None:
        mill, _plan = loaded()
        client.force_login(given.user("planner", at=mill.site))

        def links(by: str) -> list[str]:
            page = client.get("/load/", {"center": mill.center.code, "by": by}).content.decode()
            heads = page[page.index("The same as a table") : page.index('id="lots-head"')]
            found = re.findall(r'<th scope="col" class="number"><a href="([^"]+)"', heads)
            return [unescape(address) for address in found]

        orders = [line.order.number for line in OrderLine.objects.select_related("order")]
        assert sorted(links("order")) == sorted(f"/orders/{number}/" for number in orders)
        assert client.get(links("order")[0]).status_code == 200
        assert links("item") == [f"/master-schedule/?site={mill.site.code}&item={mill.pump.code}"]
        assert links("family") == links("priority") == []

    def test_without_a_work_centre_or_a_plan_says_what_to_do(self, client: Client) -> None:
        site = given.site()
        client.force_login(given.user("planner", at=site))
        assert "No plan yet" in client.get("/load/").content.decode()

        published(site)

        assert "There is no work centre yet" in client.get("/load/").content.decode()

    @pytest.mark.parametrize("asked", [{"center": "NOPE"}, {"by": "colour"}])
    def test_refuses_what_is_not_there(self, client: Client, asked: dict[str, str]) -> None:
        mill, _plan = loaded()
        client.force_login(given.user("planner", at=mill.site))

        answer = client.get("/load/", asked)

        assert answer.status_code == (400 if "by" in asked else 404)

    def test_names_no_order_to_people_who_see_none(self, client: Client) -> None:
        mill, _plan = loaded()
        for role, is_named in ((Role.FLOOR, False), (Role.PLANNER, True)):
            client.force_login(given.user(role, at=mill.site))
            assert client.get("/load/", {"by": "order"}).status_code == (200 if is_named else 400)
            assert ("by=order" in client.get("/load/").content.decode()) is is_named

    def test_is_not_for_sales(self, client: Client) -> None:
        mill, _plan = loaded()
        client.force_login(given.user(Role.SALES, at=mill.site))

        assert client.get("/load/").status_code == 403


class TestRoughCut:
    def test_of_a_plant_of_one_level_is_the_finite_load(self) -> None:
        mill, plan = loaded()
        found = load.load_map(plan.pk)

        rough = rough_cut.by_week(plan.pk, found.weeks)

        assert rough[mill.center.code] == pytest.approx([cell.load for cell in found.centers[0].cells])

    def test_asks_for_components_before_what_they_go_into(self) -> None:
        mill = plant()
        valve = given.item(at=mill.site, is_mps=False)
        given.routing(valve, given.work_center(at=mill.site, code="VALVES"), run_minutes_per_unit=3)
        BomLine.objects.create(parent=mill.pump, component=valve, quantity_per=2)
        ItemSite.objects.filter(item=mill.pump).update(lead_time_days=7)
        given.order_line(due="D18", of=mill.pump, at=mill.site, quantity=10)
        plan = published(mill.site)
        weeks = load.load_map(plan.pk).weeks

        rough = rough_cut.by_week(plan.pk, weeks)

        assert rough["VALVES"][:3] == (0, 60, 0)
        assert rough[mill.center.code][:3] == (0, 0, 100)

    def test_stands_beside_the_finite_load_where_it_is_wanted(self, client: Client) -> None:
        mill, _plan = loaded()
        client.force_login(given.user("planner", at=mill.site))

        with_it, without = client.get("/load/", {"rough": "1"}), client.get("/load/")

        assert with_it.context["chart"]["roughCut"] == with_it.context["chart"]["groups"][0]["hours"]
        assert without.context["chart"]["roughCut"] is None
        assert "by=family&amp;rough=1" in with_it.content.decode()

    def test_is_a_file_with_a_row_for_each_work_centre_and_week(self, client: Client) -> None:
        mill, plan = loaded()
        client.force_login(given.user("planner", at=mill.site))

        rows = client.get("/load/file/").content.decode("utf-8-sig").splitlines()

        found = load.load_map(plan.pk)
        assert rows[0] == "Work centre,Week,From,To,Available,Overtime,Load,Rough-cut"
        assert rows[2] == f"{mill.center.code},W03,2026-01-12,2026-01-18,40.0,0.0,3.33,3.33"
        assert len(rows) == 1 + len(found.weeks)

    def test_has_no_file_without_a_plan(self, client: Client) -> None:
        client.force_login(given.user("planner", at=given.site()))

        assert client.get("/load/file/").status_code == 409
