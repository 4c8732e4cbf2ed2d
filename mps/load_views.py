"""The page Load: work centres by week as a heat map, one of them as a chart, and what fills a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from company.access import allowed, can, current_site, site_there_is
from company.models import Site
from company.spreadsheets import Cell, as_csv
from mps import no_plan, revisions
from mps.models import PlanDetail
from mps.queries import grid, load, lot_work, overview, rough_cut
from mps.queries.lot_work import Grouping, Rest
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LOTS_SHOWN = 50
GROUPINGS: Mapping[Grouping, _StrPromise] = {
    Grouping.FAMILY: gettext_lazy("Family"),
    Grouping.ITEM: gettext_lazy("Item"),
    Grouping.PRIORITY: gettext_lazy("Priority"),
    Grouping.ORDER: gettext_lazy("Order"),
}
RESTS: Mapping[Rest, _StrPromise] = {
    Rest.OTHERS: gettext_lazy("All others"),
    Rest.NO_FAMILY: gettext_lazy("No family"),
    Rest.FORECAST: gettext_lazy("Forecast"),
    Rest.STOCK: gettext_lazy("For stock"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person looks at: a work centre, perhaps one of its weeks, how its load is divided, and beside what."""

    center: load.Center
    week: load.Week | None
    grouping: Grouping
    rough_cut: bool

    @property
    def kept(self) -> str:
        """What links to other cells keep of the address."""
        return urlencode({"by": self.grouping.value, **({"rough": 1} if self.rough_cut else {})})

    @property
    def query(self) -> str:
        """The address of all of it."""
        week = {"week": self.week.first.isoformat()} if self.week else {}
        return f"{urlencode({'center': self.center.code, **week})}&{self.kept}"


@require_safe
@never_cache
@allowed("plan.view")
def load_page(request: HttpRequest) -> HttpResponse:
    """Show the load of the current plan: `?center=CODE&week=2026-03-16&by=item&rough=1`, all optional."""
    site = current_site(request, "plan.view")
    standing = revisions.standing(site) if site else None
    context: dict[str, Any] = {"site": site, "standing": standing}
    if site is not None and standing is not None and standing.plan_id is not None:
        found = load.load_map(standing.plan_id)
        context["soon"] = _soon(standing.plan_id, found)
        context |= {"map": found, "tightest": found.tightest()}
        chosen = _chosen(request, site, found)
        if chosen is not None:
            context["chosen"] = chosen
            context["groupings"] = [
                (replace(chosen, grouping=grouping).query, label, grouping is chosen.grouping)
                for grouping, label in _groupings(request, site).items()
            ]
            context["other_rough_cut"] = replace(chosen, rough_cut=not chosen.rough_cut).query
            if PlanDetail.objects.filter(pk=standing.plan_id).exists():
                context |= _looked_at(site, standing.plan_id, found, chosen)
                context["may_move"] = can(request.user, "plan.steer", site)
    return render(request, "mps/load.html", context)


def _soon(plan_id: int, found: load.LoadMap) -> dict[str, Any]:
    """Return what all work centres come to inside 13 weeks: the figures of the overview."""
    used = overview.used_share(overview.load_by_week(found))
    overloads = grid.grid(plan_id).figures.overloaded_center_weeks
    return {"used_percent": None if used is None else round(100 * used), "overloads": overloads}


def _groupings(request: HttpRequest, site: Site) -> dict[Grouping, _StrPromise]:
    """Return the ways to divide a load that a person may see: orders are named only to who sees orders."""
    sees_orders = can(request.user, "orders.view", site)
    return {key: label for key, label in GROUPINGS.items() if key is not Grouping.ORDER or sees_orders}


def _chosen(request: HttpRequest, site: Site, found: load.LoadMap) -> Chosen | None:
    """Return what is looked at: the tightest work centre where none is named. None where there is none at all."""
    grouping = request.GET.get("by", Grouping.FAMILY)
    if grouping not in _groupings(request, site):
        raise BadRequest(_("There is no such grouping."))
    code = request.GET.get("center", "")
    centers = [one for one in found.tightest() if not code or one.code == code]
    if code and not centers:
        raise Http404(_("There is no such work centre."))
    is_rough = request.GET.get("rough") == "1"
    weeks = [one for one in found.weeks if one.first.isoformat() == request.GET.get("week", "")]
    return Chosen(centers[0], weeks[0] if weeks else None, Grouping(grouping), is_rough) if centers else None


