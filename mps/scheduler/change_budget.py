"""
The change budget: how many lots of the last plan, of those that finish soon, may be different now.

Read by `check` and by the planning alike. A lot counts as long as it can be kept at all: its item is still there, it
finishes inside the horizon, not in the past and not on a closed day, and nobody has taken its key for a firm order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mps.scheduler.open_days import is_closed
from mps.scheduler.plan import Lot
from mps.scheduler.problem import ChangeBudget, FirmOrder, Item, PlanningProblem, PreviousLot
from mps.scheduler.reach import is_quantity
from mps.scheduler.validate import Accepted

_DUST = 1e-6


def is_as_it_was(before: PreviousLot, now: Lot | None) -> bool:
    """Whether a lot of the last plan is still there with the same quantity and finish."""
    return now is not None and now.finish_day == before.finish_day and abs(now.quantity - before.quantity) < _DUST


def lots_in_budget(problem: PlanningProblem, accepted: Accepted) -> dict[str, FirmOrder]:
    """Return, by key, the lots of the last plan on which the budget is spent, each as it is where it is kept."""
    budget = problem.change_budget
    if budget is None:
        return {}
    last_day = min(budget.days, problem.horizon.day_count)
    taken = {order.key for order in problem.firm_orders}
    found: dict[str, FirmOrder] = {}
    for lot in sorted(problem.previous_lots, key=repr):
        item = accepted.items.get(lot.item)
        sound = 0 <= lot.finish_day < last_day and is_quantity(lot.quantity)
        if item is None or not sound or lot.key in taken or lot.key in found or is_closed(item, lot.finish_day):
            continue
        found[lot.key] = _as_kept(lot, item)
    return found


def _as_kept(lot: PreviousLot, item: Item) -> FirmOrder:
    start = lot.finish_day - item.lead_time_days if lot.start_day is None else min(lot.start_day, lot.finish_day)
    return FirmOrder(lot.key, lot.item, lot.quantity, start, lot.finish_day)


def changed_keys(in_budget: Collection[FirmOrder], lots: Mapping[str, Lot]) -> list[str]:
    """Return the keys of the lots that are not as they were; `lots` are those of a plan, by key."""
    return [
        one.key
        for one in in_budget
        if not is_as_it_was(PreviousLot(one.key, one.item, one.quantity, one.finish_day), lots.get(one.key))
    ]


def most_changes(budget: ChangeBudget) -> int:
    """Return how many lots may change; less than none is none."""
    return max(0, budget.most_lots)
