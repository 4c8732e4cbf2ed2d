"""What a change would do is what it then does; and asking does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from company.models import Role, Site
from mps import impact, run
from mps.models import PlanningRun
from mps.questions import Impact
from mps.scheduler import planner
from mps.scheduler.attempt import first_plan as plan_part
from orders.drafts import AnswerKind, LineChange
from orders.models import ChangeRequest, LineOutlook, OrderLine
from tests import given
from tests.mps.plant import plant, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _cold() -> Iterator[None]:
    run._planners.clear()
    yield
    run._planners.clear()


def mill() -> tuple[Site, OrderLine, OrderLine]:
    """Two lines that share a work centre: a small urgent one, and one that is due soon after."""
    shop = plant()
    first = given.order_line(due="D8", of=shop.pump, at=shop.site, quantity=20, priority=1, unit_price=1_000)
    second = given.order_line(due="D9", of=shop.pump, at=shop.site, quantity=300, priority=5, unit_price=1)
    published(shop.site)
    return shop.site, first, second


def ask(site: Site, line: OrderLine, role: Role = Role.PLANNER, **values: object) -> Impact:
    change = LineChange(line.pk, None, values, "asked")
    answer = impact.preview(site.pk, change, given.user(role, at=site), stop=lambda: False)
    assert answer.impact is not None, answer
    return answer.impact


@pytest.mark.parametrize("is_warm", [True, False])
def test_what_is_previewed_is_what_the_plan_then_does(is_warm: bool) -> None:
    site, first, second = mill()
    if not is_warm:
        run._planners.clear()
    before = LineOutlook.objects.get(line=second).planned_date

    found = ask(site, first, quantity=200)
    OrderLine.objects.filter(pk=first.pk).update(quantity=200)
    plan = published(site)

    after = LineOutlook.objects.get(line=second).planned_date
    assert found.planned_date == LineOutlook.objects.get(line=first).planned_date
    assert after != before
    assert [(one.line_id, one.before, one.after) for one in found.moved] == [(second.pk, before, after)]
    assert vars_of(found) == pytest.approx(plan.cost)


def vars_of(found: Impact) -> dict[str, float]:
    return {name: getattr(found.cost, name) for name in found.cost.__slots__}


def test_asking_changes_nothing() -> None:
    site, first, _second = mill()
    warm = run._planners[site.pk]
    kept, before = dict(warm.kept), state(site)

    ask(site, first, quantity=200)

    assert state(site) == before
    assert run._planners == {site.pk: warm}
    assert warm.kept == kept
    assert run.replan(site.pk) is None


def test_a_cold_process_learns_from_the_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    site, first, second = mill()
    other = given.item(at=site)
    given.routing(other, given.work_center(at=site), run_minutes_per_unit=1)
    given.order_line(due="D9", of=other, at=site, quantity=5)
    published(site)
    run._planners.clear()
    planned: list[int] = []

    def first_plan(part: Any, watch: Any) -> Any:
        planned.append(part.number)
        return plan_part(part, watch)

    monkeypatch.setattr(planner, "first_plan", first_plan)
    ask(site, first, quantity=200)
    cold = len(planned)
    planned.clear()
    ask(site, second, quantity=200)

    assert len(planned) < cold


def state(site: Site) -> list[object]:
    return [
        Site.objects.get(pk=site.pk).order_revision,
        list(OrderLine.objects.order_by("pk").values()),
        list(LineOutlook.objects.order_by("pk").values()),
        list(ChangeRequest.objects.values()),
        list(PlanningRun.objects.values()),
    ]


def test_what_would_be_refused_has_no_impact() -> None:
    site, first, _second = mill()
    OrderLine.objects.filter(pk=first.pk).update(status="closed")

    change = LineChange(first.pk, None, {"quantity": 5})
    answer = impact.preview(site.pk, change, given.user(Role.PLANNER, at=site), stop=lambda: False)

    assert (answer.kind, answer.rule, answer.impact) == (AnswerKind.REFUSED, "line_closed", None)
