"""What the drawer says adds up: 200 random cells of the demo's plant and its lots; with a control for each fault."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client

from benchmarks.cell_sums import (
    LOAD,
    Cell,
    faults_of_cell,
    faults_of_load,
    faults_of_lot,
    name_of,
    random_cells,
    spans_of,
)
from benchmarks.cells import Look
from company.models import AtpRule, Role, Site
from connectors.tables import importing
from connectors.tables.demo.build import demo_set
from materials.models import Item
from mps import run, snapshot
from mps.queries import lots
from mps.queries.kept_plan import kept_plan
from mps.queries.reasons import Why, reasons_of_cell
from orders.models import Forecast, OrderLine
from tests import given
from tests.mps.plant import plant, published

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CELLS = 200


class Pages:
    """Fetches what the browser fetches, as a planner of a site."""

    def __init__(self, site: Site) -> None:
        self.client = Client()
        self.client.force_login(given.user(Role.PLANNER, at=site))

    def __call__(self, path: str, query: dict[str, Any]) -> Any:
        answer = self.client.get(path, query)
        assert answer.status_code == 200, (path, query)
        return json.loads(answer.content)


def demo_plant() -> Site:
    """The demo's plant, planned: three levels, forecast, receipts, work centres with calendars."""
    importing.run(demo_set(NOW))
    site = Site.objects.alias(n=Count("order_lines")).order_by("-n")[0]
    site.fixed_planning_date = NOW.date()
    site.save()
    run.replan(site.pk)
    return site


def test_200_random_cells_of_the_demo_and_their_lots_add_up() -> None:
    look = Look(Pages(demo_plant()), Random(1))

    assert [line.text for line in look.cells(CELLS, seed=1)] == []
    assert (look.cell_count, len(look.kinds)) == (CELLS, 24)
    assert look.lot_count >= CELLS / 4


class TestFences:
    """A plant with a fence that ends inside a week, forecast and orders, and lots of a component."""

    @pytest.fixture
    def pages(self) -> Pages:
        mill = plant()
        mill.site.demand_time_fence_days = 45
        mill.site.atp_rule = AtpRule.DISCRETE
        mill.site.save()
        for due in ("D5", "D20", "D46", "D60"):
            given.order_line(due=due, of=mill.pump, at=mill.site, quantity=11)
        for week in range(2, 12):
            given_forecast(mill.site, mill.pump, f"W{week}", 8)
            given_forecast(mill.site, mill.casing, f"W{week}", 3)
        published(mill.site)
        return Pages(mill.site)

    def test_every_week_adds_up(self, pages: Pages) -> None:
        plan = pages("/master-schedule/rows/", {})["plan"]
        faults = []
        for place, item in enumerate(plan["items"]["id"]):
            for span in spans_of(plan, "week"):
                query = {"plan": plan["plan_id"], "item": item, "first": span.first, "last": span.last}
                cell = Cell("balance", "week", place, span)
                found = faults_of_cell(plan, cell, pages("/master-schedule/cell/", query))
                faults += [f"{name_of(plan, cell)}: {fault}" for fault in found]

        assert faults == []


def given_forecast(site: Site, item: Item, period: str, quantity: int) -> None:
    Forecast.objects.create(item=item, site=site, period_start=given.day(period), quantity=quantity)


