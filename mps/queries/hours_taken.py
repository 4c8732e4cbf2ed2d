"""What takes the hours of a work centre in the days that a late line has to wait, and why the free ones do not help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mps.queries.kept_plan import KeptPlan, kept_plan
from mps.queries.lots import Ends, ends_of
from mps.queries.standing import standing_of
from mps.scheduler.lateness import Standing
from mps.scheduler.lot_share import days_of
from mps.scheduler.problem import Demand, DemandKind

DUST = 1e-6


@dataclass(frozen=True, slots=True)
class Taker:
    """An order line, by its demand, and the minutes that it takes."""

    demand: Demand
    minutes: float


@dataclass(frozen=True, slots=True)
class HoursTaken:
    """
    How the minutes of a work centre divide in some days: those that are `free`, the line's `own`, other order lines by
    what they take, most first, `forecast` and `stock`. They add up to what it has.
    """

    free: float
    own: float
    orders: tuple[Taker, ...]
    forecast: float
    stock: float


@dataclass(frozen=True, slots=True)
class FreeHours:
    """
    Why the free minutes of a work centre do not help a line.

    `early` are those before `parts_day`, on which the components of its first work there come; `rest` those from then
    on, of the days that are looked at. Its lots take `needed` there. `other` is a further work centre of the same lots
    that has less left in these days (`other_free`) than they take of it (`other_needed`); empty where none has.
    """

    early: float
    parts_day: int
    rest: float
    needed: float
    other: str
    other_free: float
    other_needed: float


def hours_taken(plan_id: int, key: str, center: str, days: range) -> HoursTaken:
    """
    Return what takes the minutes of a work centre (a code) in some days; `key` is the demand that waits.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan, standing = kept_plan(plan_id), standing_of(plan_id)
    minutes, stock = _by_demand(plan, center, days)
    demands = plan.problem.demands
    orders = [Taker(demands[place], taken) for place, taken in minutes.items()]
    others = [one for one in orders if one.demand.kind is DemandKind.ORDER and one.demand.key != key]
    left = days_of(standing, standing.index.center_number[center])[1, days.start : days.stop]
    return HoursTaken(
        free=float(left.sum()),
        own=sum(one.minutes for one in orders if one.demand.key == key),
        orders=tuple(sorted(others, key=lambda one: (-one.minutes, one.demand.key))),
        forecast=sum(one.minutes for one in orders if one.demand.kind is DemandKind.FORECAST),
        stock=stock,
    )


def _by_demand(plan: KeptPlan, center: str, days: range) -> tuple[dict[int, float], float]:
    """Return minutes by demand (its place): a lot counts for all that it is for in the end; and those for stock."""
    found, known, stock = defaultdict[int, float](float), dict[int, Ends](), 0.0
    for row in plan.minutes_at[center]:
        if row.day in days:
            lot = plan.lot_by_key[row.lot]
            ends = ends_of(plan, lot, known)
            stock += row.minutes * max(0.0, ends.stocked) / lot.quantity
            for place, quantity in ends.by_demand.items():
                found[place] += row.minutes * quantity / lot.quantity
    return found, stock


def free_hours(plan_id: int, key: str, center: str, days: range) -> FreeHours | None:
    """
    Return why the free minutes of a work centre (a code) in some days do not help the demand of a key that waits.

    None where it has no work there. Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = standing_of(plan_id)
    place = next(place for place, demand in enumerate(plan.problem.demands) if demand.key == key)
    lots = _working_at(plan, place, center, days.start)
    if not lots:
        return None
    parts_day = min(_parts_day(plan, lot) for lot in lots)
    usable = range(min(max(days.start, parts_day), days.stop), days.stop)
    needed = _needed(plan, lots)
    rest = {code: _left(plan, code, usable) for code in needed}
    short = sorted((rest[code] / needed[code], code) for code in needed if code != center and rest[code] < needed[code])
    other = short[0][1] if short else ""
    return FreeHours(
        early=_left(plan, center, range(days.start, usable.start)), parts_day=parts_day, rest=rest[center],
        needed=needed[center], other=other, other_free=rest.get(other, 0.0), other_needed=needed.get(other, 0.0),
    )  # fmt: skip


def _working_at(plan: Standing, place: int, center: str, from_day: int) -> list[int]:
    """Return the lots that a demand waits for which are worked on at a centre from a day on."""
    columns, number = plan.columns, plan.index.center_number[center]
    busy = columns.load_lot[(columns.load_center == number) & (columns.load_day >= from_day)]
    return [lot for lot in np.unique(busy).tolist() if lot in plan.lots_of(place)]


def _parts_day(plan: Standing, lot: int) -> int:
    """Return the day from which on the components of a lot are all there."""
    stamps = plan.stamps[plan.columns.peg_lot == lot]
    return int(stamps.max() + 1) // 2 if len(stamps) else 0


def _needed(plan: Standing, lots: Iterable[int]) -> dict[str, float]:
    """Return the minutes that lots take, by the code of the work centre."""
    columns, codes = plan.columns, list(plan.index.accepted.work_centers)
    rows = np.isin(columns.load_lot, [*lots])
    sums = np.bincount(columns.load_center[rows], columns.load_minutes[rows], minlength=len(codes))
    return {codes[number]: float(sums[number]) for number in np.flatnonzero(sums > DUST).tolist()}


def _left(plan: Standing, center: str, days: range) -> float:
    return float(days_of(plan, plan.index.center_number[center])[1, days.start : days.stop].sum())
