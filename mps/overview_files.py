"""The figures and tables of an overview as CSV, one file each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from company.access import allowed, site_there_is
from company.models import User
from company.spreadsheets import Cell, as_csv
from mps import no_plan, overview_shown
from mps.overview_shown import Shown

Table = list[list[Cell]]


@require_safe
@never_cache
@allowed("plan.view")
def overview_file(request: HttpRequest, name: str) -> HttpResponse:
    """Return a table of the overview as CSV; `?plan=ID`: as of an earlier plan, where the page shows that table."""
    site, written = site_there_is(request, "plan.view"), TABLES.get(name)
    current_id, by = no_plan.plan_id_of(site), cast("User", request.user)
    if current_id is None:
        return no_plan.refused(request)
    with timezone.override(ZoneInfo(site.time_zone)):
        typed = request.GET.get("plan", "")
        shown = overview_shown.as_of(typed, site, by, current_id=current_id, now=timezone.now())
        table = written(shown) if written else None
    if table is None:
        raise Http404(_("There is no such table."))
    made = HttpResponse("".join(as_csv(table)), content_type="text/csv; charset=utf-8")
    file_name = f"overview-{name}-{shown.plan.revision}.{shown.plan.sequence}.csv"
    made["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return made


def _figures(shown: Shown) -> Table | None:
    rows: Table = [[tile.label, _exactly(tile.value, 1), tile.unit, tile.about] for tile in shown.tiles]
    return [[_("Figure"), _("Value"), _("Unit"), _("About")], *rows]


def _on_time(shown: Shown) -> Table | None:
    head: list[Cell] = [
        _("Last plan of the day"), _("On time, %"), _("Late"), _("Not planned"), _("Lots changed soon"),
        _("New lots soon"), _("Nervousness"),
    ]  # fmt: skip
    rows: Table = [
        [
            timezone.localtime(day.created_at).replace(tzinfo=None),
            _exactly(day.percent, 1),
            day.late,
            day.not_planned,
            day.changed_soon,
            day.new_soon,
            _exactly(day.nervousness, 0),
        ]
        for day in shown.days
    ]
    return [head, *rows]


def _load(shown: Shown) -> Table | None:
    head: list[Cell] = [
        _("Week"), _("From"), _("Load, h"), _("Available, h"), _("Overtime, h"), _("Utilisation, %"),
        _("Overloads"),
    ]  # fmt: skip
    rows: Table = [
        [week.label, week.first, _exactly(week.load, 1), _exactly(week.available, 1), _exactly(week.overtime, 1),
         _exactly(week.percent, 1), week.overloaded]
        for week in shown.weeks
    ]  # fmt: skip
    return [head, *rows] if shown.in_full else None


def _demand(shown: Shown) -> Table | None:
    currency = {"currency": shown.plan.site.currency}
    head: list[Cell] = [_("Month"), _("Booked, %(currency)s") % currency, _("Open forecast, %(currency)s") % currency]
    rows: Table = [
        [f"{month.first:%Y-%m}", _exactly(month.booked, 0), _exactly(month.forecast, 0)] for month in shown.months
    ]
    return [head, *rows] if shown.in_full else None


def _shortages(shown: Shown) -> Table | None:
    head: list[Cell] = [_("Item"), _("Description"), _("Short"), _("Unit"), _("From"), shown.plan.site.currency]
    rows: Table = [
        [row.code, row.name, _exactly(row.short, 3), row.unit, row.first, _exactly(row.value, 0)] for row in shown.short
    ]
    return [head, *rows] if shown.in_full else None


def _worst(shown: Shown) -> Table | None:
    """The worst orders, where they are those of the plan and the person sees orders."""
    if shown.worst is None:
        return None
    open_value = _("Open, %(currency)s") % {"currency": shown.plan.site.currency}
    head: list[Cell] = [
        _("Order"), _("Customer"), _("Item"), _("Promised"), _("Planned"), _("Status"), open_value,
    ]  # fmt: skip
    rows: Table = [
        [
            str(line),
            str(line.order.customer),
            line.item.code,
            line.promised_date,
            line.outlook.planned_date,
            line.outlook.get_status_display(),
            _exactly(line.open_value, 0),  # type: ignore[attr-defined]
        ]
        for line in shown.worst
    ]
    return [head, *rows]


def _exactly(number: float | Decimal | None, digits: int) -> Decimal | None:
    """Return a number as a file has it: rounded, with a point, nothing set apart; None where there is none."""
    return None if number is None else Decimal(str(round(number, digits))).normalize()


TABLES: Mapping[str, Callable[[Shown], Table | None]] = {
    "figures": _figures, "on-time": _on_time, "load": _load, "demand": _demand, "shortages": _shortages,
    "worst-orders": _worst,
}  # fmt: skip
