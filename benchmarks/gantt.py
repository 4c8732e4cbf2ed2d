"""`benchmark gantt`: the Gantt with thousands of made bars in a browser: CPU of scrolling, keys and drags."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.output import Line, show
from benchmarks.visitor import visitor_of

# What the design asks of a frame; only printed beside what was seen.
BOUND_MS = 60.0
HANDLER_MS = 16.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--bars", type=count_of, default=5_000, help=_("how many bars are made up"))


def run(options: Namespace) -> int:
    """Measure and print."""
    visitor = visitor_of(options)
    from benchmarks import gantt_bars  # the driver is there, now that there is a visitor

    show(lines(gantt_bars.measure(visitor, bars=options.bars), options.bars), as_json=options.json)
    return 0


def lines(found: Iterable[Mapping[str, Any]], bars: int) -> Iterator[Line]:
    """Return what was seen as lines."""
    asked = f"a frame is asked for {BOUND_MS:.0f}, a handler for {HANDLER_MS:.0f} at most"
    yield Line(f"{bars} made bars; CPU milliseconds of the page; {asked}")
    for one in found:
        drags = f"handler of a drag {one['drag']:.1f}, of all of a row {one['drag_many']:.1f}"
        yield Line(f"{one['scale']:<8}a frame {one['frame']:>6.1f}   an arrow key {one['key']:>6.1f}   {drags}", one)
