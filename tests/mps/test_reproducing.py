"""Any published plan can be made again, byte for byte, from what is stored with it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import count
from random import Random

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from mps import reproducing, retention, run, spread
from mps.models import Plan, PlanDetail, PlanningRun, StoredRecipe
from mps.reproducing import Verdict, reproduced
from mps.scheduler import cost
from mps.scheduler import problem as problems
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.test_improve import mill_with_dear_setups

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _cold() -> Iterator[None]:
    """A worker process that has planned nothing yet."""
    run._planners.clear()
    yield
    run._planners.clear()


def told(*arguments: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("reproduce_plan", *arguments, stdout=out)
    return out.getvalue()


def busy_mill() -> Plant:
    """Two work centres, one of them with dear set-ups and too little time."""
    mill = mill_with_dear_setups(setup_minutes=120)
    for day in (2, 3, 4, 6, 8):
        given.order_line(due=f"D{day}", of=given.item(at=mill.site), at=mill.site, quantity=1)
        given.order_line(due=f"D{day}", of=mill.pump, at=mill.site, quantity=90)
    return mill


def edits(mill: Plant, times: int, *, seed: int = 1) -> Iterator[None]:
    """So many random changes of quantities."""
    random, lines = Random(seed), list(OrderLine.objects.filter(site=mill.site).order_by("pk"))
    for _ in range(times):
        line = random.choice(lines)
        OrderLine.objects.filter(pk=line.pk).update(quantity=random.randint(1, 200))
        yield


def test_plans_of_edits_and_of_searches_are_made_again(settings: Settings) -> None:
    mill = busy_mill()
    published(mill.site)
    run.improve(mill.site.pk)
    for number, _edit in enumerate(edits(mill, 8)):
        if number == 4:
            run._planners.clear()  # another worker goes on
        settings.IMPROVE_SECONDS = 10 if number % 2 else 0.02
        published(mill.site)
        run.improve(mill.site.pk)

    plans = list(Plan.objects.order_by("pk"))

    assert {plan.sequence for plan in plans} > {1}
    assert [reproduced(plan).verdict for plan in plans] == [Verdict.SAME] * len(plans)
    assert f"{len(plans)} of {len(plans)} plans are the same." in told("--last", "50")


def test_plans_whose_search_was_cut_off_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    mill = busy_mill()
    monkeypatch.setattr(run, "is_worth_it", lambda *_plans: True)
    found = []
    for asked, _edit in zip((4, 8, 16, 24, 32, 48), edits(mill, 6), strict=True):
        published(mill.site)
        times = count()
        monkeypatch.setattr(run, "wanted_elsewhere", lambda *_of, asked=asked, times=times: lambda: next(times) > asked)
        better = run.improve(mill.site.pk)
        if better is not None:
            found.append(reproduced(Plan.objects.get(pk=better)))

    assert {(one.verdict, one.path) for one in found} == {(Verdict.SAME, "improve")}
    assert any(one.cut_stages for one in found)


def test_a_plan_that_others_helped_with_is_made_again(settings: Settings) -> None:
    settings.SPREAD_FROM = 0
    mill = busy_mill()
    plan = published(mill.site)

    assert reproduced(plan).verdict is Verdict.SAME


def test_one_changed_number_in_the_stored_problem_is_named() -> None:
    mill = busy_mill()
    plan = published(mill.site)
    detail = PlanDetail.objects.get(plan=plan)
    problem = problems.from_bytes(zlib.decompress(detail.problem))
    first = replace(problem.demands[0], quantity=problem.demands[0].quantity + 1)
    detail.problem = zlib.compress(problems.to_bytes(replace(problem, demands=(first, *problem.demands[1:]))))
    detail.save()

    found = reproduced(plan)

    assert found.verdict is Verdict.DIFFERENT
    assert {"problem", "lots", "deliveries", "pegging"} <= set(found.parts)
    assert found.lot is not None
    assert found.lot[0] != found.lot[1]
    with pytest.raises(CommandError):
        told(str(plan.pk))


def test_another_cut_in_the_stored_recipe_is_noticed() -> None:
    mill = busy_mill()
    plan = published(mill.site)
    StoredRecipe.objects.all().delete()

    found = reproduced(plan)

    assert found.verdict is Verdict.DIFFERENT
    assert found.parts[0].startswith("recipe")


def test_another_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = published(busy_mill().site)
    monkeypatch.setattr(spread, "engine", lambda: "another")

    assert reproduced(plan).other == ("engine",)


def test_a_plan_of_another_version_that_differs_is_no_fault_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    mill = busy_mill()
    plan = published(mill.site)
    monkeypatch.setattr(reproducing, "ENGINE_VERSION", "next")
    assert reproduced(plan).verdict is Verdict.SAME  # as far as this plan goes, that version plans the same
    setup = cost.setup
    monkeypatch.setattr(cost, "setup", lambda *of: 2 * setup(*of))

    found = reproduced(plan)

    assert (found.verdict, found.version) == (Verdict.OTHER_VERSION, plan.engine_version)
    with pytest.raises(CommandError):
        told(str(plan.pk))
    monkeypatch.setattr(reproducing, "ENGINE_VERSION", plan.engine_version)  # the control
    assert reproduced(plan).verdict is Verdict.DIFFERENT


def test_a_plan_that_is_no_longer_kept_in_full_says_so() -> None:
    mill = plant()
    given.order_line(due="D10", of=mill.pump, at=mill.site)
    old = published(mill.site)
    for _edit in edits(mill, 1):
        published(mill.site)
    retention.prune(keep=1)

    assert reproduced(old).verdict is Verdict.FORGOTTEN
    with pytest.raises(CommandError):
        told(str(old.pk))


def test_a_plan_from_before_says_that_nothing_tells_how_it_was_made() -> None:
    mill = plant()
    given.order_line(due="D10", of=mill.pump, at=mill.site)
    plan = published(mill.site)
    PlanDetail.objects.update(made=None)

    assert reproduced(plan).verdict is Verdict.NOT_TOLD


def test_what_was_kept_from_plan_to_plan_is_stored_once() -> None:
    mill = plant()
    valve = given.item(at=mill.site)
    given.routing(valve, given.work_center(at=mill.site), run_minutes_per_unit=5)
    given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)
    line = given.order_line(due="D9", of=valve, at=mill.site, quantity=3)
    published(mill.site)  # which promises both
    OrderLine.objects.filter(pk=line.pk).update(quantity=4)
    published(mill.site)
    before = StoredRecipe.objects.count()
    OrderLine.objects.filter(pk=line.pk).update(quantity=5)

    published(mill.site)

    assert StoredRecipe.objects.count() == before + 1


def test_plans_that_nobody_asked_for_are_an_error() -> None:
    for arguments in ([], ["4711"], ["--last", "3", "--site", "nowhere"]):
        with pytest.raises(CommandError):
            told(*arguments)
    assert not PlanningRun.objects.exists()
