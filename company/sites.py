"""What changes of a site: its horizon rolls at its own midnight, and people say how calm its plan shall be."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from company.models import Site
from company.signals import inputs_changed

BUDGET = ("change_budget_lots", "change_budget_days")
FIELDS = tuple(field.name for field in Site._meta.fields)


def roll_horizons(*, now: datetime) -> list[str]:
    """Let every site's horizon begin on its planning date; return the codes of those that moved."""
    moved = []
    for site in Site.objects.all():
        if site.horizon_start != site.planning_date(now):
            with transaction.atomic():
                Site.objects.filter(pk=site.pk).update(horizon_start=site.planning_date(now))
                inputs_changed.send(sender=Site, site_ids=[site.pk])
            moved.append(site.code)
    return moved


def set_change_budget(*, site: Site, most_lots: int | None, days: int) -> None:
    """
    Let a plan change at most so many lots of the last one that finish within `days` days; None: as many as it likes.

    The site is planned again. Raises ValidationError for numbers that make no budget.
    """
    site.change_budget_lots, site.change_budget_days = most_lots, days
    site.clean_fields(exclude=[name for name in FIELDS if name not in BUDGET])
    with transaction.atomic():
        site.save(update_fields=BUDGET)
        inputs_changed.send(sender=Site, site_ids=[site.pk])
