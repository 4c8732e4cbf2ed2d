"""
`benchmark parts`: how large the largest part of a plant is, for one part can't be spread; and were weak links dropped.

A link is weak where it does not bind: a work centre whose fullest week stays below a limit, a component that is bought,
or one of which stock and receipts are enough for the whole horizon.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, none_or_more, share_of
from benchmarks.factory import problem_of
from benchmarks.growth import SIZES, sizes_of
from benchmarks.growth_plant import plant
from benchmarks.output import Line, show
from mps.scheduler.budget import Limits
from mps.scheduler.chunks import work_of
from mps.scheduler.columns import index_of
from mps.scheduler.parts import REST, split
from mps.scheduler.plan import Plan
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.rough_cut import utilisation_shares
from mps.scheduler.solve import solve

DAYS_IN_A_WEEK = 7
HEADING = f"{'links dropped':<46}{'parts':>7}{'largest %':>11}{'without centre %':>18}"


@dataclass(frozen=True, slots=True)
class Weak:
    """Work centres that are never full, and components that are bought or of which there is enough."""

    centers: frozenset[str]
    bought: frozenset[str]
    stocked: frozenset[str]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("folder", type=Path, nargs="?", help=_("folder with the tables; without one, made plants"))
    parser.add_argument("--site", default="", help=_("code of the site to plan; default: the first of the set"))
    parser.add_argument("--sizes", type=sizes_of, default=SIZES, help=_("numbers of items, in hundreds: 100,1000"))
    parser.add_argument("--seed", type=none_or_more, default=0)
    parser.add_argument("--load", type=above_zero, default=1.0, help=_("work ÷ capacity of the plant"))
    parser.add_argument(
        "--cross", type=share_of, default=0.02, help=_("share of bill lines that lead to another family (0: none does)")
    )
    parser.add_argument(
        "--limit", type=above_zero, default=0.85, help=_("load of the fullest week below which it is weak")
    )


def run(options: Namespace) -> int:
    """Print the largest part of each plant, link by link."""
    for problem in _problems(options):
        name = f"{problem.site}, {len(problem.items)} items, {len(problem.demands)} demands"
        show([Line(name), Line(HEADING)], as_json=options.json)
        show(lines(problem, limit=options.limit), as_json=options.json)
    return 0


def _problems(options: Namespace) -> Iterator[PlanningProblem]:
    if options.folder:
        yield problem_of(options.folder, options.site)
        return
    for items in options.sizes:
        yield plant(items, seed=options.seed, load=options.load, cross=options.cross)


def lines(problem: PlanningProblem, *, limit: float) -> Iterator[Line]:
    """Return the parts with all links, and without the weak ones."""
    found = weak_links(problem, limit=limit)
    none: frozenset[str] = frozenset()
    ways = (
        ("none", none, none),
        (f"{len(found.centers)} work centres below {limit:.0%}", found.centers, none),
        (f"{len(found.bought)} bought components", none, found.bought),
        (f"{len(found.stocked)} well-stocked components", none, found.stocked),
        ("all of these", found.centers, found.bought | found.stocked),
    )
    for name, centers, components in ways:
        yield _line(problem, name, without(problem, centers, components))


def _line(problem: PlanningProblem, name: str, loosened: PlanningProblem) -> Line:
    parts = split(index_of(loosened))
    work, total = {part.number: work_of(part) for part in parts}, len(problem.items) + len(problem.demands)
    rest = work.pop(REST) / max(total, 1)
    largest = max(work.values(), default=0) / max(total, 1)
    return Line(
        f"{name:<46}{len(work):>7}{100 * largest:>11.1f}{100 * rest:>18.1f}",
        {
            "site": problem.site, "items": len(problem.items), "dropped": name, "parts": len(work),
            "largest_share": largest, "without_work_center_share": rest,
        },
    )  # fmt: skip


def weak_links(problem: PlanningProblem, *, limit: float) -> Weak:
    """Return what does not bind in the first plan of a problem."""
    plan = solve(problem, limits=Limits(rounds=1), stop=lambda: False, timer=time.monotonic).plan
    made = {lot.item for lot in plan.lots}
    components = {line.component for line in problem.bom}
    bought = {item.code for item in problem.items if not item.made}
    return Weak(
        centers=_never_full(problem, plan, limit),
        bought=frozenset(bought & components),
        stocked=frozenset(components - made),
    )


def _never_full(problem: PlanningProblem, plan: Plan, limit: float) -> frozenset[str]:
    weeks = -(-problem.horizon.day_count // DAYS_IN_A_WEEK)
    numbers = {center.code: number for number, center in enumerate(problem.work_centers)}
    load, available = np.zeros((len(numbers), weeks)), np.zeros((len(numbers), weeks))
    for one in plan.loads:
        load[numbers[one.work_center], one.day // DAYS_IN_A_WEEK] += one.minutes
    for center in problem.work_centers:
        for day, minutes in enumerate(center.available_minutes):
            available[numbers[center.code], day // DAYS_IN_A_WEEK] += minutes
    # a week without minutes and without load binds nobody
    shares = np.nan_to_num(utilisation_shares(load, available), nan=0.0)
    return frozenset(code for code, number in numbers.items() if shares[number].max(initial=0.0) < limit)


def without(problem: PlanningProblem, centers: frozenset[str], components: frozenset[str]) -> PlanningProblem:
    """Return a problem without the steps on some work centres and without the bill lines of some components."""
    steps = [step for step in problem.operations if step.work_center not in centers]
    return replace(
        problem,
        bom=tuple(line for line in problem.bom if line.component not in components),
        operations=tuple(
            replace(step, alternatives=tuple(one for one in step.alternatives if one.work_center not in centers))
            for step in steps
        ),
    )
