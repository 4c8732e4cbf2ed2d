"""What one more hour is worth: what the page Load asks for, and waits for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from company import problems
from company.access import allowed, site_there_is
from company.models import Site
from mps import extra_hour_question, no_plan, wording
from mps.extra_hour_question import MOST_PLANNED, Hour, HourAnswer
from mps.queries import load
from mps.questions import NoAnswerError

LEAST_SHOWN = 0.5  # of the currency: less is nothing once it is rounded
GUESSES_SHOWN = 10
MOST_WEEKS = 400


@require_GET
@never_cache
@allowed("plan.view")
def hours(request: HttpRequest) -> HttpResponse:
    """
    Return in which weeks one more hour would help the current plan, worded; 503 where no worker answers in time.

    `weeks` says how many are planned again at most. Where that is not `finished`, asking again goes on from there.
    """
    site = site_there_is(request, "plan.view")
    plan_id = no_plan.plan_id_of(site)
    if plan_id is None:
        return no_plan.refused(request)
    try:
        answer = extra_hour_question.ask(plan_id, _wished(request))
    except NoAnswerError:
        words = _("No worker has answered in time. Ask again in a moment.")
        return problems.answer(request, HTTPStatus.SERVICE_UNAVAILABLE, words)
    if answer.hours is None:
        return problems.answer(request, HTTPStatus.CONFLICT, _("This plan is no longer kept in full."))
    return JsonResponse(_told(answer, answer.hours, load.load_map(plan_id), site))


def _wished(request: HttpRequest) -> int:
    """Return how many weeks are to be planned again; what is no number asks for the usual ones."""
    typed = request.GET.get("weeks", "")
    return min(MOST_WEEKS, int(typed)) if typed.isascii() and typed.isdigit() else MOST_PLANNED


def _told(answer: HourAnswer, hours: tuple[Hour, ...], found: load.LoadMap, site: Site) -> dict[str, Any]:
    names = {center.code: center.name for center in found.centers}
    shown = [one for one in hours if one.worth >= LEAST_SHOWN]
    return {
        "currency": site.currency,
        "late_lines": answer.late_lines,
        "finished": answer.finished,
        "planned": answer.planned,
        "possible": answer.possible,
        "in_vain": sum(one.is_proven and one.worth < LEAST_SHOWN for one in hours),
        "proven": [_hour(one, names, found.weeks[one.week]) for one in shown if one.is_proven],
        "guessed": [_hour(one, names, found.weeks[one.week]) for one in shown if not one.is_proven][:GUESSES_SHOWN],
    }


def _hour(one: Hour, names: dict[str, str], week: load.Week) -> dict[str, Any]:
    cell = urlencode({"center": one.work_center, "week": week.first.isoformat()})
    money = {key: wording.number(getattr(one, key), decimals=0) for key in ("worth", "weight", "paid", "guess")}
    return {
        "center": one.work_center,
        "name": names.get(one.work_center, ""),
        "week": week.label,
        "address": f"{reverse('mps:load')}?{cell}#lots-head",
        "late_lines": one.late_lines,
        **money,
    }
