"""What the master schedule page shows of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isnan

import numpy as np
from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, Sum
from numpy.typing import NDArray

from capacity.models import WorkCenter
from company.models import AtpRule, Site
from company.statements import all_rows
from materials.models import Item, ItemSite, MakeOrBuy
from mps import kpis
from mps.models import Plan, PlanItem, PlanLoad, SitePlanning
from mps.queries.gross_forecast import gross_forecast
from mps.queries.step_work import StepWork, work_of_items
from orders.models import OPEN_STATUSES, OrderLine

Row = NDArray[np.float64]
# A number of the grid; None where a row says nothing (ATP outside receipts). A row of zeros is sent as an empty list.
Numbers = list[float | int | None]

DECIMALS_SHOWN = 3
WEIGHT_DECIMALS = 9
PLANS_REMEMBERED = 6


@dataclass(frozen=True, slots=True)
class ItemRow:
    """
    An item's rows of the master schedule. Every list has one number per bucket; an empty list means zeros.

    `dependent` is what lots of parents take; `counted_forecast` is the forecast that the balance reckons with (none
    inside the demand time fence), so that opening + receipts + mps − orders − counted_forecast − dependent = balance.
    `atp` follows the site's rule: discrete stands only in buckets with a receipt, cumulative in every bucket.
    `fence_days` is the length of the item's demand time fence; `weight` its price against the dearest item's, by which
    the figures weigh quantities; `work` what a lot of it asks of work centres. `gross_forecast` is what is expected
    before orders consume it, `forecast` what they have left of it.
    """

    id: int
    code: str
    name: str
    unit: str
    family: str
    made: bool
    is_mps: bool
    cover: str
    safety_stock: float
    opening: float
    fence_days: int
    weight: float
    work: tuple[StepWork, ...]
    gross_forecast: Numbers
    forecast: Numbers
    counted_forecast: Numbers
    orders: Numbers
    dependent: Numbers
    receipts: Numbers
    mps: Numbers
    balance: Numbers
    atp: Numbers


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A work centre's minutes by bucket; `overtime` is bought on top of `available`. Cost: the site's currency."""

    id: int
    code: str
    name: str
    available: Numbers
    load: Numbers
    setup: Numbers
    overtime: Numbers
    overtime_cost_per_hour: float


@dataclass(frozen=True, slots=True)
class Fences:
    """The last days inside the site's fences; None where the site has none."""

    demand_until: date | None
    planning_until: date | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything the master schedule page shows of one plan."""

    plan_id: int
    revision: int
    created_at: datetime
    currency: str
    atp_is_cumulative: bool
    bucket_starts: tuple[date, ...]
    horizon_end: date
    fences: Fences
    figures: kpis.Figures
    items: tuple[ItemRow, ...]
    load: tuple[LoadRow, ...]


def current_plan_id(site: Site) -> int | None:
    """Return the id of the site's current plan, if there is one."""
    return SitePlanning.objects.filter(site=site).values_list("current_plan_id", flat=True).first()


@lru_cache(maxsize=PLANS_REMEMBERED)
def grid(plan_id: int) -> Grid:
    """
    Return what the master schedule shows of a plan.

    A plan is immutable, so the answer is remembered: everyone who looks asks for it in the moment of publication.
    Raises Plan.DoesNotExist.
    """
    plan = Plan.objects.select_related("site").get(pk=plan_id)
    buckets = tuple(plan.bucket_starts)
    items, schedule = item_rows(plan, {row.item_id: row for row in PlanItem.objects.filter(plan=plan)})
    load, minutes = load_rows(plan, {row.work_center_id: row for row in PlanLoad.objects.filter(plan=plan)})
    return Grid(
        plan_id=plan.pk,
        revision=plan.revision,
        created_at=plan.created_at,
        currency=plan.site.currency,
        atp_is_cumulative=plan.site.atp_rule == AtpRule.CUMULATIVE,
        bucket_starts=buckets,
        horizon_end=plan.horizon_end,
        fences=_fences(plan.site, buckets[0]),
        figures=kpis.figures(
            lines=line_totals(plan.site, buckets[0]), schedule=schedule, load=minutes, bucket_starts=buckets
        ),
        items=items,
        load=load,
    )


