"""`benchmark pages`: weight, requests and first paint of each page in a real browser; screenshots where asked for."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.core.management.base import CommandError
from django.db.models import Avg, Count
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.output import show
from company.models import Membership, Role, Site
from orders.models import OPEN_STATUSES, OrderLine
from planning.bootstrap.browser import find_chromium


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--screenshots", type=Path, help=_("folder for pictures of every page"))


def run(options: Namespace) -> int:
    """Open the pages as a planner of the site and print their figures."""
    try:
        from benchmarks import page_weights
    except ImportError as error:
        raise CommandError(
            _("The browser's driver is not installed: run `python3 manage.py test --fast` once.")
        ) from error
    address, site = client.address_of(options.url), client.site_of(options.site)
    chromium = os.environ.get("LOCKSTEP_CHROMIUM") or find_chromium()
    if chromium is None:
        raise CommandError(_("There is no Chromium here: name one in LOCKSTEP_CHROMIUM."))
    planner = Membership.objects.filter(site=site, role=Role.PLANNER).select_related("user").first()
    if planner is None:
        raise CommandError(_("The site has no planner to sign in as."))
    # Playwright keeps an event loop in this thread; our few reads and it wait for each other.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    wanted = most_ordered(site)
    lines = page_weights.measure(
        address=address, person=planner.user, site=site.code, question=wanted and page_weights.Question(*wanted),
        chromium=str(chromium), folder=options.screenshots,
    )  # fmt: skip
    show(lines, as_json=options.json)
    return 0


def most_ordered(site: Site) -> tuple[str, int] | None:
    """Return the item with the most open order lines at a site, and the whole quantity that is usual; None: no line."""
    lines = OrderLine.objects.filter(site=site, status__in=OPEN_STATUSES)
    items = lines.values("item__code").annotate(n=Count("pk"), usual=Avg("quantity"))
    found = items.order_by("-n", "item__code").first()
    return None if found is None else (found["item__code"], max(1, round(found["usual"])))
