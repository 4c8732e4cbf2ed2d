"""Parts, put together, are the whole; and a warm plan is the plan that a cold solve gives."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from random import Random
from typing import Any

import pytest

from mps.scheduler.check import check
from mps.scheduler.columns import index_of
from mps.scheduler.parts import Part, split
from mps.scheduler.plan import LotStatus, Result
from mps.scheduler.planner import Change, Planner, Replanned
from mps.scheduler.problem import (
    AlternativeWorkCenter,
    ChangeBudget,
    FirmOrder,
    Operation,
    PlanningProblem,
    PreviousLot,
)
from mps.scheduler.validate import accept
from tests.scheduler import given
from tests.scheduler.plausible import plant

PLANTS = 3


def plants(seed: int) -> PlanningProblem:
    """Several plants in one problem that share nothing but the horizon."""
    return side_by_side(*(plant(seed + number) for number in range(PLANTS)))


def side_by_side(*problems: PlanningProblem) -> PlanningProblem:
    """Problems in one that share nothing but the first one's horizon."""
    one = problems[0]
    many = [_renamed(replace(each, horizon=one.horizon), f"P{number}-") for number, each in enumerate(problems)]
    tables = ("items", "bom", "operations", "work_centers", "demands", "receipts", "firm_orders", "previous_lots")
    joined: dict[str, Any] = {name: tuple(chain.from_iterable(getattr(part, name) for part in many)) for name in tables}
    return replace(one, **joined)


def _renamed(problem: PlanningProblem, prefix: str) -> PlanningProblem:
    codes = {"items": ("code",), "bom": ("parent", "component"), "operations": ("item", "work_center"),
             "work_centers": ("code",), "demands": ("key", "item"), "receipts": ("key", "item"),
             "firm_orders": ("key", "item"), "previous_lots": ("key", "item")}  # fmt: skip
    renamed: dict[str, Any] = {
        table: tuple(
            replace(record, **{name: prefix + getattr(record, name) for name in names})
            for record in getattr(problem, table)
        )
        for table, names in codes.items()
    }
    steps = tuple(replace(step, alternatives=_prefixed(step, prefix)) for step in renamed["operations"])
    return replace(problem, **{**renamed, "operations": steps})


def _prefixed(step: Operation, prefix: str) -> tuple[AlternativeWorkCenter, ...]:
    return tuple(replace(one, work_center=prefix + one.work_center) for one in step.alternatives)


def parts_of(problem: PlanningProblem) -> tuple[Part, ...]:
    """The parts of what is accepted of a problem."""
    return split(index_of(problem))


class Warm:
    """A planner with a timer that stands still."""

    def __init__(self) -> None:
        self._planner = Planner()

    def plan(self, problem: PlanningProblem) -> Result:
        """The plan of a problem."""
        return self._planner.plan(problem, stop=lambda: False, timer=lambda: 0.0)

    def change(self, change: Change) -> tuple[Replanned, ...]:
        """The parts that a change touches."""
        return self._planner.change(change, stop=lambda: False, timer=lambda: 0.0)


def published(problem: PlanningProblem, result: Result) -> PlanningProblem:
    """The problem as it is once its plan is the last one."""
    lots = tuple(
        PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day)
        for lot in result.plan.lots
        if lot.status is LotStatus.PLANNED
    )
    return replace(problem, previous_lots=lots)


def but_for_the_work(result: Result) -> Result:
    """A result without the steps that it took."""
    return replace(result, steps=0)


