"""`benchmark screens`: a picture of every screen in each size, theme and language, with what axe and a ruler find."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.output import show
from benchmarks.screen_list import screens_of
from benchmarks.visitor import visitor_of

FOLDER = Path("screenshots")  # git does not see it


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help=_("folder for the pictures"))
    parser.add_argument("--only", action="append", help=_("name of a screen; can be given more than once"))
    parser.add_argument("--sizes", nargs="+", default=["laptop", "desktop"], help=_("laptop, desktop, wide or phone"))


def run(options: Namespace) -> int:
    """Keep pictures of each screen as a planner of the site sees it, and print its faults; 1: there are some."""
    visitor = visitor_of(options)
    from benchmarks import screen_pictures  # the driver is there, now that there is a visitor

    wanted = [one for one in screens_of(visitor.site) if not options.only or one.name in options.only]
    seen = screen_pictures.Seen()
    show(screen_pictures.taken(visitor, wanted, options.sizes, options.folder, seen), as_json=options.json)
    return 1 if seen.faults else 0
