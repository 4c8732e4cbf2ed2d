"""The page Load: work centres by week as a heat map, one of them as a chart, and what fills a cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from capacity.models import WorkCenter
from company.access import allowed, current_site
from mps import revisions
from mps.queries import load, lot_work

LOTS_SHOWN = 50
GROUPINGS = {"family": gettext_lazy("Family"), "item": gettext_lazy("Item")}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person looks at: a work centre, perhaps one of its weeks, and how its load is divided."""

    center: load.Center
    week: load.Week | None
    grouping: str


@require_safe
@never_cache
@allowed("plan.view")
def load_page(request: HttpRequest) -> HttpResponse:
    """Show the load of the current plan: `?center=CODE&week=2026-03-16&by=item`, all of them optional."""
    site = current_site(request, "plan.view")
    standing = revisions.standing(site) if site else None
    context: dict[str, Any] = {"site": site, "standing": standing, "groupings": GROUPINGS.items()}
    if standing is not None and standing.plan_id is not None:
        found = load.load_map(standing.plan_id)
        context["map"], context["tightest"] = found, found.tightest()
        chosen = _chosen(request, found)
        if chosen is not None:
            context["chosen"] = chosen
            context |= _looked_at(standing.plan_id, found, chosen)
    return render(request, "mps/load.html", context)


def _chosen(request: HttpRequest, found: load.LoadMap) -> Chosen | None:
    """Return what is looked at: the tightest work centre where none is named. None where there is none at all."""
    grouping = request.GET.get("by", "family")
    if grouping not in GROUPINGS:
        raise BadRequest(_("There is no such grouping."))
    code = request.GET.get("center", "")
    centers = [one for one in found.tightest() if not code or one.code == code]
    if code and not centers:
        raise Http404(_("There is no such work centre."))
    weeks = [one for one in found.weeks if one.first.isoformat() == request.GET.get("week", "")]
    return Chosen(centers[0], weeks[0] if weeks else None, grouping) if centers else None


def _looked_at(plan_id: int, found: load.LoadMap, chosen: Chosen) -> dict[str, Any]:
    center = WorkCenter.objects.get(pk=chosen.center.id)
    first, last = found.weeks[0].first, found.weeks[-1].last
    lots = lot_work.lots_in(plan_id, center, first, last)
    groups = lot_work.by_week(
        lots, found.weeks, plan_id, center,
        group=lambda lot: lot.item_code if chosen.grouping == "item" else lot.family or _("No family"),
    )  # fmt: skip
    filling = lots if chosen.week is None else lot_work.lots_in(plan_id, center, chosen.week.first, chosen.week.last)
    rows = zip(found.weeks, chosen.center.cells, *(group.minutes for group in groups), strict=True)
    return {
        "groups": [group.name or _("All others") for group in groups],
        "by_week": [(week, cell.hours, _hours(minutes)) for week, cell, *minutes in rows],
        "chart": _chart(found, chosen, groups),
        "lots": filling[:LOTS_SHOWN],
        "lot_count": len(filling),
        "hours": sum(lot.hours for lot in filling),
    }


def _chart(found: load.LoadMap, chosen: Chosen, groups: list[lot_work.Group]) -> dict[str, Any]:
    """Return what the browser draws, in hours a week: a stack of groups for each column, and what is available."""
    cells, place = chosen.center.cells, found.weeks.index(chosen.week) if chosen.week else None
    weeks = [max(1.0, week.week_count) for week in found.weeks]  # a period of four weeks stands beside single ones

    def a_week(minutes: Iterable[float]) -> list[float]:
        return _hours(one / count for one, count in zip(minutes, weeks, strict=True))

    return {
        "weeks": [week.label for week in found.weeks],
        "starts": [week.first.isoformat() for week in found.weeks],
        "groups": [{"name": one.name or _("All others"), "hours": a_week(one.minutes)} for one in groups],
        "available": a_week(cell.available for cell in cells),
        "withOvertime": a_week(cell.available + cell.overtime for cell in cells),
        "chosen": place,
    }


def _hours(minutes: Iterable[float]) -> list[float]:
    return [round(one / load.MINUTES_PER_HOUR, 2) for one in minutes]
