"""The rows of the master schedule and of the load, bucket by bucket: what the grid shows and a plan stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from mps.scheduler import atp
from mps.scheduler.arrays import Floats, Ints, ints, sums
from mps.scheduler.columns import Columns, Index, columns_of
from mps.scheduler.flows import Flows
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Plan


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
    gross_requirement: Floats
    dependent_requirement: Floats
    forecast: Floats
    orders: Floats
    scheduled_receipts: Floats
    mps_receipts: Floats
    mps_starts: Floats
    projected_balance: Floats
    atp: Floats
    cumulative_atp: Floats
    cumulative_atp_without_look_ahead: Floats


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
    available_minutes: Floats
    load_minutes: Floats
    setup_minutes: Floats
    overtime_minutes: Floats


def rows_of_flows(index: Index, flows: Flows, horizon: Horizon) -> ItemRows:
    """Return the master schedule rows of a plan's flows, in the buckets of `horizon`."""
    starts = ints(horizon.bucket_starts)
    dependent, orders = in_buckets(flows.dependent, starts), in_buckets(flows.orders, starts)
    scheduled, receipts = in_buckets(flows.scheduled_receipts, starts), in_buckets(flows.lot_receipts, starts)
    # Net forecast plus orders is the greater of forecast and orders: the textbook's requirement beyond the fence.
    inside_fence = np.arange(horizon.day_count) < index.item_column("frozen_days")[:, np.newaxis]
    gross = dependent + orders + in_buckets(np.where(inside_fence, 0.0, flows.forecast), starts)
    supply = _with_opening(scheduled + receipts, flows.on_hand)
    claimed = dependent + orders
    lots = atp.lot_atp(supply, claimed, is_lot=(scheduled + receipts) > 0)
    return ItemRows(
        items=tuple(index.accepted.items),
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


def load_rows_of_index(index: Index, plan: Plan) -> LoadRows:
    """Return the load of a plan in the buckets of its horizon. Refused work centres are left out."""
    return load_rows_of_columns(index, columns_of(plan, index))


def load_rows_of_columns(index: Index, columns: Columns) -> LoadRows:
    """Return the same of a plan in columns."""
    problem = index.problem
    starts = ints(problem.horizon.bucket_starts)
    load, setup = daily_load(index, columns)
    return LoadRows(
        work_centers=tuple(index.center_number),
        bucket_dates=problem.horizon.bucket_dates(),
        available_minutes=in_buckets(index.available_minutes, starts),
        load_minutes=in_buckets(load, starts),
        setup_minutes=in_buckets(setup, starts),
        overtime_minutes=in_buckets(columns.bought, starts),
    )


def daily_load(index: Index, columns: Columns) -> tuple[Floats, Floats]:
    """Return load minutes and, of these, set-up minutes: work centres (by number, see `Index`) × days."""
    shape = index.available_minutes.shape
    known = columns.load_center >= 0
    cells = columns.load_center[known] * shape[1] + columns.load_day[known]

    def by_day(minutes: Floats) -> Floats:
        return sums(cells, minutes[known], shape[0] * shape[1]).reshape(shape)

    return by_day(columns.load_minutes), by_day(columns.load_setup)


def in_buckets(daily: Floats, bucket_starts: Ints) -> Floats:
    """Return daily columns added up by bucket."""
    if daily.shape[0] == 0:
        return np.zeros((0, len(bucket_starts)))
    added: Floats = np.add.reduceat(daily, bucket_starts, axis=-1)
    return added


def _with_opening(supply: Floats, on_hand: Floats) -> Floats:
    """Return the supply with the stock on hand in its first bucket."""
    opened = supply.copy()
    opened[:, 0] += on_hand
    return opened
