"""What the Gantt shows of a plan: work centres × days, a bar for each lot and work centre, with its minutes by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from capacity.models import WorkCenter
from company.statements import all_rows
from materials.models import Item
from mps.queries.grid import Fences, grid
from mps.queries.kept_plan import NO_LOT, KeptLot, KeptPlan, kept_plan
from mps.scheduler.problem import DemandKind
from orders.models import LineOutlook, OutlookStatus

DAYS_SHOWN = 91
BARS_SHOWN = 5_000
DECIMALS = 2
# The worst status of what a lot is for counts; a lot for stock or forecast only is on time.
RANKS = {OutlookStatus.ON_TIME: 0, OutlookStatus.AT_RISK: 1, OutlookStatus.LATE: 2, OutlookStatus.NOT_PLANNED: 2}
STATUSES = (OutlookStatus.ON_TIME, OutlookStatus.AT_RISK, OutlookStatus.LATE)


@dataclass(frozen=True, slots=True)
class Center:
    """A work centre, with its minutes by day of the window: what is available, and overtime that may be bought."""

    id: int
    code: str
    name: str
    available: tuple[float, ...]
    overtime: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """
    A lot that has a bar. `frozen`: it starts inside its item's frozen fence, until `fence` days from the plan's start;
    `begun`: it started before the plan does; `status`: the worst of the order lines that it is for in the end.
    """

    key: str
    item_id: int
    code: str
    name: str
    family: str
    unit: str
    quantity: float
    start: date
    finish: date
    firm: bool
    frozen: bool
    begun: bool
    status: str
    fence: int


@dataclass(frozen=True, slots=True)
class Bar:
    """
    What a lot books on a work centre. `lot` and `center` are places in the answer's lists.

    Unit: minutes a day, from day `first` (a number in the window, below 0 where it begins before it) to the last one.
    """

    lot: int
    center: int
    steps: tuple[int, ...]
    first: int
    minutes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Gantt:
    """
    A window of a plan, from `first` to `last`, both included: shorter than asked for where it has too many bars.

    `cut` bars of a window of one day are left out even so. `open_days` says of each day of the plan whether any work
    centre works ("1") or none ("0").
    """

    plan_id: int
    revision: int
    start: date
    horizon_end: date
    first: date
    last: date
    cut: int
    fences: Fences
    open_days: str
    centers: tuple[Center, ...]
    lots: tuple[Lot, ...]
    bars: tuple[Bar, ...]


@dataclass(slots=True)
class _Booked:
    """What one lot books on one work centre, by day."""

    lot: KeptLot
    center: str
    steps: set[int]
    minutes: dict[int, float]

    @property
    def first(self) -> int:
        return min(self.minutes)

    @property
    def last(self) -> int:
        return max(self.minutes)


def gantt(plan_id: int, first: date | None = None) -> Gantt:
    """
    Return the `DAYS_SHOWN` days of a plan from a date on, from its first day where none is given.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan, shown = kept_plan(plan_id), grid(plan_id)
    day_count = (shown.horizon_end - plan.start).days
    begin = min(max(0, plan.day_of(first)) if first else 0, max(0, day_count - 1))
    booked, end, cut = _fitting(_booked(plan), begin, min(begin + DAYS_SHOWN, day_count))
    lots = {one.lot.key: one.lot for one in booked}
    places = {key: place for place, key in enumerate(lots)}
    centers = _centers(plan, [row.id for row in shown.load], range(begin, end))
    rows = {center.code: place for place, center in enumerate(centers)}
    return Gantt(
        plan_id=plan_id, revision=shown.revision, start=plan.start, horizon_end=shown.horizon_end,
        first=plan.date_of(begin), last=plan.date_of(end) - timedelta(days=1), cut=cut, fences=shown.fences,
        open_days=_open_days(plan, day_count), centers=centers, lots=_lots(plan, lots),
        bars=tuple(_bar(one, places, rows, begin) for one in booked if one.center in rows),
    )  # fmt: skip


def _booked(plan: KeptPlan) -> list[_Booked]:
    """Return what each lot books on each work centre, the first ones first."""
    found: dict[tuple[str, str], _Booked] = {}
    for row in plan.minutes:
        key = row.lot, row.work_center
        if key not in found:
            found[key] = _Booked(plan.lot_by_key[row.lot], row.work_center, set(), defaultdict(float))
        found[key].steps.add(row.step)
        found[key].minutes[row.day] += row.minutes
    return sorted(found.values(), key=lambda one: (one.first, one.last, one.lot.key, one.center))


