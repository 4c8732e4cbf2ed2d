"""A plan as numpy columns: what rules and prices are computed on. Items, work centres and steps become numbers here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mps.scheduler.plan import LotStatus, Plan, SupplyKind
from mps.scheduler.problem import DemandKind, PlanningProblem
from mps.scheduler.validate import Accepted

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STOCK, RECEIPT, LOT = 0, 1, 2
KIND_NUMBERS = {SupplyKind.STOCK: STOCK, SupplyKind.RECEIPT: RECEIPT, SupplyKind.LOT: LOT}


def ints(values: object) -> Ints:
    """Return a column of whole numbers."""
    return np.array(values, dtype=np.int64)


def floats(values: object) -> Floats:
    """Return a column of quantities or minutes."""
    return np.array(values, dtype=np.float64)


def sums(places: Ints, values: NDArray[np.generic], count: int) -> Floats:
    """Return the sum of the values of each place, `count` long."""
    return floats(np.bincount(places, values, count))


@dataclass(frozen=True)
class Index:
    """The accepted records as numbers and columns. Items and work centres are numbered in the order of their codes."""

    problem: PlanningProblem
    accepted: Accepted

    @cached_property
    def item_number(self) -> dict[str, int]:
        """The number of every item."""
        return {code: number for number, code in enumerate(self.accepted.items)}

    @cached_property
    def center_number(self) -> dict[str, int]:
        """The number of every work centre."""
        return {code: number for number, code in enumerate(self.accepted.work_centers)}

    def item_column(self, name: str) -> Floats:
        """One field of all items."""
        return floats([getattr(item, name) for item in self.accepted.items.values()])

    @cached_property
    def available_minutes(self) -> Floats:
        """Shape: work centre × day."""
        return floats([center.available_minutes for center in self.accepted.work_centers.values()]).reshape(
            len(self.accepted.work_centers), self.problem.horizon.day_count
        )

    @cached_property
    def overtime_minutes(self) -> Floats:
        """What may be bought. Shape: work centre × day."""
        return floats([center.overtime_minutes for center in self.accepted.work_centers.values()]).reshape(
            len(self.accepted.work_centers), self.problem.horizon.day_count
        )

    @cached_property
    def demand_columns(self) -> DemandColumns:
        """All demands of the problem; refused ones have no item."""
        return DemandColumns.of(self)

    @cached_property
    def receipt_item(self) -> Ints:
        """The item of every receipt of the problem, -1 where it was refused."""
        column = np.full(len(self.problem.receipts), -1, dtype=np.int64)
        for place, receipt in self.accepted.receipts:
            column[place] = self.item_number[receipt.item]
        return column

    @cached_property
    def receipt_day(self) -> Ints:
        """The first morning a receipt is usable; what is overdue is expected on the planning date."""
        return np.maximum(0, ints([receipt.arrives_day for receipt in self.problem.receipts]))

    @cached_property
    def receipt_quantity(self) -> Floats:
        """The quantity of every receipt of the problem, 0 where it was refused."""
        quantity = floats([receipt.quantity for receipt in self.problem.receipts])
        return np.where(self.receipt_item >= 0, quantity, 0.0)


@dataclass(frozen=True, slots=True)
class DemandColumns:
    """The demands by their place in the problem; where one was refused, `item` is -1 and `quantity` 0."""

    item: Ints
    quantity: Floats
    due_day: Ints
    priority: Ints
    promised: Flags
    forecast: Flags
    may_split: Flags

    @classmethod
    def of(cls, index: Index) -> DemandColumns:
        """Return the columns of a problem's demands."""
        demands = index.problem.demands
        item = np.full(len(demands), -1, dtype=np.int64)
        places = [place for place, _ in index.accepted.demands]
        item[places] = [index.item_number[demand.item] for _, demand in index.accepted.demands]
        return cls(
            item=item,
            quantity=np.where(item >= 0, floats([demand.quantity for demand in demands]), 0.0),
            due_day=ints([demand.due_day for demand in demands]),
            priority=ints([demand.priority for demand in demands]),
            promised=np.array([demand.promised for demand in demands], dtype=np.bool_),
            forecast=np.array([demand.kind is DemandKind.FORECAST for demand in demands], dtype=np.bool_),
            may_split=np.array([demand.may_split for demand in demands], dtype=np.bool_),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """
    A plan's rows, column by column.

    Unknown items and work centres are -1. `peg_supply` is the place of a lot or receipt, -1 for stock; `bought` is
    minutes, work centre × day.
    """

    lot_item: Ints
    lot_quantity: Floats
    lot_start: Ints
    lot_finish: Ints
    lot_firm: Flags
    load_lot: Ints
    load_step: Ints
    load_center: Ints
    load_day: Ints
    load_minutes: Floats
    load_setup: Floats
    delivery_demand: Ints
    delivery_quantity: Floats
    delivery_day: Ints
    peg_lot: Ints
    peg_demand: Ints
    peg_item: Ints
    peg_kind: Ints
    peg_supply: Ints
    peg_quantity: Floats
    bought: Floats


def columns_of(plan: Plan, index: Index) -> Columns:
    """Return a plan as columns."""
    lots, loads, deliveries, links = plan.lots, plan.loads, plan.deliveries, plan.pegging
    item_number, center_number = index.item_number, index.center_number
    bought = np.zeros_like(index.available_minutes)
    for code, minutes in plan.bought_overtime.items():
        if code in center_number and len(minutes) == bought.shape[1]:
            bought[center_number[code]] = minutes
    return Columns(
        lot_item=ints([item_number.get(lot.item, -1) for lot in lots]),
        lot_quantity=floats([lot.quantity for lot in lots]),
        lot_start=ints([lot.start_day for lot in lots]),
        lot_finish=ints([lot.finish_day for lot in lots]),
        lot_firm=np.array([lot.status is LotStatus.FIRM for lot in lots], dtype=np.bool_),
        load_lot=ints([load.lot for load in loads]),
        load_step=ints([load.step for load in loads]),
        load_center=ints([center_number.get(load.work_center, -1) for load in loads]),
        load_day=ints([load.day for load in loads]),
        load_minutes=floats([load.minutes for load in loads]),
        load_setup=floats([load.setup_minutes for load in loads]),
        delivery_demand=ints([delivery.demand for delivery in deliveries]),
        delivery_quantity=floats([delivery.quantity for delivery in deliveries]),
        delivery_day=ints([delivery.day for delivery in deliveries]),
        peg_lot=ints(links.consumer_lot),
        peg_demand=ints(links.consumer_demand),
        peg_item=ints([item_number.get(code, -1) for code in links.item]),
        peg_kind=ints([KIND_NUMBERS[kind] for kind in links.supply_kind]),
        peg_supply=ints(links.supply),
        peg_quantity=floats(links.quantity),
        bought=bought,
    )


def supply_stamp(index: Index, columns: Columns) -> Ints:
    """
    Return from when each pegging link's supply is there, in half days: morning of day d is 2d, its evening 2d + 1.

    Stock and receipts are there in the morning, lots in the evening of their last day.
    """
    stamp = np.zeros(len(columns.peg_item), dtype=np.int64)
    lots, receipts = columns.peg_kind == LOT, columns.peg_kind == RECEIPT
    stamp[lots] = 2 * columns.lot_finish[columns.peg_supply[lots]] + 1
    stamp[receipts] = 2 * index.receipt_day[columns.peg_supply[receipts]]
    return stamp
