"""Hours that a person adds beyond the shifts are paid at the price of overtime, used or not, and figures say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.test import Client
from pytest_django import Settings

from capacity.models import CapacityException, WorkCenter
from company.models import Role
from mps import run, snapshot
from mps.models import Plan
from mps.scenario_changes import CapacityShift, Change
from mps.scenario_compare import Compared, FigureRow
from mps.scheduler.added_hours import added
from mps.scheduler.horizon import telescoping
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.problem import WorkCenter as PlannedCenter
from mps.scheduler.solve import Limits, solve
from mps.scheduler.transplant import transplanted
from tests import given
from tests.mps.imagined import Works, planned, works
from tests.mps.plant import published
from tests.mps.steering import Desk, mill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold", "_worker")]

PRICE = {"MILL": Decimal("42.50"), "BENCH": Decimal(30)}


@pytest.fixture(autouse=True)
def _seconds(settings: Settings) -> Iterator[None]:
    settings.FIRST_SECONDS = settings.IMPROVE_SECONDS = 60.0
    yield
    run._planners.clear()


def priced_works() -> Works:
    """Two work centres with a price of overtime each, and a plan."""
    shop = works()
    for code, price in PRICE.items():
        WorkCenter.objects.filter(code=code).update(overtime_cost_per_hour=price)
    published(shop.site)
    return shop


def by_hand(changes: list[CapacityShift]) -> tuple[float, float]:
    """Return hours and their cost: days × minutes a day ÷ 60, × the price; downtime is nobody's hour."""
    hours = cost = 0.0
    added = [change for change in changes if change.kind != "downtime"]
    opened = {(one.work_center, day) for one in added if not any(map(is_worked, days_of(one))) for day in days_of(one)}
    for change in added:
        days = [day for day in days_of(change) if is_worked(day) or (change.work_center, day) in opened]
        own = len(days) * change.minutes_per_day / 60
        hours, cost = hours + own, cost + own * float(PRICE[change.work_center])
    return hours, cost


def days_of(change: CapacityShift) -> list[date]:
    return [change.from_date + timedelta(days=one) for one in range((change.to_date - change.from_date).days + 1)]


def is_worked(day: date) -> bool:
    return day.weekday() < 5


def random_shifts(random: Random) -> list[CapacityShift]:
    found = []
    for number in range(random.randint(1, 6)):
        begin = given.day(f"D{random.randint(0, 60)}") + timedelta(days=number)
        end = begin + timedelta(days=random.randint(0, 12))
        kind = random.choice(CapacityException.Kind.values)
        found.append(CapacityShift(random.choice(list(PRICE)), begin, end, random.randint(15, 500), kind))
    return found


def compared(shop: Works, *changes: Change) -> dict[str, FigureRow]:
    """Return the figures of the scenario of these changes beside the plan, by label."""
    scenario = planned(shop, *changes)
    assert not scenario.problem
    found = Compared(shop.site, Plan.objects.latest("pk"), [scenario], shop.planner)
    return {row.label: row for row in found.figures}


class TestOfAScenario:
    @pytest.mark.parametrize("seed", range(8))
    def test_are_the_hours_times_the_price(self, seed: int) -> None:
        shop, shifts = priced_works(), random_shifts(Random(seed))
        hours, cost = by_hand(shifts)

        rows = compared(shop, *shifts)

        told = rows["Overtime and shifts added, hours"], rows["Overtime and shifts added, EUR"]
        assert [row.now for row in told] == [0, 0]
        assert [row.values[0].value for row in told] == pytest.approx([hours, cost])
        terms = ("Overtime that the plan buys", "Overtime and shifts added", "Set-ups", "Stock kept")
        paid = [rows[f"{term}, EUR"].values[0].value for term in terms]
        assert rows["Paid in all, EUR"].values[0].value == pytest.approx(sum(paid))

    def test_are_paid_where_nobody_needs_them(self) -> None:
        shop = priced_works()
        far = given.day("D301")
        rows = compared(shop, CapacityShift("BENCH", far, far + timedelta(days=4), 120, "overtime"))
        assert rows["Overtime and shifts added, EUR"].values[0].value == pytest.approx(5 * 2 * 30)
        assert rows["Paid in all, EUR"].values[0].more == pytest.approx(5 * 2 * 30)

    def test_a_plan_that_does_not_tell_is_not_held_against_one_that_does(self) -> None:
        shop = priced_works()
        scenario = planned(shop, CapacityShift("BENCH", given.day("D3"), given.day("D3"), 60, "overtime"))
        current = Plan.objects.latest("pk")
        current.kpis = {name: value for name, value in current.kpis.items() if not name.startswith("added")}

        rows = Compared(shop.site, current, [scenario], shop.planner).figures

        assert not [row.label for row in rows if "added" in row.label]

    def test_control_downtime_and_days_past_cost_nothing(self) -> None:
        shop, today = priced_works(), given.day("D0")
        CapacityException.objects.create(
            work_center=shop.centers[0], from_date=today - timedelta(days=9), to_date=today - timedelta(days=1),
            minutes_per_day=60, kind="overtime",
        )  # fmt: skip
        rows = compared(shop, CapacityShift("MILL", given.day("D3"), given.day("D5"), 200, "downtime"))
        assert rows["Overtime and shifts added, EUR"].values[0].value == 0


