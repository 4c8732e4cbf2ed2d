"""`benchmark promises`: promised dates asked of a running instance through the API, by one client and by several."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of, none_or_more
from benchmarks.caller import Caller, at_once
from benchmarks.client import Instance
from benchmarks.output import Line, show
from benchmarks.quotes import a_wish, milliseconds_of
from mps import lease, promising
from mps.promising import For, NotPossibleError, Wish
from orders.models import Customer
from orders.promises import book
from orders.promises.models import Promise

SEVERAL, MOST_MILLISECONDS = 8, 100.0
CHANNEL, HELD_MINUTES, WHY = "benchmark", 60, "benchmark"
QUOTE, OK = "/api/v1/promises/quote/", 200


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=200, help=_("how many quotes"))
    parser.add_argument("--clients", type=count_of, default=SEVERAL, help=_("how many ask at once, after one alone"))
    parser.add_argument(
        "--promised", type=none_or_more, default=0, help=_("so many promises held meanwhile that no plan knows")
    )


def run(options: Namespace) -> int:
    """Ask, and print how long answers take; the status is 1 where one client waits longer than it may."""
    with client.signed_in(options) as instance, held(instance, options.promised) as promised:
        show([instance.heading()], as_json=options.json)
        bodies = questions(instance, options.count)
        found = [measured(instance, bodies, clients=1)]
        show([line(found[0], clients=1, promised=promised)], as_json=options.json)
        if options.clients > 1:
            found.append(measured(instance, bodies, clients=options.clients))
            show([line(found[1], clients=options.clients, promised=promised)], as_json=options.json)
    return int(bool(found[0]) and float(np.percentile(found[0], 95)) > MOST_MILLISECONDS)


def questions(instance: Instance, count: int) -> list[dict[str, Any]]:
    """Return so many quotes to ask for. Empty where nothing is sold."""
    return [_question(instance) for _number in range(count if instance.line_ids else 0)]


def _question(instance: Instance) -> dict[str, Any]:
    asked, (days, factor) = instance.any_line(), a_wish(instance.chance)
    return {
        "site": instance.site.code,
        "item": asked.item.code,
        "quantity": float(asked.quantity * factor),
        "requested_date": (instance.site.horizon_start + timedelta(days=days)).isoformat(),
    }


def measured(instance: Instance, bodies: Sequence[dict[str, Any]], *, clients: int) -> list[float]:
    """Return the milliseconds of each quote, from the request to the last byte, on connections that stay open."""
    milliseconds: list[float] = []

    def ask(caller: Caller, own: Sequence[dict[str, Any]]) -> None:
        taken = [milliseconds_of(partial(_answered, caller, body)) for body in own]
        milliseconds.extend(taken)

    if bodies:
        callers = [Caller(instance.address, instance.token) for _client in range(clients)]
        at_once([partial(ask, caller, bodies[place::clients]) for place, caller in enumerate(callers)])
    return milliseconds


def _answered(caller: Caller, body: dict[str, Any]) -> None:
    status, answer = caller.call("POST", QUOTE, body)
    if status != OK:
        raise RuntimeError(f"{QUOTE} answered {status}: {answer}")


def line(milliseconds: Sequence[float], *, clients: int, promised: int) -> Line:
    """Return the figures as a line of output."""
    shares = [50, 95, 99, 100]
    p50, p95, p99, most = np.percentile(milliseconds, shares).tolist() if milliseconds else (0.0, 0.0, 0.0, 0.0)
    unknown = f", beside {promised} promises that the plan does not know" if promised else ""
    return Line(
        f"{len(milliseconds)} quotes by {clients} at once{unknown}: p50 {p50:.2f} ms, p95 {p95:.2f} ms,"
        f" p99 {p99:.2f} ms, max {most:.2f} ms; one alone may wait {MOST_MILLISECONDS:g} ms (p95)",
        {
            "quotes": len(milliseconds), "clients": clients, "promised": promised, "p50_ms": p50, "p95_ms": p95,
            "p99_ms": p99, "max_ms": most,
        },
    )  # fmt: skip


@contextmanager
def held(instance: Instance, count: int) -> Iterator[int]:
    """
    Hold so many promises that no plan comes to know, and let them go afterwards; yield how many there are.

    Nobody else plans the site meanwhile. Raises CommandError where a worker is at it for too long.
    """
    if not count:
        yield 0
        return
    instance.settle()
    with lease.held(instance.site.pk) as stop:
        if stop is None:
            raise CommandError(_("A worker is planning the site just now. Try again."))
        made: list[Promise] = []
        try:
            made += promises(instance, count)
            yield len(made)
        finally:
            mine = Promise.objects.filter(pk__in=[one.pk for one in made])
            if made:
                book.cancel(promises=mine, by=instance.session.user, channel=CHANNEL, why=WHY)
    instance.settle()


def promises(instance: Instance, count: int) -> Iterator[Promise]:
    """Hold promises as customers would ask for them, each on the first day that is possible from a wanted one on."""
    customer, until = Customer.objects.order_by("pk").first(), timezone.now() + timedelta(minutes=HELD_MINUTES)
    if customer is None or not instance.line_ids:
        return
    to = For(instance.site, customer, instance.session.user, CHANNEL, until)
    for _number in range(count):
        asked, (days, _factor) = instance.any_line(), a_wish(instance.chance)
        wanted = instance.site.horizon_start + timedelta(days=days)
        try:
            yield from promising.promise([Wish(asked.item, Decimal(asked.quantity), wanted)], to)
        except NotPossibleError:
            continue  # not within the horizon: the next one may be
