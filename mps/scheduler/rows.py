"""The rows of the master schedule and of the load, bucket by bucket: what the grid shows and a published plan stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from mps.scheduler import atp
from mps.scheduler.flows import Flows, daily_flows
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Plan
from mps.scheduler.problem import PlanningProblem

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemRows:
    """
    The master schedule rows of all items.

    Shape: `items` are codes; every array is items × buckets, buckets begin on `bucket_dates`. NaN in `atp` is a blank:
           it is stated for the first bucket and for buckets with a receipt.
    Unit:  the item's own. `gross_requirement` = dependent + orders + forecast as it is planned for (inside the demand
           time fence orders only). `forecast` is net: what orders have not consumed. Past-due orders stand in the
           first bucket.
    Source: glossary, master schedule grid.
    """

    items: tuple[str, ...]
    bucket_dates: tuple[date, ...]
    gross_requirement: Row
    dependent_requirement: Row
    forecast: Row
    orders: Row
    scheduled_receipts: Row
    mps_receipts: Row
    mps_starts: Row
    projected_balance: Row
    atp: Row
    cumulative_atp: Row
    cumulative_atp_without_look_ahead: Row


@dataclass(frozen=True, slots=True)
class LoadRows:
    """
    How busy each work centre is.

    Shape: `work_centers` are codes; every array is work centres × buckets.
    Unit:  minutes; `setup_minutes` are part of `load_minutes`; `overtime_minutes` are those the plan buys and are not
           part of `available_minutes`.
    """

    work_centers: tuple[str, ...]
    bucket_dates: tuple[date, ...]
    available_minutes: Row
    load_minutes: Row
    setup_minutes: Row
    overtime_minutes: Row


def item_rows(problem: PlanningProblem, plan: Plan) -> ItemRows:
    """Return the master schedule rows of a plan in the buckets of its horizon."""
    return rows_of_flows(problem, daily_flows(problem, plan), problem.horizon)


def daily_item_rows(problem: PlanningProblem, plan: Plan) -> ItemRows:
    """Return the same rows with a bucket for every day."""
    horizon = problem.horizon
    daily = Horizon(horizon.start_date, horizon.day_count, tuple(range(horizon.day_count)))
    return rows_of_flows(problem, daily_flows(problem, plan), daily)


def rows_of_flows(problem: PlanningProblem, flows: Flows, horizon: Horizon) -> ItemRows:
    """Return the rows of flows already at hand, in the buckets of `horizon`."""
    starts = np.array(horizon.bucket_starts, dtype=np.intp)
    dependent, orders = in_buckets(flows.dependent, starts), in_buckets(flows.orders, starts)
    scheduled, receipts = in_buckets(flows.scheduled_receipts, starts), in_buckets(flows.lot_receipts, starts)
    # Net forecast plus orders is the greater of forecast and orders: the textbook's requirement beyond the fence.
    frozen_days = np.array([item.frozen_days for item in problem.items], dtype=np.intp)
    inside_fence = np.arange(horizon.day_count) < frozen_days[:, np.newaxis]
    gross = dependent + orders + in_buckets(np.where(inside_fence, 0.0, flows.forecast), starts)
    supply = _with_opening(scheduled + receipts, flows.on_hand)
    claimed = dependent + orders
    lots = atp.lot_atp(supply, claimed, is_lot=(scheduled + receipts) > 0)
    return ItemRows(
        items=tuple(item.code for item in problem.items),
        bucket_dates=horizon.bucket_dates(),
        gross_requirement=gross,
        dependent_requirement=dependent,
        forecast=in_buckets(flows.forecast, starts),
        orders=orders,
        scheduled_receipts=scheduled,
        mps_receipts=receipts,
        mps_starts=in_buckets(flows.lot_starts, starts),
        projected_balance=np.cumsum(supply - gross, axis=-1),
        atp=atp.backward_atp(lots),
        cumulative_atp=atp.cumulative_atp(supply, claimed, look_ahead=True),
        cumulative_atp_without_look_ahead=atp.cumulative_atp(supply, claimed, look_ahead=False),
    )


def load_rows(problem: PlanningProblem, plan: Plan) -> LoadRows:
    """Return the load of a plan in the buckets of its horizon. Load of an unknown work centre (refused) is left out."""
    starts = np.array(problem.horizon.bucket_starts, dtype=np.intp)
    load, setup = daily_load(problem, plan)
    day_count = problem.horizon.day_count
    available = [center.available_minutes for center in problem.work_centers]
    bought = [plan.bought_overtime.get(center.code, (0.0,) * day_count) for center in problem.work_centers]
    return LoadRows(
        work_centers=tuple(center.code for center in problem.work_centers),
        bucket_dates=problem.horizon.bucket_dates(),
        available_minutes=in_buckets(np.array(available, dtype=np.float64).reshape(-1, day_count), starts),
        load_minutes=in_buckets(load, starts),
        setup_minutes=in_buckets(setup, starts),
        overtime_minutes=in_buckets(np.array(bought, dtype=np.float64).reshape(-1, day_count), starts),
    )


def daily_load(problem: PlanningProblem, plan: Plan) -> tuple[Row, Row]:
    """Return load minutes and, of these, set-up minutes: work centres (in the problem's order) × days."""
    day_count = problem.horizon.day_count
    places = {center.code: place for place, center in enumerate(problem.work_centers)}
    columns = [
        (places[load.work_center] * day_count + load.day, load.minutes, load.setup_minutes)
        for load in plan.loads
        if load.work_center in places and load.day < day_count
    ]
    cells, minutes, setup_minutes = zip(*columns, strict=True) if columns else ((), (), ())
    size, shape = len(places) * day_count, (len(places), day_count)
    where = np.array(cells, dtype=np.intp)
    load = np.bincount(where, np.array(minutes, dtype=np.float64), minlength=size).reshape(shape)
    setup = np.bincount(where, np.array(setup_minutes, dtype=np.float64), minlength=size).reshape(shape)
    return load, setup


def projected_balance(
    on_hand: float, *, supply: Row, orders: Row, forecast: Row, demand_fence_buckets: int = 0
) -> Row:
    """
    Return the projected available balance where `forecast` is gross (orders have not been taken out of it).

    Inside the demand time fence only orders count, beyond it the greater of forecast and orders.
    Source: glossary, PAB.
    """
    inside = np.arange(supply.shape[-1]) < demand_fence_buckets
    requirement = np.where(inside, orders, np.maximum(orders, forecast))
    balance: Row = on_hand + np.cumsum(supply - requirement, axis=-1)
    return balance


def in_buckets(daily: Row, bucket_starts: NDArray[np.intp]) -> Row:
    """Return daily columns added up by bucket."""
    if daily.shape[0] == 0:
        return np.zeros((0, len(bucket_starts)))
    added: Row = np.add.reduceat(daily, bucket_starts, axis=-1)
    return added


def _with_opening(supply: Row, on_hand: NDArray[np.float64]) -> Row:
    """Return the supply with the stock on hand in its first bucket."""
    opened = supply.copy()
    opened[:, 0] += on_hand
    return opened
