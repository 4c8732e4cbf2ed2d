"""Plans and runs on the admin site, to read."""

from __future__ import annotations

from django.contrib import admin

from company.admin_rights import ModelAdmin, ReadOnly
from mps.models import Heartbeat, Plan, PlanningRun, SitePlanning


@admin.register(Plan)
class PlanAdmin(ReadOnly, ModelAdmin[Plan]):
    """Plans."""

    view_action = "plan.view"
    list_display = ("site", "revision", "sequence", "created_at", "outcome", "seconds", "engine_version")
    list_filter = ("site", "outcome")
    list_select_related = ("site",)


@admin.register(PlanningRun)
class PlanningRunAdmin(ReadOnly, ModelAdmin[PlanningRun]):
    """Runs: where to look when a site is stuck."""

    view_action = "plan.view"
    list_display = ("site", "asked_revision", "attempt", "started_at", "finished_at", "outcome", "error")
    list_filter = ("site", "outcome")
    list_select_related = ("site",)
    raw_id_fields = ("plan",)


@admin.register(SitePlanning)
class SitePlanningAdmin(ReadOnly, ModelAdmin[SitePlanning]):
    """Where each site's planning stands."""

    view_action = "plan.view"
    list_display = ("site", "planned_revision", "published_at", "attempts", "next_attempt_at", "lease_beat_at")
    list_select_related = ("site",)
    raw_id_fields = ("current_plan",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly, ModelAdmin[Heartbeat]):
    """The processes' last signs of life."""

    view_action = "plan.view"
    list_display = ("process", "beat_at", "pid")
