"""Once a plan is published, the worker looks for a better one, and publishes it where it is worth the unrest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import Settings

from capacity.models import Operation
from company.models import Site
from materials.models import ItemSite
from mps import run, tasks
from mps.models import Plan, PlannedOrder, PlanningRun, RunOutcome, SitePlanning
from mps.outcome_words import outcomes_of
from mps.scheduler.plan import Outcome, Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import PlanningProblem
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _cold() -> Iterator[None]:
    """A worker process that has planned nothing yet."""
    run._planners.clear()
    run._unfinished.clear()
    yield
    run._planners.clear()
    run._unfinished.clear()


def mill_with_dear_setups(setup_minutes: int = 200) -> Plant:
    """A valve that is set up for long and kept for little, wanted by a few pieces each day."""
    mill = plant()
    valve = given.item(at=mill.site)
    given.routing(valve, mill.center, run_minutes_per_unit=1)
    Operation.objects.filter(routing__item=valve).update(setup_minutes=setup_minutes)
    ItemSite.objects.filter(item=valve).update(lot_policy="least_cost")
    for day in range(5, 12):
        given.order_line(due=f"D{day}", of=valve, at=mill.site, quantity=2)
    return Plant(mill.site, valve, mill.casing, mill.center)


def current(site: Site) -> Plan:
    """The plan that people see."""
    plan = SitePlanning.objects.get(pk=site.pk).current_plan
    assert plan is not None
    return plan


def lots(plan: Plan, mill: Plant) -> int:
    """How many lots of the valve a plan has."""
    return PlannedOrder.objects.filter(plan=plan, item=mill.pump).count()


def test_a_better_plan_of_the_same_revision_follows() -> None:
    mill = mill_with_dear_setups()
    first = published(mill.site)

    better_id = run.improve(mill.site.pk)

    better = current(mill.site)
    assert better.pk == better_id != first.pk
    assert (better.revision, better.sequence) == (first.revision, first.sequence + 1)
    assert sum(better.cost.values()) < sum(first.cost.values())
    assert lots(better, mill) < lots(first, mill)


def test_what_is_not_worth_the_unrest_is_not_published() -> None:
    mill = mill_with_dear_setups(setup_minutes=1)
    first = published(mill.site)

    assert run.improve(mill.site.pk) is None
    assert current(mill.site) == first
    assert PlanningRun.objects.count() == 1


def test_what_was_not_published_costs_the_next_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    mill = mill_with_dear_setups()
    published(mill.site)  # which promises every line
    OrderLine.objects.filter(item=mill.pump).update(priority=1)
    published(mill.site)
    monkeypatch.setattr(run, "is_worth_it", lambda *_plans: False)
    planner = run._planners[mill.site.pk]
    before = {name: planned.best.lots for name, planned in planner.kept.items()}
    assert planner.can_be_better

    run.improve(mill.site.pk)

    assert {name: planned.best.lots for name, planned in planner.kept.items()} == before
    assert not planner.can_be_better  # what was searched through is not searched again


def test_nobody_looks_twice_for_what_was_found() -> None:
    mill = mill_with_dear_setups()
    published(mill.site)
    better_id = run.improve(mill.site.pk)
    assert better_id is not None

    assert run.improve(mill.site.pk) is None
    assert current(mill.site).pk == better_id


def test_a_change_that_comes_first_is_no_failed_attempt() -> None:
    mill = mill_with_dear_setups()
    published(mill.site)
    OrderLine.objects.filter(item=mill.pump).update(priority=1)

    for _asked in range(3):  # by as many plans before, whose searches have queued up
        assert run.improve(mill.site.pk) is None

    where = SitePlanning.objects.get(pk=mill.site.pk)
    assert (where.attempts, where.next_attempt_at) == (0, None)


def test_a_change_comes_first() -> None:
    mill = mill_with_dear_setups()
    published(mill.site)
    OrderLine.objects.filter(item=mill.pump).update(priority=1)

    assert run.improve(mill.site.pk) is None
    assert run.replan(mill.site.pk) is not None


def test_a_change_while_it_looks_ends_the_search_and_publishes_nothing_old(monkeypatch: pytest.MonkeyPatch) -> None:
    mill = mill_with_dear_setups()
    published(mill.site)
    solve = Planner.plan

    def change_first(planner: Planner, problem: PlanningProblem, **options: Any) -> Result:
        OrderLine.objects.filter(item=mill.pump).update(priority=1)
        return solve(planner, problem, **options)

    monkeypatch.setattr(Planner, "plan", change_first)

    assert run.improve(mill.site.pk) is None
    assert Site.objects.get(pk=mill.site.pk).order_revision > current(mill.site).revision


def test_a_site_that_was_improved_is_planned_at_once_when_it_changes() -> None:
    mill = mill_with_dear_setups()
    published(mill.site)
    run.improve(mill.site.pk)

    planning = SitePlanning.objects.get(pk=mill.site.pk)
    assert (planning.attempts, planning.next_attempt_at) == (0, None)


def test_the_task_plans_and_then_improves() -> None:
    mill = mill_with_dear_setups()

    tasks.replan(mill.site.pk)

    assert current(mill.site).sequence == 2


def test_a_search_that_others_left_no_time_goes_on_a_few_times(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    mill = mill_with_dear_setups()
    sent: list[Any] = []
    monkeypatch.setattr(tasks.improve, "apply_async", lambda args, **_options: sent.append(args))
    settings.IMPROVE_SECONDS = 1e-9
    monkeypatch.setattr(time, "process_time", lambda: 0.0)

    tasks.replan(mill.site.pk)
    assert sent == [(mill.site.pk, 1)]
    tasks.improve(mill.site.pk, tasks.MORE_ROUNDS)
    assert sent == [(mill.site.pk, 1)]

    settings.IMPROVE_SECONDS = 10
    tasks.improve(mill.site.pk, 1)  # it comes to its end
    assert sent == [(mill.site.pk, 1)]


def test_control_a_search_that_had_its_time_does_not_go_on(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    mill = mill_with_dear_setups()
    sent: list[Any] = []
    monkeypatch.setattr(tasks.improve, "apply_async", lambda args, **_options: sent.append(args))
    settings.IMPROVE_SECONDS = 1e-9
    monkeypatch.setattr(time, "process_time", time.monotonic)

    tasks.replan(mill.site.pk)

    assert run._planners[mill.site.pk].can_be_better
    assert sent == []


def cut_short(monkeypatch: pytest.MonkeyPatch) -> tuple[Plant, Plan]:
    """A plant, and its first plan, whose search was cut short; a better one will not be worth the unrest."""
    mill, solve = mill_with_dear_setups(), Planner.plan
    with monkeypatch.context() as hurried:
        hurried.setattr(Planner, "plan", lambda *one, **two: replace(solve(*one, **two), outcome=Outcome.TIME_LIMIT))
        plan = published(mill.site)
    monkeypatch.setattr(run, "is_worth_it", lambda *_plans: False)
    assert outcomes_of([plan]) == {plan.pk: RunOutcome.TIME_LIMIT}
    return mill, plan


def test_a_plan_that_was_searched_to_the_end_later_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    mill, plan = cut_short(monkeypatch)

    assert run.improve(mill.site.pk) is None

    assert outcomes_of([plan]) == {plan.pk: RunOutcome.FEASIBLE}
    assert current(mill.site) == plan


def test_control_a_search_that_was_cut_short_again_says_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    mill, plan = cut_short(monkeypatch)
    settings.IMPROVE_SECONDS = 1e-9

    assert run.improve(mill.site.pk) is None

    assert outcomes_of([plan]) == {plan.pk: RunOutcome.TIME_LIMIT}
    assert PlanningRun.objects.count() == 1


def starved(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Plant:
    """A plant whose search got nothing of the processor."""
    mill = mill_with_dear_setups()
    settings.IMPROVE_SECONDS = 1e-9
    monkeypatch.setattr(tasks.improve, "apply_async", lambda *_args, **_options: None)
    with monkeypatch.context() as busy:
        busy.setattr(time, "process_time", lambda: 0.0)
        tasks.replan(mill.site.pk)
    settings.IMPROVE_SECONDS = 10
    return mill


def test_a_search_that_others_left_no_time_is_taken_up_again_after_minutes(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    mill = starved(monkeypatch, settings)
    sent: list[Any] = []
    monkeypatch.setattr(tasks.improve, "apply_async", lambda args, **_options: sent.append(args))
    tasks.dispatch()
    assert sent == []

    monkeypatch.setattr(run, "GO_ON_AGAIN_SECONDS", 0.0)
    tasks.dispatch()
    assert sent == [(mill.site.pk, tasks.MORE_ROUNDS)]

    tasks.improve(*sent.pop())  # it comes to its end
    tasks.dispatch()
    assert sent == []
    assert current(mill.site).sequence == 2


def test_a_search_that_a_person_stopped_does_not_go_on(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    mill = starved(monkeypatch, settings)
    assert run.can_go_on(mill.site.pk)

    SitePlanning.objects.update(stop_requested=True)

    assert not run.can_go_on(mill.site.pk)


def test_improving_can_be_switched_off(settings: Settings) -> None:
    settings.IMPROVE_SECONDS = 0
    mill = mill_with_dear_setups()
    published(mill.site)

    assert run.improve(mill.site.pk) is None
