"""Sites in time: their horizon rolls at their own midnight, as a change like any other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from company.models import Site
from company.signals import inputs_changed


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
