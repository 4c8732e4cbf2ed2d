"""What a lot asks of work centres, as the problem of a plan had it: by which a page reckons a change's load at once."""

from __future__ import annotations

import zlib
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

import msgspec

from capacity.models import WorkCenter
from mps.models import Plan, PlanDetail
from mps.scheduler.problem import Operation

PLANS_REMEMBERED = 3


class StepWork(NamedTuple):
    """One step of a routing on its first work centre: minutes of a lot's set-up, and run minutes of a piece."""

    work_center_id: int
    setup_minutes: float
    run_minutes: float


class _Operations(msgspec.Struct):
    """The part of a stored problem that is read here."""

    operations: list[Operation] = []


@lru_cache(maxsize=PLANS_REMEMBERED)
def work_of_items(plan_id: int) -> dict[str, tuple[StepWork, ...]]:
    """Return each made item's steps, by its code; nothing for a plan that is no longer kept in full."""
    stored = PlanDetail.objects.filter(pk=plan_id).values_list("problem", flat=True).first()
    if stored is None:
        return {}
    site = Plan.objects.values_list("site_id", flat=True).get(pk=plan_id)
    centers = dict(WorkCenter.objects.filter(site_id=site).values_list("code", "pk"))
    found: defaultdict[str, list[StepWork]] = defaultdict(list)
    for step in msgspec.json.decode(zlib.decompress(bytes(stored)), type=_Operations).operations:
        if step.work_center in centers:
            work = StepWork(centers[step.work_center], step.setup_minutes, step.run_minutes_per_unit)
            found[step.item].append(work)
    return {item: tuple(steps) for item, steps in found.items()}
