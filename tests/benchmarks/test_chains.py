"""Books of several operations: what the bound says, and how near the plans come to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.chain_maker import WantedChains, make_chains
from benchmarks.fresh_process import late_by_priority
from benchmarks.service_bound import most_on_time, weight, work_by_item
from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.problem import PlanningProblem
from tests.scheduler import given

SMALL = WantedChains(items=20, orders_an_item=8, load=1.0)


def on_time(problem: PlanningProblem, limits: Limits | None = None) -> dict[int, float]:
    """How many orders of each priority a checked plan has on time."""
    result = given.solved(problem, limits=limits)
    check(problem, result)
    return {priority: float(total - late) for priority, (late, total) in late_by_priority(problem, result.plan).items()}


def weighed(on_time_by_priority: dict[int, float]) -> float:
    """What counts, urgent priorities first."""
    return sum(weight(priority) * count for priority, count in on_time_by_priority.items())


class TestMakeChains:
    def test_every_work_centre_has_the_wanted_load(self) -> None:
        problem = make_chains(replace(SMALL, components=5))
        work = work_by_item(problem)
        for center in problem.work_centers:
            minutes = sum(
                setup + run * demand.quantity
                for demand in problem.demands
                for (code, _), (setup, run) in work[demand.item].items()
                if code == center.code
            )
            available = sum(center.available_minutes[: 7 * SMALL.weeks])
            assert minutes == pytest.approx(SMALL.load * available)

    def test_the_same_wishes_give_the_same_book(self) -> None:
        assert make_chains(SMALL) == make_chains(SMALL)
        assert make_chains(SMALL) != make_chains(replace(SMALL, seed=2))


class TestBound:
    def test_counts_what_fits(self) -> None:
        # an order of eight hours each day but two on the first, with eight hours a day
        orders = tuple(given.order(8.0, due_day=day, key=f"SO{day}") for day in range(3))
        problem = given.problem(demands=(*orders, given.order(8.0, due_day=0, key="SO9")))

        assert sum(most_on_time(problem).values()) == pytest.approx(3.0)

    def test_knows_that_a_component_is_made_the_day_before(self) -> None:
        today, tomorrow = (
            given.problem(
                items=(given.bike(), given.wheel(made=True)),
                bom=(given.two_wheels(),),
                operations=(given.assembly(), given.assembly(item="WHEEL", run_minutes_per_unit=30.0)),
                demands=(given.order(4.0, due_day=day),),
            )
            for day in (0, 1)
        )

        assert sum(most_on_time(today).values()) == pytest.approx(0.0)
        assert sum(most_on_time(tomorrow).values()) == pytest.approx(1.0)

    @pytest.mark.parametrize("components", [0, 5])
    @pytest.mark.parametrize("seed", range(3))
    def test_no_plan_beats_it_and_ours_comes_near(self, components: int, seed: int) -> None:
        problem = make_chains(replace(SMALL, components=components, seed=seed))
        bound, found = most_on_time(problem), on_time(problem)

        assert weighed(found) <= weighed(bound) + 1e-6
        assert sum(found.values()) >= sum(bound.values()) - 0.06 * len(problem.demands)

    def test_placing_forward_leaves_fewer_minutes_that_nobody_can_use(self) -> None:
        problem = make_chains(SMALL)

        assert sum(on_time(problem).values()) > sum(on_time(problem, Limits(rounds=1)).values())
