"""What a change budget costs: the same problem planned with more and fewer changes allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from mps.scheduler.attempt import Planned, first_plan
from mps.scheduler.budget import Limits, Watch, collector_paused
from mps.scheduler.change_budget import changed_keys, lots_in_budget
from mps.scheduler.columns import index_of
from mps.scheduler.cost import lateness_by_demand
from mps.scheduler.improve import improved
from mps.scheduler.keep_lots import within_budget
from mps.scheduler.parts import split
from mps.scheduler.plan import Cost
from mps.scheduler.problem import ChangeBudget, PlanningProblem


@dataclass(frozen=True, slots=True)
class Priced:
    """
    A plan that may change so many lots (None: as many as it likes): how many it does change, and what it costs.

    `late_orders` are order lines that are late, or never whole, inside the horizon. Cost: the site's currency, by term.
    """

    most_lots: int | None
    changed: int
    late_orders: int
    cost: Cost


def prices(
    problem: PlanningProblem,
    most_lots: Iterable[int],
    *,
    days: int,
    limits: Limits,
    stop: Callable[[], bool],
    timer: Callable[[], float],
) -> tuple[Priced, ...]:
    """
    Return what the plan of a problem costs with each number of changes allowed, and at last without a budget.

    A budget is about lots of the last plan that finish on the first `days` days. Plans are found, not proven best: one
    with more changes allowed may happen to cost a little more.
    """
    watch = Watch(limits, stop, timer)
    with collector_paused():
        index = index_of(problem)
        free = [improved(first_plan(part, watch), watch) for part in split(index)]
        zone = replace(index.problem, change_budget=ChangeBudget(0, days))
        in_budget = lots_in_budget(zone, index.accepted)

        def priced(most: int | None, planned: Sequence[Planned]) -> Priced:
            lots = {lot.key: lot for one in planned for lot in one.best.lots}
            cost = Cost(*(sum(getattr(one.best.cost, term.name) for one in planned) for term in fields(Cost)))
            changed = len(changed_keys(in_budget.values(), lots))
            return Priced(most, changed, sum(map(_late_orders, planned)), cost)

        found = []
        for most in most_lots:
            limited = replace(index.problem, change_budget=ChangeBudget(most, days))
            found.append(priced(most, within_budget(limited, index.accepted, free, watch)))
        return (*found, priced(None, free))


def _late_orders(planned: Planned) -> int:
    index = planned.network.index
    late = lateness_by_demand(index, planned.best.columns) > 0
    return int(np.count_nonzero(late & ~index.demand_columns.forecast))
