"""Load the pump maker, so that there is something to look at."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from company.models import Site
from connectors.tables import importing
from connectors.tables.demo.build import SITES, demo_set


class Command(BaseCommand):
    """Load the demo data, once."""

    help = "Load the demo: a pump maker with two plants, counted from today. Does nothing where it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("--force", action="store_true", help="import it again, with the dates counted from today")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print what came of it."""
        codes = [code for code, *_rest in SITES]
        if not options["force"] and Site.objects.filter(code__in=codes).count() == len(codes):
            self.stdout.write(_("The demo data is there already."))
            return
        report = importing.run(demo_set(timezone.now()), channel="demo")
        for table, counts in report.counts.items():
            self.stdout.write(_("%(table)s: %(new)s new, %(changed)s changed") % {"table": table, **counts})
