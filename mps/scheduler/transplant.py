"""
What leads from one problem to another, done to a third: the changes of a scenario on the inputs of an earlier plan.

Days are told apart by their dates, for the horizons need not begin on the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import Demand, DemandKind, Item, PlanningProblem, WorkCenter
from mps.scheduler.reach import SMALLEST_QUANTITY


def transplanted(
    base: PlanningProblem, now: PlanningProblem, then: PlanningProblem, *, exact: Collection[str] = ()
) -> PlanningProblem:
    """
    Return `base` with what is different in `then` against `now`: in items, in demands, in minutes of work centres.

    What is different of a record becomes what it is in `then`; minutes and forecasts are added or taken away. The
    quantity of an order that `base` has otherwise changes in the same proportion, save for the keys that are `exact`.
    Where `base` is `now`, this is `then`, in another order of new demands at most; records that `base` does not have
    stay away.
    """
    return replace(
        base,
        items=_items(base.items, now.items, then.items),
        work_centers=_centers(base, now, then),
        demands=_demands(base, now, then, exact),
    )


def _items(base: tuple[Item, ...], now: tuple[Item, ...], then: tuple[Item, ...]) -> tuple[Item, ...]:
    was, becomes = {item.code: item for item in now}, {item.code: item for item in then}
    return tuple(
        replace(item, **_different(was[item.code], becomes[item.code]))
        if item.code in was and item.code in becomes
        else item
        for item in base
    )


def _different(was: Any, becomes: Any) -> dict[str, Any]:
    """Return the fields of a record that change, by name."""
    if was == becomes:
        return {}
    names = [field.name for field in fields(was)]
    return {name: getattr(becomes, name) for name in names if getattr(was, name) != getattr(becomes, name)}


def _centers(base: PlanningProblem, now: PlanningProblem, then: PlanningProblem) -> tuple[WorkCenter, ...]:
    was = {center.code: center for center in now.work_centers}
    becomes = {center.code: center for center in then.work_centers}
    first = now.horizon.day_of(base.horizon.start_date)
    return tuple(
        _center(center, was[center.code], becomes[center.code], first)
        if center.code in was and center.code in becomes
        else center
        for center in base.work_centers
    )


def _center(base: WorkCenter, was: WorkCenter, becomes: WorkCenter, first: int) -> WorkCenter:
    if was == becomes:
        return base
    return replace(
        base,
        available_minutes=_minutes(base.available_minutes, was.available_minutes, becomes.available_minutes, first),
        overtime_minutes=_minutes(base.overtime_minutes, was.overtime_minutes, becomes.overtime_minutes, first),
        added_minutes=_added(base, was, becomes, first),
    )


def _added(base: WorkCenter, was: WorkCenter, becomes: WorkCenter, first: int) -> tuple[float, ...]:
    """Return the minutes that people added; a work centre without any has no row of them."""
    rows = [one.added_minutes or (0.0,) * len(one.available_minutes) for one in (base, was, becomes)]
    added = _minutes(rows[0], rows[1], rows[2], first)
    return added if any(added) else ()


def _minutes(
    base: tuple[float, ...], was: tuple[float, ...], becomes: tuple[float, ...], first: int
) -> tuple[float, ...]:
    """Return the minutes of `base`, whose first day is day `first` of the others, with what they differ by."""
    return tuple(
        becomes[there] if 0 <= there < len(was) and minutes == was[there]
        else max(0.0, minutes + becomes[there] - was[there]) if 0 <= there < len(was)
        else minutes
        for there, minutes in enumerate(base, start=first)
    )  # fmt: skip


def _demands(
    base: PlanningProblem, now: PlanningProblem, then: PlanningProblem, exact: Collection[str]
) -> tuple[Demand, ...]:
    was, becomes = _by_key(now), _by_key(then)
    kept = []
    for demand in base.demands:
        before, after = was.get(demand.key), becomes.get(demand.key)
        if demand.kind is DemandKind.FORECAST:
            kept += _forecast(demand, before, after)
        elif before is None:
            kept.append(demand)
        elif after is not None:
            kept.append(_demand(demand, before, after, then.horizon, base.horizon, is_exact=demand.key in exact))
    known = _by_key(base)
    new = [
        replace(demand, due_day=_day(demand.due_day, then.horizon, base.horizon))
        for demand in then.demands
        if demand.key not in was and demand.key not in known
    ]
    found = [*kept, *new]
    return tuple(sorted(found, key=lambda demand: demand.kind is not DemandKind.ORDER))  # orders first, as they stand


def _demand(
    base: Demand, was: Demand, becomes: Demand, horizon: Horizon, of_base: Horizon, *, is_exact: bool
) -> Demand:
    changes = _different(was, becomes)
    if "due_day" in changes:
        changes["due_day"] = _day(becomes.due_day, horizon, of_base)
    if "quantity" in changes and not is_exact and base.quantity != was.quantity and was.quantity > 0:
        changes["quantity"] = base.quantity * becomes.quantity / was.quantity
    return replace(base, **changes) if changes else base


def _forecast(base: Demand, was: Demand | None, becomes: Demand | None) -> list[Demand]:
    """Return what is left of a forecast, none of it where nothing is; one that is not there is all consumed."""
    before, after = was.quantity if was else 0.0, becomes.quantity if becomes else 0.0
    left = after if base.quantity == before else base.quantity + after - before
    return [replace(base, quantity=left)] if left >= SMALLEST_QUANTITY else []


def _day(day: int, horizon: Horizon, other: Horizon) -> int:
    return other.day_of(horizon.date_of(day))


def _by_key(problem: PlanningProblem) -> Mapping[str, Demand]:
    return {demand.key: demand for demand in problem.demands}
