"""The production manager's overview, and the same figures for a wall."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from company.access import allowed, can, current_site
from company.models import Site, User
from mps import promise_record, revisions
from mps.queries import grid, load, overview
from mps.queries.looked import since_looked
from orders.visible import visible_to

ROUNDING = 1e-9

More = Callable[[HttpRequest, Site, dict[str, Any]], dict[str, Any]]

@require_safe
@never_cache
@allowed("plan.view")
def overview_page(request: HttpRequest) -> HttpResponse:
    """Show how the site stands: figures that lead to what they count, charts with tables, the worst orders."""
    return _answer(request, "mps/overview.html", _charts_and_lists)


@require_safe
@never_cache
@allowed("plan.view")
def wallboard(request: HttpRequest) -> HttpResponse:
    """Show the overview's figures large, without anything to press, and again every half minute."""
    return _answer(request, "mps/wallboard.html")


def _answer(request: HttpRequest, template: str, more: More | None = None) -> HttpResponse:
    site = current_site(request, "plan.view")
    standing = revisions.standing(site) if site else None
    sees_orders = can(request.user, "orders.view", site)
    context: dict[str, Any] = {"site": site, "standing": standing, "sees_orders": sees_orders}
    with timezone.override(ZoneInfo(site.time_zone) if site else None):  # days and times as the site's clocks say
        if site is not None and standing is not None and standing.plan_id is not None:
            context |= _figures(request, site, standing.plan_id)
            context |= more(request, site, context) if more else {}
        return render(request, template, context)


def _figures(request: HttpRequest, site: Site, plan_id: int) -> dict[str, Any]:
    """Return what the tiles say, on the page and on the wall."""
    plan, found = grid.grid(plan_id), load.load_map(plan_id)
    weeks, short = overview.load_by_week(found), overview.shortages(plan_id)
    days = overview.trend(site, now=timezone.now())
    sees_orders = can(request.user, "orders.view", site)
    return {
        "plan": plan,
        "figures": plan.figures,
        "on_time_promised": _percent(plan.figures.on_time_promised_share),
        "on_time_requested": _percent(plan.figures.on_time_requested_share),
        "record": promise_record.shown(request.user, site) if sees_orders else None,
        "days": days,
        "latest": days[-1] if days else None,
        "weeks": weeks,
        "used_percent": _used_percent(weeks),
        "short": short[: overview.ROWS_SHOWN],
        "short_count": len(short),
        "short_value": sum(row.value for row in short),
        "tightest": found.tightest()[: overview.ROWS_SHOWN],
    }


def _charts_and_lists(request: HttpRequest, site: Site, figures: dict[str, Any]) -> dict[str, Any]:
    """Return what the page has beside the tiles."""
    months = overview.demand_by_month(figures["plan"].plan_id)
    lines = visible_to(request.user).filter(site=site)
    return {
        "months": months,
        "worst": overview.worst_lines(lines) if figures["sees_orders"] else [],
        "looked": since_looked(cast("User", request.user), site),
        "charts": _charts(figures["days"], figures["weeks"], months),
    }


def _percent(share: float | None) -> float | None:
    """Return a share in per cent with one digit, rounded down: not all is 100 % while one is late."""
    return None if share is None else floor(1000 * share + ROUNDING) / 10


def _used_percent(weeks: list[overview.WeekOfLoad]) -> float | None:
    available = sum(week.available for week in weeks)
    return 100 * sum(week.load for week in weeks) / available if available else None


def _charts(
    days: list[overview.DayOfTrend], weeks: list[overview.WeekOfLoad], months: list[overview.MonthOfDemand]
) -> dict[str, Any]:
    """Return what the browser draws."""
    known = [day for day in days if day.on_time_share is not None]
    return {
        "onTime": {
            "days": [date_format(timezone.localtime(day.created_at), "m-d") for day in known],
            "percent": [round(100 * (day.on_time_share or 0.0), 2) for day in known],
        },
        "load": {
            "weeks": [week.label for week in weeks],
            "hours": [round(week.load, 1) for week in weeks],
            "available": [round(week.available, 1) for week in weeks],
        },
        "demand": {
            "months": [date_format(month.first, "Y-m") for month in months],
            "booked": [round(month.booked) for month in months],
            "forecast": [round(month.forecast) for month in months],
        },
    }
