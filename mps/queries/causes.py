"""The root cause of a late order line: its lots are followed down to what holds the last of them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mps.queries.kept_plan import KeptLot, KeptPlan, Link
from mps.scheduler.plan import SupplyKind

MOST_LEVELS = 50  # a bill that is deeper than any


class CauseKind(StrEnum):
    """What holds up order lines."""

    CENTER = "center"
    RECEIPT = "receipt"
    LEAD_TIME = "lead_time"
    FENCE = "fence"
    BUDGET = "budget"
    HORIZON = "horizon"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Cause:
    """
    A root cause, by which messages are grouped. `code`: a work centre, an item, or why a record was left out.

    `document` and `when` are a receipt's.
    """

    kind: CauseKind
    code: str = ""
    document: str = ""
    when: date | None = None


def cause_of(plan: KeptPlan, demand: int) -> Cause:
    """Return what holds up a demand (its place in the problem): the last supply that it draws from says so."""
    wanted = plan.problem.demands[demand]
    links = plan.drawn_by_demand[demand]
    if not links:
        return Cause(CauseKind.HORIZON, wanted.item)
    link = max(links, key=lambda one: (_there(plan, one), one.supply))
    for _level in range(MOST_LEVELS):
        if link.kind is not SupplyKind.LOT:
            break
        lot = plan.lots[link.supply]
        waits = [one for one in plan.drawn_by_lot[lot.place] if plan.waited_for(lot, one)]
        if not waits or lot.firm:
            return _of_lot(plan, lot)
        link = max(waits, key=lambda one: (one.kind is SupplyKind.LOT, one.item, one.supply))
    if link.kind is SupplyKind.RECEIPT:
        receipt = plan.problem.receipts[link.supply]
        return Cause(CauseKind.RECEIPT, receipt.item, receipt.key, plan.date_of(max(0, receipt.arrives_day)))
    return Cause(CauseKind.HORIZON, wanted.item)


def _there(plan: KeptPlan, link: Link) -> int:
    """Return the day on which a supply is there."""
    if link.kind is SupplyKind.LOT:
        return plan.lots[link.supply].finish_day
    return max(0, plan.problem.receipts[link.supply].arrives_day) if link.kind is SupplyKind.RECEIPT else 0


def _of_lot(plan: KeptPlan, lot: KeptLot) -> Cause:
    item, minutes = plan.item(lot.item), plan.minutes_of_lot[lot.key]
    if lot.firm:
        by_people = lot.key in {order.key for order in plan.problem.firm_orders}
        return Cause(CauseKind.FENCE if by_people else CauseKind.BUDGET, lot.item)
    if item.frozen_days and lot.start_day <= item.frozen_days:
        return Cause(CauseKind.FENCE, lot.item)
    spare = lot.finish_day - lot.start_day - item.lead_time_days
    if not minutes or (lot.start_day <= 0 and spare <= 0):
        return Cause(CauseKind.LEAD_TIME, lot.item)
    by_center: dict[str, float] = {}
    for row in minutes:
        by_center[row.work_center] = by_center.get(row.work_center, 0.0) + _fullness(plan, row.work_center, lot)
    return Cause(CauseKind.CENTER, max(by_center, key=lambda code: (by_center[code], code)))


def _fullness(plan: KeptPlan, code: str, lot: KeptLot) -> float:
    """Return how full a work centre is until a lot is finished, 1 for full."""
    center = plan.accepted.work_centers.get(code)
    there = sum(center.available_minutes[: lot.finish_day + 1]) if center else 0.0
    load = plan.load.get(code, {})
    taken = sum(minutes for day, minutes in load.items() if day <= lot.finish_day)
    return taken / there if there > 0 else 1.0
