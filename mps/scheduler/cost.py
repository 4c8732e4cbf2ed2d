"""What a plan costs: the objective, one function a term, in the site's currency. README.md has the formulas."""

from __future__ import annotations

import numpy as np

from mps.scheduler.arrays import Floats, Ints, floats, sums
from mps.scheduler.change_budget import is_as_it_was
from mps.scheduler.columns import Columns, Index
from mps.scheduler.plan import Cost, Lot

DAYS_IN_A_YEAR = 365


def cost_of(index: Index, columns: Columns, lots: tuple[Lot, ...]) -> Cost:
    """Return the cost of a plan, term by term."""
    by_demand = lateness_by_demand(index, columns)
    demands = index.demand_columns
    orders = ~demands.forecast
    balance = balance_by_day(index, columns)
    return Cost(
        late_promised=float(by_demand[orders & demands.promised].sum()),
        late_orders=float(by_demand[orders & ~demands.promised].sum()),
        late_forecast=float(by_demand[demands.forecast].sum()),
        safety_stock=safety_stock(index, balance),
        changed_lots=changed_lots(index, lots),
        overtime=overtime(index, columns),
        setup=setup(index, columns),
        holding=holding(index, balance),
    )


def line_prices(index: Index) -> tuple[Floats, Floats]:
    """Return what each demand costs once when it is late at all, and per day late for its whole quantity."""
    prices, demands = index.problem.prices, index.demand_columns
    weight = prices.priority_factor ** (np.maximum(1, demands.priority) - 1.0) * np.where(
        demands.promised, prices.promised_factor, 1.0
    )
    once = np.where(demands.forecast, prices.forecast_late_line, prices.late_line * weight)
    daily = np.where(demands.forecast, prices.forecast_late_day, prices.late_day * weight)
    known = demands.item >= 0
    return np.where(known, once, 0.0), np.where(known, daily, 0.0)


def lateness_by_demand(index: Index, columns: Columns) -> Floats:
    """Late at all, once; every day late by the share of the quantity; what never comes is `unmet_days` late."""
    demands, count = index.demand_columns, len(index.problem.demands)
    once, daily = line_prices(index)
    late_days = np.maximum(0, columns.delivery_day - demands.due_day[columns.delivery_demand])
    share = columns.delivery_quantity / demands.quantity[columns.delivery_demand]
    delivered = sums(columns.delivery_demand, share, count)
    unmet = np.where(delivered > 1 - 1e-6, 0.0, 1 - delivered)
    days = sums(columns.delivery_demand, share * late_days, count) + unmet * index.problem.prices.unmet_days
    return floats(once * (days > 1e-9) + daily * days)


def balance_by_day(index: Index, columns: Columns) -> Floats:
    """Return projected stock at the end of every day. A customer takes a quantity on its due day, or later if late."""
    items, days = len(index.accepted.items), index.problem.horizon.day_count
    demands = index.demand_columns
    flat = np.zeros(items * days)
    if not days:
        return floats(flat.reshape(items, 0))
    flat[::days] = index.item_column("on_hand")
    receipts = index.receipt_item >= 0
    _add(flat, days, index.receipt_item[receipts], index.receipt_day[receipts], index.receipt_quantity[receipts])
    _add(flat, days, columns.lot_item, columns.lot_finish, columns.lot_quantity)
    internal = columns.peg_lot >= 0
    used_day = np.maximum(0, columns.lot_start[columns.peg_lot[internal]])
    _add(flat, days, columns.peg_item[internal], used_day, -columns.peg_quantity[internal])
    taken_day = np.maximum(columns.delivery_day, demands.due_day[columns.delivery_demand])
    _add(flat, days, demands.item[columns.delivery_demand], taken_day, -columns.delivery_quantity)
    return floats(np.cumsum(flat.reshape(items, days), axis=1))


def _add(flat: Floats, days: int, item: Ints, day: Ints, quantity: Floats) -> None:
    flat += sums(item * days + day, quantity, len(flat))


def safety_stock(index: Index, balance: Floats) -> float:
    """Every unit and day that projected stock lies below the safety stock."""
    missing = np.maximum(0.0, index.item_column("safety_stock")[:, None] - balance)
    return float(missing.sum()) * index.problem.prices.safety_stock_missing_day


def changed_lots(index: Index, lots: tuple[Lot, ...]) -> float:
    """Lots of the last plan that finish inside the slushy zone and are no longer there as they were."""
    slushy_days = {code: item.slushy_days for code, item in index.accepted.items.items() if item.slushy_days}
    near = [lot for lot in index.problem.previous_lots if 0 <= lot.finish_day < slushy_days.get(lot.item, 0)]
    now = {lot.key: lot for lot in lots} if near else {}
    changed = 0
    for before in near:
        changed += not is_as_it_was(before, now.get(before.key))
    return changed * index.problem.prices.changed_lot


def overtime(index: Index, columns: Columns) -> float:
    """Overtime bought, at each work centre's own price."""
    prices = np.array([center.overtime_cost_per_minute for center in index.accepted.work_centers.values()])
    return float(columns.bought.sum(axis=1) @ prices) if len(prices) else 0.0


def setup(index: Index, columns: Columns) -> float:
    """Every set-up minute, and what each set-up costs beside its minutes."""
    per_lot = np.zeros(len(index.accepted.items))
    for step in index.accepted.operations:
        per_lot[index.item_number[step.item]] += step.setup_cost
    minutes = float(columns.load_setup.sum()) * index.problem.prices.setup_minute
    return minutes + float(per_lot[columns.lot_item].sum())


def holding(index: Index, balance: Floats) -> float:
    """Capital tied up in stock at the end of every day."""
    value = np.maximum(0.0, balance).sum(axis=1) @ index.item_column("unit_cost")
    return float(value) * index.problem.prices.holding_share_per_year / DAYS_IN_A_YEAR
