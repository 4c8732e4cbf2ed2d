"""How the inputs of two plans differ, in numbers of records; what the plans before them were does not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from mps.scheduler.problem import DemandKind, PlanningProblem

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class InputsDiffer:
    """
    Records that are new, gone, or otherwise, by kind; that a due day was promised by now is no difference.

    `orders` are the keys of some of the order lines that differ.
    `days` is by how many calendar days the second horizon begins later.
    """

    orders_new: int
    orders_gone: int
    orders_changed: int
    orders: tuple[str, ...]
    forecasts: int
    items: int
    structure: int
    work_centers: int
    receipts: int
    firm_orders: int
    days: int

    @property
    def is_nothing(self) -> bool:
        """Whether all of it is the same."""
        return not any((
            self.orders_new, self.orders_gone, self.orders_changed, self.forecasts, self.items, self.structure,
            self.work_centers, self.receipts, self.firm_orders, self.days,
        ))  # fmt: skip


def inputs_differ(before: PlanningProblem, after: PlanningProblem) -> InputsDiffer:
    """Return how the inputs of a plan differ from those of a later one; days are told apart by their dates."""
    days = (after.horizon.start_date - before.horizon.start_date).days
    orders = [_demands(problem, DemandKind.ORDER, shift) for problem, shift in ((before, 0), (after, days))]
    forecasts = [_demands(problem, DemandKind.FORECAST, shift) for problem, shift in ((before, 0), (after, days))]
    changed = sorted(key for key in orders[0].keys() & orders[1].keys() if orders[0][key] != orders[1][key])
    new, gone = sorted(orders[1].keys() - orders[0].keys()), sorted(orders[0].keys() - orders[1].keys())
    return InputsDiffer(
        orders_new=len(new),
        orders_gone=len(gone),
        orders_changed=len(changed),
        orders=tuple([*changed, *new, *gone][:MOST_NAMED]),
        forecasts=_count(*forecasts),
        items=_count({item.code: item for item in before.items}, {item.code: item for item in after.items}),
        structure=_unlike(before.bom, after.bom) + _unlike(before.operations, after.operations),
        work_centers=_centers(before, after, days),
        receipts=_count(
            {one.key: one for one in before.receipts},
            {one.key: replace(one, arrives_day=one.arrives_day + days) for one in after.receipts},
        ),
        firm_orders=_count(
            {one.key: one for one in before.firm_orders},
            {
                one.key: replace(one, start_day=one.start_day + days, finish_day=one.finish_day + days)
                for one in after.firm_orders
            },
        ),
        days=days,
    )


def _demands(problem: PlanningProblem, kind: DemandKind, shift: int) -> dict[str, Any]:
    return {
        one.key: replace(one, due_day=one.due_day + shift, promised=False)
        for one in problem.demands
        if one.kind is kind
    }


def _centers(before: PlanningProblem, after: PlanningProblem, days: int) -> int:
    """Return how many work centres differ on the days that both horizons have."""
    known = {one.code: one for one in after.work_centers}
    found = len(known.keys() - {one.code for one in before.work_centers})
    for one in before.work_centers:
        other = known.get(one.code)
        if other is None:
            found += 1
            continue
        pairs = ((one.available_minutes, other.available_minutes), (one.overtime_minutes, other.overtime_minutes))
        is_same = all(
            was == now for mine, theirs in pairs for was, now in zip(mine[max(0, days):], theirs, strict=False)
        )
        found += not (is_same and one.overtime_cost_per_minute == other.overtime_cost_per_minute)
    return found


def _count(before: dict[str, Any], after: dict[str, Any]) -> int:
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def _unlike(before: Iterable[Any], after: Iterable[Any]) -> int:
    return len(set(before) ^ set(after))
