"""How a cell's ATP is built: supply less what orders and lots have claimed, and what other buckets still need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from mps.queries.kept_plan import KeptPlan
from mps.scheduler import atp
from mps.scheduler.arrays import Floats, ints
from mps.scheduler.problem import DemandKind
from mps.scheduler.rows import in_buckets


@dataclass(frozen=True, slots=True)
class AtpTerms:
    """
    supply − claimed − others = value, in the item's unit.

    Cumulative: all supply and all claims up to the last day (`until`) of the bucket, here or later, that leaves least.
    Discrete: the supply that arrives here, what is claimed until the next supply, and what earlier or later orders need
    of it besides (`others`; negative: what other supply gives to them). `value` is None where no supply arrives.
    """

    supply: float
    claimed: float
    others: float
    until: date
    value: float | None


def atp_terms(plan: KeptPlan, code: str, days: range, *, cumulative: bool) -> AtpTerms:
    """Return how the ATP of an item's cell is built, from the documents; a cell begins and ends with a bucket."""
    supply, claimed, arrives = _by_bucket(plan, code)
    starts = plan.problem.horizon.bucket_starts
    ends = [*starts[1:], plan.problem.horizon.day_count]
    inside = [place for place, day in enumerate(starts) if day in days]
    if cumulative:
        balance = np.cumsum(supply - claimed)
        place = inside[-1] + int(np.argmin(balance[inside[-1] :]))
        came, went = float(supply[: place + 1].sum()), float(claimed[: place + 1].sum())
        return AtpTerms(came, went, 0.0, plan.date_of(ends[place] - 1), came - went)
    own = atp.lot_atp(supply, claimed, is_lot=arrives)
    left = atp.backward_atp(own)
    stated = [place for place in inside if not np.isnan(own[place])]
    until = plan.date_of(ends[inside[-1]] - 1)
    if not stated:
        return AtpTerms(0.0, 0.0, 0.0, until, None)
    came, free = float(supply[stated].sum()), float(own[stated].sum())
    value = float(left[stated].sum())
    return AtpTerms(came, came - free, free - value, until, value)


def _by_bucket(plan: KeptPlan, code: str) -> tuple[Floats, Floats, np.typing.NDArray[np.bool_]]:
    """Return an item's supply (stock in the first bucket), what is claimed, and where supply arrives, by bucket."""
    day_count = plan.problem.horizon.day_count
    came, went = np.zeros((1, day_count)), np.zeros((1, day_count))
    for receipt in plan.receipts_of[code]:
        _add(came, receipt.arrives_day, receipt.quantity)
    for lot in plan.lots_of[code]:
        _add(came, lot.finish_day, lot.quantity)
    for demand in plan.demands_of[code]:
        if demand.kind is DemandKind.ORDER:
            _add(went, demand.due_day, demand.quantity)
    for parent in {line.parent for line in plan.lines_above[code]}:
        for lot in plan.lots_of[parent]:
            _add(went, lot.start_day, lot.quantity * plan.usage(parent, code))
    starts = ints(plan.problem.horizon.bucket_starts)
    supply, claimed = in_buckets(came, starts)[0], in_buckets(went, starts)[0]
    arrives = supply > 0
    supply[0] += plan.item(code).on_hand
    return supply, claimed, arrives


def _add(row: Floats, day: int, quantity: float) -> None:
    """What is past due counts on the first day; what lies after the horizon does not."""
    if day < row.shape[1]:
        row[0, max(0, day)] += quantity
