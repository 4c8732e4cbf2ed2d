"""A made plant as the neutral set of tables, so that the whole product can plan it: `up --data`, `import_data`."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from pathlib import Path

from benchmarks.book_tables import DECIMALS, ONLY_LINE, Table, write_set
from benchmarks.growth_plant import WORKING_DAYS
from mps.scheduler.problem import PlanningProblem

MINUTES_OF_A_MACHINE, MINUTES_IN_AN_HOUR, DAY_OF_MOST_MINUTES = 480, 60, 0
CUSTOMERS = 100


def write_plant(problem: PlanningProblem, folder: Path) -> None:
    """
    Write a plant of `growth_plant` into a folder, made where it is missing; its name becomes the site's code.

    Minutes and money are rounded to 4 decimals, and set-ups cost their minutes only: the format has no price of one.
    Raises OSError where a file can't be written.
    """
    write_set(folder, (*_site_and_capacity(problem, folder.name), *_items(problem), _orders(problem)))


def _site_and_capacity(problem: PlanningProblem, site: str) -> Iterator[Table]:
    yield "site", "site planning_date working_days", [(site, problem.horizon.start_date, "Mon-Fri")]
    rows: list[tuple[object, ...]] = []
    for center in problem.work_centers:
        daily, overtime = center.available_minutes[DAY_OF_MOST_MINUTES], center.overtime_minutes[DAY_OF_MOST_MINUTES]
        machines = max(1, ceil(daily / MINUTES_OF_A_MACHINE))
        share = round(daily / (machines * MINUTES_OF_A_MACHINE), DECIMALS)
        hours = round(overtime * WORKING_DAYS / MINUTES_IN_AN_HOUR, 2)
        price = center.overtime_cost_per_minute * MINUTES_IN_AN_HOUR
        week = MINUTES_OF_A_MACHINE * WORKING_DAYS / MINUTES_IN_AN_HOUR
        rows.append((center.code, week, WORKING_DAYS, machines, share, hours, price))
    header = (
        "work_center hours_per_week days_per_week machines efficiency_share overtime_hours_per_week "
        "overtime_cost_per_hour"
    )
    yield "work_centers", header, rows


def _items(problem: PlanningProblem) -> Iterator[Table]:
    header = (
        "item make_or_buy on_hand safety_stock lead_time_days lot_policy lot_multiple period_of_supply_days unit_cost"
    )
    yield "items", header, [
        (
            item.code, "make", item.on_hand, item.safety_stock, item.lead_time_days, "period", item.lot_multiple,
            item.period_of_supply_days, round(item.unit_cost, DECIMALS),
        )
        for item in problem.items
    ]  # fmt: skip
    bill: dict[tuple[str, str], float] = {}
    for line in problem.bom:  # the format has one line for a component of a parent
        bill[line.parent, line.component] = bill.get((line.parent, line.component), 0.0) + line.quantity_per
    yield "bom", "parent component quantity_per", [(*pair, per) for pair, per in bill.items()]
    yield "routings", "item step work_center setup_minutes run_minutes_per_unit", [
        (
            step.item, step.step, step.work_center, round(step.setup_minutes, DECIMALS),
            round(step.run_minutes_per_unit, DECIMALS),
        )
        for step in problem.operations
    ]  # fmt: skip


def _orders(problem: PlanningProblem) -> Table:
    horizon = problem.horizon
    rows = [
        (
            demand.key, ONLY_LINE, f"C{number % CUSTOMERS}", demand.item, demand.quantity,
            horizon.date_of(demand.due_day), demand.priority,
        )
        for number, demand in enumerate(problem.demands)
    ]  # fmt: skip
    return "orders", "order line customer item quantity requested_date priority", rows
