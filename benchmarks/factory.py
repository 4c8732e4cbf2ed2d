"""`benchmark factory FOLDER`: plan a set of tables as a site is planned: service, CPU time and memory."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import count_of, none_or_more
from benchmarks.factory_set import read
from benchmarks.fresh_process import ALL_ROUNDS, Measured, measured
from benchmarks.one_change import OneChange, changes
from benchmarks.output import Line, show
from connectors.tables.problems import ImportRefused
from mps.scheduler.problem import DemandKind, PlanningProblem


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("folder", type=Path, help=_("folder with the tables: docs/data-format.md"))
    parser.add_argument("--site", default="", help=_("code of the site to plan; default: the first of the set"))
    parser.add_argument(
        "--changes", type=none_or_more, default=0, help=_("how many single changes to plan afterwards")
    )
    parser.add_argument("--seed", type=none_or_more, default=1)
    parser.add_argument("--rounds", type=count_of, default=ALL_ROUNDS, help=_("how many whole plans are constructed"))


def run(options: Namespace) -> int:
    """Plan the set and print how it went."""
    problem = problem_of(options.folder, options.site)
    show(lines(problem, measured(problem, rounds=options.rounds)), as_json=options.json)
    if options.changes and not any(demand.kind is DemandKind.ORDER for demand in problem.demands):
        raise CommandError(_("%(folder)s has no open order that could change.") % {"folder": options.folder})
    if options.changes:
        show([_changes(changes(problem, count=options.changes, seed=options.seed))], as_json=options.json)
    return 0


def _changes(found: list[OneChange]) -> Line:
    """Return what single changes take and move."""
    seconds = sorted(one.cpu_seconds for one in found)
    moved = sum(one.moved_share for one in found) / len(found)
    middle, high = seconds[len(seconds) // 2], seconds[len(seconds) * 95 // 100]
    return Line(
        f"one change, planned and checked: p50 {middle:.3f} CPU s, p95 {high:.3f};"
        f" moves {100 * moved:.2f} % of the near pieces",
        {"changes": len(found), "p50_cpu_seconds": middle, "p95_cpu_seconds": high, "moved_share": moved},
    )


def lines(problem: PlanningProblem, found: Measured) -> Iterator[Line]:
    """Return the figures of a plan, then how many orders of each priority are late."""
    figures = {
        "site": problem.site, "items": len(problem.items), "lines": found.orders, "lots": found.lots,
        "on_time_percent": found.on_time_percent, "solve_cpu_seconds": found.solve_cpu_seconds,
        "check_cpu_seconds": found.check_cpu_seconds, "peak_mib": found.peak_mib,
    }  # fmt: skip
    yield Line(f"site {problem.site}, {len(problem.items)} items, {found.orders} order lines, {found.lots} lots")
    yield Line(f"{'on time %':>10}{'solve CPU s':>13}{'check CPU s':>13}{'peak MiB':>10}")
    yield Line(
        f"{found.on_time_percent:>10.2f}{found.solve_cpu_seconds:>13.2f}{found.check_cpu_seconds:>13.2f}"
        f"{found.peak_mib:>10.0f}",
        figures,
    )
    for priority, (late, total) in found.late_by_priority.items():
        record = {"priority": priority, "late": late, "lines": total}
        yield Line(f"priority {priority}: {late} of {total} late", record)


def problem_of(folder: Path, site: str) -> PlanningProblem:
    """Return the problem of a set. Raises CommandError where it can't be read, has bad rows or not that site."""
    told: dict[str, object] = {"folder": folder}
    try:
        return read(folder, site=site)
    except OSError as error:
        raise CommandError(_("%(folder)s can't be read: %(reason)s.") % {**told, "reason": error.strerror}) from error
    except LookupError as error:
        raise CommandError(_("%(folder)s has no site %(site)s.") % {**told, "site": error.args[0]}) from error
    except ImportRefused as refusal:
        first = refusal.problems[0]
        if not first.place:  # of the whole folder
            told["what"] = first.sentence()
            raise CommandError(_("%(folder)s is no set of tables. Expected: %(what)s") % told) from refusal
        raise CommandError(
            _("%(folder)s has %(count)s bad rows. The first: %(place)s %(column)s, expected: %(what)s")
            % {
                **told, "count": len(refusal.problems), "place": first.place, "column": first.column,
                "what": first.sentence(),
            }
        ) from refusal  # fmt: skip
