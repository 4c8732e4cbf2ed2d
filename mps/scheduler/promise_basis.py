"""What a promise is made from: all that a published plan leaves uncommitted, small enough to sit in every web process.

Built once per published plan, stored as bytes, decoded and cached by whoever quotes. Neither the problem nor the plan
is needed afterwards.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from itertools import pairwise

import msgspec
import numpy as np

from mps.scheduler.arrays import Floats
from mps.scheduler.columns import Columns, Index, columns_of, index_of
from mps.scheduler.flows import Flows, flows_of, usage_per_unit
from mps.scheduler.plan import Plan
from mps.scheduler.problem import Item, PlanningProblem
from mps.scheduler.rows import daily_load
from mps.scheduler.validate import Accepted, lot_limits

# Quantities below this are rounding, not stock: what adds up to less is not promised to anyone.
QUANTITY_TOLERANCE = 1e-6
PARTS_OF_A_MINUTE = 1000.0
FASTEST = 1


@dataclass(frozen=True, slots=True)
class Component:
    """`place` of the component in `PromiseBasis.items`, and what one parent takes of it from stock."""

    place: int
    usage_per_unit: float


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: the work centre's place in `PromiseBasis.work_centers`, and its minutes."""

    work_center: int
    setup_minutes: float
    run_minutes_per_unit: float


@dataclass(frozen=True, slots=True)
class Uncommitted:
    """
    What can be taken of an item without touching a commitment then or later.

    Shape: `moments` ascend (the morning of a day is 2 × day, its evening 2 × day + 1); from each of them on, the
           quantity beside it, cumulative and ascending. Before the first there is nothing.
    """

    moments: tuple[int, ...] = ()
    quantities: tuple[float, ...] = ()

    def at(self, moment: int) -> float:
        """Return what can be taken at a moment."""
        place = bisect_right(self.moments, moment) - 1
        return self.quantities[place] if place >= 0 else 0.0

    def first_moment_of(self, quantity: float) -> int | None:
        """Return from when a quantity can be taken; None where it never can."""
        place = bisect_left(self.quantities, quantity - QUANTITY_TOLERANCE)
        return self.moments[place] if place < len(self.moments) else None


@dataclass(frozen=True, slots=True)
class ItemBasis:
    """An item with its lot rules, its bill of material and routing, its closed days, and what is uncommitted of it."""

    code: str
    made: bool
    lead_time_days: int
    frozen_days: int
    lot_smallest: float
    lot_multiple: float
    lot_largest: float
    uncommitted: Uncommitted
    components: tuple[Component, ...]
    steps: tuple[Step, ...]
    closed_days: tuple[tuple[int, int], ...] = ()

    def open_day_by(self, day: int) -> int:
        """Return the last day up to a day on which a new lot may finish; below 0: there is none."""
        while spans := [first for first, last in self.closed_days if first <= day <= last]:
            day = min(spans) - 1
        return day

    def open_day_from(self, day: int) -> int:
        """Return the first day from a day on, on which a new lot may finish; maybe after the horizon."""
        while spans := [last for first, last in self.closed_days if first <= day <= last]:
            day = max(spans) + 1
        return day


@dataclass(frozen=True, slots=True)
class PromiseBasis:
    """
    The uncommitted part of a plan.

    Shape: `items` stand with every parent before its components; `places` finds them by code. `free_minutes_before` is,
           per work centre, the running total of unused minutes before each day: one more than `day_count`, from 0.
           `delivery_days` ascend: the days on which the site works, so that something can leave; empty: every day.
           `overtime_minutes_before` is like `free_minutes_before`, of the overtime that the plan has not bought, and
           `overtime_prices` what a minute of it costs; both empty in what was stored before there were any.
    """

    start_date: date
    day_count: int
    items: tuple[ItemBasis, ...]
    places: dict[str, int]
    work_centers: tuple[str, ...]
    free_minutes_before: tuple[tuple[float, ...], ...]
    delivery_days: tuple[int, ...] = ()
    overtime_minutes_before: tuple[tuple[float, ...], ...] = ()
    overtime_prices: tuple[float, ...] = ()

    def delivery_day_from(self, day: int) -> int | None:
        """Return the first day from `day` on that something can leave; None: not inside the horizon."""
        if not self.delivery_days:
            return day if day < self.day_count else None
        place = bisect_left(self.delivery_days, day)
        return self.delivery_days[place] if place < len(self.delivery_days) else None

    def delivery_day_by(self, day: int) -> int | None:
        """Return the last day up to `day` that something can leave; None: there is none before it."""
        if not self.delivery_days:
            return day
        place = bisect_right(self.delivery_days, day) - 1
        return self.delivery_days[place] if place >= 0 else None


def build(problem: PlanningProblem, plan: Plan) -> PromiseBasis:
    """
    Return the basis of a plan. Orders and the components of lots are commitments; forecast is not.

    What an order does not get inside the horizon still claims what is left at its end, so that nobody is promised the
    stock of an order in trouble.
    """
    index = index_of(problem)
    columns = columns_of(plan, index)
    return build_of_flows(index, flows_of(index, columns), columns)


