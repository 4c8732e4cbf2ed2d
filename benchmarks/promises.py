"""`benchmark promises`: promised dates asked of a running instance through the API, one after another."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from datetime import timedelta

from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.client import Instance
from benchmarks.output import show
from benchmarks.quotes import WEEKS_AHEAD, line


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=int, default=200, help=_("how many quotes"))


def run(options: Namespace) -> int:
    """Ask, and print how long answers take, from the request to the last byte."""
    with client.signed_in(options) as instance:
        show([instance.heading(), line(measured(instance, options.count))], as_json=options.json)
    return 0


def measured(instance: Instance, count: int) -> list[float]:
    """Return the milliseconds of each quote. Empty where nothing is sold."""
    milliseconds = []
    for _number in range(count if instance.line_ids else 0):
        asked = instance.any_line()
        body = {
            "site": instance.site.code,
            "item": asked.item.code,
            "quantity": float(asked.quantity * instance.chance.choice((1, 2, 5, 20))),
            "requested_date": (
                instance.site.horizon_start + timedelta(days=instance.chance.randrange(7 * WEEKS_AHEAD))
            ).isoformat(),
        }
        began = time.perf_counter()
        instance.quote(body)
        milliseconds.append(1_000 * (time.perf_counter() - began))
    return milliseconds
