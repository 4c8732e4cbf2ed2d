"""`benchmark schedule_here`: what `benchmark schedule` does in its own instance, on one that runs; leaves no draft."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.output import Line, show
from benchmarks.visitor import visitor_of

# What the design asks of the page; only printed beside what was seen.
BOUNDS = {
    "ready, first visit": 1_000.0, "ready, again": 1_000.0, "arrow key to paint": 100.0, "edit to paint": 100.0,
    "edit, handler": 100.0, "scroll frame, down": 60.0, "scroll frame, across": 60.0,
}  # fmt: skip
CPU = "CPU ms"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=200, help=_("how many keys, and half as many edits"))


def run(options: Namespace) -> int:
    """Measure and print; the status is 1 where a number stayed behind its edit."""
    visitor = visitor_of(options)
    from benchmarks import grid_schedule  # the driver is there, now that there is a visitor

    found = list(grid_schedule.measure(visitor, count=options.count))
    show(lines(found), as_json=options.json)
    return status_of(found)


def lines(found: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """Return what was seen as lines, each with its bound."""
    for one in found:
        if "rows" in one:
            yield Line(f"{one['rows']} rows (items and work centres) × {one['columns']} columns", one)
            yield Line(f"{'milliseconds':<24}{'p50':>8}{'p98':>8}{'max':>8}{'bound':>8}")
        elif "edits" in one:
            yield Line(
                f"in the frame of {one['edits']} edits: balance changed {one['balance']} times, ATP {one['atp']}; the"
                f" load is what the rules give, to the minute and in print, {one['load']} times",
                one,
            )
        else:
            unit = f"  {one['unit']}" if one["unit"] != "ms" else ""
            yield Line(
                f"{one['step']:<24}{one['p50']:>8.1f}{one['p98']:>8.1f}{one['max']:>8.1f}{BOUNDS[one['step']]:>8.0f}{unit}",
                one,
            )


def status_of(found: Iterable[Mapping[str, Any]]) -> int:
    """Return 1 where a number stayed behind its edit, or nothing was edited at all."""
    edits = [one for one in found if "edits" in one]
    return int(not edits or any(min(one["balance"], one["atp"], one["load"]) < one["edits"] for one in edits))
