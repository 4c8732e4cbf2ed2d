"""The pages of scenarios: which there are, one of them with its plan, several side by side, and the merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from capacity.models import CapacityException, WorkCenter
from company.access import SESSION_SITE, allowed, can, site_there_is
from company.ids import whole_number
from company.models import Site, User
from materials.models import Item, ItemSite, LotPolicy
from materials.planning_values import FIELDS
from mps import (
    scenario_differences,
    scenario_forms,
    scenario_merge,
    scenario_words,
    scenario_written,
    scenario_written_words,
    scenarios,
)
from mps.models import Plan, Scenario, ScenarioPlan, SitePlanning
from mps.queries.items import items_at
from mps.scenario_changes import CapacityShift, Change, LineWish, NewOrder
from mps.scenario_compare import LINES_OPEN, LINES_SHOWN, LOTS_SHOWN, Compared
from mps.scenario_record import ScenarioState
from mps.scenario_words import DEMANDS
from mps.scenario_written_words import WrittenRow
from orders.customers import customers_seen
from orders.visible import visible_to

ACTION = scenarios.ACTION
MOST_SIDE_BY_SIDE = 4
MOST_LISTED = 200


@require_safe
@never_cache
@allowed(ACTION)
def listed(request: HttpRequest) -> HttpResponse:
    """List a site's scenarios, those that are open or (`?show=`) over, and offer a form for a new one."""
    return render(request, "mps/scenarios.html", list_context(request))


def list_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the list shows. Raises Http404 for a list that is not there."""
    site, shown = site_there_is(request, ACTION), request.GET.get("show", ScenarioState.OPEN.value)
    if shown not in ScenarioState.values:
        raise Http404(_("There is no such list."))
    found = Scenario.objects.filter(site=site, state=shown).select_related("site", "plan", "created_by", "ended_by")
    rows = list(found.order_by("-pk")[:MOST_LISTED])
    planning = SitePlanning.objects.filter(site=site).first()
    return {
        "site": site, "rows": [(one, standing(one)) for one in rows], "shown": shown, "states": ScenarioState.choices,
        "has_plan": bool(planning and planning.current_plan_id), "most": MOST_SIDE_BY_SIDE,
    }  # fmt: skip


@require_safe
@never_cache
@allowed(ACTION)
def scenario(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Show a scenario: what it changes, and what becomes of it."""
    return render(request, "mps/scenario.html", context_of(request, one_of(request, scenario_id)))


@require_safe
@never_cache
@allowed(ACTION)
def state(request: HttpRequest, scenario_id: int) -> JsonResponse:
    """Say whether a scenario is being planned, or merged and to be published: what the page asks until it is not."""
    found = one_of(request, scenario_id)
    plan: ScenarioPlan | None = getattr(found, "plan", None)
    awaited = plan is not None and plan.is_awaited
    return JsonResponse({"standing": standing(found), "version": found.version, "awaited": awaited})


