"""A merge is taken back by whoever may merge: all of it as it was before, in one revision, or nothing and why not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import models

from capacity.models import CapacityException
from company.models import Role, Site
from materials.models import ItemSite
from mps import run, scenario_merge, scenario_undo, scenario_written_words
from mps.models import Scenario, ScenarioPlan
from mps.scenario_changes import CapacityShift, Change, DemandShift, ItemShift, LineWish, NewOrder
from mps.scenario_record import ScenarioState
from mps.scenario_written import from_data
from mps.scenarios import ScenarioRefused
from orders import decisions
from orders.expected import Forecast
from orders.models import ChangeRequest, ChangeState, LineStatus, OrderLine
from tests import given
from tests.mps.imagined import Works, planned, random_changes, replanned, works

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

WHY = "the fair was called off"
OVERTIME = CapacityShift("MILL", date(2026, 1, 12), date(2026, 1, 16), 120, "overtime")


@pytest.fixture(autouse=True)
def _planners() -> Any:
    yield
    run._planners.clear()


def merged(shop: Works, *changes: Change) -> Scenario:
    scenario = planned(shop, *changes)
    assert not scenario.problem, scenario.problem
    scenario_merge.merge(scenario_id=scenario.pk, version=scenario.version, why="the fair", by=shop.planner)
    return Scenario.objects.get(pk=scenario.pk)


def taken_back(shop: Works, scenario: Scenario, **values: Any) -> scenario_undo.TakenBack:
    asked = {"why": WHY, "by": shop.planner, **values}
    return scenario_undo.take_back(scenario_id=scenario.pk, version=scenario.version, **asked)


def inputs(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    """Return what of a site a plan depends on and a scenario may change; cancelled lines are none."""

    def rows(found: models.QuerySet[Any], *names: str) -> list[tuple[Any, ...]]:
        return sorted(found.values_list(*names))

    lines = OrderLine.objects.filter(site=site).exclude(status=LineStatus.CANCELLED)
    return {
        "lines": rows(lines, "pk", "quantity", "requested_date", "priority", "status"),
        "forecasts": rows(Forecast.objects.filter(site=site), "pk", "quantity"),
        "capacity": rows(CapacityException.objects.all(), "work_center_id", "from_date", "kind", "minutes_per_day"),
        "items": rows(ItemSite.objects.filter(site=site), "pk", "safety_stock", "lot_minimum", "lead_time_days"),
    }


class TestAllOfIt:
    @pytest.mark.parametrize("seed", range(8))
    def test_random_merges_leave_nothing_behind(self, seed: int) -> None:
        shop = works(seed)
        before = inputs(shop.site)
        scenario = merged(shop, *random_changes(shop, Random(seed)))
        after, revision = inputs(shop.site), Site.objects.get(pk=shop.site.pk).order_revision

        taken_back(shop, scenario)

        assert after != before
        assert inputs(shop.site) == before
        assert Site.objects.get(pk=shop.site.pk).order_revision == revision + 1

    def test_says_who_when_and_why_and_keeps_who_merged_it(self) -> None:
        shop = works()
        scenario = merged(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        manager = given.user(Role.PLANNER, at=shop.site)

        taken_back(shop, scenario, by=manager)

        scenario.refresh_from_db()
        assert (scenario.state, scenario.undone_by, scenario.undone_why) == (ScenarioState.UNDONE, manager, WHY)
        assert (scenario.ended_by, scenario.why) == (shop.planner, "the fair")
        request = ChangeRequest.objects.filter(line=shop.lines[0]).latest("pk")
        assert WHY in request.why
        assert not ScenarioPlan.objects.get(pk=scenario.pk).is_awaited

    def test_adds_to_capacity_that_was_there_and_takes_only_its_own_away(self) -> None:
        shop = works()
        scenario = merged(shop, OVERTIME)
        CapacityException.objects.update(minutes_per_day=180)  # somebody adds an hour

        taken_back(shop, scenario)

        assert CapacityException.objects.get().minutes_per_day == 60

    def test_cancels_a_new_order(self) -> None:
        shop = works()
        scenario = merged(shop, NewOrder("SC-1", "NORD", "VALVE", Decimal(5), date(2026, 2, 2)))
        taken_back(shop, scenario)
        assert OrderLine.objects.get(order__number="SC-1").status == LineStatus.CANCELLED

    def test_plans_go_on(self) -> None:
        shop = works()
        scenario = merged(shop, DemandShift(Decimal(50)))
        replanned(shop.site)
        taken_back(shop, scenario)
        replanned(shop.site)


class TestWhatWaits:
    def fenced(self, shop: Works) -> tuple[Scenario, OrderLine]:
        Site.objects.filter(pk=shop.site.pk).update(demand_time_fence_days=30)
        replanned(shop.site)
        near = min(shop.lines, key=lambda line: line.requested_date)
        return merged(shop, LineWish(near.pk, {"quantity": "9"})), near

    def test_is_withdrawn_also_by_another_person(self) -> None:
        shop = works()
        scenario, line = self.fenced(shop)

        done = taken_back(shop, scenario, by=given.user(Role.PLANNER, at=shop.site))

        assert done.waiting == 0
        assert ChangeRequest.objects.get(line=line).state == ChangeState.WITHDRAWN
        assert OrderLine.objects.get(pk=line.pk).quantity == line.quantity

    def test_goes_to_approval_where_it_was_approved_since(self) -> None:
        shop = works()
        scenario, line = self.fenced(shop)
        decisions.approve(change_id=ChangeRequest.objects.get().pk, by=given.user(Role.MANAGER, at=shop.site))

        done = taken_back(shop, scenario)

        assert done.waiting == 1
        assert ChangeRequest.objects.get(state=ChangeState.SUBMITTED).proposal["quantity"] == str(int(line.quantity))


class TestNothingAtAll:
    def refused(self, shop: Works, scenario: Scenario, record: str) -> None:
        before = inputs(shop.site)
        with pytest.raises(ScenarioRefused, match=record):
            taken_back(shop, scenario)
        assert inputs(shop.site) == before
        assert Scenario.objects.get(pk=scenario.pk).state == ScenarioState.MERGED

    def test_where_a_line_has_been_changed_since(self) -> None:
        shop = works()
        line = shop.lines[0]
        scenario = merged(shop, LineWish(line.pk, {"quantity": "33"}), OVERTIME)
        OrderLine.objects.filter(pk=line.pk).update(quantity=34)
        self.refused(shop, scenario, str(line))

    def test_where_a_new_order_has_been_confirmed_since(self) -> None:
        shop = works()
        scenario = merged(shop, OVERTIME, NewOrder("SC-1", "NORD", "VALVE", Decimal(5), date(2026, 2, 2)))
        OrderLine.objects.filter(order__number="SC-1").update(status=LineStatus.CONFIRMED)
        self.refused(shop, scenario, "SC-1")

    def test_where_capacity_is_no_longer_there(self) -> None:
        shop = works()
        scenario = merged(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}), OVERTIME)
        CapacityException.objects.all().delete()
        self.refused(shop, scenario, "these minutes")

    def test_where_planning_values_are_others_by_now(self) -> None:
        shop = works()
        scenario = merged(shop, OVERTIME, ItemShift("PUMP", {"safety_stock": "25"}))
        ItemSite.objects.filter(item__code="PUMP").update(safety_stock=26)
        self.refused(shop, scenario, "PUMP")

    def test_without_a_reason_twice_or_before_it_is_merged(self) -> None:
        shop = works()
        scenario = planned(shop, OVERTIME)
        with pytest.raises(ScenarioRefused, match="merged"):
            taken_back(shop, scenario)
        scenario_merge.merge(scenario_id=scenario.pk, version=scenario.version, why="the fair", by=shop.planner)
        scenario = Scenario.objects.get(pk=scenario.pk)
        with pytest.raises(ScenarioRefused, match="why"):
            taken_back(shop, scenario, why=" ")
        taken_back(shop, scenario)
        with pytest.raises(ScenarioRefused, match="merged"):
            taken_back(shop, Scenario.objects.get(pk=scenario.pk))

    def test_by_who_may_not_merge(self) -> None:
        shop = works()
        scenario = merged(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        with pytest.raises(Scenario.DoesNotExist):
            taken_back(shop, scenario, by=given.user(Role.ADMIN, at=shop.site))
        manager = given.user(Role.MANAGER, at=shop.site)  # may not change quantities
        with pytest.raises(ScenarioRefused, match="role"):
            taken_back(shop, scenario, by=manager)

    def test_where_it_was_merged_before_this_was_kept(self) -> None:
        shop = works()
        scenario = merged(shop, OVERTIME)
        Scenario.objects.update(written=None)
        with pytest.raises(ScenarioRefused, match="kept"):
            taken_back(shop, scenario)


class TestTold:
    def test_before_and_after_with_units_and_what_it_is_now(self) -> None:
        shop = works()
        line = shop.lines[0]
        scenario = merged(
            shop, LineWish(line.pk, {"quantity": "33"}), OVERTIME, ItemShift("PUMP", {"safety_stock": "25"}),
            NewOrder("SC-1", "NORD", "VALVE", Decimal(5), date(2026, 2, 2)),
        )  # fmt: skip
        OrderLine.objects.filter(pk=line.pk).update(quantity=40)
        written = from_data(scenario.written)
        assert written is not None

        seen = OrderLine.objects.select_related("order", "item")
        rows = scenario_written_words.rows_of(written, scenario.changes_read(), seen, shop.site)

        unit, pump = line.item.unit, ItemSite.objects.get(item__code="PUMP").item.unit
        found = {row.about: (row.before, row.after, row.now) for row in rows}
        assert found[str(line)] == (f"{line.quantity.normalize():f} {unit}", f"33 {unit}", f"40 {unit}")
        assert found["MILL"] == ("0 h a day", "2 h a day", "")
        assert found["PUMP"][1:] == (f"25 {pump}", "")
        assert found["PUMP"][0].endswith(pump)
