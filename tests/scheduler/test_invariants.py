"""
What holds for every plan of every problem, counted again from the records: no rule of `check` is asked.

`check` and the planning read the same columns; what both read wrongly would go unseen without these.
"""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given

from mps.scheduler.plan import Lot, LotStatus, Plan
from mps.scheduler.problem import Item, PlanningProblem
from mps.scheduler.validate import accept
from tests.random_examples import examples
from tests.scheduler.given import solved
from tests.scheduler.test_random_plans import anything


def planned(plan: Plan) -> list[Lot]:
    """The lots that the engine planned."""
    return [lot for lot in plan.lots if lot.status is LotStatus.PLANNED]


def close(quantity: float) -> float:
    """A millionth more, for rounding."""
    return quantity + 1e-6 * max(1.0, abs(quantity))


def wanted_of(problem: PlanningProblem, plan: Plan) -> dict[str, float]:
    """What orders and forecast want of each item, its safety stock, and what the plan's lots take of it."""
    accepted = accept(problem)
    wanted: dict[str, float] = defaultdict(float)
    for item in accepted.items.values():
        wanted[item.code] += item.safety_stock
    for _, demand in accepted.demands:
        wanted[demand.item] += demand.quantity
    for lot in plan.lots:
        for line in accepted.bom:
            if line.parent == lot.item:
                wanted[line.component] += lot.quantity * line.quantity_per / (1 - line.scrap_share)
    return wanted


def rounding(item: Item) -> float:
    """By how much one lot may be more than was wanted of it: the smallest lot, and a multiple."""
    return item.lot_minimum + item.lot_multiple


class TestSupply:
    @examples(150)
    @given(anything)
    def test_is_no_more_than_what_is_wanted_and_one_rounding(self, problem: PlanningProblem) -> None:
        plan = solved(problem).plan
        items, wanted = accept(problem).items, wanted_of(problem, plan)
        made: dict[str, float] = defaultdict(float)
        for lot in planned(plan):
            made[lot.item] += lot.quantity

        for code, quantity in made.items():
            assert quantity <= close(max(0.0, wanted[code] - items[code].on_hand) + rounding(items[code]))


class TestTime:
    @examples(150)
    @given(anything)
    def test_nothing_planned_starts_in_the_past_or_is_worked_on_before_it_starts(
        self, problem: PlanningProblem
    ) -> None:
        plan = solved(problem).plan
        frozen = {code: item.frozen_days for code, item in accept(problem).items.items()}

        for lot in planned(plan):
            assert max(0, frozen[lot.item]) <= lot.start_day <= lot.finish_day < problem.horizon.day_count
        for load in plan.loads:
            lot = plan.lots[load.lot]
            assert max(0, lot.start_day) <= load.day <= lot.finish_day
        assert all(0 <= sent.day < problem.horizon.day_count for sent in plan.deliveries)


class TestCapacity:
    @examples(150)
    @given(anything)
    def test_is_never_exceeded_beyond_the_overtime_that_was_bought(self, problem: PlanningProblem) -> None:
        plan, centers = solved(problem).plan, accept(problem).work_centers
        load: dict[tuple[str, int], float] = defaultdict(float)
        firm: dict[tuple[str, int], float] = defaultdict(float)
        for one in plan.loads:
            load[one.work_center, one.day] += one.minutes
            if plan.lots[one.lot].status is LotStatus.FIRM:
                firm[one.work_center, one.day] += one.minutes

        for (code, day), minutes in load.items():
            bought = plan.bought_overtime[code][day]
            assert 0 <= bought <= close(centers[code].overtime_minutes[day])
            assert minutes <= close(max(centers[code].available_minutes[day] + bought, firm[code, day]))
