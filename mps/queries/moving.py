"""Which lots of a plan may go from one week of a work centre to another, with all that waits for them still in time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from mps.queries.kept_plan import NO_LOT, KeptLot, KeptPlan
from mps.queries.load import LoadMap, Week
from mps.queries.loads import minutes_of_lots
from mps.scheduler.open_days import is_closed
from mps.scheduler.relief import Candidate, Cell, relief

WEEKS_TRIED = 8
OF_QUANTITY = "steer/"  # as steering names the lots of a quantity that a person fixed

StartOf = Callable[[KeptLot, int], int]


class Stays(StrEnum):
    """Why a lot may not go there."""

    FIXED_QUANTITY = "fixed_quantity"
    FENCE = "fence"
    PAST = "past"
    AFTER_HORIZON = "after_horizon"
    CLOSED = "closed"
    COMPONENTS = "components"
    NEEDED = "needed"
    LATE = "late"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Moved:
    """A lot that would go: its days then, and the minutes that leave the week."""

    lot: KeptLot
    start_day: int
    finish_day: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    What would go from a week to another; `minutes` of it leave the week. `why_not`: why others (keys) may not go.

    `load_before` and `load_after` are the minutes of the work centre in the two weeks, reckoned without planning.
    """

    moved: tuple[Moved, ...]
    minutes: float
    why_not: Mapping[str, Stays] = field(default_factory=dict)
    load_before: tuple[float, float] = (0.0, 0.0)
    load_after: tuple[float, float] = (0.0, 0.0)

    def holds(self, wanted: float) -> bool:
        """Whether lots go, and so many minutes with them."""
        return bool(self.moved) and self.minutes >= wanted

    @property
    def stays(self) -> Mapping[Stays, int]:
        """How many lots may not go, by why."""
        return Counter(self.why_not.values())


@dataclass(frozen=True, slots=True)
class Way:
    """
    From which week of a work centre (its code) to which; `start_of`: when a lot begins that finishes on a day.

    `share`: up to which share of what is available without overtime the work centre is filled; None: overtime and all.
    Lots of `staying` (keys) are not asked.
    """

    center: str
    source: Week
    target: Week
    start_of: StartOf
    share: float | None = None
    staying: Collection[str] = ()


def propose(plan: KeptPlan, found: LoadMap, way: Way, wanted: float) -> Proposal:
    """
    Return the fewest lots that take `wanted` minutes out of the week, and at least one; none where none may go.

    Nobody who is in time becomes late and nobody who is late later: the engine would plan another lot for them. No lot
    begins inside its fence, before what it takes is there, or is finished after what is made of it begins; no work
    centre gets more than it has room for, overtime included.
    """
    why_not, movable = dict[str, Stays](), dict[str, Moved]()
    for key, minutes in minutes_of_lots(plan, way.center, way.source.first, way.source.last).items():
        if key in way.staying:
            continue
        lot = plan.lot_by_key[key]
        one = _where_to(plan, lot, way, minutes)
        why = one if isinstance(one, Stays) else _why_not(plan, one)
        if why is None and isinstance(one, Moved):
            movable[key] = one
        elif why is not None:
            why_not[key] = why
    columns = _Columns(plan, found.weeks)
    source = columns.place(way.source)
    added = {key: columns.added(one) for key, one in movable.items()}
    candidates = [
        Candidate(key, -cells.get((way.center, source), 0.0), cells, plan.lot_by_key[key].firm)
        for key, cells in added.items()
    ]
    chosen = relief(candidates, wanted, _room(found, way))
    why_not |= {one.key: Stays.NO_ROOM for one in chosen.no_room}
    cells = [cell for one in chosen.moved for cell in one.added.items()]
    before = tuple(columns.load(found, way.center, week) for week in (way.source, way.target))
    changed = [sum(minutes for cell, minutes in cells if cell == (way.center, columns.place(week)))
               for week in (way.source, way.target)]  # fmt: skip
    return Proposal(
        moved=tuple(movable[one.key] for one in chosen.moved), minutes=chosen.minutes, why_not=why_not,
        load_before=(before[0], before[1]), load_after=(before[0] + changed[0], before[1] + changed[1]),
    )  # fmt: skip


def nearest(plan: KeptPlan, found: LoadMap, way: Way, wanted: float) -> Week | None:
    """Return the week nearest to that which they leave to which `wanted` minutes may go, of two the later; or None."""
    source = found.weeks.index(way.source)
    near = [place for place in range(len(found.weeks)) if 0 < abs(place - source) <= WEEKS_TRIED]
    for place in sorted(near, key=lambda one: (abs(one - source), -one)):
        week = found.weeks[place]
        if week != way.target and propose(plan, found, replace(way, target=week), wanted).holds(wanted):
            return week
    return None


