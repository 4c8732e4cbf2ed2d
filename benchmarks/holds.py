"""
`benchmark holds`: many who want the same free minutes at once, while the plan is published anew: is one promised twice?

It begins an instance of its own with a small plant, and takes it away afterwards; `holds_here` is what runs in there.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from benchmarks.arguments import count_of
from benchmarks.book_tables import Table, write_set
from benchmarks.output import Line, show
from benchmarks.own_instance import own_instance

SITE, START = "HOLDS", date(2026, 1, 5)
GUARDED, CONTROL = "BIKE", "TRIKE"
MINUTES_A_PIECE = 12


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--count", type=count_of, default=1_000, help=_("how many ask for a hold"))
    parser.add_argument("--pieces", type=count_of, default=400, help=_("for how many of them there is capacity"))
    parser.add_argument("--callers", type=count_of, default=16, help=_("how many ask at the same time"))
    parser.add_argument("--plans", type=count_of, default=20, help=_("how often the plan is published meanwhile"))


def run(options: Namespace) -> int:
    """Hold on an instance of its own, with turns and without; the status is 1 where turns promise too much."""
    words = [f"--{name}={getattr(options, name)}" for name in ("count", "pieces", "callers", "plans")]
    with TemporaryDirectory(prefix="benchmark-") as folder:
        write_set(Path(folder) / SITE, tables())
        with own_instance(Path(folder) / SITE) as instance:
            found = instance.records("holds_here", *words)
    show(map(line, found), as_json=options.json)
    return status_of(found)


def status_of(found: Iterable[Mapping[str, Any]]) -> int:
    """Return 1 where the turns let too much be promised."""
    return int(any(one["turns"] and one["over_promised"] > 0 for one in found))


def line(one: Mapping[str, Any]) -> Line:
    """Return what came of a crowd of holds."""
    name = "promises take turns" if one["turns"] else "control, which takes no turn"
    text = (
        f"{name}: {one['asked']} asked {one['callers']} at a time, {one['plans']} plans meanwhile:"
        f" {one['held']} held, {one['refused']} refused; {one['pieces_held']:g} pieces held of {one['pieces_free']:g}"
        f" that were free, {one['over_promised']:g} over-promised; {one['holds_per_second']:.0f} holds a second"
    )
    return Line(text, one)


def tables() -> tuple[Table, ...]:
    """Return a plant where two items, on a work centre each, have all its minutes: 40 pieces a working day."""
    made = ((GUARDED, "LINE"), (CONTROL, "LANE"))
    return (
        ("site", "site planning_date working_days working_minutes", [(SITE, START, "Mon-Fri", 480)]),
        ("work_centers", "work_center hours_per_week days_per_week machines",
         [(center, 40, 5, 1) for _item, center in made]),
        ("items", "item make_or_buy", [(item, "make") for item, _center in made]),
        ("routings", "item step work_center setup_minutes run_minutes_per_unit",
         [(item, 10, center, 0, MINUTES_A_PIECE) for item, center in made]),
    )  # fmt: skip
