"""`manage.py benchmark NAME`: print the figures that the documentation may quote."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from company.models import Membership, Role, Site
from planning.bootstrap.browser import find_chromium
from planning.embedded.state import StateFolder

NAMES = ("edits", "burst", "kill", "pages")


class Command(BaseCommand):
    """Measure a running instance (start it with `up`), as a client would see it."""

    help = "Measure a running instance: edits, burst, kill or pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("name", choices=NAMES)
        parser.add_argument("--site", help=_("code of the site to edit; default: the one with the most order lines"))
        parser.add_argument("--url", help=_("address of the instance; default: the one that `up` runs"))
        parser.add_argument("--count", type=int, default=50, help=_("edits (edits), or kills (kill)"))
        parser.add_argument("--every", type=float, default=1.0, help=_("seconds from edit to edit"))
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--screenshots", type=Path, help=_("folder for pictures of every page (pages)"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run one benchmark and print its lines."""
        if options["name"] == "pages":
            self._pages(options)
            return
        from benchmarks import burst, edits, kill
        from benchmarks.client import Instance

        instance = Instance(address=_address(options["url"]), site=_site(options["site"]), seed=options["seed"])
        try:
            if options["name"] == "edits":
                lines = edits.table(edits.measure(instance, count=options["count"], every_seconds=options["every"]))
            elif options["name"] == "burst":
                lines = burst.measure(instance, transactions=10, lines_each=100)
            else:
                lines = kill.measure(instance, kills=min(options["count"], 5))
        finally:
            instance.close()
        for line in [f"site {instance.site.code}, {len(instance.line_ids)} order lines", *lines]:
            self.stdout.write(line)

    def _pages(self, options: dict[str, Any]) -> None:
        """Measure the pages as a planner of the site."""
        try:
            from benchmarks import pages
        except ImportError as error:
            raise CommandError(
                _("The browser's driver is not installed: run `python3 manage.py test --fast` once.")
            ) from error
        chromium = os.environ.get("LOCKSTEP_CHROMIUM") or find_chromium()
        if chromium is None:
            raise CommandError(_("There is no Chromium here: name one in LOCKSTEP_CHROMIUM."))
        planner = (
            Membership.objects.filter(site=_site(options["site"]), role=Role.PLANNER).select_related("user").first()
        )
        if planner is None:
            raise CommandError(_("The site has no planner to sign in as."))
        address, folder = _address(options["url"]), options["screenshots"]
        # Playwright keeps an event loop in this thread; our few reads and it wait for each other.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        for line in pages.measure(address=address, person=planner.user, chromium=str(chromium), folder=folder):
            self.stdout.write(line)


def _address(given: str | None) -> str:
    running = StateFolder.from_environment().instance()
    address = given or (running.address if running else "")
    if not address:
        raise CommandError(_("No instance is running here: start one with `python3 manage.py up`, or name its --url."))
    return address


def _site(code: str | None) -> Site:
    from django.db.models import Count

    sites = Site.objects.filter(code=code) if code else Site.objects.annotate(n=Count("order_lines")).order_by("-n")
    found = sites.first()
    if found is None:
        raise CommandError(_("There is no such site."))
    return found
