"""What is different between two plans of a site: cost, lots and load. Read from the rows that the two don't share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from capacity.models import WorkCenter
from materials.models import Item
from mps.changed_lots import LotChange, LotCounts, Made, counts_of, told
from mps.models import Plan, StoredLoad, StoredLot
from mps.plan_rows import Stored
from mps.scheduler.plan import Lot, LotStatus
from mps.scheduler.stability import nervousness

RowT = TypeVar("RowT", bound=Stored)

LOTS_SHOWN = 500
SOON_DAYS = 14  # of plans that don't say
MINUTES_TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class LotOfItem:
    """A lot that is not the same in both plans, with its item."""

    item: Item
    change: LotChange[int]


@dataclass(frozen=True, slots=True)
class Lots:
    """The lots that are not the same: the soonest of them, how many there are, and which of them finish soon (days)."""

    soonest: tuple[LotOfItem, ...]
    count: int
    counts: LotCounts
    soon_days: int
    nervousness: float


@dataclass(frozen=True, slots=True)
class LoadChange:
    """A work centre whose load is not the same: minutes of the whole horizon, before and after."""

    work_center: WorkCenter
    load_before: float
    load_after: float
    overtime_before: float
    overtime_after: float

    @property
    def more(self) -> float:
        """By how many minutes it has more to do."""
        return self.load_after - self.load_before

    @property
    def more_overtime(self) -> float:
        """How many minutes of overtime more are bought."""
        return self.overtime_after - self.overtime_before


def lots(before: Plan, after: Plan) -> Lots:
    """Return the lots that are not the same in two plans of a site that are both kept in full, the older one first."""
    was, now = map(_by_key, _not_in_both(StoredLot.objects.all(), before, after))
    first_day, soon_days = after.bucket_starts[0], after.kpis.get("soon_days", SOON_DAYS)
    changes = told(was, now, first_day=first_day)
    items = Item.objects.in_bulk({one.item for one in changes[:LOTS_SHOWN]})
    shown = tuple(LotOfItem(items[one.item], one) for one in changes[:LOTS_SHOWN] if one.item in items)
    counts = counts_of(changes, soon_until=first_day + timedelta(days=soon_days))
    return Lots(shown, len(changes), counts, soon_days, _nervousness(before, after, changes))


def loads(before: Plan, after: Plan) -> tuple[LoadChange, ...]:
    """Return the work centres whose load or overtime is not the same, the most changed one first."""
    rows = _not_in_both(StoredLoad.objects.all(), before, after)
    old, new = ({row.work_center_id: row for row in side} for side in rows)
    centers = WorkCenter.objects.in_bulk({*old, *new})
    changes = [_load_change(center, old.get(key), new.get(key)) for key, center in centers.items()]
    moved = [one for one in changes if max(abs(one.more), abs(one.more_overtime)) > MINUTES_TOLERANCE]
    return tuple(sorted(moved, key=lambda one: (-abs(one.more), one.work_center.code)))


def _not_in_both(rows: QuerySet[RowT], before: Plan, after: Plan) -> tuple[QuerySet[RowT], QuerySet[RowT]]:
    """Return the rows that only the older plan has, and those that only the newer one has."""
    here = rows.filter(site=before.site_id)
    only_old = here.filter(from_plan_id__lte=before.pk, until_plan_id__gt=before.pk, until_plan_id__lte=after.pk)
    only_new = here.filter(from_plan_id__gt=before.pk, from_plan_id__lte=after.pk, until_plan_id__gt=after.pk)
    return only_old, only_new


def _by_key(rows: QuerySet[StoredLot]) -> dict[str, tuple[int, Made]]:
    found = rows.values_list("lot_key", "item_id", "quantity", "start_date", "finish_date", "status")
    return {
        key: (item_id, Made(quantity, start, finish, status == LotStatus.FIRM))
        for key, item_id, quantity, start, finish, status in found
    }


def _nervousness(before: Plan, after: Plan, changes: Iterable[LotChange[int]]) -> float:
    """Return the figure that a plan is listed with beside the one before it; beside others, reckoned like it."""
    listed: float | None = after.kpis.get("nervousness")
    last = Plan.objects.filter(site=after.site_id, pk__lt=after.pk).order_by("-pk").values_list("pk", flat=True).first()
    return _unrest(changes, after.bucket_starts[0]) if listed is None or last != before.pk else listed


def _unrest(changes: Iterable[LotChange[int]], first_day: date) -> float:
    """Return how much lots differ, of those that have not begun by the newer plan's first day: `mps.publish.calm`."""
    was, now = [], []
    for one in changes:
        was += [_as_lot(one, one.before, first_day)] if one.before else []
        now += [_as_lot(one, one.after, first_day)] if one.after else []
    return nervousness(*([lot for lot in lots if lot.start_day >= 0] for lots in (was, now)))


def _as_lot(change: LotChange[int], made: Made, first_day: date) -> Lot:
    start, finish = (made.start_date - first_day).days, (made.finish_date - first_day).days
    return Lot(change.key, str(change.item), made.quantity, start, finish)


def _load_change(center: WorkCenter, old: StoredLoad | None, new: StoredLoad | None) -> LoadChange:
    return LoadChange(
        center,
        sum(old.load_minutes) if old else 0.0,
        sum(new.load_minutes) if new else 0.0,
        sum(old.overtime_minutes) if old else 0.0,
        sum(new.overtime_minutes) if new else 0.0,
    )
