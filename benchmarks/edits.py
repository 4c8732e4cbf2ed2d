"""`benchmark edits`: single-line edits through the API, one after another; edit → published, split by step."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.client import Instance, Landing

STEPS = ("snapshot", "solve", "check", "publish")


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


def table(landings: list[Landing]) -> list[str]:
    """Return the figures as lines of text."""
    columns = {
        "edit → published": [landing.published for landing in landings],
        "wait": [landing.wait for landing in landings],
    }
    for step in STEPS:
        columns[step] = [landing.steps.get(step, 0.0) for landing in landings]
    lines = [f"{'seconds':<18}{'p50':>8}{'p95':>8}{'max':>8}"]
    for name, seconds in columns.items():
        p50, p95 = np.percentile(seconds, [50, 95])
        lines.append(f"{name:<18}{p50:>8.3f}{p95:>8.3f}{max(seconds):>8.3f}")
    return [*lines, f"{len(landings)} of {len(landings)} edits are in a published plan"]
