"""`benchmark paste`: many cells pasted into the order grid and undone, in a real browser: milliseconds to paint."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import median

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.output import Line, show
from benchmarks.visitor import visitor_of

STEPS = {
    "paste_handled": "paste, handler", "paste_painted": "paste, painted",
    "undo_handled": "undo, handler", "undo_painted": "undo, painted",
}  # fmt: skip


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--rows", type=count_of, default=1_000, help=_("how many lines, three cells each"))
    parser.add_argument("--count", type=count_of, default=5, help=_("how often"))


def run(options: Namespace) -> int:
    """Paste and undo, and print what it took; the status is 1 where a line is not as it was afterwards."""
    visitor = visitor_of(options)
    from benchmarks import grid_paste  # the driver is there, now that there is a visitor

    if visitor.site.order_lines.count() < options.rows:
        raise CommandError(_("The site has fewer order lines than that."))
    found = grid_paste.measure(visitor, rows=options.rows, count=options.count)
    show(lines([asdict(one) for one in found]), as_json=options.json)
    return int(not all(one.restored for one in found))


def lines(found: Sequence[Mapping[str, float]]) -> Iterator[Line]:
    """Return the milliseconds as lines, and what came of each paste."""
    yield Line(f"{'milliseconds':<18}{'p50':>8}{'max':>8}")
    for name, words in STEPS.items():
        times = [one[name] for one in found]
        record = {"step": name, "p50_ms": median(times), "max_ms": max(times)}
        yield Line(f"{words:<18}{record['p50_ms']:>8.1f}{record['max_ms']:>8.1f}", record)
    least, marked = min(one["changed"] for one in found), max(one["marked"] for one in found)
    restored = sum(one["restored"] for one in found)
    yield Line(
        f"at least {least:,} lines changed, {marked} cells marked; undone {restored:g} of {len(found)} times",
        {"changed": least, "marked": marked, "restored": restored, "times": len(found)},
    )