class TestControls:
    """What would not add up is found."""

    @pytest.fixture
    def pages(self) -> Pages:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=7)
        published(mill.site)
        return Pages(mill.site)

    @pytest.mark.parametrize("term", ["orders", "mps", "receipts", "dependent", "forecast"])
    def test_a_term_that_is_not_its_documents(self, pages: Pages, term: str) -> None:
        plan = pages("/master-schedule/rows/", {})["plan"]
        cell = next(one for one in random_cells(plan, count=1, seed=1) if one.kind != LOAD)
        query = {"plan": plan["plan_id"], "item": plan["items"]["id"][cell.place], "first": cell.span.first}
        behind = pages("/master-schedule/cell/", {**query, "last": cell.span.last})
        assert list(faults_of_cell(plan, cell, behind)) == []
        wrong = deepcopy(behind)
        wrong["totals"][term] += 1

        assert list(faults_of_cell(plan, cell, wrong)) != []

    def test_a_load_that_is_not_its_lots(self, pages: Pages) -> None:
        plan = pages("/master-schedule/rows/", {})["plan"]
        cell = next(one for one in random_cells(plan, count=8, seed=1) if one.kind == LOAD)
        query = {"plan": plan["plan_id"], "center": plan["load"]["id"][0], "first": cell.span.first}
        behind = pages("/master-schedule/load/", {**query, "last": cell.span.last})
        assert list(faults_of_load(plan, cell, behind)) == []

        assert list(faults_of_load(plan, cell, {**behind, "minutes": behind["minutes"] + 1})) != []
        for name in ("minutes", "lots"):
            wrong = deepcopy(behind)
            wrong["items"][0][name] += 1
            assert list(faults_of_load(plan, cell, wrong)) != []

    @pytest.mark.parametrize("number", ["drawn", "ordered", "stocked"])
    def test_a_lot_that_is_not_what_is_pegged(self, pages: Pages, number: str) -> None:
        plan = pages("/master-schedule/rows/", {})["plan"]
        key = kept_plan(plan["plan_id"]).lots[0].key
        lot = pages("/master-schedule/lot/", {"plan": plan["plan_id"], "lot": key})
        assert list(faults_of_lot(lot)) == []

        assert list(faults_of_lot({**lot, number: lot[number] + 1})) != []


class TestLot:
    def test_is_followed_up_to_the_order_and_down_to_minutes_and_components(self) -> None:
        mill = plant()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=7)
        plan = published(mill.site)
        (made,) = kept_plan(plan.pk).lots
        found = lots.lot_behind(plan_id=plan.pk, key=made.key, lines=OrderLine.objects.all())

        assert [(one.line_id, one.quantity) for one in found.orders] == [(line.pk, 7)]
        assert [(one.code, one.minutes) for one in found.work] == [(mill.center.code, 70)]
        assert [(one.code, one.kind, one.quantity) for one in found.supplies] == [(mill.casing.code, "stock", 7)]
        assert found.rest == 0

    def test_of_who_sees_no_orders_names_none(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=7)
        plan = published(mill.site)
        (made,) = kept_plan(plan.pk).lots
        found = lots.lot_behind(plan_id=plan.pk, key=made.key, lines=OrderLine.objects.none())

        assert [(one.label, one.customer, one.line_id, one.quantity) for one in found.orders] == [("", "", None, 7)]

    def test_that_is_none_is_not_found(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site)
        plan = published(mill.site)
        pages = Pages(mill.site)
        assert pages.client.get("/master-schedule/lot/", {"plan": str(plan.pk), "lot": "no such"}).status_code == 404

    def test_says_why_it_is_as_it_is(self) -> None:
        mill = plant()
        given.order_line(due="D0", of=mill.pump, at=mill.site, quantity=500)
        plan = published(mill.site)
        pages = Pages(mill.site)
        said = [
            sentence
            for lot in kept_plan(plan.pk).lots
            for sentence in pages("/master-schedule/lot/", {"plan": plan.pk, "lot": lot.key})["reasons"]
        ]
        assert any("comes" in sentence and "late" in sentence for sentence in said)

    def test_that_the_budget_kept_says_so(self) -> None:
        mill = plant()
        line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=7)
        published(mill.site)
        mill.site.refresh_from_db()
        mill.site.change_budget_lots = 0
        mill.site.save()
        OrderLine.objects.filter(pk=line.pk).update(quantity=9)
        plan = published(mill.site)
        assert snapshot.load(mill.site.pk).problem.change_budget is not None
        pages = Pages(mill.site)
        planned = kept_plan(plan.pk)
        (key,) = [lot.key for lot in planned.lots if lot.firm]
        of_cell = reasons_of_cell(planned, mill.pump.code, range(30), planned.lots_of[mill.pump.code])

        said = pages("/master-schedule/lot/", {"plan": plan.pk, "lot": key})["reasons"]

        assert any("change budget" in sentence for sentence in said)
        assert Why.KEPT_CALM in {reason.why for reason in of_cell}
        assert pages("/master-schedule/lot/", {"plan": plan.pk, "lot": key})["work"] != []
