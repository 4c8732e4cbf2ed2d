"""The page of calm: how many lots a plan may change, what that costs, and how restless the last plans were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from company import sites
from company.access import allowed, can, keeping_site, site_there_is
from company.models import Site
from mps import calm_question
from mps.calm_question import Price
from mps.models import Plan, PlanDetail, SitePlanning
from mps.questions import NoAnswerError

PLANS_SHOWN = 30
USUAL_LOTS = 12
PAID = ("overtime", "setup", "holding")


@dataclass(frozen=True, slots=True)
class Saved:
    """A price beside that of the budget: `less` is what is paid less for its changes, in the site's currency."""

    price: Price
    less: float
    fewer_late: int


@require_safe
@never_cache
@allowed("plan.view")
def calm(request: HttpRequest) -> HttpResponse:
    """Show the change budget and how calm the last plans were; with `?prices=1` also what it costs."""
    site = site_there_is(request, "plan.view")
    newest = list(Plan.objects.filter(site=site).order_by("-pk")[:PLANS_SHOWN])
    current = SitePlanning.objects.filter(site=site).values_list("current_plan_id", flat=True).first()
    context: dict[str, Any] = {
        "site": site, "plans": newest, "usual": USUAL_LOTS, "may_set": can(request.user, "plan.steer", site),
        "budget": _budget(next((plan for plan in newest if plan.pk == current), None)),
        "may_ask": PlanDetail.objects.filter(pk=current).exists(),
    }  # fmt: skip
    if current and request.GET.get("prices"):
        context |= _prices(site, current)
    return render(request, "mps/calm.html", context)


@require_POST
@allowed("plan.steer")
def set_budget(request: HttpRequest) -> HttpResponse:
    """Save the change budget of a site; back to the page, which says what came of it."""
    site = site_there_is(request, "plan.steer")
    lots, days = request.POST.get("lots", "").strip(), request.POST.get("days", "").strip()
    try:
        sites.set_change_budget(site=site, most_lots=_number(lots) if lots else None, days=_number(days))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Saved. The site is planned again, and every plan from now on keeps to it."))
    return redirect(keeping_site(request, reverse("mps:calm")))


def _number(typed: str) -> int:
    """Return a number that was typed. Raises ValidationError for what is none."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 9):
        raise ValidationError(_("“%(typed)s” is not a whole number of 0 or more.") % {"typed": typed})
    return int(typed)


def _budget(current: Plan | None) -> dict[str, Any] | None:
    """Return what the budget of the current plan kept, and what is paid less without it; None where it had none."""
    found = current.kpis.get("budget") if current else None
    if current is None or found is None:
        return None
    less = sum(current.cost.get(term, 0.0) - found["cost"].get(term, 0.0) for term in PAID)
    return {
        **found, "changed": current.kpis["changed_soon"], "days": current.kpis["soon_days"], "less": less,
        "was_needed": found["wanted"] > found["lots"],
    }  # fmt: skip


def _prices(site: Site, plan_id: int) -> dict[str, Any]:
    most = USUAL_LOTS if site.change_budget_lots is None else site.change_budget_lots
    try:
        answer = calm_question.ask(plan_id, most_lots=most, days=site.change_budget_days)
    except NoAnswerError:
        return {"no_answer": True}
    return {"prices": _saved(answer.prices)}


def _saved(prices: Sequence[Price]) -> list[Saved]:
    return [Saved(one, prices[0].paid - one.paid, prices[0].late_orders - one.late_orders) for one in prices]
