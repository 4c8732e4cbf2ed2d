"""
A scenario of an earlier plan: the inputs of that plan, as they are stored with it, with what the scenario changes.

What the changes come to is said by the functions that write them, tried out on the site as it is (decision 0033).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from django.utils.translation import gettext as _

from mps import snapshot
from mps.models import Plan, PlanDetail, Scenario
from mps.scenario_changes import LineWish
from mps.scenario_writes import CantBeWritten
from mps.scheduler import problem as problems
from mps.scheduler.problem import Demand, DemandKind
from mps.scheduler.transplant import transplanted
from mps.snapshot import OpenLines, Snapshot
from mps.snapshot.demand import NOT_HELD
from orders.history.moves import planned_at
from orders.models import OrderLine


class MovedMeanwhile(Exception):
    """Somebody changed the site between two looks at it: plan again."""


def base_of(scenario: Scenario) -> Plan | None:
    """Return the earlier plan that a scenario is planned on; None: the site as it is. Raises CantBeWritten."""
    if scenario.base_plan_id is None:
        return None
    plan = Plan.objects.filter(pk=scenario.base_plan_id, detail__lot_minutes__isnull=False).first()
    if plan is None:
        raise _forgotten()
    return plan


def read_on(base: Plan, tried: Snapshot, scenario: Scenario) -> Snapshot:
    """
    Return the inputs of an earlier plan with the changes that were `tried` on the site as it is; that plan is the last.

    Where the site is as it was then, these are the site's own inputs. Raises CantBeWritten where the plan has been
    forgotten meanwhile, MovedMeanwhile.
    """
    read = tried if base.revision == tried.revision else _transplanted(base, tried, scenario)
    found = snapshot.with_lots_of(read, base.pk)
    if found is None:
        raise _forgotten()
    return found


def known_of(base: Plan, read: Snapshot) -> Iterator[tuple[int, date | None, bool]]:
    """Yield what a plan said of the lines of its inputs: by line its day, and whether that was too late."""
    planned = planned_at(read.site_id, base.pk)
    wanted = zip(read.lines.line_ids.tolist(), read.lines.wanted_days.tolist(), strict=True)
    for line_id, day in wanted:
        if line_id in planned:
            before = planned[line_id]
            yield line_id, before, before is None or before > read.problem.horizon.date_of(day)


def _transplanted(base: Plan, tried: Snapshot, scenario: Scenario) -> Snapshot:
    now = snapshot.load(tried.site_id)
    if now.revision != tried.revision:
        raise MovedMeanwhile(tried.site_id)
    detail = PlanDetail.objects.filter(pk=base.pk).first()
    if detail is None:
        raise _forgotten()
    stored = problems.from_bytes(zlib.decompress(bytes(detail.problem)))
    wished = {change.line_id for change in scenario.changes_read() if isinstance(change, LineWish)}
    lines = zip(now.lines.line_ids.tolist(), now.problem.demands, strict=False)
    exact = {demand.key for line_id, demand in lines if line_id in wished}
    problem = transplanted(stored, now.problem, tried.problem, exact=exact)
    orders = [demand for demand in problem.demands if demand.kind is DemandKind.ORDER]
    return replace(tried, revision=base.revision, problem=problem, lines=_lines(orders, tried))


def _lines(orders: Sequence[Demand], tried: Snapshot) -> OpenLines:
    """Return the columns of the lines that the orders are; one that is no longer there has a number below 0."""
    place_of = {demand.key: place for place, demand in enumerate(tried.problem.demands[: len(tried.lines.line_ids)])}
    closed = _closed([demand.key for demand in orders if demand.key not in place_of], tried.site_id)
    ids, make_to_order = tried.lines.line_ids.tolist(), tried.lines.keys
    places = [place_of.get(demand.key) for demand in orders]
    return OpenLines(
        line_ids=np.array([
            closed.get(demand.key, -number - 1) if place is None else ids[place]
            for number, (demand, place) in enumerate(zip(orders, places, strict=True))
        ], dtype=np.int64),
        versions=np.zeros(len(orders), dtype=np.int64),
        due_days=np.array([demand.due_day for demand in orders], dtype=np.int64),
        wanted_days=np.array([
            _wanted_day(demand, tried, place) for demand, place in zip(orders, places, strict=True)
        ], dtype=np.int64),
        promised=np.array([demand.promised for demand in orders], dtype=np.bool_),
        held_days=np.full(len(orders), NOT_HELD, dtype=np.int64),
        values=np.array([demand.quantity * demand.unit_price for demand in orders], dtype=np.float64),
        keys=tuple("" if place is None else make_to_order[place] for place in places),
    )  # fmt: skip


def _wanted_day(demand: Demand, tried: Snapshot, place: int | None) -> int:
    """Return the day after which an order is late: stored problems know only the working day on or before it."""
    if place is None or int(tried.lines.due_days[place]) != demand.due_day:
        return demand.due_day
    return int(tried.lines.wanted_days[place])


def _closed(keys: Sequence[str], site_id: int) -> dict[str, int]:
    """Return the lines that were open then and are no longer, by the key of their demand."""
    numbers = {key.rsplit("/", 2)[0] for key in keys}
    rows = OrderLine.objects.filter(site_id=site_id, order__number__in=numbers)
    return {
        f"{number}/{line}/{schedule}": pk
        for pk, number, line, schedule in rows.values_list("pk", "order__number", "line_number", "schedule_number")
    }


def _forgotten() -> CantBeWritten:
    return CantBeWritten(_("The plan that it begins from is no longer kept in full: bring the scenario up to date."))
