"""A capacitated lot-sizing problem as arrays, frozen: N items, T periods, W work centres; one or several levels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints, floats, ints


@dataclass(frozen=True, slots=True)
class Bill:
    """Rows of a bill of material: `per` pieces of item number `component` go into one piece of item number `parent`."""

    parent: Ints = field(default_factory=lambda: ints([]))
    component: Ints = field(default_factory=lambda: ints([]))
    per: Floats = field(default_factory=lambda: floats([]))


@dataclass(frozen=True, slots=True)
class LotProblem:
    """
    What is wanted, with what capacity, at what prices. All numbers are finite and not negative.

    Shape: `demand`, `holding`, `setup_allowed`, `setup_fixed` are N × T; `capacity`, `overtime` W × T; `setup_minutes`,
           `unit_minutes` N × W (summed over an item's operations there); `overtime_price` is W long, the others N.
    Unit:  pieces, minutes, currency. `holding` is for a piece in stock at the end of a period; `late_price` for a piece
           owed at the end of a period; `unmet_price` on top for one still owed at the end of the last period;
           `safety_price` for a piece that stock lies below the safety stock at the end of a period.
    """

    demand: Floats
    initial_stock: Floats
    setup_cost: Floats
    holding: Floats
    setup_minutes: Floats
    unit_minutes: Floats
    capacity: Floats
    overtime: Floats
    overtime_price: Floats
    late_price: Floats
    unmet_price: Floats
    safety_stock: Floats
    safety_price: Floats
    setup_allowed: Flags
    setup_fixed: Flags
    bill: Bill = field(default_factory=Bill)

    def __post_init__(self) -> None:
        """Refuse arrays of the wrong shape, and a bill that turns in a circle. Raises ValueError naming the array."""
        items, periods = self.demand.shape
        centers = len(self.capacity)
        shapes: dict[tuple[int, ...], str] = {
            (items, periods): "holding setup_allowed setup_fixed",
            (centers, periods): "capacity overtime",
            (items, centers): "setup_minutes unit_minutes",
            (items,): "initial_stock setup_cost late_price unmet_price safety_stock safety_price",
        }
        for shape, names in shapes.items():
            for name in names.split():
                if getattr(self, name).shape != shape:
                    raise ValueError(f"{name} has shape {getattr(self, name).shape}, not {shape}")
        if self.overtime_price.shape != (centers,):
            raise ValueError(f"overtime_price has shape {self.overtime_price.shape}, not {(centers,)}")
        levels(items, self.bill)

    @property
    def shape(self) -> tuple[int, int]:
        """Items and periods."""
        return self.demand.shape[0], self.demand.shape[1]


def levels(items: int, bill: Bill) -> list[Ints]:
    """Return item numbers by low-level code, end items first. Raises ValueError where the bill turns in a circle."""
    level = np.zeros(items, dtype=np.int64)
    for _ in range(items + 1):
        deeper = level.copy()
        np.maximum.at(deeper, bill.component, level[bill.parent] + 1)
        if (deeper == level).all():
            return [np.flatnonzero(level == depth) for depth in range(int(level.max(initial=-1)) + 1)]
        level = deeper
    raise ValueError(f"the bill turns in a circle through item {int(level.argmax())}")


def echelon(problem: LotProblem, own: Floats) -> Floats:
    """Return a quantity of every item by itself and inside its parents. Shape: N × anything, both."""
    total, bill = own.copy(), problem.bill
    for level in levels(len(own), bill):
        rows = np.isin(bill.parent, level)
        np.add.at(total, bill.component[rows], bill.per[rows, None] * total[bill.parent[rows]])
    return total


def net_demand(problem: LotProblem) -> Floats:
    """Return what must be made of every item by every period so that nothing is late, lot for lot. Shape: N × T."""
    need, bill = problem.demand.copy(), problem.bill
    for level in levels(len(need), bill):
        short = np.cumsum(need[level], axis=1) - problem.initial_stock[level, None]
        need[level] = np.diff(np.maximum(0.0, short), axis=1, prepend=0.0)
        rows = np.isin(bill.parent, level)
        np.add.at(need, bill.component[rows], bill.per[rows, None] * need[bill.parent[rows]])
    return need


def canonical_order(problem: LotProblem) -> Ints:
    """Return item numbers in an order that depends on the items' data only: the caller's order does not matter."""
    columns = [*problem.demand.T, *problem.holding.T, *problem.unit_minutes.T, *problem.setup_minutes.T]
    columns += [problem.initial_stock, problem.safety_stock, problem.late_price, problem.setup_cost]
    return np.lexsort(np.array(columns))


def reordered(problem: LotProblem, order: Ints) -> LotProblem:
    """Return the same problem with its items in another order."""
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    by_item = (
        "demand initial_stock setup_cost holding setup_minutes unit_minutes late_price unmet_price safety_stock"
        " safety_price setup_allowed setup_fixed"
    )
    bill = problem.bill
    rows = np.lexsort((place[bill.component], place[bill.parent]))
    moved = Bill(place[bill.parent][rows], place[bill.component][rows], bill.per[rows])
    return replace(problem, bill=moved, **{name: getattr(problem, name)[order] for name in by_item.split()})
