"""What a site is like when somebody steers it: read once, so that a step is judged without asking the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from capacity.calendars import WorkingDays
from capacity.models import WorkCenter
from capacity.routings import choices_of_steps
from company.models import Site
from materials.models import ItemSite, MakeOrBuy
from materials.units import counts_pieces
from mps.models import Plan, SitePlanning, Steering, StoredLot
from mps.plan_rows import FOREVER
from mps.snapshot import horizon_of, time
from mps.steering.steps import Unlock
from orders import forecasting
from orders.forecasting import Expected


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item at the site. Fence and lead time in days; lot rules in the item's `unit`, a maximum of 0 is none."""

    id: int
    code: str
    made: bool
    frozen_days: int
    lead_time_days: int
    lot_minimum: Decimal
    lot_multiple: Decimal
    lot_maximum: Decimal
    unit: str


def is_whole(quantity: Decimal) -> bool:
    """Return whether a quantity has no part of a piece."""
    return quantity == quantity.to_integral_value()


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot as it stands in the plan, or as somebody has fixed it."""

    key: str
    item_id: int
    quantity: Decimal
    start: date
    finish: date
    is_firm: bool


@dataclass(slots=True)
class Known:
    """
    The site's items by id, the plan's lots by key, the steps of routings by item with the work centres that can do
    them (the preferred one first), and what is decided and holds.

    `start` is the first day that is planned, `end` the first that is not; `bucket_starts` those of the current plan.
    `unlocked` is what a draft unlocks inside fences.
    """

    site: Site
    plan: Plan | None
    start: date
    end: date
    bucket_starts: Sequence[date]
    days: WorkingDays
    items: Mapping[int, ItemFacts]
    lots: Mapping[str, LotFacts]
    centers: Mapping[int, str]
    routing: Mapping[int, Mapping[int, tuple[int, ...]]]
    active: list[Steering] = field(default_factory=list)
    unlocked: list[Unlock] = field(default_factory=list)
    _forecasts: dict[int, list[Expected]] = field(default_factory=dict)

    def makes_whole(self, item: ItemFacts) -> bool:
        """Whether an item is counted in pieces, and the plan, which scrap can make it do, makes no part of one."""
        own = (lot.quantity for lot in self.lots.values() if lot.item_id == item.id)
        return counts_pieces(item.unit) and all(map(is_whole, own))

    def forecast_within(self, item_id: int, first: date, last: date) -> list[Expected]:
        """Return the rows of an item's forecast that count from `first` to `last`: on their last working day."""
        return [row for row in self.forecast_of(item_id) if first <= self.counts_on(row) <= last]

    def forecast_of(self, item_id: int) -> list[Expected]:
        """Return the rows of an item's forecast."""
        if item_id not in self._forecasts:
            self._forecasts[item_id] = forecasting.rows_of(site_id=self.site.pk, item_id=item_id)
        return self._forecasts[item_id]

    def forget_forecast(self, item_id: int) -> None:
        """Read an item's forecast anew next time: it was written."""
        self._forecasts.pop(item_id, None)

    def counts_on(self, row: Expected) -> date:
        """Return the day on which a plan wants a row of the forecast: the last working day of its period."""
        return max(self.start, self.days.on_or_before(row.start + timedelta(days=max(1, row.days) - 1)))

    def bucket_of(self, first: date) -> tuple[date, date] | None:
        """Return the first and last day of the plan's bucket that begins on a date; None where none does."""
        starts = list(self.bucket_starts)
        if first not in starts:
            return None
        following = starts.index(first) + 1
        ends = starts[following] if following < len(starts) else self.end
        return first, ends - timedelta(days=1)

    def fence_of(self, item: ItemFacts) -> date:
        """Return the first day outside an item's frozen fence."""
        return self.start + timedelta(days=item.frozen_days)

    def start_of(self, lot: LotFacts, item: ItemFacts, finish: date) -> date:
        """Return when a lot begins that finishes on another day: with as many working days, and its lead time."""
        if not item.made:
            return lot.start + (finish - lot.finish)
        start = self.days.on_or_before(finish)
        for _day in range(self.days.between(lot.start, lot.finish)):
            start = self.days.on_or_before(start - timedelta(days=1))
        return min(start, finish - timedelta(days=item.lead_time_days))

    def finish_by(self, last: date) -> date:
        """Return when a lot is finished that is asked for by the end of a day: on the last working day until then."""
        return self.days.on_or_before(last)


def working_days_of(site: Site) -> WorkingDays:
    """Read on which days a site works."""
    return time.site_working_days(time.working_times(site.pk), horizon_of(site))


def known_of(site: Site) -> Known:
    """Read what a site is like now."""
    planning = SitePlanning.objects.select_related("current_plan").filter(site=site).first()
    plan = planning.current_plan if planning else None
    horizon = horizon_of(site)
    return Known(
        site=site,
        plan=plan,
        start=horizon.start_date,
        end=horizon.date_of(horizon.day_count),
        bucket_starts=plan.bucket_starts if plan else horizon.bucket_dates(),
        days=working_days_of(site),
        items=_items(site),
        lots=_lots(site),
        centers=dict(WorkCenter.objects.filter(site=site).values_list("pk", "code")),
        routing=_routing(site, horizon.start_date),
        active=list(Steering.objects.filter(site=site, ended_by__isnull=True).order_by("pk")),
    )


def _items(site: Site) -> dict[int, ItemFacts]:
    found = ItemSite.objects.filter(site=site).select_related("item")
    return {
        row.item_id: ItemFacts(
            row.item_id, row.item.code, row.item.make_or_buy == MakeOrBuy.MAKE,
            site.demand_time_fence_days if row.demand_time_fence_days is None else row.demand_time_fence_days,
            row.lead_time_days, row.lot_minimum, row.lot_multiple, row.lot_maximum,
            row.item.unit,
        )
        for row in found
    }  # fmt: skip


def _lots(site: Site) -> dict[str, LotFacts]:
    rows = StoredLot.objects.filter(site=site, until_plan_id=FOREVER).values_list(
        "lot_key", "item_id", "quantity", "start_date", "finish_date", "status"
    )
    return {
        key: LotFacts(key, item_id, round(Decimal(quantity), 4), start, finish, status == "firm")
        for key, item_id, quantity, start, finish, status in rows
    }


def _routing(site: Site, today: date) -> dict[int, dict[int, tuple[int, ...]]]:
    """Return the steps of the routings that are planned with, and the work centres that can do them."""
    return {
        item_id: {step: tuple(center for center, _factor in choices) for step, choices in steps.items()}
        for item_id, steps in choices_of_steps(site.pk, today).items()
    }
