"""What there is and how it is made: items, stock, receipts, bills of material, routings, the lots of the last plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from company.models import Site
from mps.plan_rows import FOREVER
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import AlternativeWorkCenter, BomLine, FirmOrder, Item, Operation, PreviousLot, Receipt
from mps.snapshot.kept import Kept
from mps.snapshot.rows import read_all

ITEMS = """
SELECT item.id, item.code, item.make_or_buy = 'make', coalesce(stock.quantity, 0)::float8, plan.safety_stock::float8,
       plan.safety_time_days, plan.lead_time_days, plan.lot_minimum::float8, plan.lot_multiple::float8,
       plan.lot_maximum::float8,
       CASE WHEN plan.lot_policy = 'period' THEN greatest(1, plan.period_of_supply_days) ELSE 1 END,
       item.unit_cost::float8, plan.lot_policy = 'fixed', plan.lot_policy = 'least_cost', item.is_mps,
       coalesce(plan.demand_time_fence_days, %s), coalesce(plan.planning_time_fence_days, %s)
FROM materials_itemsite AS plan
JOIN materials_item AS item ON item.id = plan.item_id
LEFT JOIN (
    SELECT item_id, sum(quantity) AS quantity FROM materials_stockbalance WHERE site_id = %s AND NOT blocked GROUP BY 1
) AS stock ON stock.item_id = item.id
WHERE plan.site_id = %s ORDER BY item.code
"""
BOM = """
SELECT parent.code, component.code, line.quantity_per::float8, line.scrap_share::float8
FROM materials_bomline AS line
JOIN materials_item AS parent ON parent.id = line.parent_id
JOIN materials_item AS component ON component.id = line.component_id
JOIN materials_itemsite AS plan ON plan.item_id = parent.id AND plan.site_id = %s
WHERE parent.make_or_buy = 'make' AND line.alternative_rank = 1
  AND coalesce(line.valid_from, %s) <= %s AND coalesce(line.valid_to, %s) >= %s
ORDER BY 1, 2, line.id
"""
# Of several routings that are valid, the first by code is used.
OPERATIONS = """
SELECT item.code, operation.step, center.code, operation.setup_minutes::float8,
       (operation.run_minutes_per_unit / greatest(operation.yield_share, 0.00001))::float8,
       coalesce(others.work_centers, '{}'), coalesce(others.factors, '{}')
FROM (
    SELECT DISTINCT ON (item_id) id, item_id FROM capacity_routing
    WHERE site_id = %s AND coalesce(valid_from, %s) <= %s AND coalesce(valid_to, %s) >= %s ORDER BY item_id, code
) AS routing
JOIN materials_item AS item ON item.id = routing.item_id AND item.make_or_buy = 'make'
JOIN capacity_operation AS operation ON operation.routing_id = routing.id
JOIN capacity_workcenter AS center ON center.id = operation.work_center_id
LEFT JOIN (
    SELECT other.operation_id, array_agg(center.code ORDER BY other.rank, center.code) AS work_centers,
           array_agg(other.factor::float8 ORDER BY other.rank, center.code) AS factors
    FROM capacity_operationalternative AS other JOIN capacity_workcenter AS center ON center.id = other.work_center_id
    GROUP BY 1
) AS others ON others.operation_id = operation.id
ORDER BY 1, 2
"""
RECEIPTS = """
SELECT receipt.document || '/' || receipt.line, item.code, (receipt.quantity - receipt.received_quantity)::float8,
       coalesce(receipt.confirmed_date, receipt.due_date)
FROM materials_scheduledreceipt AS receipt JOIN materials_item AS item ON item.id = receipt.item_id
WHERE receipt.site_id = %s AND receipt.quantity > receipt.received_quantity ORDER BY 1
"""
PREVIOUS_LOTS = """
SELECT lot.lot_key, item.code, lot.quantity, lot.start_date - %s, lot.finish_date - %s
FROM mps_storedlot AS lot JOIN materials_item AS item ON item.id = lot.item_id
WHERE lot.site_id = %s AND lot.until_plan_id = %s ORDER BY 1
"""
# Lots that were promised since that plan was made: they fit beside its own, and none begins inside a fence.
PROMISED_LOTS = """
SELECT 'promise/' || promise.id || '/' || row_number() OVER (PARTITION BY promise.id ORDER BY backing.id, number),
    item.code, backing.quantity / backing.lots, coalesce(backing.start_day, backing.day) - %s, backing.day - %s
