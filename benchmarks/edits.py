"""`benchmark edits`: single-line edits through the API, one after another; edit → published, split by step."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

import numpy as np
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import above_zero, count_of
from benchmarks.client import Instance, Landing
from benchmarks.output import Line, show

STEPS = ("snapshot", "solve", "check", "publish")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=50, help=_("how many edits"))
    parser.add_argument("--every", type=above_zero, default=1.0, help=_("seconds from edit to edit"))


def run(options: Namespace) -> int:
    """Edit lines and print what it took."""
    with client.signed_in(options) as instance:
        landings = measure(instance, count=options.count, every_seconds=options.every)
        show([instance.heading(), *table(landings)], as_json=options.json)
    return 0


def measure(instance: Instance, *, count: int, every_seconds: float) -> list[Landing]:
    """Edit `count` lines, one every so many seconds; return where each became part of the plan."""
    edits = []
    for number in range(count):
        began = time.monotonic()
        edits.append(instance.edit(1))
        if number + 1 < count:
            time.sleep(max(0.0, every_seconds - (time.monotonic() - began)))
    instance.wait_for(edits[-1].revision)
    return [instance.landing(edit) for edit in edits]


def table(landings: list[Landing]) -> list[Line]:
    """Return the figures as lines."""
    columns = {
        "edit → published": [landing.published for landing in landings],
        "wait": [landing.wait for landing in landings],
    }
    for step in STEPS:
        columns[step] = [landing.steps.get(step, 0.0) for landing in landings]
    lines = [Line(f"{'seconds':<18}{'p50':>8}{'p95':>8}{'max':>8}")]
    for name, seconds in columns.items():
        p50, p95 = np.percentile(seconds, [50, 95]).tolist()
        record = {"seconds": name, "p50": p50, "p95": p95, "max": max(seconds)}
        lines.append(Line(f"{name:<18}{p50:>8.3f}{p95:>8.3f}{max(seconds):>8.3f}", record))
    published = f"{len(landings)} of {len(landings)} edits are in a published plan"
    return [*lines, Line(published, {"edits": len(landings), "published": len(landings)})]
