"""Rough-cut capacity of a plan: its master schedule times the bill of resources, beside the finite load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from mps.queries.kept_plan import kept_plan
from mps.queries.load import Week
from mps.scheduler.arrays import Floats
from mps.scheduler.columns import index_of
from mps.scheduler.network import network_of
from mps.scheduler.rough_cut import ScheduledLot, bill_of_resources, rough_cut_load, scheduled_items

PLANS_REMEMBERED = 2


def by_week(plan_id: int, weeks: Sequence[Week]) -> Mapping[str, tuple[float, ...]]:
    """
    Return the rough-cut minutes of each work centre (by code) week by week.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = kept_plan(plan_id)
    days = [slice(max(0, plan.day_of(week.first)), plan.day_of(week.last) + 1) for week in weeks]
    by_day = _by_day(plan_id)
    return {code: tuple(float(minutes[span].sum()) for span in days) for code, minutes in by_day.items()}


@lru_cache(maxsize=PLANS_REMEMBERED)
def _by_day(plan_id: int) -> Mapping[str, Floats]:
    plan = kept_plan(plan_id)
    index = index_of(plan.problem)
    network = network_of(index)
    scheduled = scheduled_items(network)
    made, count = np.zeros(len(network.items)), np.zeros(len(network.items))
    for lot in plan.lots:
        made[index.item_number[lot.item]] += lot.quantity
        count[index.item_number[lot.item]] += 1
    usual = np.divide(made, count, out=np.zeros_like(made), where=count > 0)
    bills = bill_of_resources(network, scheduled, usual)
    lots = [
        ScheduledLot(index.item_number[lot.item], lot.quantity, lot.finish_day)
        for lot in plan.lots
        if index.item_number[lot.item] in scheduled
    ]
    return dict(zip(index.accepted.work_centers, rough_cut_load(network, bills, lots), strict=True))
