"""What is expected to be ordered, before orders consume it, in the buckets of a plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from mps.models import Plan, PlanLoad
from orders.models import Forecast

Row = NDArray[np.float64]


def gross_forecast(plan: Plan) -> dict[int, Row]:
    """Return a site's forecast by item id; a period counts where the plan has it, on its last working day."""
    buckets = tuple(plan.bucket_starts)
    found: dict[int, Row] = {}
    worked = _worked(plan, len(buckets))
    rows = Forecast.objects.filter(site=plan.site, quantity__gt=0, period_start__lt=plan.horizon_end)
    for item_id, start, days, quantity in rows.values_list("item_id", "period_start", "period_days", "quantity"):
        last = min(start + timedelta(days=max(1, days)), plan.horizon_end) - timedelta(days=1)
        if last < buckets[0]:
            continue
        row = found.setdefault(item_id, np.zeros(len(buckets)))
        row[_bucket(last, buckets, worked)] += float(quantity)
    return found


def _worked(plan: Plan, bucket_count: int) -> NDArray[np.bool_]:
    """Return the buckets in which any work centre works; all, where there is none."""
    rows = PlanLoad.objects.filter(plan=plan).values_list("available_minutes", flat=True) if plan.pk else ()
    minutes = np.array(list(rows), dtype=np.float64).reshape(-1, bucket_count)
    works: NDArray[np.bool_] = minutes.sum(axis=0) > 0
    return works if works.any() else np.ones(bucket_count, dtype=bool)


def _bucket(last: date, buckets: Sequence[date], worked: NDArray[np.bool_]) -> int:
    """Return the bucket of a day, or the last one before it in which somebody works."""
    here = bisect_right(buckets, last) - 1
    return next((place for place in range(here, -1, -1) if worked[place]), 0)
