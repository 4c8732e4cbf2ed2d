"""Movements of a line by one plan after another, told together: what people read; the API and files keep every one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from orders.history.entries import Entry, Kind

LEAST = 2


def gathered(entries: Sequence[Entry]) -> list[Entry]:
    """
    Return entries, the latest first, in which movements of a line by plans that nothing else of that line lies between
    are one entry, at the place of the latest. What happens to the order as a whole lies between those of every line.
    """
    found: list[Entry] = []
    open_runs: dict[int, list[Entry]] = {}
    places: dict[int, int] = {}
    for entry in entries:
        if entry.kind is Kind.MOVED and entry.line_id is not None:
            run = open_runs.setdefault(entry.line_id, [])
            if not run:
                places[entry.line_id] = len(found)
                found.append(entry)
            run.append(entry)
            if len(run) >= LEAST:
                found[places[entry.line_id]] = _as_one(run)
            continue
        found.append(entry)
        for line_id in [entry.line_id] if entry.line_id is not None else list(open_runs):
            open_runs.pop(line_id, None)
    return found


def dates_of(run: Sequence[Entry]) -> list[date | None]:
    """Return the planned dates that a run of movements, the latest first, went through; None: not planned."""
    steps = [entry.plan for entry in reversed(run) if entry.plan]
    return [steps[0].planned_before, *(step.planned_date for step in steps)] if steps else []


def _as_one(run: Sequence[Entry]) -> Entry:
    latest = run[0]
    return replace(latest, key=f"run-{latest.key}", plan=None, moves=tuple(run), path=tuple(dates_of(run)))
