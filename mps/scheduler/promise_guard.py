"""No plan takes the place of one that keeps more promises: which are late in it, and how late, before all money."""

from __future__ import annotations

from mps.scheduler.arrays import Floats
from mps.scheduler.attempt import Attempt
from mps.scheduler.columns import Index
from mps.scheduler.cost import lateness_by_demand
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.stability import moved

_DUST = 1e-9


def lateness_of_promises(index: Index, attempt: Attempt) -> Floats:
    """Return what the lateness of each promised demand costs: 0 where it is kept, and for all other demands."""
    promised = index.demand_columns.promised & ~index.demand_columns.forecast
    return lateness_by_demand(index, attempt.columns) * promised


def keeps_what_was_kept(index: Index, attempt: Attempt) -> bool:
    """Whether a plan keeps every promise but those that the last one did not keep."""
    if attempt.cost.late_promised <= 0:
        return True
    late, demands = set(index.problem.previous_late), index.problem.demands
    places = (lateness_of_promises(index, attempt) > 0).nonzero()[0].tolist()
    return all(demands[place].key in late for place in places)


def is_better(index: Index, one: Attempt, other: Attempt, most: Floats | None) -> bool:
    """
    Return whether a plan is to take the place of another one: it is cheaper, and makes no promise later.

    `most` is how late each promise may be, in money; None: as late as money says, unless the other plan keeps all.
    Where the last plan's minutes are known, every lot of it that is not there as it was costs `Prices.changed_lot`,
    wherever it lies: what is not worth that is not published (`stability.is_worth_it`).
    """
    if other.cost.late_promised <= 0 < one.cost.late_promised:
        return False
    if most is not None:
        breaks, broke = (_is_later(lateness_of_promises(index, plan), most) for plan in (one, other))
        if breaks != broke:
            return broke
    return _with_unrest(index.problem, one) < _with_unrest(index.problem, other)


def _with_unrest(problem: PlanningProblem, plan: Attempt) -> float:
    """Return what a plan costs, the changes of lots included that lie beyond the slushy zone."""
    if not problem.previous_minutes:
        return plan.cost.total
    return plan.cost.total - plan.cost.changed_lots + problem.prices.changed_lot * moved(problem, plan.lots)


def _is_later(lateness: Floats, most: Floats) -> bool:
    return bool((lateness > most + _DUST * (1.0 + most)).any())
