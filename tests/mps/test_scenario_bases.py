"""Scenarios of earlier plans: planned on the data of then, and merged where those are still today's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from random import Random
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from company import sites
from company.models import Site
from mps import (
    impact,
    retention,
    returning,
    run,
    scenario_bases,
    scenario_merge,
    scenario_planning,
    scenario_writes,
    scenarios,
    snapshot,
)
from mps.models import Plan, PlanDetail, PlannedOrder, Scenario, ScenarioPlan
from mps.reproducing import Verdict, reproduced
from mps.scenario_changes import Change, LineWish
from mps.scenarios import ScenarioRefused
from mps.scheduler import problem as problems
from mps.scheduler import result_bytes
from mps.scheduler.inputs_differ import inputs_differ
from mps.scheduler.transplant import transplanted
from orders.models import OrderLine
from tests.mps.imagined import Works, random_changes, replanned, works

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


@pytest.fixture(autouse=True)
def _seconds(settings: Settings) -> Iterator[None]:
    settings.FIRST_SECONDS = settings.IMPROVE_SECONDS = 60.0
    yield
    run._planners.clear()


def branched(shop: Works, plan: Plan, *changes: Change) -> Scenario:
    """Return a scenario that begins from a plan, planned here and now."""
    scenario = scenarios.create(site=shop.site, name="If", by=shop.planner, changes=changes, plan_id=plan.pk)
    scenario_planning.plan(scenario.pk, stop=lambda: False)
    return again(scenario)


def again(scenario: Scenario) -> Scenario:
    return Scenario.objects.select_related("plan", "site").get(pk=scenario.pk)


def merged(shop: Works, scenario: Scenario, **more: Any) -> scenario_merge.Merged:
    asked = {"version": scenario.version, "why": "the fair", "by": shop.planner, **more}
    return scenario_merge.merge(scenario_id=scenario.pk, **asked)


def an_earlier_plan() -> tuple[Works, Plan]:
    """A plant whose plan moved on, and the plan of before: a line has become larger."""
    shop = works()
    first = Plan.objects.get()
    OrderLine.objects.filter(pk=shop.lines[1].pk).update(quantity=77)
    replanned(shop.site)
    return shop, first


def two_plans_of_the_same_data() -> tuple[Works, Plan]:
    """A plant that went back to its first plan's lots, and the plan before that, of the same orders."""
    shop, first = an_earlier_plan()
    second = Plan.objects.latest("pk")
    returning.ask(site=shop.site, plan_id=first.pk, by=shop.planner, reason="as it was")
    assert replanned(shop.site).revision == second.revision
    return shop, second


