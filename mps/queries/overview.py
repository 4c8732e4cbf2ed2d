"""What the production manager's overview shows of a site beside the plan's own figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor

from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet

from company.models import Site
from materials.models import Item
from mps import kpis
from mps.models import Plan
from mps.queries import grid
from mps.queries.load import LoadMap
from mps.scheduler.horizon import DAYS_IN_A_WEEK
from orders.models import OrderLine, OutlookStatus

DAYS_OF_TREND = 30
ROWS_SHOWN = 10
MONTHS_SHOWN = 6
ROUNDING = 1e-9
BAD_STATUSES = (OutlookStatus.LATE, OutlookStatus.NOT_PLANNED)


@dataclass(frozen=True, slots=True)
class DayOfTrend:
    """
    The last plan of a day: what share of the open lines it delivers in time, and how many not.

    `nervousness`, `changed_soon` and `new_soon` (lots) are how much it differs from the plan before; None where there
    was none, or where it does not say how many are new.
    """

    plan_id: int
    created_at: datetime
    on_time_share: float | None
    late: int
    not_planned: int
    nervousness: float | None
    changed_soon: int | None
    new_soon: int | None

    @property
    def percent(self) -> float | None:
        """The share in per cent with one digit."""
        return None if self.on_time_share is None else percent(self.on_time_share)


@dataclass(frozen=True, slots=True)
class Shortage:
    """An item that falls below zero: by how much at worst, from when, and what that is worth at its price."""

    item_id: int
    code: str
    name: str
    unit: str
    short: float
    first: date
    value: float


@dataclass(frozen=True, slots=True)
class MonthOfDemand:
    """What customers ordered for a month, and the forecast that orders have not consumed, in the site's currency."""

    first: date
    booked: float
    forecast: float


@dataclass(frozen=True, slots=True)
class WeekOfLoad:
    """
    All work centres together in a week, in hours, and how many of them have more to do than there is room for.

    `overtime` is bought on top of `available`, which is without it.
    """

    label: str
    first: date
    load: float
    available: float
    overtime: float
    overloaded: int

    @property
    def with_overtime(self) -> float:
        """What is available with the overtime that is bought."""
        return self.available + self.overtime

    @property
    def percent(self) -> float:
        """Load ÷ available in per cent, without overtime; 0 where nothing is available."""
        return 100 * self.load / self.available if self.available else 0.0


def percent(share: float) -> float:
    """Return a share in per cent with one digit, rounded down: not all is 100 % while one is late."""
    return floor(1000 * share + ROUNDING) / 10


def trend(site: Site, *, now: datetime) -> list[DayOfTrend]:
    """Return the last plan until `now` of each of the last `DAYS_OF_TREND` days on which one was published."""
    since = now - timedelta(days=DAYS_OF_TREND)
    plans = Plan.objects.filter(site=site, created_at__gte=since, created_at__lte=now)
    last = plans.order_by("created_at__date", "-created_at").distinct("created_at__date")
    return [_day(plan) for plan in last.only("created_at", "kpis")]


def _day(plan: Plan) -> DayOfTrend:
    lines, late = plan.kpis.get("lines", 0), plan.kpis.get(OutlookStatus.LATE, 0)
    not_planned = plan.kpis.get(OutlookStatus.NOT_PLANNED, 0)
    share = (lines - late - not_planned) / lines if lines else None
    # of a site's first plan there is none
    calm = (plan.kpis.get("nervousness"), plan.kpis.get("changed_soon"), plan.kpis.get("new_soon"))
    return DayOfTrend(plan.pk, plan.created_at, share, late, not_planned, *calm)


def shortages(plan_id: int) -> list[Shortage]:
    """Return the items that fall below zero inside 26 weeks, what is worth most first. Raises Plan.DoesNotExist."""
    found = grid.grid(plan_id)
    end = found.bucket_starts[0] + timedelta(days=kpis.WEEKS_OF_COVER * DAYS_IN_A_WEEK)
    inside = [start for start in found.bucket_starts if start < end]
    short = [row for row in found.items if row.cover == kpis.Cover.SHORTAGE]
    prices = _prices(row.id for row in short)
    rows = []
    for row in short:
        balance = [amount or 0.0 for amount in row.balance[: len(inside)]]
        worst = -min(balance)
        first = next(day for day, amount in zip(inside, balance, strict=False) if amount < -kpis.QUANTITY_TOLERANCE)
        rows.append(Shortage(row.id, row.code, row.name, row.unit, worst, first, worst * prices[row.id]))
    return sorted(rows, key=lambda row: (-row.value, row.code))


def demand_by_month(plan_id: int) -> list[MonthOfDemand]:
    """Return what is ordered and what is still forecast of the master schedule's items, by value, month by month."""
    found = grid.grid(plan_id)
    chosen = [row for row in found.items if row.is_mps] or list(found.items)
    prices = _prices(row.id for row in chosen)
    booked: dict[date, float] = defaultdict(float)
    forecast: dict[date, float] = defaultdict(float)
    for place, start in enumerate(found.bucket_starts):
        month = start.replace(day=1)
        for row in chosen:
            booked[month] += prices[row.id] * _at(row.orders, place)
            forecast[month] += prices[row.id] * _at(row.forecast, place)
    months = list(booked)[:MONTHS_SHOWN]
    return [MonthOfDemand(month, booked[month], forecast[month]) for month in months]


def load_by_week(found: LoadMap) -> list[WeekOfLoad]:
    """Return the load of all work centres together, inside 13 weeks."""
    columns = zip(found.weeks, zip(*(center.cells for center in found.centers), strict=True), strict=True)
    weeks = [
        WeekOfLoad(
            week.label, week.first,
            sum(cell.hours[2] for cell in cells), sum(cell.hours[0] for cell in cells),
            sum(cell.hours[1] for cell in cells), sum(cell.over > 0 for cell in cells),
        )
        for week, cells in (columns if found.centers else ())
    ]  # fmt: skip
    return weeks[: kpis.WEEKS_OF_DELIVERY]


def used_share(weeks: Iterable[WeekOfLoad]) -> float | None:
    """Return load ÷ available of these weeks together; None where nothing is available."""
    together = list(weeks)
    available = sum(week.available for week in together)
    return sum(week.load for week in together) / available if available else None


def worst_lines(lines: QuerySet[OrderLine]) -> list[OrderLine]:
    """Return the late and unplanned ones among these lines, what is open of them worth most first."""
    still_open = ExpressionWrapper(
        (F("quantity") - F("shipped_quantity")) * F("unit_price"), DecimalField(max_digits=24, decimal_places=4)
    )
    bad = lines.filter(outlook__status__in=BAD_STATUSES).annotate(open_value=still_open)
    return list(bad.select_related("order__customer", "item", "outlook").order_by("-open_value", "pk")[:ROWS_SHOWN])


def _prices(item_ids: Iterable[int]) -> dict[int, float]:
    """Return what a piece of each item weighs against others: its price, else its cost, else 1."""
    items = Item.objects.filter(pk__in=list(item_ids)).values_list("pk", "list_price", "unit_cost")
    return {pk: kpis.piece_price(price, cost) for pk, price, cost in items}


def _at(numbers: grid.Numbers, place: int) -> float:
    """Return a number of a row; a row of zeros is stored as none."""
    return numbers[place] or 0.0 if numbers else 0.0
