"""Old plans keep what they are judged by (problem, hash, KPIs, cost); their bulk goes."""

from __future__ import annotations

from django.db import transaction

from company.models import Site
from mps.models import ExceptionMessage, Plan, PlanDetail, PlanItem, PlanLoad, PlannedOrder, PlanningRun, SitePlanning

# Few enough that a planning run which becomes due meanwhile hardly waits.
PLANS_AT_A_TIME = 20
BULK = (PlanItem, PlanLoad, PlannedOrder, ExceptionMessage, PlanDetail)
RUNS_KEPT = 5_000


def prune(*, keep: int) -> int:
    """Drop the bulk of all but the newest `keep` plans of each site and the current one; return how many lost it."""
    pruned = 0
    for site in Site.objects.all():
        newest = Plan.objects.filter(site=site).order_by("-revision", "-sequence")
        kept = set(newest.values_list("pk", flat=True)[:keep])
        kept |= set(SitePlanning.objects.filter(site=site).values_list("current_plan_id", flat=True))
        in_full = PlanDetail.objects.filter(plan__site=site).exclude(plan__in=kept).order_by("pk")
        old = list(in_full.values_list("pk", flat=True)[:PLANS_AT_A_TIME])
        if old:
            with transaction.atomic():
                for model in BULK:
                    model.objects.filter(plan__in=old).delete()
            pruned += len(old)
        runs = PlanningRun.objects.filter(site=site).order_by("-pk")
        oldest_kept = runs.values_list("pk", flat=True)[RUNS_KEPT : RUNS_KEPT + 1]
        runs.filter(pk__lte=max(oldest_kept, default=0)).delete()
    return pruned
