"""What fills a work centre: the lots whose minutes lie in a cell of its load, the most minutes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from materials.models import Item
from mps.queries.cells import LINES_SHOWN
from mps.queries.kept_plan import KeptPlan, kept_plan


@dataclass(frozen=True, slots=True)
class LoadOfLot:
    """A lot's minutes in the cell, on all its steps there, set-up included."""

    lot: str
    code: str
    name: str
    quantity: float
    minutes: float
    start: date
    finish: date


@dataclass(frozen=True, slots=True)
class LoadOfItem:
    """The minutes of all of an item's lots in the cell, and how many lots these are."""

    id: int
    code: str
    name: str
    minutes: float
    lots: int


@dataclass(frozen=True, slots=True)
class LoadBehind:
    """
    At most `LINES_SHOWN` lots and items, the most minutes first, and how many there are of each.

    All lots together take `minutes`: the load of the cell.
    """

    lot_count: int
    lots: tuple[LoadOfLot, ...]
    item_count: int
    items: tuple[LoadOfItem, ...]
    minutes: float
    available: float


def days_of(plan: KeptPlan, first: date, last: date) -> range:
    """Return the numbers of the plan's days between two dates, both included."""
    return range(max(0, plan.day_of(first)), plan.day_of(last) + 1)


def minutes_of_lots(plan: KeptPlan, center: str, first: date, last: date) -> Mapping[str, float]:
    """Return what each lot, by its key, takes of a work centre (a code) from a day to another, both included."""
    days, minutes = days_of(plan, first, last), defaultdict[str, float](float)
    for row in plan.minutes_at[center]:
        if row.day in days:
            minutes[row.lot] += row.minutes
    return minutes


def load(*, plan_id: int, center: str, first: date, last: date) -> LoadBehind:
    """
    Return what fills a work centre (a code) from day `first` to day `last`, both included.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = kept_plan(plan_id)
    days, minutes = days_of(plan, first, last), minutes_of_lots(plan, center, first, last)
    most = sorted(minutes, key=lambda key: (-minutes[key], key))[:LINES_SHOWN]
    lots = [plan.lot_by_key[key] for key in most]
    by_item = _by_item(plan, minutes)
    found = {item.code: item for item in Item.objects.filter(code__in=by_item)}
    names = {code: item.name for code, item in found.items()}
    ranked = sorted(by_item, key=lambda code: (-by_item[code][0], code))
    known = plan.accepted.work_centers.get(center)
    return LoadBehind(
        lot_count=len(minutes),
        lots=tuple(
            LoadOfLot(
                lot.key, lot.item, names.get(lot.item, ""), lot.quantity, minutes[lot.key],
                plan.date_of(lot.start_day), plan.date_of(lot.finish_day),
            )
            for lot in lots
        ),
        item_count=len(by_item),
        items=tuple(
            LoadOfItem(found[code].pk, code, names[code], *by_item[code])
            for code in ranked[:LINES_SHOWN]
            if code in found
        ),
        minutes=sum(minutes.values()),
        available=sum(known.available_minutes[days.start : days.stop]) if known else 0.0,
    )  # fmt: skip


def _by_item(plan: KeptPlan, minutes: Mapping[str, float]) -> dict[str, tuple[float, int]]:
    """Return the minutes of lots, and how many they are, by their items' codes."""
    found: dict[str, tuple[float, int]] = {}
    for key, taken in minutes.items():
        code = plan.lot_by_key[key].item
        total, count = found.get(code, (0.0, 0))
        found[code] = (total + taken, count + 1)
    return found
