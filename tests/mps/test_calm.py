"""A site's change budget: set by those who steer, kept by every plan, priced; and how restless a publication was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from company import sites
from company.models import Role, Site, User
from mps import calm_prices, calm_question, snapshot
from mps.calm_question import CalmQuestion
from mps.models import Plan
from mps.publish import calm
from mps.queries import compare
from mps.scheduler.plan import Cost, Lot, LotStatus, Outcome, Pegging, Result, Unlimited
from mps.scheduler.plan import Plan as EnginePlan
from mps.scheduler.problem import ChangeBudget, FirmOrder, PlanningProblem, PreviousLot
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)
SOONER = timedelta(days=4)


def mill_with_orders() -> tuple[Plant, list[OrderLine]]:
    """A plant with four orders due within two weeks, published."""
    mill = plant()
    lines = [given.order_line(due=f"D{8 + day}", of=mill.pump, at=mill.site, quantity=5) for day in range(4)]
    published(mill.site)
    return mill, lines


def everything_sooner(lines: list[OrderLine]) -> None:
    for line in lines:
        line.refresh_from_db()
        line.requested_date -= SOONER
        line.promised_date = None
        line.save()


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


class TestBudget:
    def test_is_none_unless_somebody_sets_one(self) -> None:
        mill = plant()
        assert snapshot.load(mill.site.pk).problem.change_budget is None

    def test_is_kept_by_every_plan_and_its_figures_say_so(self) -> None:
        mill, lines = mill_with_orders()
        sites.set_change_budget(site=mill.site, most_lots=1, days=21)
        everything_sooner(lines)
        kpis = published(mill.site).kpis

        assert kpis["changed_soon"] == 1
        assert (kpis["soon_days"], kpis["budget"]["lots"]) == (21, 1)
        assert kpis["budget"]["wanted"] > 1

    def test_without_one_the_same_orders_change_more(self) -> None:
        mill, lines = mill_with_orders()
        everything_sooner(lines)
        kpis = published(mill.site).kpis

        assert kpis["changed_soon"] > 1
        assert "budget" not in kpis

    def test_is_an_input_of_the_plan(self) -> None:
        mill, _lines = mill_with_orders()
        sites.set_change_budget(site=mill.site, most_lots=3, days=10)
        published(mill.site)  # there is something to plan

        assert snapshot.load(mill.site.pk).problem.change_budget == ChangeBudget(3, 10)

    @pytest.mark.parametrize(("most", "days"), [(-1, 14), (3, 0), (3, 400), (10**6, 14)])
    def test_that_is_none_is_refused(self, most: int, days: int) -> None:
        mill = plant()
        with pytest.raises(ValidationError):
            sites.set_change_budget(site=mill.site, most_lots=most, days=days)
        assert Site.objects.get(pk=mill.site.pk).change_budget_lots is None


class TestPage:
    def budget(self, site: Site) -> tuple[int | None, int]:
        site.refresh_from_db()
        return site.change_budget_lots, site.change_budget_days

    @pytest.mark.parametrize("role", [Role.PLANNER, Role.MANAGER])
    def test_sets_the_budget_for_who_steers(self, role: Role) -> None:
        mill = plant()
        client = client_of(given.user(role, at=mill.site))
        client.post("/plans/calm/set/", {"lots": "12", "days": "14"})
        assert self.budget(mill.site) == (12, 14)
        client.post("/plans/calm/set/", {"lots": "", "days": "14"})
        assert self.budget(mill.site) == (None, 14)

    def test_refuses_others(self) -> None:
        mill = plant()
        for role in (Role.FLOOR, Role.ADMIN, Role.SALES):
            answer = client_of(given.user(role, at=mill.site)).post("/plans/calm/set/", {"lots": "12", "days": "14"})
            assert answer.status_code == 403
        assert self.budget(mill.site) == (None, 14)

    @pytest.mark.parametrize("typed", ["-1", "x", "1.5", "٣", "9" * 12])
    def test_says_what_is_no_number(self, typed: str) -> None:
        mill = plant()
        client = client_of(given.user(Role.PLANNER, at=mill.site))
        answer = client.post("/plans/calm/set/", {"lots": typed, "days": "14"}, follow=True)
        assert 'role="alert"' in answer.content.decode()
        assert self.budget(mill.site) == (None, 14)

    def test_shows_what_the_budget_kept(self) -> None:
        mill, lines = mill_with_orders()
        sites.set_change_budget(site=mill.site, most_lots=1, days=21)
        everything_sooner(lines)
        wanted = published(mill.site).kpis["budget"]["wanted"]
        page = client_of(given.user(Role.FLOOR, at=mill.site)).get("/plans/calm/").content.decode()

        assert f"without the budget it would have changed {wanted}" in page
        assert "Planners and managers" in page

    @pytest.mark.usefixtures("_worker", "_cold")
    def test_says_what_more_changes_would_save(self) -> None:
        mill, lines = mill_with_orders()
        sites.set_change_budget(site=mill.site, most_lots=1, days=21)
        everything_sooner(lines)
        published(mill.site)
        found = client_of(given.user(Role.PLANNER, at=mill.site)).get("/plans/calm/?prices=1").context["prices"]

        assert [one.price.most_lots for one in found] == [1, 2, 3, 5, 9, None]
        assert [one.price.changed for one in found[:2]] == [1, 2]


class TestPrices:
    def test_are_those_of_plans_that_keep_their_budgets(self) -> None:
        mill, lines = mill_with_orders()
        everything_sooner(lines)
        plan = published(mill.site)
        question = CalmQuestion("ticket", plan.pk, (0, 1, 2), 21)
        found = calm_prices.answer_to(question, stop=lambda: False).prices

        assert all(one.changed <= (one.most_lots if one.most_lots is not None else 99) for one in found)
        assert found[-1].most_lots is None
        assert found[-1].changed == plan.kpis["changed_soon"]
        assert found[0].late_orders >= found[-1].late_orders

    def test_of_a_plan_that_is_forgotten_are_none(self) -> None:
        assert calm_prices.answer_to(CalmQuestion("ticket", 1, (0,), 14), stop=lambda: False).prices == ()
        assert calm_question.MORE_CHANGES[0] == 0


def result_of(*lots: Lot, unlimited: Unlimited | None = None) -> Result:
    plan = EnginePlan(lots, (), (), Pegging(), {})
    return Result(Outcome.FEASIBLE, plan, Cost(), 0.0, 0.0, 0, unlimited=unlimited)


class TestFigures:
    def problem(self, **changes: object) -> PlanningProblem:
        horizon = snapshot.horizon_of(given.site())
        return PlanningProblem(site="S1", horizon=horizon, items=(), **changes)  # type: ignore[arg-type]

    def test_of_a_first_plan_are_none(self) -> None:
        assert calm.figures_of(self.problem(), result_of(Lot("A-1", "A", 5, 1, 2))) == {}

    def test_add_up_what_is_not_as_it_was(self) -> None:
        before = (PreviousLot("A-1", "A", 5, 2, 1), PreviousLot("A-2", "A", 5, 20, 19))
        now = result_of(Lot("A-1", "A", 5, 1, 2), Lot("A-2", "A", 7, 19, 20))
        figures = calm.figures_of(self.problem(previous_lots=before), now)

        assert figures["nervousness"] == pytest.approx(2 * 0.97**20, abs=1e-3)
        assert (figures["changed_soon"], figures["soon_days"]) == (0, 14)

    def test_tell_new_lots_apart(self) -> None:
        before = (PreviousLot("A-1", "A", 5, 2, 1),)
        now = result_of(Lot("A-1", "A", 5, 1, 2), Lot("A-2", "A", 5, 3, 4), Lot("A-3", "A", 5, 30, 31))
        figures = calm.figures_of(self.problem(previous_lots=before), now)

        assert (figures["changed_soon"], figures["new_soon"]) == (0, 1)

    def test_take_a_lot_that_came_from_far_for_no_new_one(self) -> None:
        before = (PreviousLot("A-1", "A", 5, 45, 44),)
        moved, other = (
            calm.figures_of(self.problem(previous_lots=before), result_of(Lot("A-2", "A", quantity, 3, 4)))
            for quantity in (5, 6)
        )

        assert (moved["new_soon"], other["new_soon"]) == (0, 1)
        assert moved["nervousness"] == pytest.approx(5 * (0.97**45 + 0.97**4), abs=1e-3)

    def test_know_a_lot_again_that_a_person_fixed_under_another_key(self) -> None:
        before = (PreviousLot("A-1", "A", 5, 4, 3), PreviousLot("A-2", "A", 6, 4, 3))
        firm = (FirmOrder("steer/1/1", "A", 5, 3, 4),)
        now = result_of(Lot("steer/1/1", "A", 5, 3, 4, LotStatus.FIRM))
        figures = calm.figures_of(self.problem(previous_lots=before, firm_orders=firm), now)

        assert (figures["changed_soon"], figures["new_soon"]) == (1, 0)

    def test_leave_out_what_has_begun_or_is_firm(self) -> None:
        before = (PreviousLot("A-1", "A", 5, 2, -1), PreviousLot("A-2", "A", 5, -3, -4))
        firm = (FirmOrder("A-3", "A", 5, 3, 4),)
        now = result_of(Lot("A-3", "A", 5, 3, 4))
        figures = calm.figures_of(self.problem(previous_lots=before, firm_orders=firm), now)

        assert (figures["nervousness"], figures["changed_soon"]) == (0, 0)

    def test_are_what_the_two_plans_say_of_their_lots(self) -> None:
        mill, lines = mill_with_orders()
        first = Plan.objects.get()
        everything_sooner(lines)
        second = published(mill.site)

        found = compare.lots(first, second)
        assert second.kpis["nervousness"] == pytest.approx(found.nervousness, abs=1e-3)
        assert second.kpis["changed_soon"] == found.counts.changed_soon > 0
        assert second.kpis["nervousness"] > 0
        assert "nervousness" not in first.kpis
