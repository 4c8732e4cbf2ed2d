"""The production manager's overview, and the same figures for a wall."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from company.access import allowed, current_site
from company.models import Site, User
from mps import overview_shown, revisions
from mps.overview_shown import Shown
from mps.queries.looked import since_looked
from mps.queries.past_plans import past_plans, week_of

CENTERS_ON_THE_WALL = 8
LONGEST_BAR_PERCENT = 125
ROWS_ON_THE_WALL = 10
SHORTAGES_BESIDE_ORDERS = 3


@require_safe
@never_cache
@allowed("plan.view")
def overview_page(request: HttpRequest) -> HttpResponse:
    """
    Show how the site stands: figures that lead to what they count, charts with tables, the worst orders.

    `?plan=ID`: as of an earlier plan, as far as that is kept.
    """
    return _answer(request, "mps/overview.html", is_wall=False)


@require_safe
@never_cache
@allowed("plan.view")
def wallboard(request: HttpRequest) -> HttpResponse:
    """Show the overview's figures large, without anything to press, and again every half minute."""
    return _answer(request, "mps/wallboard.html", is_wall=True)


def _answer(request: HttpRequest, template: str, *, is_wall: bool) -> HttpResponse:
    site = current_site(request, "plan.view")
    standing = revisions.standing(site) if site else None
    context: dict[str, Any] = {"site": site, "standing": standing}
    with timezone.override(ZoneInfo(site.time_zone) if site else None):  # days and times as the site's clocks say
        if site is not None and standing is not None and standing.plan_id is not None:
            by, typed = cast("User", request.user), "" if is_wall else request.GET.get("plan", "")
            found = overview_shown.as_of(typed, site, by, current_id=standing.plan_id, now=timezone.now())
            context |= {"shown": found, "charts": _charts(found)}
            context |= _on_the_wall(found) if is_wall else _on_the_page(request, site, found, standing.plan_id)
        return render(request, template, context)


def _on_the_page(request: HttpRequest, site: Site, found: Shown, current_id: int) -> dict[str, Any]:
    """Return what the page has beside the wall."""
    past = past_plans(site, current_id=current_id, now=timezone.now())
    return {
        "looked": since_looked(cast("User", request.user), site),
        "past": past,
        "past_weeks": [(plan, *week_of(plan)) for plan in past.weeks],
        "is_listed": found.is_now or found.plan in (*past.days, *past.weeks),
        "as_of": "" if found.is_now else f"?plan={found.plan.pk}",
    }


def _on_the_wall(found: Shown) -> dict[str, Any]:
    """Return the bars, tightest work centre first; what is more than 125 % looks like 125 %. And the room for items."""
    shown = found.centers[:CENTERS_ON_THE_WALL]
    return {
        "bars": [(center, min(LONGEST_BAR_PERCENT, center.used_percent)) for center in shown],
        "short_rows": f":{ROWS_ON_THE_WALL if found.worst is None else SHORTAGES_BESIDE_ORDERS}",
    }


def _charts(found: Shown) -> dict[str, Any]:
    """Return what the browser draws."""
    known = [day for day in found.days if day.on_time_share is not None]
    return {
        "onTime": {
            "days": [date_format(timezone.localtime(day.created_at), "m-d") for day in known],
            "percent": [round(100 * (day.on_time_share or 0.0), 2) for day in known],
        },
        "load": {
            "weeks": [week.label for week in found.weeks],
            "hours": [round(week.load, 1) for week in found.weeks],
            "available": [round(week.available, 1) for week in found.weeks],
            "withOvertime": [round(week.with_overtime, 1) for week in found.weeks],
        },
        "demand": {
            "months": [date_format(month.first, "Y-m") for month in found.months],
            "booked": [round(month.booked) for month in found.months],
            "forecast": [round(month.forecast) for month in found.months],
        },
    }
