"""`benchmark pages`: weight, requests and first paint of each page in a real browser."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.db.models import Avg, Count

from benchmarks import client
from benchmarks.output import show
from benchmarks.visitor import visitor_of
from company.models import Site
from orders.models import OPEN_STATUSES, OrderLine


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)


def run(options: Namespace) -> int:
    """Open the pages as a planner of the site and print their figures."""
    visitor = visitor_of(options)
    from benchmarks import page_weights  # the driver is there, now that there is a visitor

    wanted = most_ordered(visitor.site)
    lines = page_weights.measure(
        address=visitor.address, person=visitor.planner, site=visitor.site.code, chromium=visitor.chromium,
        question=wanted and page_weights.Question(*wanted),
    )  # fmt: skip
    show(lines, as_json=options.json)
    return 0


def most_ordered(site: Site) -> tuple[str, int] | None:
    """Return the item with the most open order lines at a site, and the whole quantity that is usual; None: no line."""
    lines = OrderLine.objects.filter(site=site, status__in=OPEN_STATUSES)
    items = lines.values("item__code").annotate(n=Count("pk"), usual=Avg("quantity"))
    found = items.order_by("-n", "item__code").first()
    return None if found is None else (found["item__code"], max(1, round(found["usual"])))
