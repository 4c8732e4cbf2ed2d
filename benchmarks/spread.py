"""`benchmark spread`: the first plan of large plants by 1, 2 and 4 workers: time, CPU, memory, and the same plan."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, none_or_more, share_of
from benchmarks.chunk_workers import chunk_workers
from benchmarks.growth import sizes_of
from benchmarks.output import Line, show
from benchmarks.spread_plan import Spread, measured
from planning.embedded.state import StateFolder

SIZES = (1_000, 2_000, 5_000, 10_000)
WORKERS = (1, 2, 4)
HEADING = (
    f"{'items':>7}{'orders':>8}{'workers':>9}{'plan s':>9}{'check s':>9}{'CPU s':>8}{'of others':>11}"
    f"{'peak MiB':>10}{'of others':>11}  {'handed out':<12}plan"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--sizes", type=sizes_of, default=SIZES, help=_("numbers of items, in hundreds: 100,1000"))
    parser.add_argument("--workers", type=_counts, default=WORKERS, help=_("numbers of workers: 1,2,4"))
    parser.add_argument("--seed", type=none_or_more, default=0)
    parser.add_argument("--load", type=above_zero, default=1.0, help=_("work ÷ capacity of the plant"))
    parser.add_argument(
        "--cross", type=share_of, default=0.0, help=_("share of bill lines that lead to another family (0: none does)")
    )


def run(options: Namespace) -> int:
    """Plan each plant by each number of workers; the status is 1 where they made different plans."""
    running = StateFolder.from_environment().instance()
    if running and running.kind == "up":
        raise CommandError(_("The workers of the running instance would help: stop it, or choose another folder."))
    show([Line(HEADING)], as_json=options.json)
    same = True
    for items in options.sizes:
        plans: set[str] = set()
        show(_lines(options, items, plans), as_json=options.json)
        same = same and len(plans) <= 1
    return 0 if same else 1


def _lines(options: Namespace, items: int, plans: set[str]) -> Iterator[Line]:
    logs = StateFolder.from_environment().logs
    for workers in options.workers:
        with chunk_workers(workers - 1, logs) as others:
            before = others.cpu_seconds
            found = measured(items=items, seed=options.seed, load=options.load, cross=options.cross)
            took = others.cpu_seconds - before
            if found.handed_out:
                plans.add(found.plan)
            yield _line(items, workers, found, others_cpu=took, others_peak=others.peak_mib)


def _line(items: int, workers: int, found: Spread, *, others_cpu: float, others_peak: float) -> Line:
    return Line(
        f"{items:>7}{found.orders:>8}{workers:>9}{found.plan_seconds:>9.2f}{found.check_seconds:>9.2f}"
        f"{found.cpu_seconds:>8.2f}{others_cpu:>11.2f}{found.peak_mib:>10.0f}{others_peak:>11.0f}  "
        f"{'yes' if found.handed_out else 'no':<12}{found.plan[:12]}",
        {
            "items": items, "orders": found.orders, "workers": workers, "plan_seconds": found.plan_seconds,
            "check_seconds": found.check_seconds, "cpu_seconds": found.cpu_seconds, "others_cpu_seconds": others_cpu,
            "peak_mib": found.peak_mib, "others_peak_mib": others_peak, "lots": found.lots, "on_time": found.on_time,
            "handed_out": found.handed_out, "plan": found.plan,
        },
    )  # fmt: skip


def _counts(text: str) -> tuple[int, ...]:
    counts = tuple(int(part) for part in text.split(",") if part.strip().isdecimal())
    if not counts or len(counts) != len(text.split(",")) or min(counts) < 1:
        raise ArgumentTypeError(_("numbers of workers are whole, with commas between them"))
    return counts
