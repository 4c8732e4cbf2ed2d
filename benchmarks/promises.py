"""`benchmark promises`: promised dates asked of a running instance through the API, one after another."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import timedelta
from functools import partial

from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.client import Instance
from benchmarks.output import show
from benchmarks.quotes import a_wish, line, milliseconds_of


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=200, help=_("how many quotes"))


def run(options: Namespace) -> int:
    """Ask, and print how long answers take, from the request to the last byte."""
    with client.signed_in(options) as instance:
        show([instance.heading(), line(measured(instance, options.count))], as_json=options.json)
    return 0


def measured(instance: Instance, count: int) -> list[float]:
    """Return the milliseconds of each quote. Empty where nothing is sold."""
    milliseconds = []
    for _number in range(count if instance.line_ids else 0):
        asked, (days, factor) = instance.any_line(), a_wish(instance.chance)
        body = {
            "site": instance.site.code,
            "item": asked.item.code,
            "quantity": float(asked.quantity * factor),
            "requested_date": (instance.site.horizon_start + timedelta(days=days)).isoformat(),
        }
        milliseconds.append(milliseconds_of(partial(instance.quote, body)))
    return milliseconds