@require_safe
@never_cache
@allowed(ACTION)
def merge(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Say what a merge would do, and ask for its reason."""
    return render(request, "mps/scenario_merge.html", merge_context(request, one_of(request, scenario_id)))


@require_safe
@never_cache
@allowed(ACTION)
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to four scenarios side by side: `?with=&with=` (ids, in the order in which they are to stand)."""
    site = site_there_is(request, ACTION)
    asked = list(dict.fromkeys(request.GET.getlist("with")))
    chosen = [_asked(request, site, typed) for typed in asked[:MOST_SIDE_BY_SIDE]]
    planned = [one for one in chosen if is_planned(one)]
    unplanned = [one for one in chosen if one not in planned]
    return render(request, "mps/scenario_compare.html", {
        "site": site, "compared": compared(site, planned, request.user), "most": MOST_SIDE_BY_SIDE,
        "columns": [(one, standing(one)) for one in planned], "unplanned": unplanned,
        "earlier": [one for one in planned if one.base_plan_id and one.is_open],
        "too_many": len(asked) > MOST_SIDE_BY_SIDE, "lines_shown": LINES_SHOWN, "lines_open": LINES_OPEN,
    })  # fmt: skip


def one_of(request: HttpRequest, scenario_id: int) -> Scenario:
    """Return a scenario that the person may see; from here on it is its site that pages show. Raises Http404."""
    people = ("created_by", "ended_by", "undone_by")
    found = scenarios.visible_to(request.user).select_related("site", "plan", "copied_from", *people)
    one = get_object_or_404(found, pk=scenario_id)
    request.session[SESSION_SITE] = one.site.code  # the frame tells of the site that the page is about
    return one


def standing(scenario: Scenario) -> str:
    """
    Return where a scenario stands: empty, planning, problem, unplanned, changed, planned; or how it ended.

    Stale: it has to be planned again. Earlier: it is planned on an earlier plan, and things have changed since.
    """
    plan: ScenarioPlan | None = getattr(scenario, "plan", None)
    if not scenario.is_open:
        return str(scenario.state)
    if scenario.asked_at:
        return "planning"
    if scenario.problem:
        return "problem"
    if plan is None or plan.is_forgotten:
        return "unplanned" if scenario.changes else "empty"
    if plan.changes_digest != scenario.digest:
        return "changed"
    if not scenario_merge.is_stale(plan, scenario):
        return "planned"
    return "stale" if scenario.base_plan_id is None else "earlier"


def is_planned(scenario: Scenario) -> bool:
    """Return whether a scenario has a plan that is kept."""
    return hasattr(scenario, "plan") and not scenario.plan.is_forgotten


def compared(site: Site, planned: Sequence[Scenario], by: Any) -> Compared | None:
    """
    Return scenarios that have plans beside the current plan; None where there is nothing to compare.

    One alone that is over, or planned on an earlier plan, stands beside the plan that it was planned on, as long as
    that is kept in full.
    """
    planning = SitePlanning.objects.select_related("current_plan").filter(site=site).first()
    current = planning.current_plan if planning else None
    if len(planned) == 1 and (planned[0].base_plan_id or not planned[0].is_open):
        current = Plan.objects.filter(pk=planned[0].plan.plan_id, detail__isnull=False).first()
    return Compared(site, current, planned, cast("User", by)) if current and planned else None


def context_of(
    request: HttpRequest, scenario: Scenario, *, refused: str = "", form: str = "",
    typed: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """
    Return what the page of a scenario shows; with what was `typed` into a form that was refused, and why.

    `wrong` says it field by field, where it is about fields.
    """
    site, changes = scenario.site, scenario.changes_read()
    lines = visible_to(request.user).filter(pk__in=[one.line_id for one in changes if isinstance(one, LineWish)])
    planned = [scenario] if is_planned(scenario) and scenario.changes else []
    return {
        "site": site, "scenario": scenario, "standing": standing(scenario), "refused": refused, "form": form,
        "base": scenario_differences.base_told(scenario),
        "typed": typed or {}, "wrong": wrong or {}, "is_adding": form in scenario_forms.READERS,
        "said": scenario_words.said(
            changes, lines.select_related("order", "item"), site if scenario.is_open else None
        ),
        "written": _written(scenario, changes, request.user),
        "merged_centers": [] if scenario.written else _merged_centers(scenario, changes, request.user),
        "compared": compared(site, planned, request.user), "columns": [(one, standing(one)) for one in planned],
        "comments": scenario.comments.select_related("by"), "lots_shown": LOTS_SHOWN,
        "lines_shown": LINES_SHOWN, "lines_open": LINES_OPEN,
        **(_choices(site, scenario, request.user) if scenario.is_open else {}),
        **(_item_fields(typed or {}, wrong or {}) if scenario.is_open else {}),
    }  # fmt: skip


def _written(scenario: Scenario, changes: Sequence[Change], by: Any) -> list[WrittenRow]:
    """Return what its merge wrote, in words."""
    written = scenario_written.from_data(scenario.written)
    if written is None:
        return []
    seen = visible_to(by).filter(pk__in=scenario_written_words.line_ids(written))
    return scenario_written_words.rows_of(written, changes, seen.select_related("order", "item"), scenario.site)


def _merged_centers(scenario: Scenario, changes: Sequence[Change], by: Any) -> list[tuple[str, str]]:
    """Return the work centres whose capacity a merge has changed, and where this person may take that back."""
    if scenario.state != ScenarioState.MERGED:
        return []
    codes = {one.work_center for one in changes if isinstance(one, CapacityShift)}
    may_change = by.is_staff and can(by, "capacity.change", scenario.site)  # master data is for staff
    return [
        (center.code, reverse("admin:capacity_workcenter_change", args=[center.pk]) if may_change else "")
        for center in WorkCenter.objects.filter(site=scenario.site, code__in=codes).order_by("code")
    ]


def _choices(site: Site, scenario: Scenario, by: Any) -> dict[str, Any]:
    numbers = {one.number for one in scenario.changes_read() if isinstance(one, NewOrder)}
    free = next(f"SC{scenario.pk}-{place}" for place in range(1, 1_000) if f"SC{scenario.pk}-{place}" not in numbers)
    families = Item.objects.filter(item_sites__site=site).exclude(family="").order_by("family")
    return {
        "items": items_at(site), "centers": WorkCenter.objects.filter(site=site).order_by("code"),
        "customers": customers_seen(by, "orders.view", site).values_list("code", "name"),
        "families": families.values_list("family", flat=True).distinct(), "free_number": free,
        "capacity_kinds": CapacityException.Kind.choices, "policies": LotPolicy.choices,
        "demands": [(wanted.value, words) for wanted, words in DEMANDS.items()],
        "today": site.horizon_start, "this_week": f"W{site.horizon_start.isocalendar().week:02}",
    }  # fmt: skip


def _item_fields(typed: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of an item's planning values but its policy: name, label, what was typed, what is wrong."""
    fields = [one for one in ItemSite._meta.fields if one.name in FIELDS[1:]]
    return {
        "item_fields": [
            (one.name, one.verbose_name, typed.get(one.name, ""), wrong.get(one.name, "")) for one in fields
        ]
    }


def merge_context(
    request: HttpRequest, scenario: Scenario, *, refused: str = "", why: str = "",
    wrong: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what the page of a merge shows. Raises Http404 where it is over."""
    if not scenario.is_open:
        raise Http404(_("The scenario is over: %(state)s.") % {"state": scenario.get_state_display()})
    by = cast("User", request.user)
    return {
        "site": scenario.site, "scenario": scenario, "standing": standing(scenario), "refused": refused, "why": why,
        "wrong": wrong or {},
        "told": scenario_merge.foretell(scenario, by), "base": scenario_differences.base_told(scenario),
    }  # fmt: skip


def _asked(request: HttpRequest, site: Site, typed: str) -> Scenario:
    number = whole_number(typed)
    if number is None:
        raise Http404(_("There is no such scenario."))
    found = scenarios.visible_to(request.user).select_related("site", "plan")
    return get_object_or_404(found, pk=number, site=site)

