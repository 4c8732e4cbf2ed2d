"""Where costs tie, the last plan is kept: a small change moves nothing that it does not concern."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from mps.scheduler import solve as solving
from mps.scheduler.calm import NEAR_SHARE, TIE_SHARE, nervousness
from mps.scheduler.check import check
from mps.scheduler.plan import Lot, LotStatus, Result
from mps.scheduler.problem import PlanningProblem, PreviousLot
from tests.scheduler import given
from tests.scheduler.plausible import plant


def solved(problem: PlanningProblem) -> Result:
    """A checked plan."""
    result = given.solved(problem)
    check(problem, result)
    return result


def published(problem: PlanningProblem, result: Result) -> PlanningProblem:
    """The problem as it is once its plan is the last one."""
    before = (
        PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day)
        for lot in result.plan.lots
        if lot.status is LotStatus.PLANNED
    )
    return replace(problem, previous_lots=tuple(before))


def in_time(seed: int) -> PlanningProblem:
    """A plant with a busy but sufficient line, and only as many orders as are all in time."""
    problem = plant(seed)
    for _ in range(6):
        result = given.solved(problem)
        if result.cost.late_orders + result.cost.late_promised + result.cost.late_forecast == 0:
            break
        good: dict[int, float] = {}
        for one in result.plan.deliveries:
            if one.day <= problem.demands[one.demand].due_day:
                good[one.demand] = good.get(one.demand, 0.0) + one.quantity
        kept = [one for place, one in enumerate(problem.demands) if good.get(place, 0.0) > one.quantity - 1e-6]
        problem = replace(problem, demands=tuple(kept))
    return problem


def changed(problem: PlanningProblem, seed: int) -> PlanningProblem:
    """The problem once it is planned, published, and one order is gone."""
    before = published(problem, given.solved(problem))
    gone = Random(seed).randrange(max(1, len(before.demands)))
    return replace(before, demands=(*before.demands[:gone], *before.demands[gone + 1 :]))


class TestNervousness:
    def test_counts_pieces_by_day_and_nearer_ones_more(self) -> None:
        before = [PreviousLot("A", "BIKE", 3.0, 2), PreviousLot("B", "BIKE", 1.0, 9)]
        now = [Lot("A", "BIKE", 2.0, 0, 2), Lot("B", "BIKE", 1.0, 0, 9), Lot("C", "TRIKE", 1.0, 0, 0)]

        assert nervousness(before, now) == pytest.approx(1.0 + NEAR_SHARE**2)


class TestSolve:
    def test_a_cancelled_order_does_not_move_the_parts_of_another_item(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # the bikes push half of the trikes, and so their wheels, from day 6 of the line to day 5; gold makes that cheap
        trikes = given.order(8.0, 6, key="T", item="TRIKE")
        gold = given.wheel(code="GOLD", on_hand=1_000.0, unit_cost=1_000.0)
        problem = given.problem(
            items=(given.bike(), given.bike(code="TRIKE"), given.wheel(code="THIRD"), gold),
            bom=(given.two_wheels(parent="TRIKE", component="THIRD"), given.two_wheels(component="GOLD")),
            operations=(given.assembly(), given.assembly(item="TRIKE")),
            demands=(given.order(4.0, 6), trikes),
        )
        now = replace(published(problem, solved(problem)), demands=(trikes,))

        def wheels() -> list[tuple[str, float, int, int]]:
            return [lot for lot in given.lots(solved(now)) if lot[0] == "THIRD"]

        assert wheels() == [("THIRD", 16.0, 4, 4)]
        monkeypatch.setattr(solving, "calm", lambda planned, _watch: planned)
        assert wheels() == [("THIRD", 16.0, 5, 5)]

    @pytest.mark.parametrize("plant_of", [plant, in_time])
    @pytest.mark.parametrize("first", range(0, 30, 10))
    def test_a_plan_that_was_published_is_planned_again_as_it_is(
        self, plant_of: Callable[[int], PlanningProblem], first: int
    ) -> None:
        for seed in range(first, first + 10):
            problem = changed(plant_of(seed), seed)
            result = solved(problem)

            assert given.solved(published(problem, result)).plan == result.plan

    def test_is_never_more_nervous_than_without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for seed in range(30):
            problem = changed(in_time(seed), seed)
            calm, last = solved(problem), problem.previous_lots
            with monkeypatch.context() as patch:
                patch.setattr(solving, "calm", lambda planned, _watch: planned)
                plain = given.solved(problem)
            assert nervousness(last, calm.plan.lots) <= nervousness(last, plain.plan.lots) * (1 + 1e-9)
            assert calm.cost.total <= plain.cost.total * (1 + TIE_SHARE) + 1e-6
