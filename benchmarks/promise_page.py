"""`benchmark promise_page`: from the last key to the promised date on screen, in a real browser: milliseconds."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from random import Random

import numpy as np
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.output import Line, show
from benchmarks.visitor import visitor_of

MOST_MILLISECONDS = 300.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=50, help=_("how many quotes"))


def run(options: Namespace) -> int:
    """Type, and print how long a date takes; the status is 1 where it takes longer than it may (p95)."""
    visitor = visitor_of(options)
    from benchmarks import typed_quotes  # the driver is there, now that there is a visitor

    if not visitor.site.order_lines.exists():
        raise CommandError(_("The site has no order lines to ask for the like of."))
    milliseconds = typed_quotes.measure(visitor, count=options.count, chance=Random(options.seed))
    show([line(milliseconds)], as_json=options.json)
    return int(float(np.percentile(milliseconds, 95)) > MOST_MILLISECONDS)


def line(milliseconds: Sequence[float]) -> Line:
    """Return the figures as a line of output."""
    p50, p95, most = np.percentile(milliseconds, [50, 95, 100]).tolist()
    return Line(
        f"{len(milliseconds)} quotes typed, last key to date painted: p50 {p50:.0f} ms, p95 {p95:.0f} ms,"
        f" max {most:.0f} ms; it may take {MOST_MILLISECONDS:g} ms (p95)",
        {"quotes": len(milliseconds), "p50_ms": p50, "p95_ms": p95, "max_ms": most, "bound_ms": MOST_MILLISECONDS},
    )
