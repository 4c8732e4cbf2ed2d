"""Plans of independent parts, put together to the plan of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from mps.scheduler.arrays import Floats, Ints, ints
from mps.scheduler.columns import LOT, RECEIPT, Columns
from mps.scheduler.parts import Part
from mps.scheduler.plan import Cost, Lot
from mps.scheduler.validate import Accepted


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part with its plan."""

    part: Part
    accepted: Accepted
    columns: Columns
    lots: tuple[Lot, ...]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Merged:
    """The plan of the whole, in columns. `items` and `work_centers` are the codes by number."""

    items: list[str]
    work_centers: list[str]
    columns: Columns
    lots: tuple[Lot, ...]
    cost: Cost


def merge(planned: Sequence[PlannedPart]) -> Merged:
    """Return the plan of the whole: lots by item, finish and start, whatever the order of the parts."""
    items = sorted(code for one in planned for code in one.accepted.items)
    centers = sorted(code for one in planned for code in one.accepted.work_centers)
    item_number = {code: number for number, code in enumerate(items)}
    center_number = {code: number for number, code in enumerate(centers)}
    ends = np.cumsum([0, *(len(one.lots) for one in planned)]).tolist()
    translated = [
        _translated(one, item_number, center_number, first) for one, first in zip(planned, ends[:-1], strict=True)
    ]
    bought = np.zeros((len(centers), planned[0].columns.bought.shape[1]))
    for one in planned:
        bought[[center_number[code] for code in one.accepted.work_centers]] = one.columns.bought
    columns, order = _in_order(translated, bought)
    lots = [lot for one in planned for lot in one.lots]
    return Merged(
        items=items,
        work_centers=centers,
        columns=columns,
        lots=tuple([lots[place] for place in order.tolist()]),
        cost=Cost(*(sum(getattr(one.cost, term.name) for one in planned) for term in fields(Cost))),
    )


def _translated(
    one: PlannedPart, item_number: dict[str, int], center_number: dict[str, int], first_lot: int
) -> Columns:
    """Return a part's columns with the numbers and places of the whole; its lots are `first_lot` and following."""
    columns = one.columns
    items = ints([item_number[code] for code in one.accepted.items])
    centers = ints([center_number[code] for code in one.accepted.work_centers])
    demands, receipts = ints(one.part.demand_places), ints(one.part.receipt_places)
    supply = np.where(columns.peg_kind == LOT, columns.peg_supply + first_lot, columns.peg_supply)
    from_receipt = columns.peg_kind == RECEIPT
    supply[from_receipt] = receipts[columns.peg_supply[from_receipt]]
    peg_demand, sold = columns.peg_demand.copy(), columns.peg_demand >= 0
    peg_demand[sold] = demands[peg_demand[sold]]
    return replace(
        columns,
        lot_item=items[columns.lot_item],
        load_lot=columns.load_lot + first_lot,
        load_center=centers[columns.load_center],
        delivery_demand=demands[columns.delivery_demand],
        peg_lot=np.where(columns.peg_lot >= 0, columns.peg_lot + first_lot, -1),
        peg_demand=peg_demand,
        peg_item=items[columns.peg_item],
        peg_supply=supply,
    )


def _in_order(parts: list[Columns], bought: Floats) -> tuple[Columns, Ints]:
    """Return the parts' rows in the order of the whole, and where each of its lots stood."""
    table: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in (one.name for one in fields(Columns))
        if name != "bought"
    }
    order = np.argsort(table["lot_item"], kind="stable")
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    table["load_lot"] = position[table["load_lot"]]
    for name, from_lot in (("peg_lot", table["peg_lot"] >= 0), ("peg_supply", table["peg_kind"] == LOT)):
        table[name][from_lot] = position[table[name][from_lot]]
    orders = {
        "lot": order,
        "load": np.argsort(table["load_lot"], kind="stable"),
        "delivery": np.argsort(table["delivery_demand"], kind="stable"),
        "peg": np.argsort(table["peg_item"], kind="stable"),
    }
    rows = {name: column[orders[name.partition("_")[0]]] for name, column in table.items()}
    return Columns(**rows, bought=bought), order
