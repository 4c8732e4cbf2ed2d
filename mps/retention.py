"""Old plans keep what they are judged by (KPIs, cost, the hash of their problem); their bulk goes, problem included."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from company.models import Site
from mps.models import (
    ExceptionMessage,
    Plan,
    PlanDetail,
    PlanningRun,
    ScenarioPlan,
    SitePlanning,
    StoredItem,
    StoredLoad,
    StoredLot,
    StoredRecipe,
)
from orders.models import OutlookMove, PlanEffect

# Few enough that a planning run which becomes due meanwhile hardly waits.
PLANS_AT_A_TIME = 20
BULK = (ExceptionMessage, PlanDetail)
STORED = (StoredItem, StoredLoad, StoredLot, StoredRecipe)
RUNS_KEPT = 5_000
EFFECTS_AT_A_TIME = 50
SCENARIOS_AT_A_TIME = 50


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
                _forget_rows(site)
            pruned += len(old)
        runs = PlanningRun.objects.filter(site=site).order_by("-pk")
        oldest_kept = runs.values_list("pk", flat=True)[RUNS_KEPT : RUNS_KEPT + 1]
        runs.filter(pk__lte=max(oldest_kept, default=0)).delete()
    return pruned


def forget_moves(*, older_than: datetime) -> int:
    """Drop what plans before a moment did to the lines, some plans at a time; return how many plans these were."""
    oldest = PlanEffect.objects.filter(made_at__lt=older_than).order_by("made_at")
    plans = list(oldest.values_list("pk", flat=True)[:EFFECTS_AT_A_TIME])
    with transaction.atomic():
        OutlookMove.objects.filter(effect__in=plans).delete()
        PlanEffect.objects.filter(pk__in=plans).delete()
    return len(plans)


def forget_scenario_plans(*, older_than: datetime) -> int:
    """
    Drop the bulk of plans of scenarios that were planned before a moment, some at a time; return of how many.

    Figures and cost stay, and as which plan one was published. An open scenario can be planned again.
    """
    waits = ScenarioPlan.objects.filter(scenario__asked_at__isnull=False)
    old = ScenarioPlan.objects.filter(planned_at__lt=older_than, is_awaited=False).exclude(result=b"")
    ids = list(old.exclude(pk__in=waits).order_by("planned_at").values_list("pk", flat=True)[:SCENARIOS_AT_A_TIME])
    nothing: dict[str, object] = {"lines": [], "new": []}
    return ScenarioPlan.objects.filter(pk__in=ids).update(
        result=b"", loads=b"", recipes=None, made=None, followed=None, moves=nothing
    )


def _forget_rows(site: Site) -> None:
    """Drop the rows that no longer hold in the oldest plan that is left in full: later ones have them even less."""
    oldest = PlanDetail.objects.filter(plan__site=site).order_by("pk").values_list("pk", flat=True)[:1]
    for model in STORED:
        model.objects.filter(site=site, until_plan_id__lte=max(oldest, default=0)).delete()
