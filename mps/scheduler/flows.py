"""What comes in and goes out of every item's stock, day by day: what the rows and the promises are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Floats, Ints, floats, ints
from mps.scheduler.columns import Columns, Index, columns_of
from mps.scheduler.plan import Plan
from mps.scheduler.problem import BomLine


@dataclass(frozen=True, slots=True)
class Flows:
    """
    Quantities per item and day.

    Shape: every array is items (by number, see `Index`) × `Horizon.day_count`; `on_hand` and `undelivered_orders`, what
           the plan leaves unmet, are one number per item. What lies before day 0 counts on day 0. `orders` and
           `forecast` stand on their due days, `delivered_forecast` on those the plan delivers; `delivered_orders`
           too, or on the due day where the plan delivers sooner: until then nobody has a claim on it.
    Unit:  the item's own. `dependent` is what lots take as components on the morning of the day, scrap included;
           `lot_receipts` are finished during the day, `scheduled_receipts` there in the morning.
    """

    on_hand: Floats
    scheduled_receipts: Floats
    lot_receipts: Floats
    lot_starts: Floats
    dependent: Floats
    orders: Floats
    forecast: Floats
    delivered_orders: Floats
    delivered_forecast: Floats
    undelivered_orders: Floats


def usage_per_unit(line: BomLine) -> float:
    """Return how much of the component is taken from stock for one parent, what is lost on the way included."""
    return line.quantity_per / (1.0 - line.scrap_share)


def daily_flows(index: Index, plan: Plan) -> Flows:
    """Return the flows of a plan. Refused records are left out."""
    return flows_of(index, columns_of(plan, index))


def flows_of(index: Index, columns: Columns) -> Flows:
    """Return the same of a plan in columns."""
    demands, days = index.demand_columns, index.problem.horizon.day_count
    grid = _Grid(len(index.accepted.items), days)
    delivered, quantities = columns.delivery_demand, columns.delivery_quantity
    delivered_items = demands.item[delivered]
    to_orders = np.where(demands.forecast[delivered], 0.0, quantities)
    claimed = np.minimum(np.maximum(columns.delivery_day, demands.due_day[delivered]), days - 1)
    unmet = np.maximum(0.0, demands.quantity - np.bincount(delivered, quantities, minlength=len(demands.item)))
    return Flows(
        on_hand=index.item_column("on_hand"),
        scheduled_receipts=grid.spread(index.receipt_item, index.receipt_day, index.receipt_quantity),
        lot_receipts=grid.spread(columns.lot_item, columns.lot_finish, columns.lot_quantity),
        lot_starts=grid.spread(columns.lot_item, columns.lot_start, columns.lot_quantity),
        dependent=_dependent(index, columns.lot_item, columns.lot_start, columns.lot_quantity, grid),
        orders=grid.spread(demands.item, demands.due_day, np.where(demands.forecast, 0.0, demands.quantity)),
        forecast=grid.spread(demands.item, demands.due_day, np.where(demands.forecast, demands.quantity, 0.0)),
        delivered_orders=grid.spread(delivered_items, claimed, to_orders),
        delivered_forecast=grid.spread(delivered_items, columns.delivery_day, quantities - to_orders),
        undelivered_orders=_per_item(demands.item, np.where(demands.forecast, 0.0, unmet), grid.item_count),
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    item_count: int
    day_count: int

    def spread(self, items: Ints, days: Ints, quantities: Floats) -> Floats:
        """Add quantities up by item and day."""
        inside = (items >= 0) & (days < self.day_count)
        cells = items[inside] * self.day_count + np.maximum(0, days[inside])
        total = np.bincount(cells, quantities[inside], minlength=self.item_count * self.day_count)
        return total.reshape(self.item_count, self.day_count).astype(np.float64, copy=False)


def _per_item(items: Ints, quantities: Floats, item_count: int) -> Floats:
    known = items >= 0
    return np.bincount(items[known], quantities[known], minlength=item_count).astype(np.float64, copy=False)


def _dependent(index: Index, lot_items: Ints, starts: Ints, quantities: Floats, grid: _Grid) -> Floats:
    """Every lot takes each line of its item's bill: lots and lines are joined on the parent, all at once."""
    items = index.item_number
    lines = sorted((items[line.parent], items[line.component], usage_per_unit(line)) for line in index.accepted.bom)
    parents, components = ints([line[0] for line in lines]), ints([line[1] for line in lines])
    usage = floats([line[2] for line in lines])
    first = np.searchsorted(parents, lot_items, side="left")
    counts = np.searchsorted(parents, lot_items, side="right") - first
    lot = np.repeat(np.arange(len(lot_items)), counts)
    line = np.arange(len(lot)) - np.repeat(np.cumsum(counts) - counts - first, counts)
    return grid.spread(components[line], starts[lot], quantities[lot] * usage[line])
