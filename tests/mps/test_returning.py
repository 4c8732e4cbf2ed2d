"""Going back to an earlier plan: its lots are published again, as far as they can still be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from company.models import Role, User
from mps import lease, retention, returning, run
from mps.models import Plan, PlannedOrder, PlanReturn, SitePlanning
from mps.reproducing import Verdict, reproduced
from mps.scheduler.planner import Planner
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, published
from tests.mps.test_improve import mill_with_dear_setups

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _cold() -> Iterator[None]:
    """A worker process that has planned nothing yet."""
    run._planners.clear()
    yield
    run._planners.clear()


def lots(plan: Plan) -> set[tuple[str, float, object, object]]:
    """The lots of a plan."""
    rows = PlannedOrder.objects.filter(plan=plan)
    return set(rows.values_list("lot_key", "quantity", "start_date", "finish_date"))


def two_plans() -> tuple[Plant, Plan, Plan]:
    """A plan as it was published first, and the better one of the same orders that followed it."""
    mill = mill_with_dear_setups()
    published(mill.site)  # which promises every line
    OrderLine.objects.filter(item=mill.pump).update(priority=2)
    first = published(mill.site)
    better = run.improve(mill.site.pk)
    assert better is not None
    return mill, first, Plan.objects.get(pk=better)


def back_to(plan: Plan, by: User, reason: str = "the shop had begun") -> Plan:
    """Go back to a plan, as a worker does that finds the wish."""
    returning.ask(site=plan.site, plan_id=plan.pk, by=by, reason=reason)
    assert plan.site_id in lease.due_site_ids()
    plan_id = run.replan(plan.site_id)
    assert plan_id is not None
    assert plan.site_id not in lease.due_site_ids()
    return Plan.objects.get(pk=plan_id)


def test_its_lots_are_there_again_in_a_new_version() -> None:
    mill, first, better = two_plans()
    assert lots(first) != lots(better)
    person = given.user(Role.PLANNER, at=mill.site)

    back = back_to(first, person)

    assert lots(back) == lots(first)
    assert (back.revision, back.sequence) == (better.revision, better.sequence + 1)
    assert SitePlanning.objects.get(pk=mill.site.pk).current_plan == back
    wish = PlanReturn.objects.get()
    assert (wish.plan_id, wish.asked_by, wish.reason) == (back.pk, person, "the shop had begun")


def test_nobody_looks_for_a_better_plan_at_once() -> None:
    mill, first, _better = two_plans()
    back_to(first, given.user(Role.PLANNER, at=mill.site))

    assert run.improve(mill.site.pk) is None


def test_a_worker_that_begins_later_leaves_its_lots_alone() -> None:
    mill, first, better = two_plans()
    valve = given.item(at=mill.site)
    given.routing(valve, given.work_center(at=mill.site), run_minutes_per_unit=5)
    person = given.user(Role.PLANNER, at=mill.site)
    back_to(first, person)
    back = back_to(better, person)  # whose lots are not those that construction finds
    run._planners.clear()
    given.order_line(due="D10", of=valve, at=mill.site, quantity=3)

    later = published(mill.site)

    assert lots(back) <= lots(later)
    assert run.improve(mill.site.pk) is None
    assert reproduced(later).verdict is Verdict.SAME


def test_a_return_can_be_gone_back_on_and_is_made_again_byte_for_byte() -> None:
    mill, first, better = two_plans()
    person = given.user(Role.PLANNER, at=mill.site)
    back = back_to(first, person)

    forth = back_to(better, person, "better after all")

    assert lots(forth) == lots(better)
    for plan in (back, forth):
        found = reproduced(plan)
        assert (found.verdict, found.path) == (Verdict.SAME, "revert")


def test_orders_that_came_since_are_planned_around_its_lots() -> None:
    mill, first, _better = two_plans()
    new = given.order_line(due="D13", of=mill.pump, at=mill.site, quantity=3)
    later = published(mill.site)

    back = back_to(first, given.user(Role.PLANNER, at=mill.site))

    assert back.revision == later.revision
    assert lots(first) - lots(back) == set()
    new.outlook.refresh_from_db()
    assert new.outlook.planned_date is not None


def test_lots_that_nobody_wants_any_more_are_not_made() -> None:
    mill, first, _better = two_plans()
    gone = OrderLine.objects.filter(item=mill.pump).earliest("pk")
    quantity = float(gone.quantity)
    gone.delete()
    published(mill.site)

    back = back_to(first, given.user(Role.PLANNER, at=mill.site))

    assert made(back) == made(first) - quantity


def made(plan: Plan) -> float:
    return sum(quantity for _key, quantity, _start, _finish in lots(plan))


def test_a_plan_that_was_forgotten_meanwhile_leaves_the_plan_as_it_is() -> None:
    mill, first, better = two_plans()
    returning.ask(
        site=mill.site, plan_id=first.pk, by=given.user(Role.PLANNER, at=mill.site), reason="too late"
    )
    retention.prune(keep=1)

    assert run.replan(mill.site.pk) is None
    assert SitePlanning.objects.get(pk=mill.site.pk).current_plan == better
    assert PlanReturn.objects.get().ended_at is not None
    assert mill.site.pk not in lease.due_site_ids()


def test_a_wish_that_cannot_be_met_does_not_stop_planning(monkeypatch: pytest.MonkeyPatch) -> None:
    mill, first, _better = two_plans()
    returning.ask(
        site=mill.site, plan_id=first.pk, by=given.user(Role.PLANNER, at=mill.site), reason="no luck"
    )
    monkeypatch.setattr(Planner, "as_it_was", lambda *_of, **_how: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run.replan(mill.site.pk)
    OrderLine.objects.filter(item=mill.pump).update(priority=1)

    assert run.replan(mill.site.pk) is not None


def test_what_cannot_be_gone_back_to_is_refused() -> None:
    mill, first, better = two_plans()
    person = given.user(Role.PLANNER, at=mill.site)
    for plan_id in (better.pk, 4711):
        with pytest.raises(returning.NotThere):
            returning.ask(site=mill.site, plan_id=plan_id, by=person, reason="why not")
    with pytest.raises(ValueError, match="reason"):
        returning.ask(site=mill.site, plan_id=first.pk, by=person, reason="  ")
    returning.ask(site=mill.site, plan_id=first.pk, by=person, reason="once")
    with pytest.raises(returning.OneWaits):
        returning.ask(site=mill.site, plan_id=first.pk, by=person, reason="twice")


class TestThePage:
    def test_asks_for_a_reason_and_takes_the_wish(self, client: Client) -> None:
        mill, first, better = two_plans()
        client.force_login(given.user(Role.PLANNER, at=mill.site))
        shown = client.get(reverse("mps:compare"), {"from": first.pk, "to": better.pk})
        assert reverse("mps:go-back", args=[first.pk]) in shown.content.decode()

        without = client.post(reverse("mps:go-back", args=[first.pk]), {"reason": " "})
        assert not PlanReturn.objects.exists()
        asked = client.post(reverse("mps:go-back", args=[first.pk]), {"reason": "the shop had begun"})

        assert (without.status_code, asked.status_code) == (302, 302)
        assert PlanReturn.objects.get().to_plan_id == first.pk
        assert "the shop had begun" in client.get(reverse("mps:plans")).content.decode()

    def test_offers_it_to_nobody_who_may_not(self, client: Client) -> None:
        mill, first, better = two_plans()
        client.force_login(given.user(Role.FLOOR, at=mill.site))
        shown = client.get(reverse("mps:compare"), {"from": first.pk, "to": better.pk})

        assert reverse("mps:go-back", args=[first.pk]) not in shown.content.decode()
        assert client.post(reverse("mps:go-back", args=[first.pk]), {"reason": "mine"}).status_code in (403, 404)
        assert not PlanReturn.objects.exists()
