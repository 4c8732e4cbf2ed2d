"""What the next problem knows of a plan, and of the promises made on it since: lots, their minutes, what was late."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec
import numpy as np

from mps.scheduler.backing import Backing, ProposedLoad
from mps.scheduler.columns import Columns, Index, columns_of, index_of
from mps.scheduler.cost import lateness_by_demand
from mps.scheduler.plan import Lot, LotStatus, Plan
from mps.scheduler.problem import PlanningProblem, PreviousLot, PreviousMinutes

_DUST = 1e-9


@dataclass(frozen=True, slots=True)
class StepMinutes:
    """What a lot takes for a step: minutes once, and for every piece."""

    setup_minutes: float
    run_minutes: float


def lots_of(lots: Iterable[Lot]) -> tuple[PreviousLot, ...]:
    """Return a plan's lots as the next problem has them; firm orders are people's, and are read with the rest."""
    return tuple([
        PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day)
        for lot in lots
        if lot.status is LotStatus.PLANNED
    ])  # fmt: skip


def followed_by(problem: PlanningProblem, plan: Plan) -> PlanningProblem:
    """
    Return the problem that comes next, once a plan of a problem is published and nothing else changes.

    Firm lots that no person fixed, but a change budget, are the plan's own: the next one may change them again.
    """
    fixed = {order.key for order in problem.firm_orders}
    own = [lot for lot in plan.lots if lot.key not in fixed]
    return replace(
        problem,
        previous_lots=tuple(PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day) for lot in own),
        previous_minutes=minutes_of(plan, kept={lot.key for lot in own}),
        previous_late=late_in(problem, plan),
    )


def minutes_of(plan: Plan, kept: Collection[str] = ()) -> tuple[PreviousMinutes, ...]:
    """
    Return the minutes of a plan's lots; those of firm orders are booked by their days.

    `kept` are the keys of firm lots that no person fixed, but a change budget: the next plan knows them as its lots.
    """
    lots = plan.lots
    return tuple(
        PreviousMinutes(lots[load.lot].key, load.step, load.work_center, load.day, load.minutes)
        for load in plan.loads
        if lots[load.lot].status is LotStatus.PLANNED or lots[load.lot].key in kept
    )


def late_in(problem: PlanningProblem, plan: Plan) -> tuple[str, ...]:
    """Return the keys of the promised demands that a plan does not keep."""
    index = index_of(problem)
    lateness = lateness_by_demand(index, columns_of(plan, index)) * index.demand_columns.promised
    return tuple([problem.demands[place].key for place in lateness.nonzero()[0].tolist()])


@dataclass(frozen=True, slots=True)
class _Stored:
    """
    The minutes in columns, as bytes: places of lots, steps, places of work centres, days since `start`.

    Those of firm lots are apart: the next plan books them by their days, and only people ask for them.
    """

    start: date
    lots: tuple[str, ...]
    centers: tuple[str, ...]
    places: bytes
    minutes: bytes
    late: tuple[str, ...]
    firm_places: bytes = b""
    firm_minutes: bytes = b""


def to_bytes(index: Index, columns: Columns, lots: Sequence[Lot]) -> bytes:
    """Return the minutes of a plan's lots, and the keys of the promises that it does not keep, as they are stored."""
    fixed = {order.key for order in index.problem.firm_orders}  # what a change budget kept is no person's
    firm = np.array([lot.key in fixed for lot in lots], dtype=np.bool_)[columns.load_lot]
    places = np.stack((columns.load_lot, columns.load_step, columns.load_center, columns.load_day))
    lateness = lateness_by_demand(index, columns) * index.demand_columns.promised
    demands = index.problem.demands
    stored = _Stored(
        start=index.problem.horizon.start_date,
        lots=tuple([lot.key for lot in lots]),
        centers=tuple(index.center_number),
        places=places[:, ~firm].tobytes(),
        minutes=columns.load_minutes[~firm].tobytes(),
        firm_places=places[:, firm].tobytes(),
        firm_minutes=columns.load_minutes[firm].tobytes(),
        late=tuple([demands[place].key for place in lateness.nonzero()[0].tolist()]),
    )
    return zlib.compress(msgspec.msgpack.encode(stored), level=1)


