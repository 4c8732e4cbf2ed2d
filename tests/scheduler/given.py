"""Builders of small planning problems, with good defaults: ten days of eight hours, one work centre, one bicycle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mps.scheduler.budget import Limits
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Plan, Result
from mps.scheduler.problem import (
    BomLine,
    Demand,
    FirmOrder,
    Item,
    Operation,
    PlanningProblem,
    PreviousLot,
    Receipt,
    WorkCenter,
)
from mps.scheduler.solve import solve

DAYS = 10
MONDAY = date(2026, 1, 5)


def horizon(days: int = DAYS) -> Horizon:
    """A horizon of single days."""
    return Horizon(start_date=MONDAY, day_count=days, bucket_starts=tuple(range(days)))


def bike(**changes: Any) -> Item:
    """A made item."""
    return replace(Item(code="BIKE", made=True, unit_cost=100.0), **changes)


def wheel(**changes: Any) -> Item:
    """A bought item."""
    return replace(Item(code="WHEEL", made=False, unit_cost=10.0), **changes)


def two_wheels(**changes: Any) -> BomLine:
    """Two wheels go into a bike."""
    return replace(BomLine(parent="BIKE", component="WHEEL", quantity_per=2.0), **changes)


def assembly(**changes: Any) -> Operation:
    """An hour a bike, no set-up."""
    return replace(
        Operation("BIKE", step=10, work_center="LINE", setup_minutes=0.0, run_minutes_per_unit=60.0), **changes
    )


def line(
    minutes: float | Sequence[float] = 480.0, overtime: float | Sequence[float] = 0.0, days: int = DAYS, **changes: Any
) -> WorkCenter:
    """A work centre with the same minutes every day, or with a tuple of its own."""
    return replace(
        WorkCenter(
            code="LINE",
            available_minutes=_by_day(minutes, days),
            overtime_minutes=_by_day(overtime, days),
            overtime_cost_per_minute=1.0,
        ),
        **changes,
    )


def _by_day(minutes: float | Sequence[float], days: int) -> tuple[float, ...]:
    return (float(minutes),) * days if isinstance(minutes, int | float) else tuple(minutes)


def order(quantity: float = 1.0, due_day: int = 5, **changes: Any) -> Demand:
    """A customer's order for bikes."""
    return replace(Demand(key="SO1", item="BIKE", quantity=quantity, due_day=due_day), **changes)


def problem(**changes: Any) -> PlanningProblem:
    """A bike made on one line, without components, unless said otherwise."""
    plain = PlanningProblem(
        site="S", horizon=horizon(), items=(bike(),), operations=(assembly(),), work_centers=(line(),)
    )
    return replace(plain, **changes)


def solved(given: PlanningProblem, *, stop: Callable[[], bool] = lambda: False, limits: Limits | None = None) -> Result:
    """Solve with a timer that stands still."""
    return solve(given, limits=limits, stop=stop, timer=lambda: 0.0)


def lots(result: Result | Plan) -> list[tuple[str, float, int, int]]:
    """The lots of a plan as (item, quantity, start, finish)."""
    plan = result.plan if isinstance(result, Result) else result
    return [(lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in plan.lots]


__all__ = ["FirmOrder", "PreviousLot", "Receipt"]
