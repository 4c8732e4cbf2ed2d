"""The page of what needs somebody: the messages of the current plan, a sentence for each root cause."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from capacity.models import WorkCenter
from company.access import allowed, can, site_there_is
from company.models import Site
from materials.models import Item
from mps import need_wording, revisions
from mps.models import Plan, PlanDetail, RunOutcome, SitePlanning
from mps.outcome_words import outcomes_of
from mps.queries import needs as messages
from mps.queries.needs import Group
from mps.steering import unlocking
from orders.visible import visible_to

# What the workers need beside the search: to take it up, and to check and publish what it finds.
FOR_PUBLISHING_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A group and its sentence; `hidden` messages are more than the rows, or of lines that the asker may not see."""

    group: Group
    sentence: str
    hidden: int


@require_safe
@never_cache
@allowed("plan.view")
def needs(request: HttpRequest) -> HttpResponse:
    """Show what needs somebody, by root cause, the most money first."""
    site = site_there_is(request, "plan.view")
    planning = SitePlanning.objects.filter(site=site).select_related("current_plan").first()
    plan = planning.current_plan if planning else None
    kept = plan is not None and PlanDetail.objects.filter(pk=plan.pk).exists()
    groups = messages.groups_of(plan.pk, visible_to(request.user)) if plan is not None and kept else ()
    context = {
        "site": site, "plan": plan, "told": _told(groups, site), "count": sum(one.count for one in groups),
        "unlocked": unlocking.lately(site), "may_steer": can(request.user, "plan.steer", site),
        "searched_seconds": _searched_seconds(plan) if plan is not None else 0,
    }  # fmt: skip
    return render(request, "mps/needs.html", context)


@require_safe
@never_cache
@allowed("plan.view")
def count(request: HttpRequest) -> JsonResponse:
    """Return `{count}`: how many messages the current plan of the site has, for the badge in the frame."""
    plan_id = revisions.standing(site_there_is(request, "plan.view")).plan_id
    return JsonResponse({"count": messages.count_messages(plan_id) if plan_id is not None else 0})


def _searched_seconds(plan: Plan) -> int:
    """Return for how long a better plan may follow this one: its search was cut short, and the next has had no time."""
    searched_until = plan.created_at + timedelta(seconds=settings.IMPROVE_SECONDS + FOR_PUBLISHING_SECONDS)
    left = math.ceil((searched_until - timezone.now()).total_seconds())
    return left if left > 0 and outcomes_of([plan])[plan.pk] == RunOutcome.TIME_LIMIT else 0


def _told(groups: tuple[Group, ...], site: Site) -> list[Told]:
    codes = {group.cause.code for group in groups}
    names = dict(Item.objects.filter(code__in=codes).values_list("code", "name"))
    names.update(WorkCenter.objects.filter(site=site, code__in=codes).values_list("code", "name"))
    return [
        Told(
            group,
            need_wording.sentence(
                group.cause, count=group.count, money=group.money, currency=site.currency, names=names,
                today=site.horizon_start,
            ),
            group.count - len(group.rows),
        )
        for group in groups
    ]  # fmt: skip