def _looked_at(site: Site, plan_id: int, found: load.LoadMap, chosen: Chosen) -> dict[str, Any]:
    center, weeks = chosen.center.code, (chosen.week,) if chosen.week else found.weeks
    groups = lot_work.by_week(plan_id, center, found.weeks, chosen.grouping)
    lots = lot_work.lots_in(plan_id, center, weeks[0].first, weeks[-1].last)
    rough = rough_cut.by_week(plan_id, found.weeks)[center] if chosen.rough_cut else ()
    columns = [group.minutes for group in groups] + ([rough] if chosen.rough_cut else [])
    rows = zip(found.weeks, chosen.center.cells, *columns, strict=True)
    return {
        "groups": [(_name(group), _address(site, chosen.grouping, group)) for group in groups],
        "by_week": [(week, cell.hours, _hours(minutes)) for week, cell, *minutes in rows],
        "chart": _chart(found, chosen, groups, rough),
        "lots": lots[:LOTS_SHOWN],
        "lot_count": len(lots),
        "hours": sum(lot.hours for lot in lots),
    }


def _name(group: lot_work.Group) -> str:
    """Return what a group is called."""
    if isinstance(group.name, Rest):
        return str(RESTS[group.name])
    return _("Priority %(priority)d") % {"priority": group.name} if isinstance(group.name, int) else group.name


def _address(site: Site, grouping: Grouping, group: lot_work.Group) -> str:
    """Return where more is said of a group: an order's own page, an item in the master schedule; empty for others."""
    if isinstance(group.name, Rest):
        return ""
    if grouping is Grouping.ORDER:
        return reverse("orders:order", args=[group.name])
    if grouping is Grouping.ITEM:
        return f"{reverse('mps:master-schedule')}?{urlencode({'site': site.code, 'item': group.name})}"
    return ""


@require_safe
@never_cache
@allowed("plan.view")
def rough_cut_file(request: HttpRequest) -> HttpResponse:
    """Return the load of the current plan as CSV, in hours: finite, and rough-cut by the bill of resources."""
    site = site_there_is(request, "plan.view")
    plan_id = no_plan.plan_id_of(site, in_full=True)
    if plan_id is None:
        return no_plan.refused(request)
    found = load.load_map(plan_id)
    rough = rough_cut.by_week(plan_id, found.weeks)
    table: list[list[Cell]] = [[
        _("Work centre"), _("Week"), _("From"), _("To"), _("Available"), _("Overtime"), _("Load"), _("Rough-cut"),
    ]]  # fmt: skip
    for center, cells in found.rows():
        for (week, cell), minutes in zip(cells, rough[center.code], strict=True):
            hours = [Decimal(str(round(one, 2))) for one in (*cell.hours, minutes / MINUTES_IN_AN_HOUR)]
            table.append([center.code, week.label, week.first.isoformat(), week.last.isoformat(), *hours])
    made = HttpResponse("".join(as_csv(table)), content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = 'attachment; filename="load.csv"'
    return made


def _chart(
    found: load.LoadMap, chosen: Chosen, groups: list[lot_work.Group], rough: Sequence[float]
) -> dict[str, Any]:
    """Return what the browser draws, in hours a week: a stack of groups a column, what is available, the rough cut."""
    cells, place = chosen.center.cells, found.weeks.index(chosen.week) if chosen.week else None
    weeks = [max(1.0, week.week_count) for week in found.weeks]  # a period of four weeks stands beside single ones

    def a_week(minutes: Iterable[float]) -> list[float]:
        return _hours(one / count for one, count in zip(minutes, weeks, strict=True))

    return {
        "weeks": [week.label for week in found.weeks],
        "starts": [week.first.isoformat() for week in found.weeks],
        "groups": [{"name": _name(one), "hours": a_week(one.minutes)} for one in groups],
        "available": a_week(cell.available for cell in cells),
        "withOvertime": a_week(cell.available + cell.overtime for cell in cells),
        "roughCut": a_week(rough) if chosen.rough_cut else None,
        "chosen": place,
    }


def _hours(minutes: Iterable[float]) -> list[float]:
    return [round(one / MINUTES_IN_AN_HOUR, 2) for one in minutes]