def _where_to(plan: KeptPlan, lot: KeptLot, way: Way, minutes: float) -> Moved | Stays:
    """Return the lot on its days then, on the last day of the week there that its work centre works."""
    if lot.key.startswith(OF_QUANTITY):
        return Stays.FIXED_QUANTITY
    first = max(0, plan.day_of(_monday(way.target.first)))
    finish = lot.finish_day + plan.day_of(_monday(way.target.first)) - _week_of(plan, lot, way)
    if finish >= plan.problem.horizon.day_count:
        return Stays.AFTER_HORIZON
    available = plan.accepted.work_centers[way.center].available_minutes
    while finish >= first and available[finish] <= 0:
        finish -= 1
    if finish < first:
        return Stays.PAST if first == 0 else Stays.CLOSED
    return Moved(lot, way.start_of(lot, finish), finish, minutes)


def _why_not(plan: KeptPlan, one: Moved) -> Stays | None:
    """Return why a lot may not be made on other days; None: it may."""
    lot, item = one.lot, plan.item(one.lot.item)
    if one.start_day < 0:
        return Stays.PAST
    if min(lot.start_day, one.start_day) < item.frozen_days:
        return Stays.FENCE
    if is_closed(item, one.finish_day):
        return Stays.CLOSED
    if any(plan.ready_day(link) > one.start_day for link in plan.drawn_by_lot[lot.place]):
        return Stays.COMPONENTS
    drawn = plan.drawn_from_lot[lot.place]
    consumers = [plan.lots[link.consumer_lot] for link in drawn if link.consumer_lot != NO_LOT]
    if any(consumer.start_day <= one.finish_day for consumer in consumers if one.finish_day > lot.finish_day):
        return Stays.NEEDED
    return Stays.LATE if _makes_late(plan, lot, one.finish_day) else None


def _makes_late(plan: KeptPlan, lot: KeptLot, finish: int) -> bool:
    """Whether something that is wanted of a lot becomes late, or later than it is, once the lot finishes then."""
    drawn = [link for link in plan.drawn_from_lot[lot.place] if link.consumer_lot == NO_LOT]
    dues = [plan.problem.demands[link.consumer_demand].due_day for link in drawn]
    return any(finish > max(due, lot.finish_day) for due in dues)


def _week_of(plan: KeptPlan, lot: KeptLot, way: Way) -> int:
    """Return the Monday of the last week in which a lot works there: it moves by whole weeks, weekday to weekday."""
    days = range(max(0, plan.day_of(way.source.first)), plan.day_of(way.source.last) + 1)
    rows = plan.minutes_of_lot[lot.key]
    last = max(row.day for row in rows if row.work_center == way.center and row.day in days)
    return plan.day_of(_monday(plan.date_of(last)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def with_moved(plan: KeptPlan, found: LoadMap, moved: Sequence[Moved]) -> LoadMap:
    """Return the load with lots moved, reckoned without planning."""
    columns, added = _Columns(plan, found.weeks), defaultdict[Cell, float](float)
    for one in moved:
        for cell, minutes in columns.added(one).items():
            added[cell] += minutes
    return replace(
        found,
        centers=tuple(
            replace(center, cells=tuple(
                replace(cell, load=cell.load + added[center.code, place]) for place, cell in enumerate(center.cells)
            ))
            for center in found.centers
        ),
    )  # fmt: skip


def _room(found: LoadMap, way: Way) -> dict[Cell, float]:
    rooms = {
        (center.code, place): max(0.0, cell.available + cell.overtime - cell.load)
        for center in found.centers
        for place, cell in enumerate(center.cells)
    }
    if way.share is not None:
        (own,) = (center for center in found.centers if center.code == way.center)
        for place, cell in enumerate(own.cells):
            rooms[way.center, place] = max(0.0, cell.available * way.share - cell.load)
    return rooms


class _Columns:
    """The weeks of a plan by day."""

    def __init__(self, plan: KeptPlan, weeks: Sequence[Week]) -> None:
        self._plan, self._weeks = plan, list(weeks)
        self._of_day = {
            plan.day_of(week.first) + day: place
            for place, week in enumerate(weeks)
            for day in range((week.last - week.first).days + 1)
        }

    def place(self, week: Week) -> int:
        """Return the place of a week."""
        return self._weeks.index(week)

    def load(self, found: LoadMap, center: str, week: Week) -> float:
        """Return the minutes of a work centre in a week."""
        return next(one for one in found.centers if one.code == center).cells[self.place(week)].load

    def added(self, one: Moved) -> dict[Cell, float]:
        """Return the minutes that a lot's move adds (below 0: takes away) by work centre and week, all its steps."""
        cells, days = defaultdict[Cell, float](float), one.finish_day - one.lot.finish_day
        last = max(self._of_day)
        for row in self._plan.minutes_of_lot[one.lot.key]:
            cells[row.work_center, self._of_day[min(max(0, row.day), last)]] -= row.minutes
            cells[row.work_center, self._of_day[min(max(0, row.day + days), last)]] += row.minutes
        return {cell: minutes for cell, minutes in cells.items() if abs(minutes) > 1e-9}
