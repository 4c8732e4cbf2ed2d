"""`benchmark repairs`: late lines of overloaded plants, and what their ways out are worth."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from benchmarks.arguments import count_of
from benchmarks.output import Line, show
from benchmarks.overloaded import SMALL, Size, overloaded
from benchmarks.repair_brute import cheapest_price, few_options
from mps.scheduler.budget import SOON
from mps.scheduler.check import check
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair import Repairs, RepairSet, repairs
from mps.scheduler.repair_amounts import one_less
from mps.scheduler.repair_elements import MOVED, Element, with_elements
from mps.scheduler.repair_late import late_line
from mps.scheduler.repair_trials import Trials
from mps.scheduler.solve import solve

LINES_A_PLANT = 4
TOLD_EVERY = 5
MANY = 100_000
PRICE_TOLERANCE = 1e-6
DUST = 1e-3


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--count", type=count_of, default=100, help=_("how many late orders"))
    parser.add_argument("--brute", type=count_of, default=20, help=_("how many of small plants, for brute force"))
    parser.add_argument("--plans", type=count_of, default=100, help=_("how many plans a search may make"))


def run(options: Namespace) -> int:
    """Print how many late lines have a way out, whether all are proven and least where that is said, and the time."""
    found: list[_Measured] = []
    for problem, demand in late_lines(Size(), options.count):
        found.append(_measured(problem, demand, options.plans))
        if not len(found) % TOLD_EVERY:
            show([Line(f"  {_lines_of(found).text}")], as_json=options.json)
    show([_lines_of(found)], as_json=options.json)
    same: list[bool] = []
    for problem, demand in late_lines(SMALL, options.brute):
        same.append(_same_as_brute_force(problem, demand))
        if not len(same) % TOLD_EVERY:
            show([Line(f"  small plants: {sum(same)} of {len(same)} as by brute force")], as_json=options.json)
    line = Line(
        f"small plants: the cheapest of {sum(same)} of {len(same)} late orders is that of brute force",
        {"brute_force_lines": len(same), "brute_force_equal": sum(same)},
    )
    show([line], as_json=options.json)
    return 0


def late_lines(size: Size, count: int) -> Iterator[tuple[PlanningProblem, str]]:
    """Yield late lines, a few of each plant."""
    return islice(_all_late_lines(size), count)


def _all_late_lines(size: Size) -> Iterator[tuple[PlanningProblem, str]]:
    seed = 0
    while True:
        problem = overloaded(seed, size)
        plan = planned(problem)
        late = (one.key for place, one in enumerate(problem.demands) if plan.is_late(place))
        yield from ((problem, key) for key in islice(late, LINES_A_PLANT))
        seed += 1


def planned(problem: PlanningProblem) -> Standing:
    """Return a plan as it would be published, checked."""
    result = solve(problem, limits=SOON, stop=_never, timer=time.monotonic)
    check(problem, result)
    index = index_of(problem)
    return Standing(index, columns_of(result.plan, index))


@dataclass(frozen=True, slots=True)
class _Measured:
    answer: Repairs
    proven: int
    said_least: int
    minimal: int
    seconds: float
    cpu_seconds: float


def _measured(problem: PlanningProblem, demand: str, plans: int) -> _Measured:
    began, began_cpu = time.monotonic(), time.process_time()
    answer = repairs(problem, demand, stop=_never, timer=time.monotonic, most_trials=plans)
    seconds, cpu = time.monotonic() - began, time.process_time() - began_cpu
    before = planned(problem)
    proven = sum(is_way_out(before, demand, one.elements) for one in answer.sets)
    said_least = [one for one in answer.sets if answer.finished and one.is_least]
    minimal = sum(_is_minimal(before, demand, one) for one in said_least)
    return _Measured(answer, proven, len(said_least), minimal, seconds, cpu)


def is_way_out(before: Standing, demand: str, elements: tuple[Element, ...]) -> bool:
    """
    Whether a plan of the whole plant with the elements has the line in time, breaks no promise it had kept, and has
    firm lots neither overload nor lack more.
    """
    after = planned(with_elements(before.problem, elements))
    late = {one.key for place, one in enumerate(after.problem.demands) if after.is_late(place)}
    late |= {key.removesuffix(f" {MOVED}") for key in late}
    is_calm = after.overload <= before.overload + DUST and after.lacking <= before.lacking + DUST
    return is_calm and demand not in late and not late & set(before.kept_promises)


def _is_minimal(before: Standing, demand: str, found: RepairSet) -> bool:
    return not any(is_way_out(before, demand, elements) for elements in with_less(found.elements))


def with_less(elements: tuple[Element, ...]) -> Iterator[tuple[Element, ...]]:
    """Yield sets without one of the elements, and with one step less of one."""
    for one in elements:
        others = tuple(other for other in elements if other is not one)
        yield others
        yield from ((*others, less) for less in one_less(one))


def _same_as_brute_force(problem: PlanningProblem, demand: str) -> bool:
    answer = repairs(
        problem, demand, stop=_never, timer=time.monotonic, most_trials=MANY, options=few_options, beyond=False
    )  # fmt: skip
    trials = Trials(problem, demand, limits=SOON, stop=_never, timer=time.monotonic, most=MANY)
    best = cheapest_price(trials, few_options(late_line(trials.base, trials.place)))
    if best is None or not answer.sets:
        return best is None and not answer.sets
    return abs(answer.sets[0].price - best) <= PRICE_TOLERANCE


def _lines_of(found: list[_Measured]) -> Line:
    sets = sum(len(one.answer.sets) for one in found)
    figures = {
        "late_lines": len(found),
        "with_a_set": sum(bool(one.answer.sets) for one in found),
        "sets": sets,
        "proven": sum(one.proven for one in found),
        "said_least": sum(one.said_least for one in found),
        "minimal": sum(one.minimal for one in found),
        "search_finished": sum(one.answer.finished for one in found),
        "plans_p50": _at(sorted(one.answer.trials for one in found), 0.5),
        "p50_seconds": _at(sorted(one.seconds for one in found), 0.5),
        "p95_seconds": _at(sorted(one.seconds for one in found), 0.95),
        "p50_cpu_seconds": _at(sorted(one.cpu_seconds for one in found), 0.5),
        "p95_cpu_seconds": _at(sorted(one.cpu_seconds for one in found), 0.95),
    }
    words = ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in figures.items())
    return Line(words, figures)


def _at(values: list[float] | list[int], share: float) -> float:
    return float(values[min(len(values) - 1, int(share * len(values)))])


def _never() -> bool:
    return False
