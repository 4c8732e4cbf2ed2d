"""
`benchmark lotsizing FILE…`: set-ups against stock on published instances, by the product's own solve().

`--multi-level` sizes the lots of generated plants of three levels by the same search, beside HiGHS alone.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, none_or_more
from benchmarks.lot_levels import compared
from benchmarks.output import Line, show
from benchmarks.trigeiro import Instance, Unreadable, cost_of, problem_of, read
from mps.scheduler.check import check
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.solve import Limits, solve

# optima of tr6-15, tr6-30, tr12-15, tr12-30, tr24-15, tr24-30: Belvaux and Wolsey, CORE discussion paper 2000/39;
# by file name and whether every unit time is one
OPTIMA = {("G30", True): 37_721, ("G62", False): 61_746, ("G53", False): 74_634, ("G72", False): 287_929}


@dataclass(frozen=True, slots=True)
class Row:
    """One instance, solved once. `cost` is None where the plan is none of it; gaps are shares of the cost."""

    instance: str
    items: int
    periods: int
    seconds: float
    cost: float | None
    bound: float
    optimum: int | None
    cpu_seconds: float

    @property
    def gap_to_bound(self) -> float | None:
        """How much of the cost might be saved at most."""
        return 1 - self.bound / self.cost if self.cost else None

    @property
    def gap_to_optimum(self) -> float | None:
        """How far above the published optimum the cost is."""
        return None if self.cost is None or self.optimum is None else self.cost / self.optimum - 1

    def line(self) -> Line:
        """Return it as a line of output."""
        size, cost = f"{self.items} × {self.periods}", "broken" if self.cost is None else f"{self.cost:,.0f}"
        record = {name: getattr(self, name) for name in (*self.__slots__, "gap_to_bound", "gap_to_optimum")}
        return Line(
            f"{self.instance:<10}{size:>11}{self.seconds:>5.1f} s{cost:>12}{self.bound:>12,.0f}"
            f"{_percent(self.gap_to_bound):>10}{_percent(self.gap_to_optimum):>10}{self.cpu_seconds:>8.2f}",
            record,
        )


HEAD = Line(
    f"{'instance':<10}{'size':>11}{'limit':>7}{'cost':>12}{'bound':>12}{'to bound':>10}{'to opt.':>10}{'CPU s':>8}"
)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.3f} %"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("files", nargs="*", type=Path, help=_("instances in the format of Trigeiro"))
    parser.add_argument(
        "--seconds", nargs="+", type=above_zero, default=[1.0, 5.0], help=_("CPU seconds to stop after")
    )
    parser.add_argument("--multi-level", action="store_true", help=_("size the lots of generated plants instead"))
    parser.add_argument("--seeds", nargs="+", type=none_or_more, default=[0], help=_("the generated plants' numbers"))
    parser.add_argument(
        "--unit-times-one", action="store_true", help=_("read every unit time as 1, as G30 is published")
    )


def run(options: Namespace) -> int:
    """Solve every instance for every limit; the status is 1 where a plan is none of the instance's."""
    if options.multi_level:
        lines = (compared(seed, seconds).line() for seed in options.seeds for seconds in options.seconds)
        show(lines, as_json=options.json)
        return 0
    if not options.files:
        raise CommandError(_("Name a file, or ask for --multi-level."))
    failed = False
    for number, row in enumerate(rows(options.files, options.seconds, unit_times_one=options.unit_times_one)):
        show([HEAD, row.line()] if number == 0 else [row.line()], as_json=options.json)
        failed = failed or row.cost is None
    return int(failed)


def rows(files: list[Path], limits: list[float], *, unit_times_one: bool) -> Iterator[Row]:
    """Yield a row per file and limit. Raises CommandError where a file can't be read."""
    for path in files:
        try:
            instance = read(path, unit_times_one=unit_times_one)
        except OSError as error:
            told = {"file": path, "reason": error.strerror}
            raise CommandError(_("%(file)s can't be read: %(reason)s.") % told) from error
        except Unreadable as error:
            raise CommandError(str(error)) from error
        problem = problem_of(instance)
        for seconds in limits:
            yield measured(path.stem, instance, problem, seconds, OPTIMA.get((path.stem, unit_times_one)))


def measured(name: str, instance: Instance, problem: PlanningProblem, seconds: float, optimum: int | None) -> Row:
    """Solve once, by the process's CPU time; the plan must pass `check`."""
    started = time.process_time()
    result = solve(problem, limits=Limits(seconds=seconds), stop=lambda: False, timer=time.process_time)
    spent = time.process_time() - started
    check(problem, result)
    items, periods = instance.demand.shape
    cost = cost_of(instance, result.plan)
    if cost is not None and abs(cost - result.cost.total) > 1e-6 * cost:
        raise CommandError(f"{name}: the plan claims {result.cost.total}, it costs {cost}")
    return Row(name, items, periods, seconds, cost, result.lot_bound, optimum, spent)
