"""A plan as numpy columns: what rules and prices are computed on. Items, work centres and steps become numbers here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints, attributes, floats, ints
from mps.scheduler.demand_columns import DemandColumns
from mps.scheduler.plan import Delivery, LotStatus, OperationLoad, Plan, SupplyKind
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.records import Column, Table
from mps.scheduler.validate import Accepted, accept, in_order
from mps.scheduler.validate_whole import sound_whole

STOCK, RECEIPT, LOT = 0, 1, 2
KIND_NUMBERS = {SupplyKind.STOCK: STOCK, SupplyKind.RECEIPT: RECEIPT, SupplyKind.LOT: LOT}


@dataclass(frozen=True)
class Index:
    """
    The accepted records as numbers and columns. Items and work centres are numbered in the order of their codes.

    `problem` has a sound horizon, sound prices and a sound last plan (`validate_whole`), its other records may be bad.
    """

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

    @property
    def demand_columns(self) -> DemandColumns:
        """All demands of the problem; refused ones have no item."""
        return self.accepted.demand_columns

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
        column = np.zeros(len(self.problem.receipts), dtype=np.int64)
        for place, receipt in self.accepted.receipts:
            column[place] = max(0, receipt.arrives_day)
        return column

    @cached_property
    def receipt_quantity(self) -> Floats:
        """The quantity of every receipt of the problem, 0 where it was refused."""
        column = np.zeros(len(self.problem.receipts))
        for place, receipt in self.accepted.receipts:
            column[place] = receipt.quantity
        return column


_last_index: list[tuple[PlanningProblem, Index]] = []


def index_of(problem: PlanningProblem) -> Index:
    """Return the index of a whole problem. The last one is kept: what has been planned is checked next."""
    for asked, index in _last_index:
        if asked is problem:
            return index
    whole, wrong = sound_whole(problem)
    accepted = accept(whole)
    if wrong:
        accepted = replace(accepted, refused=in_order((*wrong, *accepted.refused)))
    _last_index[:] = [(problem, Index(whole, accepted))]
    return _last_index[0][1]


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
    links, item_number, center_number = plan.pegging, index.item_number, index.center_number
    bought = np.zeros_like(index.available_minutes)
    for code, minutes in plan.bought_overtime.items():
        if code in center_number and len(minutes) == bought.shape[1]:
            bought[center_number[code]] = minutes
    item, quantity, start, finish, status = attributes(
        plan.lots, "item", "quantity", "start_day", "finish_day", "status"
    )
    load_lot, load_step, load_center, load_day, load_minutes, load_setup = _of_records(plan.loads, OperationLoad)
    demand, delivered, day = _of_records(plan.deliveries, Delivery)
    return Columns(
        lot_item=_coded(item, item_number),
        lot_quantity=floats(quantity),
        lot_start=ints(start),
        lot_finish=ints(finish),
        lot_firm=np.array([one is LotStatus.FIRM for one in status], dtype=np.bool_),
        load_lot=ints(_plain(load_lot)),
        load_step=ints(_plain(load_step)),
        load_center=_coded(load_center, center_number),
        load_day=ints(_plain(load_day)),
        load_minutes=floats(_plain(load_minutes)),
        load_setup=floats(_plain(load_setup)),
        delivery_demand=ints(_plain(demand)),
        delivery_quantity=floats(_plain(delivered)),
        delivery_day=ints(_plain(day)),
        peg_lot=ints(_plain(links.consumer_lot)),
        peg_demand=ints(_plain(links.consumer_demand)),
        peg_item=_coded(links.item, item_number),
        peg_kind=_coded(links.supply_kind, KIND_NUMBERS),
        peg_supply=ints(_plain(links.supply)),
        peg_quantity=floats(_plain(links.quantity)),
        bought=bought,
    )


def _of_records(rows: Sequence[object], record: type[Any]) -> Sequence[Sequence[Any]]:
    """Return the columns of records, in the order of their fields."""
    return rows.columns if isinstance(rows, Table) else attributes(rows, *(one.name for one in fields(record)))


def _plain(column: Sequence[Any]) -> object:
    """Return a column of numbers as numpy likes it."""
    return column.numbers if isinstance(column, Column) else column


def _coded(column: Sequence[Any], numbers: Mapping[Any, int]) -> Ints:
    """Return the number of each code, -1 for an unknown one."""
    if isinstance(column, Column):
        coded: Ints = ints([numbers.get(name, -1) for name in column.names])[column.numbers]
        return coded
    return ints([numbers.get(code, -1) for code in column])


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
