"""Moving work from one week of a work centre to another: which lots would go, as steps of the person's draft."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from company import problems
from company.access import allowed, site_there_is
from mps import no_plan
from mps.moving_wording import hours, proposal_told, starting
from mps.queries import load, moving
from mps.queries.kept_plan import KeptPlan, kept_plan
from mps.queries.load import LoadMap, Week
from mps.queries.moving import Proposal, Way
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from mps.steering.known import Known, known_of

MOST_HOURS = 100_000.0


@require_GET
@never_cache
@allowed("plan.steer")
def move(request: HttpRequest) -> HttpResponse:
    """
    Return which lots would go: `?center=CODE&from=2026-03-16&to=2026-03-23&hours=3.5`, the first days of weeks.

    Without hours: what there is no room for, at least one lot. Nothing is written:
    the answer has the `steps` that the person's draft would get. Where the week does not take it all, `nearest` is the
    first day of the nearest one that does; null where none is near.
    """
    site = site_there_is(request, "plan.steer")
    plan_id = no_plan.plan_id_of(site, in_full=True)
    if plan_id is None:
        return no_plan.refused(request)
    found, plan, known = load.load_map(plan_id), kept_plan(plan_id), known_of(site)
    try:
        way = _way(request, found, plan, known)
        wanted = _wanted(request, found, way)
    except BadRequest as refusal:  # the dialog says it beside the field
        return problems.answer(request, HTTPStatus.BAD_REQUEST, str(refusal))
    proposed = moving.propose(plan, found, way, wanted)
    nearest = None if proposed.holds(wanted) else moving.nearest(plan, found, way, wanted)
    told = _told(proposed, plan, known, wanted)
    return JsonResponse({**told, "nearest": nearest.first.isoformat() if nearest else None})


def _way(request: HttpRequest, found: LoadMap, plan: KeptPlan, known: Known) -> Way:
    """Return what is asked. Raises Http404 for a work centre or week that is not there."""
    code = request.GET.get("center", "")
    if code not in {center.code for center in found.centers} or code not in plan.accepted.work_centers:
        raise Http404(_("There is no such work centre."))
    source, target = _week(request, found, "from"), _week(request, found, "to")
    if source == target:
        raise BadRequest(_("That is the same week."))
    return Way(code, source, target, starting(plan, known))


def _week(request: HttpRequest, found: LoadMap, name: str) -> Week:
    for week in found.weeks:
        if week.first.isoformat() == request.GET.get(name):
            return week
    raise Http404(_("The plan has no such week."))


def _wanted(request: HttpRequest, found: LoadMap, way: Way) -> float:
    """Return the minutes that are to go. Raises BadRequest for hours that are no number."""
    typed = request.GET.get("hours", "")
    if not typed:
        center = next(one for one in found.centers if one.code == way.center)
        return center.cells[found.weeks.index(way.source)].over
    try:
        typed_hours = float(typed)
    except ValueError as error:
        raise BadRequest(_("Write a number.")) from error
    if not 0 <= typed_hours <= MOST_HOURS:
        raise BadRequest(_("Write a number of 0 or more."))
    return typed_hours * MINUTES_IN_AN_HOUR


def _told(proposed: Proposal, plan: KeptPlan, known: Known, wanted: float) -> dict[str, Any]:
    return {
        "wanted": hours(wanted),
        "moved": hours(proposed.minutes),
        "suffices": proposed.holds(wanted),
        **proposal_told(proposed.moved, proposed.stays, plan, known),
        "before": [hours(one) for one in proposed.load_before],
        "after": [hours(one) for one in proposed.load_after],
    }
