"""The Gantt: released and planned lots by work centre and day, and what it fetches."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_safe

from capacity.routings import choices_of_steps
from company.access import allowed, can, current_site, site_there_is
from company.models import Site
from mps import revisions
from mps.models import Plan, Steering, SteeringKind
from mps.queries import gantt, gantt_chain
from mps.queries.kept_plan import UnknownLotError
from mps.queries.released import released
from orders.visible import visible_to

WINDOWS_REMEMBERED = 12


@require_safe
@never_cache
@allowed("plan.view")
def gantt_page(request: HttpRequest) -> HttpResponse:
    """Show the Gantt: the frame at once, the bars as soon as the browser has fetched them."""
    site = current_site(request, "plan.view")
    standing = revisions.standing(site) if site else None
    context = {
        "site": site,
        "has_plan": standing is not None and standing.plan_id is not None,
        "may_import": can(request.user, "import.run", site),
        "may_steer": site is not None and can(request.user, "plan.steer", site),
    }
    return render(request, "mps/gantt.html", context)


@gzip_page
@require_GET
@never_cache
@allowed("plan.view")
def bars(request: HttpRequest) -> HttpResponse:
    """
    Return `{standing, plan, held, choices, released}`: a window of the current plan, `?first=2026-03-16`.

    `plan` is null where there is none yet. `held` are the keys of the lots that people have fixed; `choices` says for
    items (ids) and steps which work centres can do them, the first one and others with the factor of their time.
    """
    site = site_there_is(request, "plan.view")
    standing = revisions.standing(site)
    plan_id = standing.plan_id if standing.plan_id and _is_kept(standing.plan_id, site) else None
    plan = b"null" if plan_id is None else encoded_window(plan_id, _first(request))
    others = {
        "standing": revisions.as_json(standing),
        "held": _held(site),
        "choices": _choices(site),
        "released": released(site, site.horizon_start),
    }
    body = b'{"plan":' + plan + b"," + msgspec.json.encode(others)[1:]
    return HttpResponse(body, content_type="application/json")


@require_GET
@never_cache
@allowed("plan.view")
def chain(request: HttpRequest) -> JsonResponse:
    """Return the chain that a lot is a link of: `?plan=&lot=` (the plan's id, the lot's key)."""
    site = site_there_is(request, "plan.view")
    plan_id = request.GET.get("plan", "")
    if not plan_id.isdecimal():
        raise BadRequest("plan is needed")
    if not _is_kept(int(plan_id), site):
        raise Http404(_("There is no such plan."))
    try:
        found = gantt_chain.chain(
            plan_id=int(plan_id), key=request.GET.get("lot", ""), lines=visible_to(request.user)
        )
    except UnknownLotError as error:
        raise Http404(_("The plan has no such lot.")) from error
    return JsonResponse(asdict(found))


@lru_cache(maxsize=WINDOWS_REMEMBERED)
def encoded_window(plan_id: int, first: date | None) -> bytes:
    """Return a window of a plan as JSON: a plan is immutable, and everyone who looks asks when it is published."""
    return msgspec.json.encode(gantt.gantt(plan_id, first))


def _first(request: HttpRequest) -> date | None:
    asked = request.GET.get("first", "")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError as error:
        raise BadRequest("first is a date: 2026-03-16") from error


def _is_kept(plan_id: int, site: Site) -> bool:
    """Whether a plan is the site's, and kept in full."""
    return Plan.objects.filter(pk=plan_id, site=site, detail__isnull=False).exists()


def _held(site: Site) -> list[str]:
    rows = Steering.objects.filter(site=site, kind=SteeringKind.LOT, ended_by=None).order_by("pk")
    return list(rows.values_list("lot_key", flat=True))


def _choices(site: Site) -> dict[str, dict[str, Any]]:
    """Return the steps that can be done in several places."""
    found = choices_of_steps(site.pk, site.horizon_start)
    several = {
        str(item_id): {str(step): choices for step, choices in steps.items() if len(choices) > 1}
        for item_id, steps in found.items()
    }
    return {item_id: steps for item_id, steps in several.items() if steps}