FROM orders_promisebacking AS backing
JOIN orders_promise AS promise ON promise.id = backing.promise_id
JOIN mps_siteplanning AS planning ON planning.site_id = promise.site_id
JOIN materials_item AS item ON item.id = backing.record_id
CROSS JOIN LATERAL generate_series(1, backing.lots) AS number
WHERE promise.site_id = %s AND promise.revision > planning.planned_revision
    AND promise.state IN ('held', 'confirmed') AND backing.kind = 'lot'
ORDER BY backing.id, number
"""


def item_of(
    code: str, made: bool, on_hand: float, safety_stock: float, safety_time_days: int, lead_time_days: int,
    minimum: float, multiple: float, maximum: float, period_of_supply_days: int, unit_cost: float, fixed: bool,
    least_cost: bool, is_mps: bool, frozen_days: int, slushy_days: int,
) -> Item:
    """Return an item as it is planned; the fixed lot policy makes lots of the minimum, neither more nor less."""
    return Item(
        code=code, made=made, on_hand=on_hand, safety_stock=safety_stock, safety_time_days=safety_time_days,
        lead_time_days=lead_time_days, lot_minimum=minimum, lot_multiple=minimum if fixed and minimum else multiple,
        lot_maximum=minimum if fixed else maximum, period_of_supply_days=period_of_supply_days, unit_cost=unit_cost,
        lots_by_cost=least_cost, frozen_days=frozen_days, slushy_days=slushy_days, is_mps=is_mps,
    )  # fmt: skip


def _operation(
    item: str, step: int, center: str, setup: float, run: float, others: tuple[str, ...], factors: tuple[float, ...]
) -> Operation:
    alternatives = tuple(map(AlternativeWorkCenter, others, factors))
    return Operation(item, step, center, setup, run, alternatives=alternatives)


_items = Kept(item_of)
_operations = Kept(_operation)
_previous_lots = Kept(PreviousLot)


def items(site: Site) -> tuple[tuple[Item, ...], dict[str, int]]:
    """Return the items planned at a site, and their ids by code."""
    fences = [site.demand_time_fence_days, site.planning_time_fence_days]
    rows = read_all(ITEMS, [*fences, site.pk, site.pk])
    return _items.records(site.pk, (row[1:] for row in rows)), {row[1]: row[0] for row in rows}


def bom(site_id: int, today: date) -> tuple[BomLine, ...]:
    """Return the bills of material that are valid today."""
    return tuple(BomLine(*row) for row in read_all(BOM, [site_id, today, today, today, today]))


def operations(site_id: int, today: date) -> tuple[Operation, ...]:
    """Return the steps of the routings that are valid today."""
    rows = read_all(OPERATIONS, [site_id, today, today, today, today])
    return _operations.records(site_id, ((*row[:-2], tuple(row[-2]), tuple(row[-1])) for row in rows))


def receipts(site_id: int, horizon: Horizon) -> tuple[Receipt, ...]:
    """Return what is on its way; what is overdue can arrive today at the earliest."""
    return tuple(
        Receipt(key, item, quantity, max(0, horizon.day_of(arrives)))
        for key, item, quantity, arrives in read_all(RECEIPTS, [site_id])
    )


def previous_lots(
    site_id: int, horizon: Horizon, planned: Sequence[Item]
) -> tuple[tuple[FirmOrder, ...], tuple[PreviousLot, ...]]:
    """
    Return the lots of the plan that is current, and of promises since: those that start inside their item's frozen
    fence as firm orders.

    Nothing new may start inside the fence, so what was published to start there stays as it is.
    """
    frozen_days = {item.code: item.frozen_days for item in planned if item.frozen_days}
    start_date = horizon.start_date
    rows = read_all(PREVIOUS_LOTS, [start_date, start_date, site_id, FOREVER])
    rows += read_all(PROMISED_LOTS, [start_date, start_date, site_id])
    firm = [row for row in rows if 0 <= row[3] < frozen_days.get(row[1], 0)] if frozen_days else []
    fixed = {row[0] for row in firm}
    free = ((key, item, quantity, finish, start) for key, item, quantity, start, finish in rows if key not in fixed)
    return tuple(FirmOrder(*row) for row in firm), _previous_lots.records(site_id, free)
