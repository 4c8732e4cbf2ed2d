"""Level load, from the Gantt: which lots would go to other weeks of a work centre, as steps of the person's draft."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from company import problems
from company.access import allowed, site_there_is
from company.models import User
from mps import no_plan
from mps.moving_wording import hours, proposal_told, starting
from mps.queries.kept_plan import KeptPlan, kept_plan
from mps.queries.levelling import Levelled, Wish, level
from mps.queries.load import LoadMap, Week, load_map
from mps.steering import drafts
from mps.steering.known import Known, known_of

LEAST_PERCENT, MOST_PERCENT = 10.0, 100.0
MOST_WEEKS = 26


@require_GET
@never_cache
@allowed("plan.steer")
def levelled(request: HttpRequest) -> HttpResponse:
    """
    Return which lots would go: `?center=CODE&from=2026-03-16&to=2026-04-12&percent=85`.

    No week that the days from one to the other lie in is to be filled above so much of what is available without
    overtime. Lots that the person's draft is about stay. Nothing is written: the answer has the `steps`.
    """
    site = site_there_is(request, "plan.steer")
    plan_id = no_plan.plan_id_of(site, in_full=True)
    if plan_id is None:
        return no_plan.refused(request)
    found, plan, known = load_map(plan_id), kept_plan(plan_id), known_of(site)
    code = request.GET.get("center", "")
    if code not in {center.code for center in found.centers} or code not in plan.accepted.work_centers:
        raise Http404(_("There is no such work centre."))
    draft = drafts.of(cast("User", request.user), site).steps
    staying = {step["lot_key"] for step in draft if step.get("lot_key")}
    try:
        wish = Wish(code, _weeks(request, found), _share(request), starting(plan, known), staying)
    except BadRequest as refusal:  # the page says it beside the fields
        return problems.answer(request, HTTPStatus.BAD_REQUEST, str(refusal))
    return JsonResponse(_told(level(plan, found, wish), wish, plan, known))


def _weeks(request: HttpRequest, found: LoadMap) -> tuple[Week, ...]:
    """Return the weeks that some days lie in. Raises BadRequest."""
    try:
        first, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("from", "to"))
    except ValueError as error:
        raise BadRequest(_("Write the first and the last day.")) from error
    weeks = tuple(week for week in found.weeks if week.first <= last and week.last >= first)
    if len(weeks) < 2:
        raise BadRequest(_("Choose two weeks of the plan or more: work goes from one to another."))
    if len(weeks) > MOST_WEEKS:
        raise BadRequest(_("Choose at most %(most)d weeks.") % {"most": MOST_WEEKS})
    return weeks


def _share(request: HttpRequest) -> float:
    """Return the share up to which weeks may be filled. Raises BadRequest for per cent that are no number."""
    try:
        percent = float(request.GET.get("percent", ""))
    except ValueError as error:
        raise BadRequest(_("Write a number.")) from error
    if not LEAST_PERCENT <= percent <= MOST_PERCENT:
        words = _("Write a number from %(least)d to %(most)d.")
        raise BadRequest(words % {"least": LEAST_PERCENT, "most": MOST_PERCENT})
    return percent / 100


def _told(found: Levelled, wish: Wish, plan: KeptPlan, known: Known) -> dict[str, Any]:
    return {
        **proposal_told(found.moved, found.stays, plan, known),
        "weeks": [
            {
                "week": week.label, "first": week.first.isoformat(), "before": before.percent, "after": after.percent,
                "hours_before": hours(before.load), "hours_after": hours(after.load),
                "is_over": after.load > after.available * wish.share + 1,
            }
            for week, before, after in zip(wish.weeks, found.before, found.after, strict=True)
        ],
    }  # fmt: skip
