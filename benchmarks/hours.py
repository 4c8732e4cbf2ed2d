"""`benchmark hours`: what one more hour is worth on overloaded plants, by the LP and planned again."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from benchmarks.arguments import count_of
from benchmarks.output import Line, show
from benchmarks.overloaded import Size, overloaded
from mps.extra_hours import LIMITS
from mps.scheduler.check import check
from mps.scheduler.one_more_hour import LEAST_WORTH, Worth, Worths, with_an_hour, worths
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.solve import solve

DAYS_IN_A_WEEK = 7
ALL = 10_000
MONEY_TOLERANCE = 0.01


@dataclass(slots=True)
class Counts:
    """Weeks that were planned again; plants are those of which some week was."""

    plants: int = 0
    weeks: int = 0
    help: int = 0
    help_and_seen: int = 0
    seen_in_vain: int = 0
    some_help: int = 0
    best_first: int = 0
    best_unseen: int = 0
    holds: int = 0
    seconds: float = 0.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--plants", type=count_of, default=30, help=_("how many plants"))


def run(options: Namespace) -> int:
    """Print in how many weeks an hour helps, how many of them the LP sees, and whether each figure holds."""
    counts = Counts()
    for seed in range(options.plants):
        problem, began = overloaded(seed, Size()), time.monotonic()
        found = worths(problem, _weeks(problem), most=ALL, limits=LIMITS, stop=_never, timer=time.monotonic)
        counts.seconds += time.monotonic() - began
        if found.rows:
            _count(counts, found)
            counts.holds += _holding(problem, found)
    text = (
        f"{counts.plants} plants, {counts.weeks} weeks planned again with an hour more in {counts.seconds:.0f} s: "
        f"{counts.help} help, of which the LP sees {counts.help_and_seen}; {counts.seen_in_vain} that it sees do not; "
        f"of {counts.some_help} plants in which some week helps its first is the best in {counts.best_first}, "
        f"and it is blind to the best in {counts.best_unseen}; by a plan of the whole plant {counts.holds} are as said"
    )
    show([Line(text, asdict(counts))], as_json=options.json)
    return int(counts.holds < counts.weeks)


def _count(counts: Counts, found: Worths) -> None:
    rows = found.rows
    seen = [row for row in rows if row.guess >= LEAST_WORTH]
    helping = [row for row in rows if row.worth >= LEAST_WORTH]
    counts.plants += 1
    counts.weeks += len(rows)
    counts.help += len(helping)
    counts.help_and_seen += sum(row in seen for row in helping)
    counts.seen_in_vain += sum(row not in helping for row in seen)
    if helping:
        first = max(rows, key=lambda row: row.guess)
        counts.some_help += 1
        counts.best_first += first.worth >= rows[0].worth - MONEY_TOLERANCE
        counts.best_unseen += rows[0] not in seen


def _holding(problem: PlanningProblem, found: Worths) -> int:
    """Return of how many weeks the figure is that of whole plans without and with the hour, both checked."""
    before = _cost(problem)
    return sum(_holds(problem, row, before) for row in found.rows)


def _holds(problem: PlanningProblem, row: Worth, before: float) -> bool:
    saved = max(0.0, before - _cost(with_an_hour(problem, row.work_center, row.week)))
    return abs(saved - row.worth) <= MONEY_TOLERANCE


def _cost(problem: PlanningProblem) -> float:
    result = solve(problem, limits=LIMITS, stop=_never, timer=time.monotonic)
    check(problem, result)
    return result.cost.total


def _weeks(problem: PlanningProblem) -> list[tuple[int, int]]:
    days = problem.horizon.day_count
    return [(first, min(first + DAYS_IN_A_WEEK, days) - 1) for first in range(0, days, DAYS_IN_A_WEEK)]


def _never() -> bool:
    return False
