"""
What limits where a quantity may be asked for, as the browser is told of it.

With the same facts it locks the cells whose steps `deciding_schedule` would refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from capacity.calendars import WorkingDays
from materials.models import ItemSite
from materials.units import counts_pieces
from mps.models import Plan
from mps.steering.known import working_days_of


@dataclass(frozen=True, slots=True)
class Limits:
    """
    `finish_days` has a date for each bucket: when a lot is finished that is asked for by its end, which is the last
    working day until then, also where that lies before the bucket. `lead_time_days` has a number for each item, and
    `lot_multiple` one in the item's unit, 0 where its lots may be of any quantity; `counts_pieces` says whether that
    unit counts whole things.
    """

    finish_days: tuple[date, ...]
    lead_time_days: tuple[int, ...]
    lot_multiple: tuple[float, ...]
    counts_pieces: tuple[bool, ...]


def limits_of(plan_id: int, item_ids: Sequence[int]) -> Limits:
    """Return what limits quantities in the buckets of a plan, for items in this order. Raises Plan.DoesNotExist."""
    plan = Plan.objects.select_related("site").get(pk=plan_id)
    at_site = ItemSite.objects.filter(site=plan.site, item_id__in=item_ids)
    rows = at_site.values_list("item_id", "lead_time_days", "lot_multiple", "item__unit")
    facts = {item: (lead, float(multiple), counts_pieces(unit)) for item, lead, multiple, unit in rows}
    found = [facts.get(item, (0, 0.0, False)) for item in item_ids]
    return Limits(
        finish_days_of(working_days_of(plan.site), plan.bucket_starts, plan.horizon_end),
        tuple(lead for lead, *_ in found),
        tuple(multiple for _lead, multiple, _pieces in found),
        tuple(pieces for *_, pieces in found),
    )


def finish_days_of(days: WorkingDays, bucket_starts: Sequence[date], horizon_end: date) -> tuple[date, ...]:
    """Return the `Limits.finish_days` of buckets."""
    return tuple(days.on_or_before(end - timedelta(days=1)) for end in (*bucket_starts[1:], horizon_end))
