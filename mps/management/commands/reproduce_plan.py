"""`manage.py reproduce_plan ID …`: make published plans again from what is stored with them, and compare."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from company.models import Site
from company.statements import all_rows
from mps.models import Plan


class Command(BaseCommand):
    """Say of each plan whether it is the same, byte for byte, when it is solved again."""

    help = "Solve published plans again from their stored problems and compare the results byte for byte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("plan", type=int, nargs="*", help=_("ids of plans"))
        parser.add_argument("--last", type=int, default=0, help=_("the newest plans instead, so many of each site"))
        parser.add_argument("--site", help=_("of this site only"))

    @all_rows("a plan is made of all orders of its site")
    def handle(self, *_args: Any, **options: Any) -> None:
        """Make them again. The exit status is 1 where any is another one, or can't be made again."""
        from mps.reproducing import Verdict, reproduced  # loads the solver, which no other command needs

        plans = self._asked(options)
        verdicts = []
        for plan in plans:
            found = reproduced(plan)
            verdicts.append(found.verdict)
            self.stdout.write(f"{plan.pk} {plan}: {told(found)}")
        same = sum(verdict is Verdict.SAME for verdict in verdicts)
        self.stdout.write(
            ngettext("%(same)d of %(all)d plan is the same.", "%(same)d of %(all)d plans are the same.", len(plans))
            % {"same": same, "all": len(plans)}
        )
        if same < len(plans):
            raise CommandError(_("Not every plan could be made again."))

    def _asked(self, options: dict[str, Any]) -> list[Plan]:
        """Return the plans that were asked for. Raises CommandError where there is one that there is not, or none."""
        sites = Site.objects.filter(code=options["site"]) if options["site"] else Site.objects.all()
        if options["site"] and not sites:
            raise CommandError(_("There is no site %(site)s.") % options)
        plans = Plan.objects.filter(site__in=sites).select_related("site")
        found = {plan.pk: plan for plan in plans.filter(pk__in=options["plan"])}
        for asked in options["plan"]:
            if asked not in found:
                raise CommandError(_("There is no plan %(plan)s.") % {"plan": asked})
        newest = [plan for site in sites for plan in plans.filter(site=site).order_by("-pk")[: options["last"]]]
        if not found and not newest:
            raise CommandError(_("Name plans, or say how many of the last ones."))
        return list({**found, **{plan.pk: plan for plan in newest}}.values())


def told(found: Any) -> str:
    """Return what is said of a plan that was made again, or could not be."""
    from mps.reproducing import Verdict

    how = f"{found.path}, {found.cut_stages} cut off" if found.path else ""
    if found.verdict is Verdict.FORGOTTEN:
        return _("its problem is no longer kept")
    if found.verdict is Verdict.NOT_TOLD:
        return _("nothing tells how it was made: it is from before that was kept")
    if found.verdict is Verdict.SAME:
        return _("the same, byte for byte (%(how)s)") % {"how": how}
    if found.verdict is Verdict.OTHER_VERSION:
        words = _("version %(version)s of the engine made it, and this one plans otherwise: different in %(parts)s")
        return words % {"version": found.version, "parts": ", ".join(found.parts)}
    words = _("different in %(parts)s (%(how)s)") % {"parts": ", ".join(found.parts), "how": how}
    if found.lot:
        words += "; " + _("first lot: %(before)s, now %(after)s") % {"before": found.lot[0], "after": found.lot[1]}
    if found.other:
        words += "; " + _("made by another %(what)s") % {"what": ", ".join(found.other)}
    return words