def build_of_flows(index: Index, flows: Flows, columns: Columns, delivery_days: tuple[int, ...] = ()) -> PromiseBasis:
    """Return the same from flows and columns already at hand, for a site that works on some days only."""
    horizon = index.problem.horizon
    codes = _parents_first(index.accepted)
    places = {code: place for place, code in enumerate(codes)}
    components: dict[str, list[Component]] = {}
    for line in index.accepted.bom:
        component = Component(places[line.component], usage_per_unit(line))
        components.setdefault(line.parent, []).append(component)
    steps: dict[str, list[Step]] = {}
    for operation in index.accepted.operations:
        center = index.center_number[operation.work_center]
        step = Step(center, operation.setup_minutes, operation.run_minutes_per_unit)
        steps.setdefault(operation.item, []).append(step)
    free = _uncommitted(uncommitted_by_moment(flows))
    return PromiseBasis(
        start_date=horizon.start_date,
        day_count=horizon.day_count,
        items=tuple(
            _item_basis(index.accepted.items[code], free[index.item_number[code]], components, steps) for code in codes
        ),
        places=places,
        work_centers=tuple(index.center_number),
        free_minutes_before=_free_minutes_before(index, columns),
        delivery_days=delivery_days,
        overtime_minutes_before=_before(np.maximum(0.0, index.overtime_minutes - columns.bought)),
        overtime_prices=tuple(center.overtime_cost_per_minute for center in index.accepted.work_centers.values()),
    )


def uncommitted_by_moment(flows: Flows) -> Floats:
    """
    Return what can be taken of each item at each moment without touching a commitment then or later.

    Shape: items × moments (morning and evening of every day); ascending along the moments, never negative.
    A lot finished on a day can be delivered that evening and used in a parent the next morning; receipts are there in
    the morning; components leave in the morning, deliveries in the evening.
    """
    arrived = flows.on_hand[:, np.newaxis] + np.cumsum(flows.scheduled_receipts - flows.dependent, axis=1)
    evening = np.cumsum(flows.lot_receipts - flows.delivered_orders, axis=1)
    balance = np.empty((arrived.shape[0], 2 * arrived.shape[1]))
    balance[:, 1::2] = arrived + evening
    balance[:, 0::2] = arrived
    balance[:, 2::2] += evening[:, :-1]
    balance[:, -1] -= flows.undelivered_orders
    safe = np.minimum.accumulate(balance[:, ::-1], axis=1)[:, ::-1]
    return np.maximum(0.0, safe)


def to_bytes(basis: PromiseBasis) -> bytes:
    """Return the basis compressed, as it is stored with its plan."""
    return zlib.compress(msgspec.msgpack.encode(basis), level=FASTEST)


def from_bytes(stored: bytes) -> PromiseBasis:
    """Return the basis that `to_bytes` stored. Raises msgspec.ValidationError or zlib.error where it is not one."""
    return msgspec.msgpack.decode(zlib.decompress(stored), type=PromiseBasis)


def _uncommitted(free: Floats) -> list[Uncommitted]:
    """Return each item's row of `uncommitted_by_moment` as the moments at which there is more."""
    item, moments = np.nonzero(np.diff(free, axis=1, prepend=0.0) > QUANTITY_TOLERANCE)
    ends = np.searchsorted(item, np.arange(len(free) + 1)).tolist()
    days, quantities = moments.tolist(), free[item, moments].tolist()
    return [Uncommitted(tuple(days[low:high]), tuple(quantities[low:high])) for low, high in pairwise(ends)]


def _item_basis(
    item: Item, free: Uncommitted, components: dict[str, list[Component]], steps: dict[str, list[Step]]
) -> ItemBasis:
    smallest, largest = lot_limits(item)
    return ItemBasis(
        code=item.code,
        made=item.made,
        lead_time_days=item.lead_time_days,
        frozen_days=item.frozen_days,
        lot_smallest=smallest,
        lot_multiple=item.lot_multiple,
        lot_largest=largest,
        uncommitted=free,
        components=tuple(components.get(item.code, ())),
        steps=tuple(steps.get(item.code, ())),
        closed_days=item.closed_days,
    )


def _free_minutes_before(index: Index, columns: Columns) -> tuple[tuple[float, ...], ...]:
    load, _setup = daily_load(index, columns)
    return _before(np.maximum(0.0, index.available_minutes - load))


def _before(free: Floats) -> tuple[tuple[float, ...], ...]:
    """Return the running totals before each day of minutes. Shape: work centre × day."""
    # Down to a thousandth of a minute: rounding up would promise minutes that are not there.
    free = np.floor(free * PARTS_OF_A_MINUTE) / PARTS_OF_A_MINUTE
    return tuple((0.0, *row) for row in np.cumsum(free, axis=1).round(3).tolist())


def _parents_first(accepted: Accepted) -> list[str]:
    """Return the codes of the items level by level, so that every parent stands before its components."""
    parents: dict[str, set[str]] = {code: set() for code in accepted.items}
    for line in accepted.bom:
        parents[line.component].add(line.parent)
    level: dict[str, int] = {}
    for code in TopologicalSorter(parents).static_order():
        level[code] = max((level[parent] + 1 for parent in parents[code]), default=0)
    return sorted(parents, key=lambda code: (level[code], code))
