"""What an overview shows of a site: of the plan that holds, or of an earlier one as far as that is still kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from company.access import can
from company.ids import whole_number
from company.models import Site, User
from mps import overview_tiles, promise_record
from mps.models import Plan, PlanDetail
from mps.overview_tiles import Counted, Tile
from mps.queries import grid, load, overview
from mps.queries.load import Center
from mps.queries.overview import DayOfTrend, MonthOfDemand, Shortage, WeekOfLoad
from orders.models import OrderLine, OutlookStatus
from orders.visible import visible_to


@dataclass(frozen=True, slots=True)
class Shown:
    """
    An overview as of a plan, for somebody.

    `in_full`: the plan's rows are kept; without them there are neither weeks, months, shortages nor work centres.
    `is_now`: it is the current plan, so that order lines and screens are those that it speaks of. `worst` is None where
    they are not, or are not for this person.
    """

    plan: Plan
    is_now: bool
    in_full: bool
    days: list[DayOfTrend]
    tiles: list[Tile] = field(default_factory=list)
    weeks: list[WeekOfLoad] = field(default_factory=list)
    months: list[MonthOfDemand] = field(default_factory=list)
    short: list[Shortage] = field(default_factory=list)
    centers: list[Center] = field(default_factory=list)
    worst: list[OrderLine] | None = None

    @property
    def short_first(self) -> list[Shortage]:
        """The shortages that are worth most."""
        return self.short[: overview.ROWS_SHOWN]


def as_of(typed: str, site: Site, by: User, *, current_id: int, now: datetime) -> Shown:
    """Return the overview as of the plan whose id was typed, without as of the current one. Raises Http404."""
    number = whole_number(typed) if typed else current_id
    if number is None:
        raise Http404(_("There is no such plan."))
    plan = get_object_or_404(Plan.objects.select_related("site"), site=site, pk=number)
    is_now, in_full = plan.pk == current_id, PlanDetail.objects.filter(pk=plan.pk).exists()
    bare = Shown(plan, is_now, in_full, overview.trend(site, now=now if is_now else plan.created_at))
    found = _with_rows(bare, site) if bare.in_full else bare
    return _with_orders(found, site, by) if is_now else _of_the_past(found, site)


def _with_rows(bare: Shown, site: Site) -> Shown:
    """Add what the rows of the plan say."""
    plan_id = bare.plan.pk
    found, short = load.load_map(plan_id), overview.shortages(plan_id)
    weeks = overview.load_by_week(found)
    return replace(
        bare, weeks=weeks, short=short, months=overview.demand_by_month(plan_id), centers=found.tightest(),
        tiles=overview_tiles.of_rows(grid.grid(plan_id).figures, weeks, short, site.currency),
    )  # fmt: skip


def _with_orders(found: Shown, site: Site, by: User) -> Shown:
    """Add what the order lines of now say."""
    lines = visible_to(by).filter(site=site) if can(by, "orders.view", site) else None
    counted = None
    if lines is not None:
        counted = Counted(lines.count(), lines.filter(outlook__status=OutlookStatus.LATE).count())
    *of_lines, value = overview_tiles.of_lines(grid.grid(found.plan.pk).figures, counted, site.currency)
    of_promises = [] if lines is None else overview_tiles.of_promises(promise_record.shown(by, site))
    tiles = [
        *of_lines, *of_promises, *found.tiles,
        *overview_tiles.of_the_last_plan(found.days), value,
    ]  # fmt: skip
    return replace(found, tiles=tiles, worst=None if lines is None else overview.worst_lines(lines))


def _of_the_past(found: Shown, site: Site) -> Shown:
    """Add what every plan keeps, and let nothing lead to screens that show another plan."""
    tiles = [
        *overview_tiles.of_an_earlier_plan(found.plan, found.days), *found.tiles,
        *overview_tiles.of_the_last_plan(found.days),
    ]  # fmt: skip
    return replace(found, tiles=[replace(tile, address="") for tile in tiles])
