"""`benchmark screens`: a picture of every screen in each size, theme and language, with what axe and a ruler find."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from itertools import chain
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.output import Line, show
from benchmarks.screen_list import OF_ONE, screens_of
from benchmarks.visitor import visitor_of

FOLDER = Path("screenshots")  # git does not see it


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help=_("folder for the pictures"))
    parser.add_argument("--only", action="append", help=_("name of a screen; can be given more than once"))
    parser.add_argument("--sizes", nargs="+", default=["laptop", "desktop"], help=_("laptop, desktop, wide or phone"))


def run(options: Namespace) -> int:
    """Keep pictures of each screen as a planner sees it, else who may; print its faults. 1: some, or one left out."""
    visitor = visitor_of(options)
    from benchmarks import screen_pictures  # the driver is there, now that there is a visitor

    there = list(screens_of(visitor.site))
    asked = set(options.only or {*(one.name for one in there), *OF_ONE})
    unknown = asked - {one.name for one in there} - OF_ONE.keys()
    if unknown:
        raise CommandError(_("There is no screen %(names)s.") % {"names": ", ".join(sorted(unknown))})
    wanted, seen = [one for one in there if one.name in asked], screen_pictures.Seen()
    missing = sorted(asked - {one.name for one in wanted})
    pictures = screen_pictures.taken(visitor, wanted, options.sizes, options.folder, seen)
    show(chain(pictures, map(_left_out, missing)), as_json=options.json)
    return 1 if seen.faults or missing else 0


def _left_out(name: str) -> Line:
    words = _("LEFT OUT: the site has not got %(thing)s; make it, and ask again with --only %(name)s")
    said = words % {"thing": OF_ONE[name], "name": name}
    return Line(f"{name:<24} {said}", {"screen": name, "left_out": said})
