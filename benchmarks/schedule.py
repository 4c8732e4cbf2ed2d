"""
`benchmark schedule`: the master schedule's grid in a real browser: ready, arrow keys, edits, CPU time of scrolling.

It begins an instance of its own with a made plant of 500 items and a year of orders, or with the tables of a folder,
and takes it away afterwards; `schedule_here` is what runs in there, and on any other instance.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from benchmarks import schedule_here
from benchmarks.arguments import count_of, none_or_more
from benchmarks.growth_plant import plant
from benchmarks.output import show
from benchmarks.own_instance import own_instance
from benchmarks.plant_tables import write_plant

ITEMS, LOAD = 500, 0.9
SITE = "PLANT500"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--data", type=Path, help=_("folder of tables instead of the made plant"))
    parser.add_argument("--items", type=count_of, default=ITEMS, help=_("how many items are made up, in hundreds"))
    parser.add_argument("--seed", type=none_or_more, default=1)
    parser.add_argument("--count", type=count_of, default=200, help=_("how many keys, and half as many edits"))


def run(options: Namespace) -> int:
    """Measure on an instance of its own; the status is 1 where a number stayed behind its edit."""
    with TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = options.data
        if folder is None:
            folder = Path(temporary) / SITE
            write_plant(plant(options.items, seed=options.seed, load=LOAD), folder)
        with own_instance(folder) as instance:
            found = instance.records("schedule_here", f"--count={options.count}", may_miss=True)
    show(schedule_here.lines(found), as_json=options.json)
    return schedule_here.status_of(found)
