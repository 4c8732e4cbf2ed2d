"""`benchmark growth`: how CPU time and memory of the first checked plan grow with the number of items."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from math import log
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, count_of, none_or_more, share_of
from benchmarks.fresh_process import Measured, measured
from benchmarks.growth_plant import FAMILY, plant
from benchmarks.output import Line, show
from benchmarks.plant_tables import write_plant
from benchmarks.replan import changed_milliseconds, percentile
from mps.scheduler.problem import PlanningProblem

SIZES = (100, 1_000, 2_000, 5_000, 10_000)
HEADING = (
    f"{'items':>7}{'orders':>8}{'lots':>8}{'on time %':>11}{'solve CPU s':>13}{'check CPU s':>13}{'peak MiB':>10}"
    f"{'exponent':>10}"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--sizes", type=sizes_of, default=SIZES, help=_("numbers of items, in hundreds: 100,1000"))
    parser.add_argument("--seed", type=none_or_more, default=0)
    parser.add_argument("--load", type=above_zero, default=1.0, help=_("work ÷ capacity of the plant"))
    parser.add_argument(
        "--cross", type=share_of, default=0.02, help=_("share of bill lines that lead to another family (0: none does)")
    )
    parser.add_argument(
        "--tables", type=Path, metavar="OUT", help=_("write the first plant as tables for `up --data`")
    )
    parser.add_argument("--rounds", type=count_of, default=1, help=_("how many whole plans are constructed"))
    parser.add_argument(
        "--changes", type=none_or_more, default=0, help=_("how many single changes to plan afterwards")
    )


def run(options: Namespace) -> int:
    """Plan a plant of each size and print what it took; or write the first one as tables."""
    if options.tables:
        show([_written(options)], as_json=options.json)
        return 0
    show([Line(HEADING)], as_json=options.json)
    show(_lines(options), as_json=options.json)
    return 0


def exponent(smaller: tuple[int, float], larger: tuple[int, float]) -> float | None:
    """Return e where time grows as size to the power of e, from two pairs of size and time; None where it can't be."""
    (few, short), (many, long) = smaller, larger
    if few == many or short <= 0 or long <= 0:
        return None
    return log(long / short) / log(many / few)


def _written(options: Namespace) -> Line:
    """Write the plant of the first size as tables. Raises CommandError where they can't be written."""
    folder, problem = options.tables, _plant(options, options.sizes[0])
    try:
        write_plant(problem, folder)
    except OSError as error:
        told = {"folder": folder, "reason": error.strerror}
        raise CommandError(_("%(folder)s can't be written: %(reason)s.") % told) from error
    orders = len(problem.demands)
    return Line(f"{folder}: {len(problem.items)} items, {orders} orders", {"tables": str(folder), "orders": orders})


def _plant(options: Namespace, items: int) -> PlanningProblem:
    return plant(items, seed=options.seed, load=options.load, cross=options.cross)


def _lines(options: Namespace) -> Iterator[Line]:
    before: tuple[int, float] | None = None
    for items in options.sizes:
        problem = _plant(options, items)
        found = measured(problem, rounds=options.rounds)
        now = (items, found.cpu_seconds)
        yield _line(items, found, exponent(before, now) if before else None)
        if options.changes:
            yield _changes(items, changed_milliseconds(problem, count=options.changes, seed=options.seed))
        before = now


def _changes(items: int, milliseconds: list[float]) -> Line:
    middle, high = (percentile(milliseconds, share) for share in (50, 95))
    return Line(
        f"{'':>7}one change of an order, planned and checked: p50 {middle:.1f} CPU ms, p95 {high:.1f}",
        {"items": items, "changes": len(milliseconds), "change_p50_ms": middle, "change_p95_ms": high},
    )


def _line(items: int, found: Measured, growth: float | None) -> Line:
    return Line(
        f"{items:>7}{found.orders:>8}{found.lots:>8}{found.on_time_percent:>11.2f}{found.solve_cpu_seconds:>13.2f}"
        f"{found.check_cpu_seconds:>13.2f}{found.peak_mib:>10.0f}{'' if growth is None else f'{growth:.2f}':>10}",
        {
            "items": items, "orders": found.orders, "lots": found.lots, "on_time_percent": found.on_time_percent,
            "solve_cpu_seconds": found.solve_cpu_seconds, "check_cpu_seconds": found.check_cpu_seconds,
            "peak_mib": found.peak_mib, "exponent": growth,
        },
    )  # fmt: skip


def sizes_of(text: str) -> tuple[int, ...]:
    """Return numbers of items. Raises ArgumentTypeError where they make no families."""
    sizes = tuple(int(part) for part in text.split(",") if part.strip().isdecimal())
    if not sizes or len(sizes) != len(text.split(",")) or any(size <= 0 or size % FAMILY for size in sizes):
        raise ArgumentTypeError(_("sizes are hundreds, with commas between them"))
    return sizes
