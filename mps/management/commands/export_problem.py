"""`manage.py export_problem PLAN FILE`: the problem that a published plan was made of, for solve_file."""

from __future__ import annotations

import zlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mps.models import Plan, PlanDetail


class Command(BaseCommand):
    """Write a plan's stored problem as JSON."""

    help = "Write the problem of a published plan to a file that solve_file reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("plan", type=int, help=_("id of the plan"))
        parser.add_argument("file", type=Path, help=_("file to write the problem to"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file. A plan keeps its problem for as long as it is kept in full."""
        plan = Plan.objects.select_related("detail").filter(pk=options["plan"]).first()
        if plan is None:
            raise CommandError(_("There is no plan %(plan)s.") % options)
        detail: PlanDetail | None = getattr(plan, "detail", None)
        if detail is None:
            words = _("Plan %(plan)s is too old: only the newest %(count)s keep their problem.")
            raise CommandError(words % {"plan": plan.pk, "count": settings.PLANS_KEPT_IN_FULL})
        try:
            options["file"].write_bytes(zlib.decompress(detail.problem))
        except OSError as error:
            told = {"file": options["file"], "reason": error.strerror}
            raise CommandError(_("%(file)s can't be written: %(reason)s.") % told) from error
        self.stdout.write(plan.problem_hash)