def _fitting(booked: Sequence[_Booked], begin: int, end: int) -> tuple[list[_Booked], int, int]:
    """Return the bars of some days, the end of the days that they fill, and how many even one day has too many."""
    within = [one for one in booked if one.last >= begin and one.first < end]
    if len(within) <= BARS_SHOWN:
        return within, end, 0
    end = max(begin + 1, within[BARS_SHOWN].first)
    within = [one for one in within if one.first < end]
    return within[:BARS_SHOWN], end, max(0, len(within) - BARS_SHOWN)


def _centers(plan: KeptPlan, ids: Sequence[int], days: range) -> tuple[Center, ...]:
    known = plan.accepted.work_centers
    found = WorkCenter.objects.filter(pk__in=ids).order_by("code")
    return tuple(
        Center(
            center.pk, center.code, center.name,
            _rounded(known[center.code].available_minutes[days.start : days.stop]),
            _rounded(known[center.code].overtime_minutes[days.start : days.stop]),
        )
        for center in found
        if center.code in known
    )  # fmt: skip


def _rounded(minutes: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(one, DECIMALS) for one in minutes)


def _open_days(plan: KeptPlan, day_count: int) -> str:
    centers = plan.accepted.work_centers.values()
    return "".join("1" if any(one.available_minutes[day] > 0 for one in centers) else "0" for day in range(day_count))


def _lots(plan: KeptPlan, lots: Mapping[str, KeptLot]) -> tuple[Lot, ...]:
    items = {item.code: item for item in Item.objects.filter(code__in={lot.item for lot in lots.values()})}
    ranks = _Ranks(plan)
    found = []
    for lot in lots.values():
        item, fence = items[lot.item], plan.item(lot.item).frozen_days
        found.append(
            Lot(
                key=lot.key, item_id=item.pk, code=item.code, name=item.name, family=item.family, unit=item.unit,
                quantity=lot.quantity, start=plan.date_of(lot.start_day), finish=plan.date_of(lot.finish_day),
                firm=lot.firm, frozen=lot.start_day < fence, begun=lot.start_day < 0,
                status=STATUSES[ranks.of(lot.place)], fence=fence,
            )
        )  # fmt: skip
    return tuple(found)


def _bar(one: _Booked, places: Mapping[str, int], rows: Mapping[str, int], begin: int) -> Bar:
    days = range(one.first, one.last + 1)
    return Bar(
        places[one.lot.key], rows[one.center], tuple(sorted(one.steps)), one.first - begin,
        tuple(round(one.minutes.get(day, 0.0), DECIMALS) for day in days),
    )  # fmt: skip


class _Ranks:
    """How late what a lot is for is, followed up through every level."""

    def __init__(self, plan: KeptPlan) -> None:
        self._plan, self._known = plan, dict[int, int]()
        self._demands = _ranks_of_demands(plan)

    def of(self, place: int) -> int:
        if place not in self._known:
            links = self._plan.drawn_from_lot[place]
            self._known[place] = max((self._of_link(one.consumer_lot, one.consumer_demand) for one in links), default=0)
        return self._known[place]

    def _of_link(self, lot: int, demand: int) -> int:
        return self._demands.get(demand, 0) if lot == NO_LOT else self.of(lot)


@all_rows("the worst status among the lines that a lot is for, as a colour: no line is named, none is counted")
def _ranks_of_demands(plan: KeptPlan) -> dict[int, int]:
    """Return the rank of each order demand that is not on time, by its place in the problem."""
    late = LineOutlook.objects.exclude(status=OutlookStatus.ON_TIME)
    rows = late.filter(line__site__code=plan.problem.site).values_list(
        "line__order__number", "line__line_number", "line__schedule_number", "status"
    )
    ranks = {f"{order}/{line}/{schedule}": RANKS[OutlookStatus(status)] for order, line, schedule, status in rows}
    return {
        place: ranks[demand.key]
        for place, demand in enumerate(plan.problem.demands)
        if demand.kind is DemandKind.ORDER and demand.key in ranks
    }
