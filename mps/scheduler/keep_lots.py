"""Staying inside the change budget: what changes least for its money is kept as it was, as if people had fixed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from mps.scheduler.attempt import Planned, attempt_of, first_plan
from mps.scheduler.budget import Watch
from mps.scheduler.change_budget import changed_keys, lots_in_budget, most_changes
from mps.scheduler.construct import construct
from mps.scheduler.cost import lateness_by_demand, line_prices
from mps.scheduler.draft import unguided
from mps.scheduler.improve import improved
from mps.scheduler.last_lots import lots_of_last_plan, who_yields
from mps.scheduler.plan import Cost, Lot, Unlimited
from mps.scheduler.problem import FirmOrder, PlanningProblem
from mps.scheduler.stability import moved
from mps.scheduler.validate import Accepted

# How much longer what is late anyway may be late in a calmer plan.
LONGER_SHARE = 0.1
_DUST = 1e-6


def within_budget(
    problem: PlanningProblem, accepted: Accepted, planned: Sequence[Planned], watch: Watch
) -> list[Planned]:
    """
    Return the plans of all parts with no more changes than the budget of the whole allows.

    Where there are more, the changes that are worth most stay possible, every other lot of the last plan that the
    budget covers is kept, and the parts with such lots are planned again around them. That is done even where time is
    up: the budget is a constraint. Which changes are worth most is asked of the plans as they are and of those
    first constructed, and the cheaper outcome is returned: so a longer search never ends in a dearer plan.
    """
    budget = problem.change_budget
    if budget is None:
        return list(planned)
    in_budget, most = lots_in_budget(problem, accepted), most_changes(budget)
    constructed = [first_plan(one.part, watch) for one in planned]
    ways: dict[tuple[FirmOrder, ...] | None, list[Planned]] = {}
    for choice in (planned, constructed):
        kept = _to_keep(choice, in_budget, most, accepted)
        if kept not in ways:
            free = list(choice) if kept is None else [_around(one, kept, watch) for one in planned]
            calm = [_calmer(one, watch) for one in free]
            ways[kept] = calm if _to_keep(calm, in_budget, most, accepted) is None else free
    return _best(list(ways.values()))


def _calmer(found: Planned, watch: Watch) -> Planned:
    """Return a plan, or the one with all of the last plan as it was where that is as good."""
    same = first_plan(found.part, watch, as_it_was=True)
    network = same.network
    if same.best.late > found.best.late + _DUST and network.index.overtime_minutes.any():
        guidance = replace(
            unguided(network), kept=lots_of_last_plan(network), last=who_yields(network),
            overtime=network.index.overtime_minutes,
        )  # fmt: skip
        attempt = attempt_of(construct(network, guidance, watch.count), watch.count)
        same = replace(same, best=attempt) if attempt.cost.total < same.best.cost.total else same
    return _best([[found], [same]])[0]


def _best(ways: Sequence[list[Planned]]) -> list[Planned]:
    """
    Return the way in which least is late at all; of those the calmest for its money that is hardly longer late.

    Every lot of the last plan that is no longer as it was has its price, wherever it lies.
    """
    for term, share in ((_late_at_all, 0.0), (_lateness, LONGER_SHARE)):
        worth = [sum(map(term, way)) for way in ways]
        most = min(worth) * (1 + share) + _DUST
        ways = [way for way, one in zip(ways, worth, strict=True) if one <= most]
    return min(ways, key=lambda way: sum(map(_with_unrest, way)))


def _late_at_all(one: Planned) -> float:
    index = one.network.index
    late = lateness_by_demand(index, one.best.columns) > 0
    return float(line_prices(index)[0][late].sum())


def _lateness(one: Planned) -> float:
    return one.best.late


def _with_unrest(one: Planned) -> float:
    cost, problem = one.best.cost, one.part.problem
    return cost.total - one.best.late - cost.changed_lots + problem.prices.changed_lot * moved(problem, one.best.lots)


def unlimited(problem: PlanningProblem, accepted: Accepted, planned: Sequence[Planned]) -> Unlimited | None:
    """Return what the plan of these parts would be if nothing had to stay; None where there is no change budget."""
    if problem.change_budget is None:
        return None
    lots = {lot.key: lot for one in planned for lot in one.best.lots}
    return Unlimited(
        cost=Cost(*(sum(getattr(one.best.cost, term.name) for one in planned) for term in fields(Cost))),
        changes=len(changed_keys(lots_in_budget(problem, accepted).values(), lots)),
    )


def _to_keep(
    plans: Sequence[Planned], in_budget: Mapping[str, FirmOrder], most: int, accepted: Accepted
) -> tuple[FirmOrder, ...] | None:
    """Return what is kept so that only the changes of these plans that are worth most are left; None: not too many."""
    lots = {lot.key: lot for one in plans for lot in one.best.lots}
    changed = changed_keys(in_budget.values(), lots)
    if len(changed) <= most:
        return None
    by_worth = sorted(changed, key=lambda key: (_worth(accepted, in_budget[key], lots.get(key)), key), reverse=True)
    free = frozenset(by_worth[:most])
    return tuple(order for key, order in in_budget.items() if key not in free)


def _worth(accepted: Accepted, before: FirmOrder, now: Lot | None) -> tuple[bool, float]:
    """
    Return what a change is worth: first what is wanted sooner, or more of it, for it would be late; then by money.

    What is wanted later, or no longer, costs no more than its holding where it is kept.
    """
    value = before.quantity * max(accepted.items[before.item].unit_cost, 1e-9)
    if now is None:
        return False, value
    sooner, more = before.finish_day - now.finish_day, now.quantity - before.quantity
    return sooner > 0 or more > 0, value * max(abs(sooner), 1)


def _around(planned: Planned, kept: tuple[FirmOrder, ...], watch: Watch) -> Planned:
    """Return the plan of a part with its lots among `kept` as they were; its bound is for such plans too."""
    problem = planned.part.problem
    codes = {item.code for item in problem.items}
    own = [order for order in kept if order.item in codes]
    if not own:
        return planned
    firm = sorted((*problem.firm_orders, *own), key=lambda order: order.key)
    around = replace(planned.part, problem=replace(problem, firm_orders=tuple(firm)))
    return improved(first_plan(around, watch), watch)
