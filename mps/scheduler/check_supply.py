"""The rules of `check` about material: balance, deliveries, pegging, and no supply that nobody needs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints, sums
from mps.scheduler.columns import LOT, RECEIPT, STOCK, Columns, Index, supply_stamp
from mps.scheduler.faults import TOLERANCE, PlanBroken, first, near, running_total
from mps.scheduler.plan import Plan
from mps.scheduler.validate import lot_limits


def deliveries_are_what_was_ordered(index: Index, columns: Columns, plan: Plan) -> None:
    """Inside the horizon, not more than the quantity wanted, and in one go where it may not be split."""
    demands, count = index.demand_columns, len(index.problem.demands)
    delivered = sums(columns.delivery_demand, columns.delivery_quantity, count)
    times = np.bincount(columns.delivery_demand, minlength=count)
    outside = (columns.delivery_day < 0) | (columns.delivery_day >= index.problem.horizon.day_count)
    if (place := first(outside | ~(columns.delivery_quantity > 0))) is not None:
        raise PlanBroken(
            "delivery in the past, after the horizon or of nothing", _demand(index, plan.deliveries[place].demand)
        )
    whole = np.abs(delivered - demands.quantity) <= near(demands.quantity)
    rules: tuple[tuple[str, Flags], ...] = (
        ("more delivered than wanted", delivered > demands.quantity + near(demands.quantity)),
        ("delivery split that may not be", ~demands.may_split & (times > 0) & ~((times == 1) & whole)),
    )
    for rule, bad in rules:
        if (place := first(bad)) is not None:
            raise PlanBroken(rule, _demand(index, place))


def _demand(index: Index, place: int) -> str:
    return f"demand {index.problem.demands[place].key}"


def pegging_links_are_sound(index: Index, columns: Columns, plan: Plan) -> None:
    """One consumer each, of the supply's own item, a component of the consumer's, and there when it is needed."""
    lots, demands, receipts = len(columns.lot_item), len(index.problem.demands), len(index.problem.receipts)
    by_lot, by_demand = columns.peg_lot >= 0, columns.peg_demand >= 0
    bad = (by_lot == by_demand) | (columns.peg_lot >= lots) | (columns.peg_demand >= demands) | (columns.peg_item < 0)
    bad |= ~(columns.peg_quantity > 0)
    limit = np.select([columns.peg_kind == LOT, columns.peg_kind == RECEIPT], [lots, receipts], 0)
    bad |= np.where(columns.peg_kind == STOCK, columns.peg_supply != -1, columns.peg_supply < 0)
    _reject(plan, "link to something unknown", bad | ((columns.peg_kind != STOCK) & (columns.peg_supply >= limit)))
    item = columns.peg_item.copy()
    from_lot, from_receipt = columns.peg_kind == LOT, columns.peg_kind == RECEIPT
    item[from_lot] = columns.lot_item[columns.peg_supply[from_lot]]
    item[from_receipt] = index.receipt_item[columns.peg_supply[from_receipt]]
    wanted = columns.peg_item.copy()
    wanted[by_demand] = index.demand_columns.item[columns.peg_demand[by_demand]]
    _reject(plan, "link between different items", (item != columns.peg_item) | (wanted != columns.peg_item))
    late = np.zeros(len(item), dtype=np.bool_)
    start = np.maximum(0, columns.lot_start[columns.peg_lot[by_lot]])
    late[by_lot] = supply_stamp(index, columns)[by_lot] > 2 * start
    late &= columns.peg_quantity > TOLERANCE  # what is less is in the balance, which may be off by as much
    _reject(plan, "component used before it exists", late)


def _reject(plan: Plan, rule: str, bad: Flags) -> None:
    place = first(bad)
    if place is not None:
        links = plan.pegging
        consumer = f"lot {links.consumer_lot[place]}" if links.consumer_lot[place] >= 0 else "demand"
        raise PlanBroken(rule, f"link {place}: {consumer} {links.consumer_demand[place]} of {links.item[place]}")


def supply_is_not_pegged_twice(index: Index, columns: Columns, plan: Plan) -> None:
    """Σ links of a stock, receipt or lot ≤ its quantity."""
    for name, pegged, quantity in _pegged_by_supply(index, columns):
        if (place := first(pegged > quantity + near(quantity))) is not None:
            raise PlanBroken("supply pegged twice", f"{name} {place}")


def _pegged_by_supply(index: Index, columns: Columns) -> tuple[tuple[str, Floats, Floats], ...]:
    stock, receipt, lot = (columns.peg_kind == kind for kind in (STOCK, RECEIPT, LOT))
    on_hand, size = index.item_column("on_hand"), len(columns.lot_item)
    receipts = len(index.problem.receipts)
    quantity = columns.peg_quantity
    return (
        ("stock of item", sums(columns.peg_item[stock], quantity[stock], len(on_hand)), on_hand),
        ("receipt", sums(columns.peg_supply[receipt], quantity[receipt], receipts), index.receipt_quantity),
        ("lot", sums(columns.peg_supply[lot], quantity[lot], size), columns.lot_quantity),
    )


def consumption(index: Index, columns: Columns) -> tuple[Ints, Ints, Floats]:
    """Return what every lot takes by the bill of material: lot, component, quantity (scrap included), sorted."""
    items = len(index.accepted.items)
    per: dict[int, float] = {}
    for line in index.accepted.bom:
        pair = index.item_number[line.parent] * items + index.item_number[line.component]
        per[pair] = per.get(pair, 0.0) + line.quantity_per / (1 - line.scrap_share)
    pairs = np.array(sorted(per), dtype=np.int64)
    quantity = np.array([per[pair] for pair in pairs.tolist()])
    low = np.searchsorted(pairs, columns.lot_item * items)
    counts = np.searchsorted(pairs, (columns.lot_item + 1) * items) - low
    lot = np.repeat(np.arange(len(columns.lot_item)), counts)
    line_of = np.arange(len(lot)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
    if not len(lot):
        return lot, np.zeros(0, dtype=np.int64), np.zeros(0)
    return lot, pairs[line_of] % items, quantity[line_of] * columns.lot_quantity[lot]


def components_are_pegged(index: Index, columns: Columns, plan: Plan) -> None:
    """Σ links of a lot and component = what the bill asks for. Only a firm order, which nobody moves, can be short."""
    items = max(1, len(index.accepted.items))
    lot, component, needed = consumption(index, columns)
    internal = columns.peg_lot >= 0
    found, inverse = np.unique(columns.peg_lot[internal] * items + columns.peg_item[internal], return_inverse=True)
    pegged_found = sums(inverse, columns.peg_quantity[internal], len(found))
    pair = lot * items + component
    stranger = first(~np.isin(found, pair))
    if stranger is not None:
        raise PlanBroken("lot takes what is not in its bill of material", plan.lots[int(found[stranger]) // items].key)
    at = np.searchsorted(pair, found)
    pegged = np.zeros(len(pair))
    pegged[at] = pegged_found
    short = ~columns.lot_firm[lot] & (pegged < needed - near(needed))
    if (place := first(short | (pegged > needed + near(needed)))) is not None:
        raise PlanBroken("component not pegged in full", plan.lots[int(lot[place])].key)


def deliveries_are_pegged_in_time(index: Index, columns: Columns, plan: Plan) -> None:
    """By the evening of every delivery, at least what has been delivered so far is there; in the end exactly that."""
    demands = columns.peg_demand >= 0
    group = np.concatenate((columns.peg_demand[demands], columns.delivery_demand))
    moment = np.concatenate((supply_stamp(index, columns)[demands], 2 * columns.delivery_day + 1))
    change = np.concatenate((columns.peg_quantity[demands], -columns.delivery_quantity))
    order, total, turnover = running_total(group, moment, change)
    if (place := first(total < -near(turnover))) is not None:
        raise PlanBroken("delivered before it exists", _demand(index, int(group[order[place]])))
    last = np.append(group[order][1:] != group[order][:-1], True)[: len(order)]
    if (place := first(last & (np.abs(total) > near(turnover)))) is not None:
        raise PlanBroken("delivery and pegging differ", _demand(index, int(group[order[place]])))


def nothing_is_used_before_it_exists(index: Index, columns: Columns, plan: Plan) -> None:
    """Stock + receipts + lots − components − deliveries ≥ 0 for every item and moment, whatever the pegging says."""
    lot, component, needed = consumption(index, columns)
    firm = columns.lot_firm[lot]
    lot, component, needed = lot[~firm], component[~firm], needed[~firm]
    pegged_firm = (
        (columns.peg_lot >= 0) & columns.lot_firm[columns.peg_lot] if len(columns.lot_firm) else columns.peg_lot > 0
    )
    received = index.receipt_item >= 0
    items = np.arange(len(index.accepted.items))
    start = np.maximum(0, columns.lot_start)
    parts: tuple[tuple[Ints, Ints, Floats], ...] = (
        (items, np.zeros(len(items), dtype=np.int64), index.item_column("on_hand")),
        (index.receipt_item[received], 2 * index.receipt_day[received], index.receipt_quantity[received]),
        (columns.lot_item, 2 * columns.lot_finish + 1, columns.lot_quantity),
        (component, 2 * start[lot], -needed),
        (columns.peg_item[pegged_firm], 2 * start[columns.peg_lot[pegged_firm]], -columns.peg_quantity[pegged_firm]),
        (
            index.demand_columns.item[columns.delivery_demand],
            2 * columns.delivery_day + 1,
            -columns.delivery_quantity,
        ),
    )
    group, moment, change = (np.concatenate(column) for column in zip(*parts, strict=True))
    order, total, turnover = running_total(group, moment, change)
    if (place := first(total < -near(turnover))) is not None:
        code = list(index.accepted.items)[int(group[order[place]])]
        raise PlanBroken("used before it exists", f"item {code} day {int(moment[order[place]]) // 2}")


def nothing_is_made_that_nobody_needs(index: Index, columns: Columns, plan: Plan) -> None:
    """No planned lot could be left out or be smaller with everything pegged and the safety stock still covered."""
    (_, stock_pegged, stock), (_, receipt_pegged, receipt), (_, pegged, quantity) = _pegged_by_supply(index, columns)
    known = index.receipt_item >= 0
    items = len(stock)
    free = stock - stock_pegged
    free += sums(index.receipt_item[known], (receipt - receipt_pegged)[known], items)
    free += sums(columns.lot_item, quantity - pegged, items)
    excess = free - index.item_column("safety_stock")
    spare = np.minimum(quantity - pegged, excess[columns.lot_item])
    tolerance = near(quantity)
    certain = spare > 2 * tolerance + near(stock)[columns.lot_item]
    records = list(index.accepted.items.values())
    for place in np.flatnonzero(~columns.lot_firm & certain).tolist():
        item, keep = records[columns.lot_item[place]], float(quantity[place] - spare[place])
        smallest, _ = lot_limits(item)
        on_multiple = np.ceil(keep / item.lot_multiple - 1e-9) * item.lot_multiple if item.lot_multiple else keep
        if pegged[place] <= 0 and excess[columns.lot_item[place]] >= quantity[place]:
            raise PlanBroken("lot that nobody needs", plan.lots[place].key)
        if max(smallest, on_multiple) < quantity[place] - tolerance[place]:
            raise PlanBroken("lot larger than needed", plan.lots[place].key)


SUPPLY_RULES: tuple[Callable[[Index, Columns, Plan], None], ...] = (
    deliveries_are_what_was_ordered,
    pegging_links_are_sound,
    supply_is_not_pegged_twice,
    components_are_pegged,
    deliveries_are_pegged_in_time,
    nothing_is_used_before_it_exists,
    nothing_is_made_that_nobody_needs,
)
