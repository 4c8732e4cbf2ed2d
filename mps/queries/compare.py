"""What is different between two plans of a site: cost, lots and load. Read from the rows that the two don't share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.db.models import QuerySet

from capacity.models import WorkCenter
from materials.models import Item
from mps.models import Plan, StoredLoad, StoredLot
from mps.plan_rows import Stored
from mps.scheduler.plan import Lot
from mps.scheduler.stability import nervousness

RowT = TypeVar("RowT", bound=Stored)

LOTS_SHOWN = 500
MINUTES_TOLERANCE = 0.5


class LotFate(StrEnum):
    """What became of a lot from one plan to the other."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Made:
    """A lot as one plan has it: pieces, and its days."""

    quantity: float
    start_date: date
    finish_date: date


@dataclass(frozen=True, slots=True)
class LotChange:
    """A lot that is not the same in both plans; `before` or `after` is None where only the other plan has it."""

    key: str
    item: Item
    before: Made | None
    after: Made | None

    @property
    def fate(self) -> LotFate:
        """What became of it."""
        return LotFate.NEW if self.before is None else LotFate.GONE if self.after is None else LotFate.CHANGED

    @property
    def days(self) -> int | None:
        """By how many days later it is finished; None for a lot that is new or gone."""
        if self.before is None or self.after is None:
            return None
        return (self.after.finish_date - self.before.finish_date).days

    @property
    def more(self) -> float:
        """By how many pieces it is larger."""
        return (self.after.quantity if self.after else 0.0) - (self.before.quantity if self.before else 0.0)

    @property
    def first_date(self) -> date:
        """The earlier of its finishes."""
        return min(made.finish_date for made in (self.before, self.after) if made)


@dataclass(frozen=True, slots=True)
class Lots:
    """The lots that are not the same: the soonest of them, and how many there are by what became of them."""

    soonest: tuple[LotChange, ...]
    counts: Mapping[LotFate, int]
    nervousness: float

    @property
    def count(self) -> int:
        """How many lots are not the same."""
        return sum(self.counts.values())


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
    keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
    items = Item.objects.in_bulk({(now.get(key) or was[key])[0] for key in keys})
    changes = [
        LotChange(key, items[item_id], *(side[key][1] if key in side else None for side in (was, now)))
        for key in keys
        if (item_id := (now.get(key) or was[key])[0]) in items
    ]
    changes.sort(key=lambda change: (change.first_date, change.item.code, change.key))
    counts = {fate: sum(change.fate is fate for change in changes) for fate in LotFate}
    return Lots(tuple(changes[:LOTS_SHOWN]), counts, _nervousness(before, after, changes))


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
    found = rows.values_list("lot_key", "item_id", "quantity", "start_date", "finish_date")
    return {key: (item_id, Made(quantity, start, finish)) for key, item_id, quantity, start, finish in found}


def _nervousness(before: Plan, after: Plan, changes: Iterable[LotChange]) -> float:
    """Return the figure that a plan is listed with beside the one before it; beside others, reckoned like it."""
    listed: float | None = after.kpis.get("nervousness")
    last = Plan.objects.filter(site=after.site_id, pk__lt=after.pk).order_by("-pk").values_list("pk", flat=True).first()
    return _unrest(changes, after.bucket_starts[0]) if listed is None or last != before.pk else listed


def _unrest(changes: Iterable[LotChange], first_day: date) -> float:
    """Return how much lots differ, of those that have not begun by the newer plan's first day: `mps.publish.calm`."""
    before = [_as_lot(one, one.before, first_day) for one in changes if one.before]
    after = [_as_lot(one, one.after, first_day) for one in changes if one.after]
    return nervousness(*([lot for lot in lots if lot.start_day >= 0] for lots in (before, after)))


def _as_lot(change: LotChange, made: Made, first_day: date) -> Lot:
    start, finish = (made.start_date - first_day).days, (made.finish_date - first_day).days
    return Lot(change.key, change.item.code, made.quantity, start, finish)


def _load_change(center: WorkCenter, old: StoredLoad | None, new: StoredLoad | None) -> LoadChange:
    return LoadChange(
        center,
        sum(old.load_minutes) if old else 0.0,
        sum(new.load_minutes) if new else 0.0,
        sum(old.overtime_minutes) if old else 0.0,
        sum(new.overtime_minutes) if new else 0.0,
    )