@all_rows("counts and a sum of the whole site, which its plan shows to people who see no orders, too")
def line_totals(site: Site, start: date) -> kpis.LineTotals:
    """Return the open lines of a site, counted for the figures."""
    end = kpis.delivery_end(start)
    promised, requested = Q(promised_date__lte=end), Q(requested_date__lte=end)
    still_open = ExpressionWrapper(
        (F("quantity") - F("shipped_quantity")) * F("unit_price"), DecimalField(max_digits=24, decimal_places=4)
    )
    found = OrderLine.objects.filter(site=site, status__in=OPEN_STATUSES).aggregate(
        promised=Count("pk", filter=promised),
        promised_on_time=Count("pk", filter=promised & Q(outlook__planned_date__lte=F("promised_date"))),
        requested=Count("pk", filter=requested),
        requested_on_time=Count("pk", filter=requested & Q(outlook__planned_date__lte=F("requested_date"))),
        open_value=Sum(still_open, default=Decimal(0)),
    )
    return kpis.LineTotals(**{**found, "open_value": float(found["open_value"])})


def _fences(site: Site, start: date) -> Fences:
    def until(days: int) -> date | None:
        return start + timedelta(days=days - 1) if days else None

    return Fences(until(site.demand_time_fence_days), until(site.planning_time_fence_days))


def item_rows(plan: Plan, stored: Mapping[int, PlanItem]) -> tuple[tuple[ItemRow, ...], kpis.Schedule]:
    """
    Return the item rows in the order of their codes, and the schedule of those the figures are about.

    Neither the plan nor its rows, by item, need be stored: a draft's are shown like those of a plan.
    """
    buckets = tuple(plan.bucket_starts)
    items = list(Item.objects.filter(pk__in=stored).order_by("code"))
    at_site = {row.item_id: row for row in ItemSite.objects.filter(site=plan.site, item_id__in=stored)}
    rows = [stored[item.pk] for item in items]
    safety = np.array([float(at_site[item.pk].safety_stock) if item.pk in at_site else 0.0 for item in items])
    balance = _matrix((row.projected_balance for row in rows), len(buckets))
    covers = kpis.cover_of_items(balance, safety, buckets)
    fences = [_fence_days(at_site.get(item.pk), plan.site) for item in items]
    inside = _inside_fence(buckets, plan.horizon_end, fences)
    cumulative = plan.site.atp_rule == AtpRule.CUMULATIVE
    price = np.array([kpis.piece_price(item.list_price, item.unit_cost) for item in items])
    work = work_of_items(plan.pk)
    gross, nothing = gross_forecast(plan), np.zeros(len(buckets))
    about = [
        _About(str(cover), float(stock), days, float(weight), work.get(item.code, ()), gross.get(item.pk, nothing))
        for item, cover, stock, days, weight in zip(
            items, covers, safety, fences, price / max(price, default=1.0), strict=True
        )
    ]
    found = tuple(
        _item_row(item, row, one, frozen, cumulative=cumulative)
        for item, row, one, frozen in zip(items, rows, about, inside, strict=True)
    )
    # The figures are about what is on the master schedule; where nothing is marked so, about everything.
    chosen = np.array([item.is_mps for item in items], dtype=bool)
    chosen = chosen if chosen.any() else np.ones(len(items), dtype=bool)
    orders = _matrix((row.orders for row in rows), len(buckets))
    forecast = _matrix((row.forecast for row in rows), len(buckets))
    schedule = kpis.Schedule(balance[chosen], orders[chosen], forecast[chosen], safety[chosen], price[chosen])
    return found, schedule


@dataclass(frozen=True, slots=True)
class _About:
    """What a row says of an item besides its numbers."""

    cover: str
    safety_stock: float
    fence_days: int
    weight: float
    work: tuple[StepWork, ...]
    gross: Row


