"""What fills a work centre: the lots of a plan with the minutes that each takes there, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from capacity.models import WorkCenter
from mps.models import Plan, PlanDetail, PlannedOrder
from mps.queries.load import MINUTES_PER_HOUR, Week
from mps.scheduler import last_plan

PLANS_REMEMBERED = 2
GROUPS_SHOWN = 7

# A lot, by its key, and its minutes on a day.
Minutes = tuple[str, date, float]


@dataclass(frozen=True, slots=True)
class LotWork:
    """A lot, and the minutes that it takes on a work centre on the days that are looked at."""

    key: str
    item_code: str
    item_name: str
    family: str
    quantity: float
    start: date
    finish: date
    minutes: float

    @property
    def hours(self) -> float:
        """The minutes as hours."""
        return self.minutes / MINUTES_PER_HOUR


@dataclass(frozen=True, slots=True)
class Group:
    """The minutes of lots that have something in common, week by week; the name is empty for all the others."""

    name: str
    minutes: tuple[float, ...]


def lots_in(plan_id: int, center: WorkCenter, first: date, last: date) -> list[LotWork]:
    """
    Return what fills a work centre from a day to another, both included, what takes most first.

    Empty for a plan whose minutes are not kept, or not kept any more.
    """
    taken: dict[str, float] = defaultdict(float)
    for key, day, minutes in _minutes_by_center(plan_id).get(center.code, ()):
        if first <= day <= last:
            taken[key] += minutes
    lots = PlannedOrder.objects.filter(plan_id=plan_id, lot_key__in=taken).select_related("item")
    found = [
        LotWork(
            lot.lot_key, lot.item.code, lot.item.name, lot.item.family, lot.quantity, lot.start_date, lot.finish_date,
            taken[lot.lot_key],
        )
        for lot in lots
    ]  # fmt: skip
    return sorted(found, key=lambda lot: (-lot.minutes, lot.key))


def by_week(lots: Iterable[LotWork], weeks: Sequence[Week], plan_id: int, center: WorkCenter, *,
            group: Callable[[LotWork], str]) -> list[Group]:  # fmt: skip
    """Return the minutes of lots by week and group: the `GROUPS_SHOWN` largest by name, all the others as one."""
    names = {lot.key: group(lot) for lot in lots}
    columns = {week.first + timedelta(days=day): place for place, week in enumerate(weeks) for day in _days(week)}
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(weeks))
    for key, day, minutes in _minutes_by_center(plan_id).get(center.code, ()):
        if key in names and day in columns:
            sums[names[key]][columns[day]] += minutes
    ranked = sorted(sums.items(), key=lambda one: (-sum(one[1]), one[0]))
    shown = [Group(name, tuple(minutes)) for name, minutes in ranked[:GROUPS_SHOWN]]
    others = [minutes for _name, minutes in ranked[GROUPS_SHOWN:]]
    return [*shown, Group("", tuple(map(sum, zip(*others, strict=True))))] if others else shown


def _days(week: Week) -> range:
    return range((week.last - week.first).days + 1)


@lru_cache(maxsize=PLANS_REMEMBERED)
def _minutes_by_center(plan_id: int) -> dict[str, tuple[Minutes, ...]]:
    """Return the minutes of a plan's lots by the code of the work centre. A plan is immutable: remembered."""
    stored = PlanDetail.objects.filter(pk=plan_id).values_list("lot_minutes", flat=True).first()
    if stored is None:
        return {}
    start = Plan.objects.only("bucket_starts").get(pk=plan_id).bucket_starts[0]
    found: dict[str, list[Minutes]] = defaultdict(list)
    for row in last_plan.everything_in(bytes(stored))[1]:
        found[row.work_center].append((row.lot, start + timedelta(days=row.day), row.minutes))
    return {center: tuple(rows) for center, rows in found.items()}