class TestParts:
    def test_items_that_share_a_bill_or_a_work_centre_are_one_part(self) -> None:
        apart = given.problem(
            items=(given.bike(), given.wheel(), given.bike(code="TRIKE"), given.bike(code="SCOOTER")),
            bom=(given.two_wheels(),),
            operations=(
                given.assembly(),
                given.assembly(item="TRIKE", work_center="CELL"),
                given.assembly(item="SCOOTER", work_center="CELL"),
            ),
            work_centers=(given.line(), given.line(code="CELL")),
        )

        assert [sorted(item.code for item in part.problem.items) for part in parts_of(apart)] == [
            [], ["SCOOTER", "TRIKE"], ["BIKE", "WHEEL"],
        ]  # fmt: skip

    def test_what_needs_no_work_centre_is_one_part_however_much_it_is(self) -> None:
        spares = given.problem(items=(given.bike(), given.wheel(), given.wheel(code="BELL")))

        assert [[item.code for item in part.problem.items] for part in parts_of(spares)] == [
            ["BELL", "WHEEL"],
            ["BIKE"],
        ]

    def test_lots_that_could_get_the_same_key_are_in_one_part(self) -> None:
        lookalike = given.problem(
            items=(given.bike(), given.wheel()), firm_orders=(FirmOrder("WHEEL-1", "BIKE", 1.0, 2, 3),)
        )

        assert [len(part.problem.items) for part in parts_of(lookalike)] == [0, 2]

    @pytest.mark.parametrize("seed", range(0, 20, PLANTS))
    def test_a_part_planned_alone_has_the_plan_that_it_has_in_the_whole(self, seed: int) -> None:
        problem = plants(seed)
        whole = given.solved(problem)

        check(problem, whole)
        alone = [given.solved(part.problem) for part in parts_of(problem)]
        assert sorted(lot.key for lot in whole.plan.lots) == sorted(lot.key for one in alone for lot in one.plan.lots)
        assert set(whole.plan.lots) == {lot for one in alone for lot in one.plan.lots}
        assert whole.cost.total == pytest.approx(sum(one.cost.total for one in alone))


class TestPlanner:
    @pytest.mark.parametrize("seed", range(0, 30, PLANTS))
    def test_a_warm_plan_is_the_cold_one_whatever_changed(self, seed: int) -> None:
        random, planner, problem = Random(seed), Warm(), plants(seed)
        problem = replace(problem, change_budget=random.choice((None, ChangeBudget(4, 9))))
        for _ in range(5):
            result = planner.plan(problem)
            assert but_for_the_work(result) == but_for_the_work(given.solved(problem))
            problem = published(problem, result) if random.random() < 0.7 else problem
            demands = list(problem.demands)
            changed = random.randrange(len(demands))
            demands[changed] = replace(demands[changed], quantity=demands[changed].quantity * random.choice((0.5, 3.0)))
            problem = replace(problem, demands=tuple(demands))

    @pytest.mark.parametrize("seed", range(0, 30, PLANTS))
    def test_a_change_gives_the_plan_that_the_changed_problem_has(self, seed: int) -> None:
        random, planner, problem = Random(seed), Warm(), plants(seed)
        planner.plan(problem)
        demands = {demand.key: demand for demand in problem.demands}
        planned = {demand.key for _, demand in accept(problem).demands}
        for number in range(6):
            demand = random.choice([one for one in demands.values() if one.key in planned])
            new = replace(demand, key=f"NEW-{number}") if number % 3 == 0 else None
            change = Change({demand.key: None} if new is None else {new.key: new})
            for part in planner.change(change):
                check(part.problem, part.result)
            if new:
                demands[new.key] = new
            else:
                del demands[demand.key]
        problem = replace(problem, demands=tuple(demands.values()))

        assert but_for_the_work(planner.plan(problem)) == but_for_the_work(given.solved(problem))

    def test_lost_capacity_costs_its_own_part_only(self) -> None:
        planner, problem = Warm(), plants(4)
        planner.plan(problem)
        center = problem.work_centers[0]
        lost = replace(center, available_minutes=(0.0,) * len(center.available_minutes))

        (part,) = planner.change(Change(work_centers=(lost,)))

        check(part.problem, part.result)
        assert lost in part.problem.work_centers
        assert len(part.problem.items) < len(problem.items)

    def test_a_demand_that_contradicts_itself_is_refused_and_named(self) -> None:
        planner, problem = Warm(), given.problem(demands=(given.order(),))
        planner.plan(problem)

        (part,) = planner.change(Change({"SO1": given.order(quantity=-1.0)}))

        assert [one.record for one in part.result.refused] == ["demand:SO1"]
        check(part.problem, part.result)

    def test_a_change_budget_needs_the_whole(self) -> None:
        planner = Warm()
        planner.plan(given.problem(demands=(given.order(),), change_budget=ChangeBudget(1, 5)))

        with pytest.raises(ValueError, match="change budget"):
            planner.change(Change({"SO1": None}))

    def test_nobody_can_cancel_what_is_not_there(self) -> None:
        planner = Warm()
        planner.plan(given.problem())

        with pytest.raises(KeyError):
            planner.change(Change({"SO9": None}))
