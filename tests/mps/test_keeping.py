"""Where a plan is late with a promise, it is made from the last plan's minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps import keeping, snapshot
from mps.promising import promise
from mps.scheduler.budget import Limits
from mps.scheduler.last_plan import followed_by
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import ChangeBudget, PlanningProblem
from tests.mps.plant import plant, published
from tests.mps.promised import for_someone, wish
from tests.scheduler import given, plausible
from tests.scheduler.test_promise_kept import TOO_FEW, Booked, booked, with_fewer_minutes
from tests.scheduler.test_small_changes import promised

LIMITS: dict[str, Any] = {"limits": Limits(), "stop": lambda: False, "timer": lambda: 0.0}


@pytest.mark.django_db(transaction=True)
class TestWithLastMinutes:
    def test_has_those_of_the_plan_and_of_the_promises_made_since(self) -> None:
        mill = plant()
        published(mill.site)
        promise([wish(mill, 10, "D2")], for_someone(mill, held=False))
        published(mill.site)
        promise([wish(mill, 20, "D4")], for_someone(mill, held=False))

        read = snapshot.load(mill.site.pk)
        known = snapshot.with_last_minutes(read).problem

        assert read.problem.previous_minutes == ()
        minutes = {row.lot: 0.0 for row in known.previous_minutes}
        for row in known.previous_minutes:
            minutes[row.lot] += row.minutes
        [step] = [one for one in known.operations if one.item == mill.pump.code]
        wanted = {lot.key: step.setup_minutes + step.run_minutes_per_unit * lot.quantity for lot in known.previous_lots}
        assert len(wanted) == 2
        assert minutes == pytest.approx(wanted)
        assert replace(known, previous_minutes=()) == read.problem

    def test_is_what_was_read_where_the_plan_has_none(self) -> None:
        mill = plant()

        read = snapshot.load(mill.site.pk)

        assert snapshot.with_last_minutes(read) is read


class TestPlanned:
    def test_is_made_again_where_a_promise_would_be_late(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one = _broken_without_minutes()
        without = replace(one.after[0], previous_minutes=(), previous_late=())
        first, known = (_as_read(problem) for problem in (without, one.after[0]))
        monkeypatch.setattr(snapshot, "with_last_minutes", lambda _read: known)

        made_of, result = keeping.planned(Planner(), first, **LIMITS)

        assert made_of.problem is known.problem
        assert result.plan == one.after[1].plan

    def test_is_made_again_where_the_last_plan_did_not_keep_it_either(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one = _broken_without_minutes()
        keys = tuple(demand.key for demand in one.after[0].demands)
        first = _as_read(replace(one.after[0], previous_minutes=(), previous_late=()))
        known = _as_read(replace(one.after[0], previous_late=keys))
        monkeypatch.setattr(snapshot, "with_last_minutes", lambda _read: known)

        assert keeping.planned(Planner(), first, **LIMITS)[0].problem is known.problem

    def test_after_a_late_plan_is_made_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Control: a planner that knows of no late plan makes one without the minutes first."""
        problem = promised(with_fewer_minutes(plausible.plant(12), TOO_FEW))
        after = followed_by(problem, Planner().plan(problem, **LIMITS).plan)
        first, known = (_as_read(replace(after, previous_minutes=(), previous_late=())), _as_read(after))
        monkeypatch.setattr(snapshot, "with_last_minutes", lambda _read: known)
        asked = list[PlanningProblem]()
        planner = _Noting(asked)

        _, cold = keeping.planned(planner, first, **LIMITS)
        assert asked == [first.problem, known.problem]
        asked.clear()
        _, warm = keeping.planned(planner, first, **LIMITS)

        assert asked == [known.problem]
        assert warm.plan == cold.plan

    def test_with_a_change_budget_begins_with_the_last_plan_as_it_was(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Control: without one, a plan in which nothing is late needs no minutes."""
        calm = _as_read(replace(given.problem(), change_budget=ChangeBudget(5, 14)))
        known = _as_read(replace(calm.problem, seed=calm.problem.seed))
        monkeypatch.setattr(snapshot, "with_last_minutes", lambda _read: known)
        free = _as_read(given.problem())

        assert keeping.planned(Planner(), calm, **LIMITS)[0].problem is known.problem
        assert keeping.planned(Planner(), free, **LIMITS)[0] is free


class _Noting(Planner):
    """A planner that notes what it is asked to plan."""

    def __init__(self, asked: list[PlanningProblem]) -> None:
        super().__init__()
        self._asked = asked

    def plan(self, problem: PlanningProblem, **more: Any) -> Result:
        self._asked.append(problem)
        return super().plan(problem, **more)


def _as_read(problem: PlanningProblem) -> Any:
    return snapshot.Snapshot(0, 0, problem, None, None, {}, {})  # type: ignore[arg-type]


def _broken_without_minutes() -> Booked:
    """The first of the plants on which a promise is broken by a plan that begins without the last one's minutes."""
    for seed in range(40):
        for one in booked(seed, TOO_FEW):
            problem = replace(one.after[0], previous_minutes=(), previous_late=())
            late = Planner().plan(problem, **LIMITS)
            if one.after[1].cost.late_promised < late.cost.late_promised:
                return one
    raise AssertionError("no plant breaks a promise")
