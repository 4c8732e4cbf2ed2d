"""A preview tells what a change ends with, once the search for a better plan is over; and says where that is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from random import Random
from typing import Any

import pytest
from pytest_django import Settings

from company import sites
from company.models import Role, Site
from mps import impact, keeping, questions, run, settling
from mps.models import Plan, PlanningRun, SitePlanning
from mps.questions import Impact, Question
from mps.scheduler import improve_lots, planner
from mps.scheduler.attempt import Planned
from mps.scheduler.last_plan import lots_of
from mps.scheduler.plan import Plan as EnginePlan
from mps.scheduler.problem import PlanningProblem
from orders import changes
from orders.drafts import LineChange
from orders.models import LineOutlook, OrderLine
from tests import given
from tests.mps.imagined import works
from tests.mps.plant import published
from tests.mps.test_improve import mill_with_dear_setups

pytestmark = pytest.mark.django_db(transaction=True)

PLENTY = 600.0
SEEDS = (3, 4, 8, 12)
CONTROL_SEED = 3


@pytest.fixture(autouse=True)
def _cold(settings: Settings) -> Iterator[None]:
    settings.FIRST_SECONDS = settings.IMPROVE_SECONDS = settings.IMPACT_SECONDS = PLENTY
    run._planners.clear()
    yield
    run._planners.clear()


def settled_mill() -> tuple[Site, OrderLine]:
    """A plant whose plan is as good as it gets, for which a first plan is not."""
    mill = mill_with_dear_setups()
    published(mill.site)
    assert run.improve(mill.site.pk) is not None
    line = OrderLine.objects.filter(item=mill.pump).order_by("pk").first()
    assert line is not None
    return mill.site, line


def ask(site: Site, line: OrderLine, search: settling.Search | None = None) -> Impact:
    change = LineChange(line.pk, None, {"quantity": 3}, "asked")
    answer = impact.preview(site.pk, change, given.user(Role.PLANNER, at=site), stop=lambda: False, search=search)
    assert answer.impact is not None
    return answer.impact


def dates() -> dict[int, date | None]:
    return dict(LineOutlook.objects.values_list("line_id", "planned_date"))


def total(site: Site) -> float:
    plan = SitePlanning.objects.get(pk=site.pk).current_plan
    assert plan is not None
    return float(sum(plan.cost.values()))


def test_what_is_foretold_is_what_the_background_settles() -> None:
    site, line = settled_mill()
    before = dates()

    found = ask(site, line)
    OrderLine.objects.filter(pk=line.pk).update(quantity=3)
    published(site)
    first = total(site)
    assert run.improve(site.pk) is not None

    assert not found.may_improve
    assert found.cost.total == pytest.approx(total(site))
    assert total(site) < first  # what the first plan costs would have been another answer
    moved = {one.line_id: one.after for one in found.moved}
    assert moved == {pk: day for pk, day in dates().items() if pk != line.pk and day != before[pk]}


def test_an_answer_without_the_time_to_search_says_so(settings: Settings) -> None:
    settings.IMPACT_SECONDS = 0
    site, line = settled_mill()

    found = ask(site, line)

    assert found.may_improve


def test_nothing_is_open_where_nobody_searches(settings: Settings) -> None:
    site, line = settled_mill()
    settings.IMPROVE_SECONDS = 0

    assert not ask(site, line).may_improve


def test_what_else_could_be_better_is_no_consequence_of_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    site, line = settled_mill()
    other = given.item(at=site)
    given.routing(other, given.work_center(at=site), run_minutes_per_unit=1)
    given.order_line(due="D9", of=other, at=site, quantity=5)
    published(site)
    searched: list[set[str]] = []
    better = improve_lots.with_better_lots

    def with_better_lots(parts: Any, watch: Any) -> list[Planned]:
        searched.append({part.part.problem.work_centers[0].code for part in parts if not part.settled})
        return better(parts, watch)

    monkeypatch.setattr(planner, "with_better_lots", with_better_lots)
    ask(site, line)

    changed = line.item.routings.get().operations.get().work_center.code
    assert searched[-1] == {changed}


def test_a_thorough_search_makes_room_for_whoever_else_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    site, line = settled_mill()
    question = Question("mine", site.pk, line.pk, {}, 1, "en", thorough=True)
    asked: list[questions.Ticketed | None] = []

    def somebody_waits(besides: questions.Ticketed | None = None) -> bool:
        asked.append(besides)
        return True

    monkeypatch.setattr(questions, "somebody_waits", somebody_waits)
    monkeypatch.setattr(run, "LOOK_SECONDS", 0.0)

    found = ask(site, line, settling.thoroughly(question, lambda: False))

    assert found.may_improve
    assert asked[0] == question
    assert not PlanningRun.objects.filter(error__gt="").exists()


def test_a_process_that_has_only_answered_questions_searches_all_the_same() -> None:
    site, line = settled_mill()
    run._planners.clear()

    first, again = ask(site, line), ask(site, line)

    assert not run.has_planned(site.pk)
    assert not first.may_improve
    assert again.cost.total == pytest.approx(first.cost.total)
    OrderLine.objects.filter(pk=line.pk).update(quantity=3)
    published(site)
    run.improve(site.pk)
    assert first.cost.total == pytest.approx(total(site))
    assert run.has_planned(site.pk)


def foretold_and_published(seed: int) -> tuple[list[Impact], list[Plan]]:
    """Return what is foretold of a change within a change budget, before and after the search, and what then comes."""
    random, shop = Random(seed), works(seed)
    sites.set_change_budget(site=shop.site, most_lots=seed % 3, days=40)
    published(shop.site)
    run.improve(shop.site.pk)
    line = random.choice(shop.lines)
    quantity, day = random.randint(1, 150), given.day(f"D{random.randint(1, 30)}")
    wish = {"quantity": quantity, "requested_date": day.isoformat()}
    change = LineChange(line.pk, None, wish, "asked")
    foretold = []
    for seconds in (0.0, PLENTY):
        search = settling.Search(seconds, lambda: False)
        answer = impact.preview(shop.site.pk, change, shop.planner, stop=lambda: False, search=search)
        assert answer.impact is not None, answer
        foretold.append(answer.impact)
    changes.submit(changes=[change], by=shop.planner, channel="test", keep_good=False)
    plans = [published(shop.site)]
    run.improve(shop.site.pk)
    return foretold, [*plans, Plan.objects.latest("pk")]


def as_foretold(foretold: list[Impact], plans: list[Plan]) -> bool:
    return [asdict(one.cost) for one in foretold] == [pytest.approx(plan.cost) for plan in plans]


class TestWithinAChangeBudget:
    """A preview keeps what the run keeps: what the budget held is the last plan's, to be kept or changed again."""

    @pytest.mark.parametrize("seed", SEEDS)
    def test_foretells_the_plan_that_comes_first_and_the_one_that_follows(self, seed: int) -> None:
        foretold, plans = foretold_and_published(seed)

        assert as_foretold(foretold, plans)
        found = {one.line_id: one.after for one in foretold[1].moved}
        assert {pk: day for pk, day in dates().items() if pk in found} == found

    def test_foretells_the_better_plan_that_is_found_afterwards(self) -> None:
        site, line = settled_mill()
        sites.set_change_budget(site=site, most_lots=2, days=40)
        published(site)
        run.improve(site.pk)

        found = ask(site, line)
        OrderLine.objects.filter(pk=line.pk).update(quantity=3)
        first = published(site)
        run.improve(site.pk)

        assert found.cost.total == pytest.approx(total(site))
        assert found.cost.total < sum(first.cost.values())

    def test_control_a_preview_that_does_not_know_what_was_kept_foretells_another_plan(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def without_what_was_kept(problem: PlanningProblem, plan: EnginePlan) -> PlanningProblem:
            return replace(problem, previous_lots=lots_of(plan.lots), previous_minutes=(), previous_late=())

        monkeypatch.setattr(keeping, "followed_by", without_what_was_kept)
        assert not as_foretold(*foretold_and_published(CONTROL_SEED))
