"""Moving work from one week of a work centre to another: which lots would go, as steps of the person's draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from company import problems
from company.access import allowed, site_there_is
from materials.models import Item
from mps import no_plan, wording
from mps.queries import load, moving
from mps.queries.kept_plan import KeptLot, KeptPlan, kept_plan
from mps.queries.load import MINUTES_PER_HOUR, LoadMap, Week
from mps.queries.moving import Moved, Proposal, Stays, Way
from mps.steering import steps
from mps.steering.decide import decide
from mps.steering.known import Known, LotFacts, known_of

MOST_HOURS = 100_000.0


@require_GET
@never_cache
@allowed("plan.steer")
def move(request: HttpRequest) -> HttpResponse:
    """
    Return which lots would go: `?center=CODE&from=2026-03-16&to=2026-03-23&hours=3.5`, the first days of weeks.

    Without hours: what there is no room for, at least one lot. Nothing is written:
    the answer has the `steps` that the person's draft would get.
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
    return JsonResponse(_told(moving.propose(plan, found, way, wanted), plan, known, wanted))


def _way(request: HttpRequest, found: LoadMap, plan: KeptPlan, known: Known) -> Way:
    """Return what is asked. Raises Http404 for a work centre or week that is not there."""
    code = request.GET.get("center", "")
    if code not in {center.code for center in found.centers} or code not in plan.accepted.work_centers:
        raise Http404(_("There is no such work centre."))
    source, target = _week(request, found, "from"), _week(request, found, "to")
    if source == target:
        raise BadRequest(_("That is the same week."))
    items = {item.code: item for item in known.items.values()}

    def start_of(lot: KeptLot, finish_day: int) -> int:
        item, finish = items.get(lot.item), plan.date_of(finish_day)
        if item is None:
            return lot.start_day + finish_day - lot.finish_day
        days = plan.date_of(lot.start_day), plan.date_of(lot.finish_day)
        return plan.day_of(known.start_of(LotFacts(lot.key, item.id, Decimal(0), *days, lot.firm), item, finish))

    return Way(code, source, target, start_of)


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
        hours = float(typed)
    except ValueError as error:
        raise BadRequest(_("Write a number.")) from error
    if not 0 <= hours <= MOST_HOURS:
        raise BadRequest(_("Write a number of 0 or more."))
    return hours * MINUTES_PER_HOUR


def _told(proposed: Proposal, plan: KeptPlan, known: Known, wanted: float) -> dict[str, Any]:
    sent = [steps.Move(one.lot.key, plan.date_of(one.finish_day)) for one in proposed.moved]
    refused = {one.step: one.text for one in decide(known, sent).refused}  # the site may have moved on since the plan
    names = dict(Item.objects.filter(code__in={one.lot.item for one in proposed.moved}).values_list("code", "name"))
    return {
        "wanted": _hours(wanted),
        "moved": _hours(proposed.minutes),
        "suffices": proposed.minutes >= wanted,
        "lots": [_lot(one, plan, names) for one in proposed.moved],
        "before": [_hours(one) for one in proposed.load_before],
        "after": [_hours(one) for one in proposed.load_after],
        "stays": stays_words(proposed.stays),
        "refused": list(refused.values()),
        "steps": [] if refused else steps.as_json(sent),
    }


def _lot(one: Moved, plan: KeptPlan, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": one.lot.key,
        "item": one.lot.item,
        "name": names.get(one.lot.item, ""),
        "quantity": wording.number(one.lot.quantity),
        "hours": _hours(one.minutes),
        "is_firm": one.lot.firm,
        "before": plan.date_of(one.lot.finish_day).isoformat(),
        "after": plan.date_of(one.finish_day).isoformat(),
    }


def stays_words(stays: Mapping[Stays, int]) -> list[str]:
    """Return in sentences why lots may not go, the most frequent reason first."""
    ranked: Iterable[tuple[Stays, int]] = sorted(stays.items(), key=lambda one: (-one[1], one[0]))
    return [_stays(why, count) % {"count": count} for why, count in ranked]


def _stays(why: Stays, count: int) -> str:
    if why is Stays.LATE:
        return ngettext(
            "%(count)d lot stays: somebody would be late.", "%(count)d lots stay: somebody would be late.", count
        )
    if why is Stays.NO_ROOM:
        return ngettext(
            "%(count)d lot stays: there is no room for it then.",
            "%(count)d lots stay: there is no room for them then.",
            count,
        )
    if why is Stays.FENCE:
        return ngettext(
            "%(count)d lot stays: it is inside its frozen fence.",
            "%(count)d lots stay: they are inside their frozen fence.",
            count,
        )
    if why is Stays.COMPONENTS:
        return ngettext(
            "%(count)d lot stays: what it takes is not there yet then.",
            "%(count)d lots stay: what they take is not there yet then.",
            count,
        )
    if why is Stays.NEEDED:
        return ngettext(
            "%(count)d lot stays: what is made of it begins before.",
            "%(count)d lots stay: what is made of them begins before.",
            count,
        )
    if why is Stays.FIXED_QUANTITY:
        return ngettext(
            "%(count)d lot stays: it is a quantity that was fixed; change that in the master schedule.",
            "%(count)d lots stay: they are quantities that were fixed; change these in the master schedule.",
            count,
        )
    return _stays_outside(why, count)


def _stays_outside(why: Stays, count: int) -> str:
    if why is Stays.PAST:
        return ngettext(
            "%(count)d lot stays: it would begin in the past.",
            "%(count)d lots stay: they would begin in the past.",
            count,
        )
    if why is Stays.AFTER_HORIZON:
        return ngettext(
            "%(count)d lot stays: it would be finished after the plan ends.",
            "%(count)d lots stay: they would be finished after the plan ends.",
            count,
        )
    return ngettext(
        "%(count)d lot stays: nothing can be finished then.",
        "%(count)d lots stay: nothing can be finished then.",
        count,
    )


def _hours(minutes: float) -> str:
    return wording.number(minutes / MINUTES_PER_HOUR, decimals=1)
