"""The pages of plans: which there are, and what is different between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from company.access import allowed, can, site_there_is
from company.ids import whole_number
from company.models import Site, User
from company.typed import Unread, is_week, read_day
from mps import outcome_words, returning
from mps.models import Plan, PlanReturn, PlanSeen, SitePlanning
from mps.queries import compare as comparing
from mps.queries.looked import since_looked
from mps.queries.past_plans import plans_of
from mps.scheduler.horizon import DAYS_IN_A_WEEK
from orders.history.moves import moves_between
from orders.models import OutlookStatus

PLANS_A_PAGE = 50
TWO = 2
# What is paid. The prices of lateness and of changes are weights of the objective: nobody pays them.
COST_TERMS = {
    "overtime": gettext_lazy("Overtime that the plan buys"),
    "added_cost": gettext_lazy("Overtime and shifts added"),
    "setup": gettext_lazy("Set-ups"),
    "holding": gettext_lazy("Stock kept"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of both plans."""

    label: str
    before: float
    after: float

    @property
    def more(self) -> float:
        """By how much it grew."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Row:
    """A plan in the list: the wish that it came of, and how far it was searched, with what that means."""

    plan: Plan
    wish: PlanReturn | None
    outcome: str
    meaning: str


@require_safe
@never_cache
@allowed("plan.view")
def plans(request: HttpRequest) -> HttpResponse:
    """
    List a site's plans, newest first; those that are kept in full can be compared, and the site looked at as of any.

    `?until=`: only those published by the end of that day, or week, by the site's clocks.
    """
    site, typed = site_there_is(request, "plan.view"), request.GET.get("until", "").strip()
    found, wrong = _until(site, typed)
    page = Paginator(found.order_by("-pk"), PLANS_A_PAGE).get_page(request.GET.get("page"))
    current = SitePlanning.objects.filter(site=site).values_list("current_plan_id", flat=True).first()
    shown, wishes = list(page), _wishes(page.object_list)
    outcomes = outcome_words.outcomes_of(shown)
    context = {
        "site": site, "page": page, "seen": _seen(request, site), "current": current,
        "looked": since_looked(cast("User", request.user), site), "last_wish": returning.last(site),
        "rows": [Row(plan, wishes.get(plan.pk), *outcome_words.told(outcomes[plan.pk])) for plan in shown],
        "outcomes": outcome_words.legend(outcomes.values()), "chart": _chart(shown),
        "until": typed, "until_wrong": wrong, "until_query": urlencode({"until": typed}) if typed else "",
    }  # fmt: skip
    return render(request, "mps/plans.html", context)


def _until(site: Site, typed: str) -> tuple[QuerySet[Plan], str]:
    """Return the plans published by the end of a day that was typed; where it is none, all of them, and why."""
    zone, found = ZoneInfo(site.time_zone), plans_of(site)
    if not typed:
        return found, ""
    try:
        first = read_day(typed, near=timezone.localdate(timezone=zone))
    except Unread:
        return found, _("Write a date or a week, like 2026-01-31 or 2026-W05.")
    end = first + timedelta(days=DAYS_IN_A_WEEK if is_week(typed) else 1)
    return found.filter(created_at__lt=datetime.combine(end, time(), zone)), ""


@require_safe
@never_cache
@allowed("plan.view")
def compare(request: HttpRequest) -> HttpResponse:
    """
    Show what is different between two plans: `?from=&to=`, or `?plan=&plan=` (ids, either way round).

    Without `to` the current one; without `from` the one up to which the person has looked, else the one before.
    """
    site, marked = site_there_is(request, "plan.view"), request.GET.getlist("plan")
    if marked and len(marked) != TWO:
        messages.error(request, _("Mark two plans to compare them."))
        return HttpResponseRedirect(reverse("mps:plans"))
    full = plans_of(site).filter(detail__isnull=False)
    before, after = (_asked(full, typed) for typed in _two(request, marked))
    if after is None:
        after = full.filter(pk__in=SitePlanning.objects.filter(site=site).values("current_plan_id")).first()
    if after is None:
        return render(request, "mps/compare.html", {"site": site})
    before = before or _last_looked_at(request, site, full, after)
    if before and before.pk > after.pk:
        before, after = after, before
    context: dict[str, Any] = {"site": site, "before": before, "after": after, "choices": full.order_by("-pk")}
    if before and before.pk != after.pk:
        context |= {
            "lots": comparing.lots(before, after),
            "loads": comparing.loads(before, after),
            "moves": moves_between(site, before.pk, after.pk, request.user),
            "figures": _figures(before, after),
            "lines": _lines(before, after),
            "may_go_back": _may_go_back(request, site, before, after),
            "may_branch": can(request.user, "plan.steer", site) and returning.in_full(before.pk),
        }
    return render(request, "mps/compare.html", context)


@require_POST
@allowed("plan.view")
def seen(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Remember up to which plan a person has looked at what changed: "since I last looked" begins there."""
    site = site_there_is(request, "plan.view")
    plan = get_object_or_404(Plan, site=site, pk=plan_id)
    looked = {"plan_id": plan.pk, "seen_at": timezone.now()}
    PlanSeen.objects.update_or_create(user=cast("User", request.user), site=site, defaults=looked)
    return HttpResponseRedirect(reverse("mps:compare"))