class TestOfTheSameData:
    @pytest.mark.parametrize("seed", range(3))
    def test_merged_gives_the_plan_that_was_shown(self, seed: int) -> None:
        shop, plan = two_plans_of_the_same_data()
        scenario = branched(shop, plan, *random_changes(shop, Random(seed)))
        assert (scenario.problem, scenario.base_plan_id) == ("", plan.pk)
        shown = result_bytes.from_bytes(bytes(scenario.plan.result))

        done = merged(shop, scenario)
        published = replanned(shop.site)

        assert done.gives_the_plan
        assert ScenarioPlan.objects.get(pk=scenario.pk).adopted_plan_id == published.pk
        start = published.bucket_starts[0]
        rows = PlannedOrder.objects.filter(plan=published)
        assert {
            row.lot_key: (row.quantity, (row.start_date - start).days, (row.finish_date - start).days) for row in rows
        } == {lot.key: (lot.quantity, lot.start_day, lot.finish_day) for lot in shown.plan.lots}
        assert reproduced(published).verdict is Verdict.SAME

    def test_merged_within_a_change_budget_it_is_made_again_from_the_plan_that_it_followed(self) -> None:
        shop, _plan = two_plans_of_the_same_data()
        sites.set_change_budget(site=shop.site, most_lots=9, days=40)
        earlier = replanned(shop.site)
        returning.ask(site=shop.site, plan_id=Plan.objects.earliest("pk").pk, by=shop.planner, reason="as it was")
        replanned(shop.site)
        scenario = branched(shop, earlier, *random_changes(shop, Random(6)))

        merged(shop, scenario)
        published = replanned(shop.site)

        assert ScenarioPlan.objects.get(pk=scenario.pk).adopted_plan_id == published.pk
        assert reproduced(published).verdict is Verdict.SAME
        PlanDetail.objects.filter(plan=published).update(followed=None)  # the control: it is of use
        assert reproduced(published).verdict is Verdict.DIFFERENT

    def test_control_other_data_at_the_merge_give_another_plan(self) -> None:
        shop, plan = two_plans_of_the_same_data()
        scenario = branched(shop, plan, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        merged(shop, scenario)
        OrderLine.objects.filter(pk=shop.lines[2].pk).update(quantity=7)

        replanned(shop.site)

        assert ScenarioPlan.objects.get(pk=scenario.pk).adopted_plan_id is None


class TestOfOtherData:
    def test_is_planned_on_the_data_of_then(self) -> None:
        shop, first = an_earlier_plan()

        scenario = branched(shop, first, LineWish(shop.lines[0].pk, {"quantity": "33"}))

        told = scenario.plan
        assert (told.plan_id, told.revision, told.inputs_hash) == (first.pk, first.revision, "")

        def write() -> bool:
            scenario_writes.try_out(scenario.changes_read(), shop.site, shop.planner)
            return True

        tried = impact.read_as_if(shop.site.pk, write)
        assert tried is not None
        read = scenario_bases.read_on(first, tried, scenario)
        wanted = [one.quantity for one in read.problem.demands]
        quantities = dict(zip(read.lines.line_ids.tolist(), wanted, strict=False))
        assert (quantities[shop.lines[0].pk], quantities[shop.lines[1].pk]) == (33, shop.lines[1].quantity)
        lots = PlannedOrder.objects.filter(plan=first)
        assert {lot.key for lot in read.problem.previous_lots} == set(lots.values_list("lot_key", flat=True))
        digest = problems.digest(problems.to_bytes(read.problem))
        assert told.problem_hash == digest

    def test_is_merged_only_once_it_is_up_to_date(self) -> None:
        shop, first = an_earlier_plan()
        scenario = branched(shop, first, LineWish(shop.lines[0].pk, {"quantity": "33"}))

        with pytest.raises(ScenarioRefused, match="bring the scenario up to date"):
            merged(shop, scenario)
        scenarios.bring_up_to_date(scenario_id=scenario.pk, by=shop.planner)
        scenario_planning.plan(scenario.pk, stop=lambda: False)
        scenario = again(scenario)
        done = merged(shop, scenario)
        published = replanned(shop.site)

        assert done.gives_the_plan
        assert published.problem_hash == scenario.plan.problem_hash
        assert OrderLine.objects.get(pk=shop.lines[1].pk).quantity == 77

    def test_merged_all_the_same_it_changes_the_orders_of_today(self) -> None:
        shop, first = an_earlier_plan()
        scenario = branched(shop, first, LineWish(shop.lines[0].pk, {"quantity": "33"}))

        done = merged(shop, scenario, also_if_stale=True)

        assert not done.gives_the_plan
        quantities = OrderLine.objects.in_bulk([shop.lines[0].pk, shop.lines[1].pk])
        assert [quantities[shop.lines[place].pk].quantity for place in (0, 1)] == [33, 77]

    def test_of_a_plan_that_is_forgotten_says_so(self) -> None:
        shop, first = an_earlier_plan()
        scenario = branched(shop, first, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        retention.prune(keep=1)

        scenarios.ask(scenario_id=scenario.pk, by=shop.planner)
        scenario_planning.plan(scenario.pk, stop=lambda: False)

        assert "no longer kept in full" in again(scenario).problem
        with pytest.raises(ScenarioRefused, match="no longer kept in full"):
            scenarios.create(site=shop.site, name="late", by=shop.planner, plan_id=first.pk)

    def test_is_branched_from_the_page_that_compares_and_says_what_differs(self) -> None:
        shop, first = an_earlier_plan()
        client = Client()
        client.force_login(shop.planner)

        page = client.get(f"/plans/compare/?from={first.pk}").content.decode()
        assert "Branch a scenario from this plan" in page
        client.post("/scenarios/new/", {"name": "then", "plan": str(first.pk)})
        scenario = Scenario.objects.get()
        client.post(
            f"/scenarios/{scenario.pk}/do/add/",
            {"version": scenario.version, "kind": "line", "line": str(shop.lines[0]), "quantity": "33"},
        )
        scenario_planning.plan(scenario.pk, stop=lambda: False)

        assert scenario.base_plan_id == first.pk
        for address in (f"/scenarios/{scenario.pk}/", f"/scenarios/{scenario.pk}/merge/"):
            words = unescape(client.get(address).content.decode())
            assert re.search(r"\d+ order lines? ha(s|ve) other values\.", words)
        assert client.get(f"/scenarios/{scenario.pk}/state/").json()["standing"] == "earlier"
        compared = unescape(client.get(f"/scenarios/compare/?with={scenario.pk}").content.decode())
        assert f"Plan {first.revision}.{first.sequence}" in compared
        client.post(f"/scenarios/{scenario.pk}/do/bring-up-to-date/")
        assert again(scenario).base_plan_id is None


@pytest.mark.parametrize("seed", range(6))
def test_changes_done_to_the_same_inputs_are_the_inputs_with_the_changes(seed: int) -> None:
    shop = works(seed)
    changes = random_changes(shop, Random(seed))

    def write() -> bool:
        scenario_writes.try_out(changes, shop.site, shop.planner)
        return True

    now, then = snapshot.load(shop.site.pk).problem, impact.read_as_if(shop.site.pk, write)
    assert then is not None

    found = transplanted(now, now, then.problem)

    in_order = replace(found, demands=tuple(sorted(found.demands, key=lambda one: one.key)))
    assert in_order == replace(then.problem, demands=tuple(sorted(then.problem.demands, key=lambda one: one.key)))
    assert inputs_differ(now, now).is_nothing
    assert inputs_differ(found, then.problem).is_nothing
    assert Site.objects.get(pk=shop.site.pk).order_revision > 0
