"""A plan that is kept in full as the planning core reads plans: in columns, from its demands."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from mps.queries.kept_plan import KeptPlan, Link, kept_plan
from mps.scheduler.arrays import Floats, Ints, floats, ints
from mps.scheduler.columns import KIND_NUMBERS, Columns, Index, index_of
from mps.scheduler.lateness import Standing
from mps.scheduler.plan import SupplyKind

PLANS_REMEMBERED = 2


@lru_cache(maxsize=PLANS_REMEMBERED)
def standing_of(plan_id: int) -> Standing:
    """Return a plan as its demands see it. Raises PlanDetail.DoesNotExist for one that is no longer kept in full."""
    plan = kept_plan(plan_id)
    index = index_of(plan.problem)
    return Standing(index, _columns(plan, index))


def _columns(plan: KeptPlan, index: Index) -> Columns:
    """
    Return the plan in columns. What is not kept is read off the rest.

    A demand's delivery is there when what it draws is there. Minutes beyond those available have been bought; where
    firm orders overload a work centre they were not, and none are free either way. Set-ups are in the minutes, and 0.
    """
    place_of = {lot.key: lot.place for lot in plan.lots}
    to_demands = [link for link in plan.links if link.consumer_demand >= 0]
    minutes = floats([row.minutes for row in plan.minutes])
    center = ints([index.center_number[row.work_center] for row in plan.minutes])
    day = ints([row.day for row in plan.minutes])
    return Columns(
        lot_item=ints([index.item_number[lot.item] for lot in plan.lots]),
        lot_quantity=floats([lot.quantity for lot in plan.lots]),
        lot_start=ints([lot.start_day for lot in plan.lots]),
        lot_finish=ints([lot.finish_day for lot in plan.lots]),
        lot_firm=np.array([lot.firm for lot in plan.lots], dtype=np.bool_),
        load_lot=ints([place_of[row.lot] for row in plan.minutes]),
        load_step=ints([row.step for row in plan.minutes]),
        load_center=center,
        load_day=day,
        load_minutes=minutes,
        load_setup=np.zeros_like(minutes),
        delivery_demand=ints([link.consumer_demand for link in to_demands]),
        delivery_quantity=floats([link.quantity for link in to_demands]),
        delivery_day=ints([_there(plan, link) for link in to_demands]),
        peg_lot=ints([link.consumer_lot for link in plan.links]),
        peg_demand=ints([link.consumer_demand for link in plan.links]),
        peg_item=ints([index.item_number[link.item] for link in plan.links]),
        peg_kind=ints([KIND_NUMBERS[link.kind] for link in plan.links]),
        peg_supply=ints([link.supply for link in plan.links]),
        peg_quantity=floats([link.quantity for link in plan.links]),
        bought=_beyond(index.available_minutes, center, day, minutes),
    )


def _there(plan: KeptPlan, link: Link) -> int:
    """Return the day on which a customer can have a supply: a lot's last, on which a parent can't yet."""
    day = plan.ready_day(link)
    return day - 1 if link.kind is SupplyKind.LOT else day


def _beyond(available: Floats, center: Ints, day: Ints, minutes: Floats) -> Floats:
    """Return the minutes beyond those available. Shape: work centre × day."""
    taken = np.zeros_like(available)
    np.add.at(taken, (center, day), minutes)
    return np.maximum(0.0, taken - available)
