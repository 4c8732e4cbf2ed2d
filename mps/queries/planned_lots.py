"""The lots of a plan as the grid needs them: to show at once what moving or splitting one does to its item's row."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from mps.models import PlannedOrder
from mps.queries.grid import DECIMALS_SHOWN


class PlannedLot(NamedTuple):
    """A lot by its key: its quantity in the item's unit, and in which of the plan's buckets it finishes."""

    key: str
    quantity: float
    bucket: int


def lots_of_items(plan_id: int, bucket_starts: Sequence[date], item_ids: Sequence[int]) -> list[list[PlannedLot]]:
    """Return the lots of items, in the order of the items; those that finish before the first bucket are in none."""
    found: defaultdict[int, list[PlannedLot]] = defaultdict(list)
    rows = PlannedOrder.objects.filter(plan_id=plan_id).order_by("lot_key")
    for item, key, quantity, finish in rows.values_list("item_id", "lot_key", "quantity", "finish_date"):
        bucket = bisect_right(bucket_starts, finish) - 1
        if bucket >= 0:
            found[item].append(PlannedLot(key, round(quantity, DECIMALS_SHOWN), bucket))
    return [found[item] for item in item_ids]
