"""`benchmark replan FOLDER`: one change after the other on a finished plan of an order book, planned and checked."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import TypedDict

from django.utils.translation import gettext as _

from benchmarks.arguments import count_of
from benchmarks.book_plans import problem_of
from benchmarks.orderbook import add_book_arguments, book_of, cpu_seconds
from benchmarks.output import Line, show
from mps.scheduler.budget import Limits
from mps.scheduler.check import check
from mps.scheduler.planner import Change, Planner
from mps.scheduler.problem import Demand, PlanningProblem
from mps.scheduler.solve import solve

KINDS = ("quantity", "date", "priority", "new", "cancel", "capacity lost")
DAYS_LOST = 2


class Unlimited(TypedDict):
    """How a solve is called that nobody stops."""

    stop: Callable[[], bool]
    timer: Callable[[], float]


UNLIMITED = Unlimited(stop=lambda: False, timer=time.monotonic)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    add_book_arguments(parser)
    parser.add_argument("--count", type=count_of, default=200, help=_("how many changes"))


def run(options: Namespace) -> int:
    """Plan, change, and print how long a change takes until the new plan is checked."""
    problem = problem_of(book_of(options))
    show(_lines(problem, count=options.count, seed=options.seed), as_json=options.json)
    return 0


def _lines(problem: PlanningProblem, *, count: int, seed: int) -> Iterator[Line]:
    planner = Planner()
    _, first_seconds = cpu_seconds(lambda: planner.plan(problem, **UNLIMITED))
    now = _Book(problem)
    milliseconds = _milliseconds(planner, now, KINDS, count=count, seed=seed)
    changed = now.problem()
    (warm, warm_seconds), (full, full_seconds) = (
        cpu_seconds(lambda: planner.plan(changed, **UNLIMITED)),
        cpu_seconds(lambda: solve(changed, **UNLIMITED)),
    )
    check(changed, warm)
    record = {
        "changes": count, "p50_ms": percentile(milliseconds, 50), "p95_ms": percentile(milliseconds, 95),
        "max_ms": milliseconds[-1], "cost": warm.cost.total, "cost_full_replan": full.cost.total,
        "same_plan_as_full_replan": warm.plan == full.plan, "cpu_seconds_first_plan": first_seconds,
        "cpu_seconds_warm_plan": warm_seconds, "cpu_seconds_full_replan": full_seconds,
    }  # fmt: skip
    yield Line("\n".join(f"{name.replace('_', ' '):<28}{_text(value)}" for name, value in record.items()), record)


def _text(value: object) -> str:
    return f"{value:,.3f}" if isinstance(value, float) else str(value)


def changed_milliseconds(problem: PlanningProblem, *, count: int, seed: int) -> list[float]:
    """Return what each of some changes of an order takes on a finished plan, checked: CPU milliseconds, ascending."""
    planner = Planner()
    planner.plan(problem, limits=Limits(rounds=1), **UNLIMITED)
    return _milliseconds(planner, _Book(problem), ("quantity", "date"), count=count, seed=seed, limits=Limits(rounds=1))


def _milliseconds(
    planner: Planner, now: _Book, kinds: Sequence[str], *, count: int, seed: int, limits: Limits | None = None
) -> list[float]:
    """Make changes of these kinds in turn, and return what each took until it was checked, ascending."""
    random, milliseconds = Random(seed), []
    for number in range(count):
        change = now.draw(kinds[number % len(kinds)], number, random)
        began = time.process_time()
        for part in planner.change(change, limits=limits, **UNLIMITED):
            check(part.problem, part.result)
        milliseconds.append(1_000 * (time.process_time() - began))
        now.apply(change)
    return sorted(milliseconds)


def percentile(ascending: list[float], percent: int) -> float:
    return ascending[min(len(ascending) - 1, len(ascending) * percent // 100)]


class _Book:
    """The orders and work centres as they are by now."""

    def __init__(self, problem: PlanningProblem) -> None:
        self._problem = problem
        self._demands = {demand.key: demand for demand in problem.demands}
        self._centers = {center.code: center for center in problem.work_centers}

    def problem(self) -> PlanningProblem:
        """Return the whole problem with every change."""
        return replace(self._problem, demands=tuple(self._demands.values()), work_centers=tuple(self._centers.values()))

    def draw(self, kind: str, number: int, random: Random) -> Change:
        """Return a random change of a kind."""
        demand = random.choice(tuple(self._demands.values()))
        if kind == "capacity lost":
            center = random.choice(tuple(self._centers.values()))
            first = random.randrange(max(1, demand.due_day))
            lost = range(first, first + DAYS_LOST)
            minutes = tuple(0.0 if day in lost else one for day, one in enumerate(center.available_minutes))
            return Change(work_centers=(replace(center, available_minutes=minutes),))
        if kind == "cancel":
            return Change({demand.key: None})
        changed = _CHANGED[kind](demand, number, random, max(one.due_day for one in self._demands.values()))
        return Change({changed.key: changed})

    def apply(self, change: Change) -> None:
        """Remember a change. A demand that is changed comes last, as in the planner."""
        for key, demand in change.demands.items():
            self._demands.pop(key, None)
            if demand is not None:
                self._demands[key] = demand
        self._centers.update((center.code, center) for center in change.work_centers)


def _quantity(demand: Demand, _number: int, random: Random, _last: int) -> Demand:
    return replace(demand, quantity=max(1.0, round(demand.quantity * random.choice((0.5, 1.5, 2.0, 3.0)))))


def _date(demand: Demand, _number: int, random: Random, last: int) -> Demand:
    return replace(demand, due_day=random.randint(0, last))


def _priority(demand: Demand, _number: int, random: Random, _last: int) -> Demand:
    return replace(demand, priority=random.choice([one for one in (1, 2, 3) if one != demand.priority]))


def _new(demand: Demand, number: int, _random: Random, _last: int) -> Demand:
    return replace(demand, key=f"NEW-{number}")


_CHANGED = {"quantity": _quantity, "date": _date, "priority": _priority, "new": _new}
