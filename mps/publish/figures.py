"""The figures of a plan that is not published yet, by which it is held against another one."""

from __future__ import annotations

from datetime import date

import numpy as np

from mps import kpis
from mps.scheduler.added_hours import added
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.rows import ItemRows, LoadRows


def figures_of_added(problem: PlanningProblem) -> dict[str, float]:
    """Return what people added beyond the shifts, minutes of the whole horizon, and what that costs, by name."""
    found = added(problem)
    return {"added_minutes": found.minutes, "added_cost": found.cost}


def figures_of(problem: PlanningProblem, rows: ItemRows, loads: LoadRows) -> dict[str, float]:
    """
    Return figures by name, as `mps.kpis` means them; minutes are of the whole horizon.

    Items short are those on the master schedule; where none is marked so, all. Stock is valued at unit cost.
    """
    place = {item.code: number for number, item in enumerate(problem.items)}
    items = [problem.items[place[code]] for code in rows.items]
    chosen = np.array([item.is_mps for item in items], dtype=bool)
    on_schedule = chosen if chosen.any() else np.ones(len(items), dtype=bool)
    safety = np.array([item.safety_stock for item in items], dtype=np.float64)
    costs = np.array([item.unit_cost for item in items], dtype=np.float64)
    buckets: tuple[date, ...] = tuple(rows.bucket_dates)
    covers = kpis.cover_of_items(rows.projected_balance[on_schedule], safety[on_schedule], buckets)
    minutes = kpis.Load(loads.load_minutes, loads.available_minutes, loads.overtime_minutes)
    end = problem.horizon.date_of(problem.horizon.day_count)
    return {
        "short_items": covers.count(kpis.Cover.SHORTAGE),
        "overloaded_center_weeks": kpis.overloaded_center_weeks(minutes, buckets),
        "overtime_minutes": float(loads.overtime_minutes.sum()),
        **figures_of_added(problem),
        "load_minutes": float(loads.load_minutes.sum()),
        "stock_value": kpis.stock_value(rows.projected_balance, costs, buckets, end),
    }