class TestOfADraft:
    def test_are_told_without_and_with_it(self) -> None:
        shop = mill()
        WorkCenter.objects.update(overtime_cost_per_hour=50)
        CapacityException.objects.create(
            work_center=shop.center, from_date=date(2026, 1, 6), to_date=date(2026, 1, 6), minutes_per_day=30,
            kind="shift",
        )  # fmt: skip
        published(shop.site)
        step = {
            "kind": "capacity", "work_center_id": shop.center.pk, "from": "2026-01-07", "to": "2026-01-09",
            "minutes_per_day": 90, "change": "overtime",
        }  # fmt: skip

        changed = Desk(shop.site).check(step)["changed"]

        before, after = changed["figures_before"], changed["figures_after"]
        assert (before["added_minutes"], before["added_cost"]) == pytest.approx((30, 25))
        assert (after["added_minutes"], after["added_cost"]) == pytest.approx((30 + 3 * 90, 250))
        assert changed["cost_after"]["total"] <= changed["cost_before"]["total"]  # no term of what the engine weighs


class TestOfPublishedPlans:
    def test_are_kept_with_the_plan_and_stand_in_the_comparison(self, client: Client) -> None:
        shop = priced_works()
        first = published_after(shop, minutes=60)
        second = published_after(shop, minutes=120)
        assert [plan.kpis["added_cost"] for plan in (first, second)] == pytest.approx([42.5, 3 * 42.5])

        client.force_login(given.user(Role.MANAGER, at=shop.site))
        page = client.get(f"/plans/compare/?from={first.pk}&to={second.pk}").content.decode()

        assert "Overtime and shifts added" in page

    def test_change_nothing_that_the_engine_plans(self) -> None:
        shop = priced_works()
        published_after(shop, minutes=60)
        read = snapshot.load(shop.site.pk).problem
        assert added(read).cost > 0
        unpriced = planner_result(without_what_was_added(read))
        assert planner_result(read) == unpriced


def published_after(shop: Works, minutes: int) -> Plan:
    """Return the plan after so many minutes more on a day of the mill, and a day for each time."""
    day = given.day(f"D{5 + minutes // 60}")
    CapacityException.objects.create(
        work_center=shop.centers[0], from_date=day, to_date=day, minutes_per_day=minutes, kind="overtime"
    )
    return published(shop.site)


def without_what_was_added(problem: PlanningProblem) -> PlanningProblem:
    return replace(problem, work_centers=tuple(replace(one, added_minutes=()) for one in problem.work_centers))


def planner_result(problem: PlanningProblem) -> object:
    result = solve(problem, limits=Limits(), stop=lambda: False, timer=lambda: 0.0)
    return result.plan.lots, result.cost


class TestOnAnEarlierPlan:
    def test_what_the_scenario_adds_is_added_to_what_was_there(self) -> None:
        def problem(*by_center: tuple[float, ...]) -> PlanningProblem:
            centers = (PlannedCenter(f"C{n}", (9.0,) * 14, (0.0,) * 14, 1.0, row) for n, row in enumerate(by_center))
            horizon = telescoping(start_date=date(2026, 1, 5), daily_days=14, weekly_until_week=0, period_count=0)
            return PlanningProblem("S", horizon, (), work_centers=tuple(centers))

        base = problem((5.0,) + (0.0,) * 13, ())
        now, then = problem((), ()), problem((0.0,) * 3 + (7.0,) + (0.0,) * 10, ())

        found = [center.added_minutes for center in transplanted(base, now, then).work_centers]

        assert found == [(5.0, 0.0, 0.0, 7.0) + (0.0,) * 10, ()]