def from_bytes(stored: bytes, start_date: date) -> tuple[tuple[PreviousMinutes, ...], tuple[str, ...]]:
    """
    Return what `to_bytes` stored, its days counted from a date.

    Raises msgspec.ValidationError or zlib.error where it is not that.
    """
    found = msgspec.msgpack.decode(zlib.decompress(stored), type=_Stored)
    places = np.frombuffer(found.places, dtype=np.int64).reshape(4, -1).tolist()
    minutes = np.frombuffer(found.minutes, dtype=np.float64).tolist()
    passed = (start_date - found.start).days
    rows = zip(*places, minutes, strict=True)
    return tuple([
        PreviousMinutes(found.lots[lot], step, found.centers[center], day - passed, taken)
        for lot, step, center, day, taken in rows
    ]), found.late  # fmt: skip


def everything_in(stored: bytes) -> tuple[tuple[str, ...], list[PreviousMinutes]]:
    """
    Return what `to_bytes` stored for people: the keys of the lots in the plan's order, and the minutes of all of them.

    Days count from the plan's own first day. Raises as `from_bytes`.
    """
    found = msgspec.msgpack.decode(zlib.decompress(stored), type=_Stored)
    rows: list[PreviousMinutes] = []
    for columns, taken in ((found.places, found.minutes), (found.firm_places, found.firm_minutes)):
        places = np.frombuffer(columns, dtype=np.int64).reshape(4, -1).tolist()
        minutes = np.frombuffer(taken, dtype=np.float64).tolist()
        rows += [
            PreviousMinutes(found.lots[lot], step, found.centers[center], day, one)
            for lot, step, center, day, one in zip(*places, minutes, strict=True)
        ]
    return found.lots, rows


def lots_of_promise(key: str, backing: Backing) -> Iterator[PreviousLot]:
    """Yield the lots that a promise rests on, as the next problem has them."""
    for number, (item, quantity, start, finish) in enumerate(_single_lots(backing), start=1):
        yield PreviousLot(f"{key}/{number}", item, quantity, finish, start)


def minutes_of_promise(key: str, backing: Backing, problem: PlanningProblem) -> Iterator[PreviousMinutes]:
    """
    Yield the minutes of those lots.

    A quote says how many an item's lots take together on each day: the last lot gets the last of them.
    """
    steps, left = steps_of(problem), defaultdict[tuple[str, int], list[ProposedLoad]](list)
    for load in sorted(backing.loads, key=lambda load: load.day):
        left[load.item, load.step].append(load)
    numbered = list(enumerate(_single_lots(backing), start=1))
    for number, (item, quantity, _start, _finish) in reversed(numbered):
        for place, (step, takes) in enumerate(steps.get(item, [])):
            wanted = takes.setup_minutes + takes.run_minutes * quantity
            for load in _last_of(left[item, place], wanted):
                yield PreviousMinutes(f"{key}/{number}", step, load.work_center, load.day, load.minutes)


def steps_of(problem: PlanningProblem) -> dict[str, list[tuple[int, StepMinutes]]]:
    """Return the steps of each item in the order of its routing, as quotes number them."""
    found = defaultdict[str, list[tuple[int, StepMinutes]]](list)
    for one in index_of(problem).accepted.operations:
        found[one.item].append((one.step, StepMinutes(one.setup_minutes, one.run_minutes_per_unit)))
    return found


def _single_lots(backing: Backing) -> Iterator[tuple[str, float, int, int]]:
    for lot in backing.lots:
        for _ in range(lot.count):
            yield lot.item, lot.quantity, lot.start_day, lot.finish_day


def _last_of(loads: list[ProposedLoad], wanted: float) -> Iterator[ProposedLoad]:
    """Take minutes off the last of the loads, and yield them."""
    while loads and wanted > _DUST:
        last = loads.pop()
        part = min(last.minutes, wanted)
        yield replace(last, minutes=part)
        wanted -= part
        if last.minutes - part > _DUST:
            loads.append(replace(last, minutes=last.minutes - part))