def _item_row(
    item: Item, row: PlanItem, about: _About, inside_fence: NDArray[np.bool_], *, cumulative: bool
) -> ItemRow:
    gross, orders, forecast = np.array(row.gross_requirement), np.array(row.orders), np.array(row.forecast)
    # Inside the demand time fence the requirement holds no forecast. A bucket that the fence cuts in two holds part of
    # it: what the requirement leaves over is then taken for forecast first.
    counted = np.where(inside_fence, 0.0, np.minimum(forecast, np.maximum(0.0, gross - orders)))
    return ItemRow(
        id=item.pk,
        code=item.code,
        name=item.name,
        unit=item.unit,
        family=item.family,
        made=item.make_or_buy == MakeOrBuy.MAKE,
        is_mps=item.is_mps,
        cover=about.cover,
        safety_stock=about.safety_stock,
        opening=round(float(row.opening_balance), DECIMALS_SHOWN),
        fence_days=about.fence_days,
        weight=round(about.weight, WEIGHT_DECIMALS),
        work=about.work,
        gross_forecast=_numbers(about.gross),
        forecast=_numbers(forecast),
        counted_forecast=_numbers(counted),
        orders=_numbers(orders),
        dependent=_numbers(gross - orders - counted),
        receipts=_numbers(np.array(row.scheduled_receipts)),
        mps=_numbers(np.array(row.mps_receipts)),
        balance=_numbers(np.array(row.projected_balance)),
        atp=_numbers(np.array(row.cumulative_atp if cumulative else row.atp)),
    )


def load_rows(plan: Plan, stored: Mapping[int, PlanLoad]) -> tuple[tuple[LoadRow, ...], kpis.Load]:
    """Return the load rows in the order of their codes, and their minutes; as `item_rows` of plans not stored, too."""
    bucket_count = len(plan.bucket_starts)
    centers = list(WorkCenter.objects.filter(pk__in=stored).order_by("code"))
    rows = [stored[center.pk] for center in centers]
    found = tuple(
        LoadRow(
            id=center.pk,
            code=center.code,
            name=center.name,
            available=_numbers(np.array(row.available_minutes)),
            load=_numbers(np.array(row.load_minutes)),
            setup=_numbers(np.array(row.setup_minutes)),
            overtime=_numbers(np.array(row.overtime_minutes)),
            overtime_cost_per_hour=float(center.overtime_cost_per_hour),
        )
        for center, row in zip(centers, rows, strict=True)
    )
    minutes = kpis.Load(
        load_minutes=_matrix((row.load_minutes for row in rows), bucket_count),
        available_minutes=_matrix((row.available_minutes for row in rows), bucket_count),
        overtime_minutes=_matrix((row.overtime_minutes for row in rows), bucket_count),
    )
    return found, minutes


def _fence_days(at_site: ItemSite | None, site: Site) -> int:
    own = at_site.demand_time_fence_days if at_site else None
    return site.demand_time_fence_days if own is None else own


def _inside_fence(buckets: tuple[date, ...], horizon_end: date, fence_days: Sequence[int]) -> NDArray[np.bool_]:
    """Return, items × buckets, whether the whole bucket lies inside the item's demand time fence."""
    ends = np.array([(end - buckets[0]).days for end in (*buckets[1:], horizon_end)])
    inside: NDArray[np.bool_] = ends[np.newaxis, :] <= np.array(fence_days, dtype=np.intp)[:, np.newaxis]
    return inside


def _matrix(rows: Iterable[Sequence[float]], bucket_count: int) -> Row:
    return np.array(list(rows), dtype=np.float64).reshape(-1, bucket_count)


def _numbers(row: Row) -> Numbers:
    """Return a row as it is sent: rounded, whole numbers as such, NaN as None, and nothing for a row of zeros."""
    if not row.any():
        return []
    rounded = np.round(row.astype(np.float64), DECIMALS_SHOWN)
    return [None if isnan(number) else int(number) if number.is_integer() else number for number in rounded.tolist()]
