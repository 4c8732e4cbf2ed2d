"""The figures of an overview, each as a tile: what it is called, its number, and the screen that counts the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mps import kpis, wording
from mps.models import Plan
from mps.queries import overview
from mps.queries.overview import DayOfTrend, Shortage, WeekOfLoad, percent

OVERALL = "#soon"  # where the page Load says what all work centres come to


@dataclass(frozen=True, slots=True)
class Tile:
    """
    A figure: its number with its unit (`%`, a currency or none), what it is of, and the address that shows it.

    None: it is of nothing yet.
    """

    label: str
    value: float | None
    unit: str = ""
    about: str = ""
    address: str = ""
    is_bad: bool = False
    is_long: bool = False

    @property
    def shown(self) -> str:
        """The number as people write it, with the sign of per cent; a dash where there is none yet."""
        if self.value is None:
            return "–"
        number = wording.number(self.value, decimals=1)
        return f"{number} %" if self.unit == "%" else number


@dataclass(frozen=True, slots=True)
class Counted:
    """How many order lines somebody sees, and how many of them are late: what the page Orders counts."""

    lines: int
    late: int


def of_lines(figures: kpis.Figures, counted: Counted | None, currency: str) -> list[Tile]:
    """Return how order lines stand in the current plan; without `counted` nothing leads to orders."""
    orders, schedule = reverse("orders:orders") if counted else "", reverse("mps:master-schedule")
    found = []
    if figures.on_time_promised_share is not None:
        late = ngettext("%(count)d line is late", "%(count)d lines are late", counted.late) if counted else ""
        about = _in_order(_("lines due inside 13 weeks"), late % {"count": counted.late} if counted else "")
        address = f"{orders}?status=late" if counted else ""
        found.append(Tile(_("On time, promised dates"), percent(figures.on_time_promised_share), "%", about, address))
    if figures.on_time_requested_share is not None:
        about = _("lines due inside 13 weeks")
        found.append(
            Tile(_("On time, requested dates"), percent(figures.on_time_requested_share), "%", about, schedule)
        )
    lines = ngettext("%(count)d line", "%(count)d lines", counted.lines) if counted else ""
    about = _in_order(currency, lines % {"count": counted.lines} if counted else "")
    return [*found, Tile(_("Open orders"), round(figures.open_order_value), currency, about, orders, is_long=True)]


def of_promises(record: Mapping[str, Any] | None) -> list[Tile]:
    """Return how reliable promises were; without a `record` none is over yet, which is no number."""
    share, kept = None, _("no promise is over yet")
    if record is not None:
        share, kept = record["share"], _("%(kept)d of %(given)d kept") % record
    return [Tile(_("Promise reliability"), share, "%", kept, reverse("mps:my-promises"))]


def of_the_last_plan(days: Sequence[DayOfTrend]) -> list[Tile]:
    """Return how much the last plan changed; nothing where there was none before it."""
    if not days or days[-1].changed_soon is None:
        return []
    last = days[-1]
    figure = wording.number(last.nervousness or 0.0, decimals=0)
    about = _("by the last plan, nervousness %(figure)s") % {"figure": figure}
    if last.new_soon is not None:
        new = ngettext("and %(count)d new", "and %(count)d new", last.new_soon) % {"count": last.new_soon}
        about = _in_order(new, about)
    return [Tile(_("Lots changed soon"), last.changed_soon, about=about, address=reverse("mps:calm"))]


def of_rows(figures: kpis.Figures, weeks: Iterable[WeekOfLoad], short: Sequence[Shortage], currency: str) -> list[Tile]:
    """Return what the rows of a plan come to: load, overloads, shortages, booked."""
    load, schedule = f"{reverse('mps:load')}{OVERALL}", reverse("mps:master-schedule")
    used, found = overview.used_share(weeks), []
    if used is not None:
        about = _("all work centres, 13 weeks")
        found.append(Tile(_("Utilisation"), round(100 * used), "%", about, load))
    over = figures.overloaded_center_weeks
    found.append(Tile(_("Overloads"), over, "", _("work centre and week, 13 weeks"), load, is_bad=over > 0))
    worth = {"value": wording.number(sum(row.value for row in short), decimals=0), "currency": currency}
    found.append(Tile(
        _("Shortages"), len(short), "", _("%(value)s %(currency)s short, 26 weeks") % worth,
        f"{schedule}?show=shortage", is_bad=bool(short),
    ))  # fmt: skip
    if figures.booked_share is not None:
        about = _("of orders and open forecast, 13 weeks")
        found.append(Tile(_("Booked"), percent(figures.booked_share), "%", about, schedule))
    return found


def of_an_earlier_plan(plan: Plan, days: Sequence[DayOfTrend]) -> list[Tile]:
    """Return what every plan keeps of its order lines, however old it is."""
    found, today = [], days[-1] if days else None
    if today is not None and today.percent is not None:
        found.append(Tile(_("On time"), today.percent, "%", _("of all open lines")))
    late, not_planned = plan.kpis.get("late", 0), plan.kpis.get("not_planned", 0)
    found.append(Tile(_("Late"), late, "", _("order lines"), is_bad=late > 0))
    found.append(Tile(_("Not planned"), not_planned, "", _("order lines"), is_bad=not_planned > 0))
    return found


def _in_order(*words: str) -> str:
    return " · ".join(word for word in words if word)
