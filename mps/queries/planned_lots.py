"""The lots that a draft names, as a plan has them: by them a page shows at once what moving or splitting one does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypedDict

from mps.models import PlannedOrder
from mps.queries.grid import DECIMALS_SHOWN


class PlannedLot(TypedDict):
    """A lot of an item: its quantity in the item's unit, and the day on which it is finished."""

    item_id: int
    quantity: float
    finish: date


def planned_lots(plan_id: int, keys: Collection[str]) -> dict[str, PlannedLot]:
    """Return the lots of these keys that a plan has, by key."""
    if not keys:
        return {}
    rows = PlannedOrder.objects.filter(plan_id=plan_id, lot_key__in=keys)
    return {
        key: PlannedLot(item_id=item, quantity=round(float(quantity), DECIMALS_SHOWN), finish=finish)
        for key, item, quantity, finish in rows.values_list("lot_key", "item_id", "quantity", "finish_date")
    }
