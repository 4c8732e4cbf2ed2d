"""
The figures that the documentation may quote: one module per benchmark, run as `manage.py benchmark NAME`.

A module `benchmarks/NAME.py` has `add_arguments(parser)` and `run(options) -> int` (the exit status), and its name
stands in one of the lists below. What those of `ALONE` import is free of Django's models: they have no database.
"""

from __future__ import annotations

ON_AN_INSTANCE = ("burst", "edits", "kill", "pages", "promises")
TABLE = "table"
ALONE = (TABLE, "orderbook", "replan", "chains", "factory", "growth", "lotsizing", "oracles", "quotes")
NAMES = (*ON_AN_INSTANCE, *ALONE)


def needs_instance(arguments: list[str]) -> bool:
    """Return whether the benchmark that the arguments name measures a running instance."""
    named = next((word for word in arguments if not word.startswith("-")), "")
    return named in ON_AN_INSTANCE
