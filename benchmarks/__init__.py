"""
The figures that the documentation may quote: one module per benchmark, run as `manage.py benchmark NAME`.

A module `benchmarks/NAME.py` has `add_arguments(parser)` and `run(options) -> int` (the exit status), and its name
stands in one of the lists below. What those of `ALONE` import is free of Django's models: they have no database. Those
of `WITH_QUEUE` start workers of their own beside the servers.
"""

from __future__ import annotations

ON_AN_INSTANCE = (
    "burst", "cells", "edits", "events", "gantt", "holds_here", "kept_here", "kill", "pages", "paste", "previews",
    "promise_page", "promises", "races", "reproduce", "schedule_here", "screens",
)  # fmt: skip
WITH_QUEUE = ("spread",)
TABLE = "table"
BOOKS = ("orderbook", "replan", "chains", "stops")
PLANTS = ("factory", "quotes", "growth", "parts")
ALONE = (
    TABLE, *BOOKS, *PLANTS, "calibration", "holds", "killed_import", "lotsizing", "noisy_month", "oracles",
    "promises_kept", "repairs", "schedule", "hours",
)  # fmt: skip
NAMES = (*ON_AN_INSTANCE, *WITH_QUEUE, *ALONE)


def needs_servers(arguments: list[str]) -> bool:
    """Return whether the benchmark that the arguments name needs the database and the queue at hand."""
    named = next((word for word in arguments if not word.startswith("-")), "")
    return named in (*ON_AN_INSTANCE, *WITH_QUEUE)
