"""What comes in and goes out of every item's stock, day by day, of a problem and its plan: what rows and promises are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from mps.scheduler.plan import Lot, Plan
from mps.scheduler.problem import BomLine, DemandKind, PlanningProblem

Days = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Flows:
    """
    Quantities per item and day.

    Shape: every array is items (in the problem's order) × `Horizon.day_count`. What lies before day 0 counts on day 0,
           what lies beyond the horizon is left out. `orders` and `forecast` stand on their due days, `delivered_orders`
           and `delivered_forecast` on the days the plan delivers; `undelivered_orders` (one number per item) is what
           the plan leaves unmet of orders due inside the horizon.
    Unit:  the item's own. `dependent` is what lots take as components on the morning of the day, scrap included;
           `lot_receipts` are finished during the day, `scheduled_receipts` there in the morning.
    """

    on_hand: NDArray[np.float64]
    scheduled_receipts: Days
    lot_receipts: Days
    lot_starts: Days
    dependent: Days
    orders: Days
    forecast: Days
    delivered_orders: Days
    delivered_forecast: Days
    undelivered_orders: NDArray[np.float64]


def usage_per_unit(line: BomLine) -> float:
    """Return how much of the component is taken from stock for one parent, what is lost on the way included."""
    return line.quantity_per / (1.0 - line.scrap_share)


def item_places(problem: PlanningProblem) -> dict[str, int]:
    """Return each item code's place in the problem."""
    return {item.code: place for place, item in enumerate(problem.items)}


def daily_flows(problem: PlanningProblem, plan: Plan) -> Flows:
    """Return the flows of a plan. Records that name an unknown item (they were refused) are left out."""
    places = item_places(problem)
    grid = _Grid(len(problem.items), problem.horizon.day_count)
    lot_items = _places_of([lot.item for lot in plan.lots], places)
    lot_quantities = np.array([lot.quantity for lot in plan.lots], dtype=np.float64)
    start_days = np.array([lot.start_day for lot in plan.lots], dtype=np.intp)
    finish_days = np.array([lot.finish_day for lot in plan.lots], dtype=np.intp)
    demand_items = _places_of([demand.item for demand in problem.demands], places)
    demand_quantities = np.array([demand.quantity for demand in problem.demands], dtype=np.float64)
    due_days = np.array([demand.due_day for demand in problem.demands], dtype=np.intp)
    is_order = np.array([demand.kind is DemandKind.ORDER for demand in problem.demands], dtype=np.bool_)
    delivered = np.array([delivery.demand for delivery in plan.deliveries], dtype=np.intp)
    delivered_quantities = np.array([delivery.quantity for delivery in plan.deliveries], dtype=np.float64)
    delivery_days = np.array([delivery.day for delivery in plan.deliveries], dtype=np.intp)
    order_share = delivered_quantities * is_order[delivered]
    unmet = demand_quantities - np.bincount(delivered, delivered_quantities, minlength=len(demand_items))
    unmet_orders = np.where(is_order & (due_days < grid.day_count), np.maximum(0.0, unmet), 0.0)
    return Flows(
        on_hand=np.array([item.on_hand for item in problem.items], dtype=np.float64),
        scheduled_receipts=_scheduled_receipts(problem, places, grid),
        lot_receipts=grid.spread(lot_items, finish_days, lot_quantities),
        lot_starts=grid.spread(lot_items, start_days, lot_quantities),
        dependent=_dependent(problem.bom, plan.lots, lot_items, places, grid),
        orders=grid.spread(demand_items, due_days, demand_quantities * is_order),
        forecast=grid.spread(demand_items, due_days, demand_quantities * ~is_order),
        delivered_orders=grid.spread(demand_items[delivered], delivery_days, order_share),
        delivered_forecast=grid.spread(demand_items[delivered], delivery_days, delivered_quantities - order_share),
        undelivered_orders=_per_item(demand_items, unmet_orders, grid.item_count),
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    item_count: int
    day_count: int

    def spread(self, items: Places, days: Places, quantities: NDArray[np.float64]) -> Days:
        """Add quantities up by item and day."""
        inside = (items >= 0) & (days < self.day_count)
        cells = items[inside] * self.day_count + np.maximum(0, days[inside])
        total = np.bincount(cells, quantities[inside], minlength=self.item_count * self.day_count)
        return total.reshape(self.item_count, self.day_count).astype(np.float64, copy=False)


def _places_of(codes: list[str], places: dict[str, int]) -> Places:
    return np.fromiter(map(places.get, codes, repeat(-1)), dtype=np.intp, count=len(codes))


def _per_item(items: Places, quantities: NDArray[np.float64], item_count: int) -> NDArray[np.float64]:
    known = items >= 0
    return np.bincount(items[known], quantities[known], minlength=item_count).astype(np.float64, copy=False)


def _scheduled_receipts(problem: PlanningProblem, places: dict[str, int], grid: _Grid) -> Days:
    return grid.spread(
        _places_of([receipt.item for receipt in problem.receipts], places),
        np.array([receipt.arrives_day for receipt in problem.receipts], dtype=np.intp),
        np.array([receipt.quantity for receipt in problem.receipts], dtype=np.float64),
    )


def _dependent(
    bom: Sequence[BomLine], lots: Sequence[Lot], lot_items: Places, places: dict[str, int], grid: _Grid
) -> Days:
    lines_of: dict[int, list[tuple[int, float]]] = {}
    for line in bom:
        lines_of.setdefault(places.get(line.parent, -1), []).append((places.get(line.component, -1), usage_per_unit(line)))
    taken = [
        (component, lot.start_day, lot.quantity * per_unit)
        for lot, item in zip(lots, lot_items.tolist(), strict=True)
        for component, per_unit in lines_of.get(item, ())
    ]
    components, days, quantities = zip(*taken, strict=True) if taken else ((), (), ())
    return grid.spread(
        np.array(components, dtype=np.intp), np.array(days, dtype=np.intp), np.array(quantities, dtype=np.float64)
    )
