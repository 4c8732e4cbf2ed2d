"""How calm a publication is: how much it differs from the plan before, and what its change budget kept or cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from mps.changed_lots import SAME_DECIMALS, LotFate, Made, told
from mps.scheduler.change_budget import is_as_it_was
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Lot, LotStatus, Result
from mps.scheduler.problem import FirmOrder, PlanningProblem, PreviousLot
from mps.scheduler.stability import nervousness

SOON_DAYS = 14


def figures_of(problem: PlanningProblem, result: Result) -> dict[str, Any]:
    """
    Return the figures of calm that a plan is listed with; none where there was no plan before.

    `nervousness`: Σ |quantity now − before| · w(day), in pieces of today. `changed_soon`: changed lots
    (`mps.changed_lots`) of the plan before that finish within `soon_days`; `new_soon`: lots that it had not, and that
    finish so soon. Both are about the days that the two plans share: what has begun by now is no plan's any more.

    With a change budget `budget` says what it allows, how many lots would have changed without it (`wanted`), and what
    that plan would have cost (`cost`, by term).
    """
    before = [lot for lot in _before(problem) if lot.finish_day >= 0 and (lot.start_day is None or lot.start_day >= 0)]
    if not before:
        return {}
    now = {lot.key: lot for lot in result.plan.lots}
    changed = [lot for lot in before if not is_as_it_was(lot, now.get(lot.key))]
    fixed = {_what(one) for one in problem.firm_orders}
    return {
        "nervousness": round(_nervousness(before, changed, result.plan.lots), 3),
        "changed_soon": sum(lot.finish_day < _soon_days(problem) and _what(lot) not in fixed for lot in changed),
        "new_soon": _new_soon(problem, result.plan.lots),
        "soon_days": _soon_days(problem),
        **_budget(problem, result),
    }


def _what(lot: PreviousLot | FirmOrder) -> tuple[str, int, float]:
    """Return by what a lot is known again that a person fixed under another key."""
    return lot.item, lot.finish_day, round(lot.quantity, SAME_DECIMALS)


def _new_soon(problem: PlanningProblem, lots: Iterable[Lot]) -> int:
    """Only what differs is looked at: most lots are as they were."""
    now, date_of = {lot.key: lot for lot in lots}, problem.horizon.date_of
    other = [lot for lot in problem.previous_lots if not is_as_it_was(lot, now.get(lot.key))]
    same = {lot.key for lot in problem.previous_lots} - {lot.key for lot in other}
    was = {lot.key: (lot.item, _made(lot, problem.horizon)) for lot in other}
    new = {lot.key: (lot.item, _made(lot, problem.horizon)) for lot in now.values() if lot.key not in same}
    news = (one.after for one in told(was, new, first_day=date_of(0)) if one.fate is LotFate.NEW)
    return sum(after is not None and after.finish_date < date_of(_soon_days(problem)) for after in news)


def _made(lot: PreviousLot | Lot, horizon: Horizon) -> Made:
    start = lot.finish_day if lot.start_day is None else lot.start_day
    is_firm = isinstance(lot, Lot) and lot.status is LotStatus.FIRM
    return Made(lot.quantity, horizon.date_of(start), horizon.date_of(lot.finish_day), is_firm)


def _before(problem: PlanningProblem) -> list[PreviousLot]:
    """The lots of the plan before, those among them that are firm by now."""
    return [*problem.previous_lots, *map(_as_lot, problem.firm_orders)]


def _as_lot(order: FirmOrder) -> PreviousLot:
    return PreviousLot(order.key, order.item, order.quantity, order.finish_day, order.start_day)


def _nervousness(before: list[PreviousLot], changed: list[PreviousLot], lots: tuple[Lot, ...]) -> float:
    """Only what differs is added up: most lots are as they were."""
    other = {lot.key for lot in changed}
    same = {lot.key for lot in before if lot.key not in other}
    return nervousness(changed, [lot for lot in lots if lot.key not in same and lot.start_day >= 0])


def _soon_days(problem: PlanningProblem) -> int:
    return problem.change_budget.days if problem.change_budget else SOON_DAYS


def _budget(problem: PlanningProblem, result: Result) -> dict[str, Any]:
    if problem.change_budget is None or result.unlimited is None:
        return {}
    without = result.unlimited
    return {
        "budget": {"lots": problem.change_budget.most_lots, "wanted": without.changes, "cost": asdict(without.cost)}
    }
