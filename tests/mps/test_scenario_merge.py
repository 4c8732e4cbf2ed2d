"""A scenario changes nothing while it is planned; merged, it gives the plan that it showed; else it says why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from pytest_django import Settings

from capacity.models import CapacityException
from company import sites
from company.models import Role, Site
from mps import run, scenario_merge, scenario_plans, scenarios
from mps.models import PlanDetail, PlannedOrder, Scenario, ScenarioPlan
from mps.reproducing import Verdict, reproduced
from mps.scenario_changes import CapacityShift, ItemShift, LineWish, NewOrder
from mps.scenarios import ScenarioRefused
from mps.scheduler import result_bytes
from orders.models import ChangeRequest, ChangeState, LineOutlook, OrderLine
from tests import given
from tests.mps.imagined import Works, everything_of, planned, random_changes, replanned, works
from tests.mps.rushing import state

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

WHY = "the fair in May"


@pytest.fixture(autouse=True)
def _seconds(settings: Settings) -> Iterator[None]:
    settings.FIRST_SECONDS = settings.IMPROVE_SECONDS = 60.0
    yield
    run._planners.clear()


def merged(shop: Works, scenario: Scenario, **values: Any) -> scenario_merge.Merged:
    asked = {"by": shop.planner, "why": WHY, **values}
    return scenario_merge.merge(scenario_id=scenario.pk, version=scenario.version, **asked)


class TestMergeGivesThePlanShown:
    @pytest.mark.parametrize("seed", range(12))
    def test_over_random_scenarios_in_this_and_in_another_process(self, seed: int) -> None:
        shop = works(seed)
        scenario = planned(shop, *random_changes(shop, Random(seed)))
        assert not scenario.problem, scenario.problem
        shown = result_bytes.from_bytes(bytes(scenario.plan.result))

        done = merged(shop, scenario)
        plan = replanned(shop.site, cold=bool(seed % 2))

        assert done.gives_the_plan
        assert plan.problem_hash == scenario.plan.problem_hash
        assert plan.cost == scenario.plan.cost
        assert ScenarioPlan.objects.get(pk=scenario.pk).adopted_plan_id == plan.pk
        assert reproduced(plan).verdict is Verdict.SAME, reproduced(plan)
        lots = {lot.key: (lot.quantity, lot.start_day, lot.finish_day) for lot in shown.plan.lots}
        start = plan.bucket_starts[0]
        stored = PlannedOrder.objects.filter(plan=plan)
        assert {
            lot.lot_key: (lot.quantity, (lot.start_date - start).days, (lot.finish_date - start).days) for lot in stored
        } == lots
        moves = {line: after for line, _before, after, _breaks in scenario.plan.moves["lines"]}
        outlooks = LineOutlook.objects.filter(line__in=moves).values_list("line_id", "planned_date")
        assert {line: str(day) if day else None for line, day in outlooks} == moves
        new = dict(scenario.plan.moves["new"])
        entered = LineOutlook.objects.filter(line__order__number__in=new)
        assert {one.line.order.number: str(one.planned_date) for one in entered if one.planned_date} == {
            number: day for number, day in new.items() if day
        }

    @pytest.mark.parametrize("seed", [3, 4, 6])
    def test_within_a_change_budget_it_is_made_again_from_the_plan_that_it_followed(self, seed: int) -> None:
        shop = works(seed)
        sites.set_change_budget(site=shop.site, most_lots=seed % 4, days=40)
        replanned(shop.site)
        scenario = planned(shop, *random_changes(shop, Random(seed)))

        merged(shop, scenario)
        plan = replanned(shop.site)

        assert ScenarioPlan.objects.get(pk=scenario.pk).adopted_plan_id == plan.pk
        assert reproduced(plan).verdict is Verdict.SAME, reproduced(plan)
        PlanDetail.objects.filter(plan=plan).update(followed=None)  # the control: it is of use
        assert reproduced(plan).verdict is Verdict.DIFFERENT

    def test_control_the_plan_is_another_where_the_shown_one_is_not_taken_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop = works()
        scenario = planned(shop, *random_changes(shop, Random(3)))
        merged(shop, scenario)
        monkeypatch.setattr(scenario_plans, "shown_for", lambda _read: None)

        replanned(shop.site)

        assert ScenarioPlan.objects.get(pk=scenario.pk).adopted_plan_id is None

    def test_control_an_edit_in_between_makes_another_problem_and_a_plan_of_its_own(self) -> None:
        shop = works()
        scenario = planned(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        merged(shop, scenario)
        OrderLine.objects.filter(pk=shop.lines[1].pk).update(quantity=7)

        plan = replanned(shop.site)

        kept = ScenarioPlan.objects.get(pk=scenario.pk)
        assert plan.problem_hash != kept.problem_hash
        assert (kept.adopted_plan_id, kept.is_awaited) == (None, False)

    def test_what_is_published_next_is_planned_as_always(self) -> None:
        shop = works()
        scenario = planned(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        merged(shop, scenario)
        first = everything_of(replanned(shop.site))
        OrderLine.objects.filter(pk=shop.lines[1].pk).update(quantity=7)

        assert everything_of(replanned(shop.site))["problem"] != first["problem"]


class TestPlanning:
    def test_changes_nothing(self) -> None:
        shop = works()
        before = (state(shop.site), CapacityException.objects.count(), ChangeRequest.objects.count())

        for seed in range(4):
            planned(shop, *random_changes(shop, Random(seed)))

        assert (state(shop.site), CapacityException.objects.count(), ChangeRequest.objects.count()) == before

    def test_says_why_a_change_cannot_be_made(self) -> None:
        shop = works()

        scenario = planned(shop, NewOrder("SC-1", "NOBODY", "PUMP", Decimal(1), date(2026, 2, 2)))

        assert "NOBODY" in scenario.problem
        assert scenario.asked_at is None
        assert not ScenarioPlan.objects.filter(pk=scenario.pk).exists()

    def test_shows_what_roles_may_not_do_alone(self) -> None:
        shop = works()
        manager = given.user(Role.MANAGER, at=shop.site)  # may not change quantities
        scenario = planned(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))

        assert ScenarioPlan.objects.filter(pk=scenario.pk).exists()
        held = scenario_merge.foretell(scenario, manager).held
        assert [one.line for one in held] == [str(shop.lines[0])]
        with pytest.raises(ScenarioRefused, match="Nothing was merged"):
            merged(shop, scenario, by=manager)


class TestMerging:
    def test_goes_by_the_rules_of_each_room_in_one_revision(self) -> None:
        shop = works()
        line = shop.lines[0]
        scenario = planned(
            shop, LineWish(line.pk, {"quantity": "33"}),
            CapacityShift("MILL", date(2026, 1, 12), date(2026, 1, 16), 120, "overtime"),
            ItemShift("PUMP", {"safety_stock": "25"}),
            NewOrder("SC-1", "NORD", "VALVE", Decimal(5), date(2026, 2, 2)),
        )  # fmt: skip
        before = Site.objects.get(pk=shop.site.pk).order_revision

        merged(shop, scenario)

        assert Site.objects.get(pk=shop.site.pk).order_revision == before + 1
        request = ChangeRequest.objects.get(line=line)
        assert (request.state, request.channel, request.requested_by) == (
            ChangeState.APPLIED, "scenario", shop.planner,
        )  # fmt: skip
        assert WHY in request.why
        assert CapacityException.objects.get().minutes_per_day == 120
        assert OrderLine.objects.get(order__number="SC-1").quantity == 5
        assert shop.items[0].item_sites.get().safety_stock == 25

    def test_leaves_to_an_approval_what_needs_one_and_says_so_before(self) -> None:
        shop = works()
        Site.objects.filter(pk=shop.site.pk).update(demand_time_fence_days=30)
        replanned(shop.site)
        near = min(shop.lines, key=lambda line: line.requested_date)
        far = max(shop.lines, key=lambda line: line.requested_date)
        wishes = [LineWish(line.pk, {"quantity": "9"}) for line in (near, far)]
        scenario = planned(shop, *wishes)

        told = scenario_merge.foretell(scenario, shop.planner)
        done = merged(shop, scenario)

        assert ([one.line for one in told.waiting], told.saved, told.gives_the_plan) == ([str(near)], 1, False)
        assert (done.waiting, done.saved, done.gives_the_plan) == (1, 1, False)
        assert ChangeRequest.objects.get(line=near).state == ChangeState.SUBMITTED
        assert OrderLine.objects.get(pk=near.pk).quantity == near.quantity

    def test_is_all_or_nothing(self) -> None:
        shop = works()
        scenario = planned(
            shop, LineWish(shop.lines[0].pk, {"quantity": "33"}),
            NewOrder("SC-1", "NORD", "VALVE", Decimal(5), date(2026, 2, 2)),
        )  # fmt: skip
        given.order("SC-1")

        with pytest.raises(ScenarioRefused, match="SC-1"):
            merged(shop, scenario)

        assert OrderLine.objects.get(pk=shop.lines[0].pk).quantity == shop.lines[0].quantity
        assert Scenario.objects.get(pk=scenario.pk).is_open

    def test_a_stale_one_is_merged_only_where_somebody_says_so(self) -> None:
        shop = works()
        scenario = planned(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        OrderLine.objects.filter(pk=shop.lines[1].pk).update(quantity=7)
        replanned(shop.site)

        with pytest.raises(ScenarioRefused, match="moved on"):
            merged(shop, scenario)
        done = merged(shop, scenario, also_if_stale=True)

        assert not done.gives_the_plan

    def test_needs_a_reason_a_plan_and_something_to_do(self) -> None:
        shop = works()
        scenario = planned(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        with pytest.raises(ScenarioRefused, match="Say why"):
            merged(shop, scenario, why=" ")
        with pytest.raises(ScenarioRefused, match="changes nothing"):
            merged(shop, scenarios.create(site=shop.site, name="empty", by=shop.planner))
        other = scenarios.change(
            scenario_id=scenario.pk, version=scenario.version, by=shop.planner,
            changes=[LineWish(shop.lines[0].pk, {"quantity": "34"})],
        )  # fmt: skip
        other.refresh_from_db()
        with pytest.raises(ScenarioRefused, match="planned first"):
            merged(shop, other)

    def test_is_done_once_and_by_who_steers_the_site(self) -> None:
        shop = works()
        scenario = planned(shop, LineWish(shop.lines[0].pk, {"quantity": "33"}))
        for stranger in (given.user(Role.SALES, at=shop.site), given.user(Role.PLANNER, at=given.site("S2"))):
            with pytest.raises(Scenario.DoesNotExist):
                merged(shop, scenario, by=stranger)
        merged(shop, scenario)
        scenario.refresh_from_db()
        with pytest.raises(ScenarioRefused, match="over"):
            merged(shop, scenario)
