"""`benchmark events`: order events as webhooks come: several times, shuffled, many at once; each must count once."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.caller import Caller, at_once
from benchmarks.client import Instance
from benchmarks.deliveries import Effects, Kind, deliveries, effects, event, events
from benchmarks.output import Line, show

ADDRESS = "/api/v1/order-events/"
DAYS_AHEAD = 120
VERSIONS = 5
CANCELLED_AT_A_TIME = 500


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=1000, help=_("how many events"))
    parser.add_argument("--senders", type=count_of, default=8, help=_("how many send at the same time"))


def run(options: Namespace) -> int:
    """Send the events and print what came of them; the status is 1 where one is lost, doubled or out of order."""
    with client.signed_in(options) as instance:
        show([instance.heading()], as_json=options.json)
        wrong = 0
        for versions in (1, VERSIONS):
            found, line = measured(instance, count=options.count, versions=versions, senders=options.senders)
            wrong += found.lost + found.double + found.backwards
            show([line], as_json=options.json)
    return int(wrong > 0)


def measured(instance: Instance, *, count: int, versions: int, senders: int) -> tuple[Effects, Line]:
    """Send `count` events, of `versions` for each order; return what the database has of them, and what to print."""
    orders = max(1, count // versions)
    kind = kind_of(instance, versions)
    sent = deliveries(events(kind, orders=orders, versions=versions), instance.chance)
    began = time.monotonic()
    at_once([partial(_send, instance, sent[number::senders]) for number in range(senders)])
    seconds = time.monotonic() - began
    found = effects(kind, orders=orders, versions=versions)
    _cancel(instance, kind, orders=orders, version=versions + 1)
    counted = f"{orders * versions:,} events of {orders:,} orders, sent {len(sent):,} times by {senders}"
    came = f"{found.effects:,} effects and {found.late:,} that came after a newer one"
    wrong = f"{found.lost} lost, {found.double} double, {found.backwards} out of order"
    text = f"{counted} in {seconds:.1f} s: {came}; {wrong}"
    record = {
        "events": orders * versions, "orders": orders, "sent": len(sent), "senders": senders, "seconds": seconds,
        "effects": found.effects, "late": found.late, "lost": found.lost, "double": found.double,
        "backwards": found.backwards,
    }  # fmt: skip
    return found, Line(text, record)


def kind_of(instance: Instance, versions: int) -> Kind:
    """Return what the events order: an item that the site sells, for one of its customers, far behind every fence."""
    line = instance.any_line()
    day = instance.site.horizon_start + timedelta(days=DAYS_AHEAD)
    source = f"benchmark-{versions}-{time.time_ns()}"
    return Kind(source, line.order.customer.code, line.item.code, instance.site.code, day.isoformat())


def _send(instance: Instance, mine: list[dict[str, Any]]) -> None:
    caller = Caller(instance.address, instance.token)
    for body in mine:
        status, answer = caller.call("POST", ADDRESS, body)
        if status != 200:
            raise RuntimeError(f"an event was answered {status}: {answer}")


def _cancel(instance: Instance, kind: Kind, *, orders: int, version: int) -> None:
    """Take the orders back, so that the plan is as it was."""
    caller = Caller(instance.address, instance.token)
    last: Iterator[dict[str, Any]] = ({**event(kind, number, version), "lines": []} for number in range(orders))
    while some := list(islice(last, CANCELLED_AT_A_TIME)):
        caller.call("POST", ADDRESS, some)
