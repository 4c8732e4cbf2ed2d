"""Nasty problems: each kind does one thing to a plant that makes sense, and every example of the kind has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from mps.scheduler.problem import BomLine, PlanningProblem, WorkCenter
from tests.scheduler.given import horizon
from tests.scheduler.small_plants import DAYS, small_plants

Twist = Callable[[PlanningProblem], PlanningProblem]


def _each(table: str, **changes: Any) -> Twist:
    """Change the same fields of every record of a table."""

    def twist(problem: PlanningProblem) -> PlanningProblem:
        rows: dict[str, Any] = {table: tuple(replace(one, **changes) for one in getattr(problem, table))}
        return replace(problem, **rows)

    return twist


def _without(*tables: str) -> Twist:
    rows: dict[str, Any] = dict.fromkeys(tables, ())
    return lambda problem: replace(problem, **rows)


def _all_due_in_the_past(problem: PlanningProblem) -> PlanningProblem:
    return replace(problem, demands=tuple(replace(one, due_day=-1 - abs(one.due_day)) for one in problem.demands))


def _huge_quantities(problem: PlanningProblem) -> PlanningProblem:
    """Up to the largest quantity that is accepted at all, beside orders as they were."""
    factors = (1.0, 1e6, 1e9, 3e10)
    huge = tuple(replace(one, quantity=one.quantity * factors[(at + 1) % 4]) for at, one in enumerate(problem.demands))
    return replace(problem, demands=huge)


def _tiny_quantities(problem: PlanningProblem) -> PlanningProblem:
    factors = (1e-3, 1e-6, 1e-9, 1e-12)
    tiny = tuple(replace(one, quantity=one.quantity * factors[at % 4]) for at, one in enumerate(problem.demands))
    return replace(problem, demands=tiny)


def _bom_loops(problem: PlanningProblem) -> PlanningProblem:
    """Every line has one back, and everything is made."""
    back = tuple(BomLine(line.component, line.parent, 1.0) for line in problem.bom)
    itself = BomLine(problem.items[0].code, problem.items[0].code, 1.0)
    return replace(_each("items", made=True)(problem), bom=(*problem.bom, *back, itself))


def _one_day(problem: PlanningProblem) -> PlanningProblem:
    """The horizon is over this evening; so are the days of the work centres."""
    centers = tuple(
        WorkCenter(one.code, one.available_minutes[:1], one.overtime_minutes[:1], one.overtime_cost_per_minute)
        for one in problem.work_centers
    )
    return replace(problem, horizon=horizon(1), work_centers=centers)


def _ties(problem: PlanningProblem) -> PlanningProblem:
    """Everybody wants as much of the same by the same day, with the same right to it."""
    first = problem.demands[0]
    same = tuple(replace(first, key=f"SO{number}") for number in range(2 * len(problem.demands)))
    return replace(problem, demands=same)


def _same_keys(problem: PlanningProblem) -> PlanningProblem:
    """Every order is there twice under one key; of the two one may be split."""
    twins = (replace(one, key="SO", may_split=may) for one in problem.demands for may in (True, False))
    return replace(problem, demands=tuple(twins))


KINDS: dict[str, Twist] = {
    "zero capacity": _each("work_centers", available_minutes=(0.0,) * DAYS, overtime_minutes=(0.0,) * DAYS),
    "downtime over everything": _each("work_centers", available_minutes=(0.0,) * DAYS, overtime_minutes=(45.0,) * DAYS),
    "huge quantities": _huge_quantities,
    "tiny quantities": _tiny_quantities,
    "bom loops": _bom_loops,
    "all due in the past": _all_due_in_the_past,
    "no routing": _without("operations"),
    "no work centres": _without("work_centers"),
    "no items": _without("items"),
    "no demands": _without("demands"),
    "nothing at all": _without("items", "bom", "operations", "work_centers", "demands", "receipts", "firm_orders"),
    "a horizon of one day": _one_day,
    "frozen over the whole horizon": _each("items", frozen_days=DAYS),
    "lead times beyond the horizon": _each("items", lead_time_days=DAYS),
    "scrap of 99 %": _each("bom", scrap_share=0.99),
    "steps that take no time": _each("operations", setup_minutes=0.0, run_minutes_per_unit=0.0),
    "ties": _ties,
    "the same key twice": _same_keys,
}

nasty = st.builds(lambda twist, problem: twist(problem), st.sampled_from(tuple(KINDS.values())), small_plants)


def of_kind(kind: str) -> st.SearchStrategy[PlanningProblem]:
    """Problems of one kind."""
    return small_plants.map(KINDS[kind])