def _two(request: HttpRequest, marked: Sequence[str]) -> Sequence[str | None]:
    """Return the ids of the two plans as they were typed."""
    return marked or (request.GET.get("from"), request.GET.get("to"))


def _chart(shown: Sequence[Plan]) -> dict[str, Any]:
    """Return what the browser draws, from left to right in the order in which the plans were published."""
    known = [plan for plan in reversed(shown) if plan.kpis.get("nervousness") is not None]
    return {
        "plans": [f"{plan.revision}.{plan.sequence}" for plan in known],
        "lots": [plan.kpis.get("changed_soon") or 0 for plan in known],
        "nervousness": [round(plan.kpis["nervousness"]) for plan in known],
    }


def _wishes(plans: Iterable[Plan]) -> dict[int, PlanReturn]:
    """Return the wishes that plans came of, by plan."""
    wishes = PlanReturn.objects.filter(plan_id__in=[plan.pk for plan in plans]).select_related("asked_by")
    return {wish.plan_id: wish for wish in wishes if wish.plan_id}


def _may_go_back(request: HttpRequest, site: Site, before: Plan, after: Plan) -> bool:
    """Whether the person may go back from the current plan to an older one: what would be undone is what they see."""
    is_current = SitePlanning.objects.filter(site=site, current_plan=after).exists()
    return is_current and can(request.user, "plan.steer", site) and returning.in_full(before.pk)


def _asked(among: QuerySet[Plan], typed: str | None) -> Plan | None:
    """Return the plan that was asked for, None where none was. Raises Http404 where it is not among those."""
    if not typed:
        return None
    number = whole_number(typed)
    if number is None:
        raise Http404(_("There is no such plan."))
    return get_object_or_404(among, pk=number)


def _seen(request: HttpRequest, site: Site) -> PlanSeen | None:
    return PlanSeen.objects.filter(user=cast("User", request.user), site=site).first()


def _last_looked_at(request: HttpRequest, site: Site, full: QuerySet[Plan], after: Plan) -> Plan | None:
    """Return the plan up to which somebody has looked, the oldest that is left where it is forgotten; else the last."""
    looked = _seen(request, site)
    if looked is None:
        return full.filter(pk__lt=after.pk).order_by("-pk").first()
    return full.filter(pk__gte=looked.plan_id, pk__lte=after.pk).order_by("pk").first()


def _figures(before: Plan, after: Plan) -> Sequence[Figure]:
    """
    Return what is paid for the two plans, term by term, without the terms that are nothing in both.

    What people added is told where both plans know it: plans of before don't.
    """
    was, now = ({**plan.kpis, **plan.cost} for plan in (before, after))
    names = [name for name in COST_TERMS if name != "added_cost" or (name in was and name in now)]
    terms = [Figure(str(COST_TERMS[name]), *_both(name, was, now)) for name in names]
    total = Figure(_("Total"), sum(term.before for term in terms), sum(term.after for term in terms))
    return [*(term for term in terms if term.before or term.after), total]


def _lines(before: Plan, after: Plan) -> Iterable[Figure]:
    return [Figure(str(status.label), *_both(status.value, before.kpis, after.kpis)) for status in OutlookStatus]


def _both(name: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[float, float]:
    return before.get(name, 0), after.get(name, 0)
