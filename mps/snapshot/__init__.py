"""The snapshot: one consistent read of everything a plan of a site depends on.

The only reader of the other rooms' tables for planning. It speaks SQL, because it reads 20,000 order lines in a blink
and nothing of an ORM's is wanted of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import connection, transaction

from capacity.calendars import WorkingDays
from company.models import Site
from company.statements import need_all_rows
from mps.scheduler.horizon import Horizon, telescoping
from mps.scheduler.plan import Refused
from mps.scheduler.problem import ChangeBudget, PlanningProblem
from mps.snapshot import demand, last_plan, steered, supply, time
from mps.snapshot.demand import OpenLines


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    A frozen problem with what publication needs to find its way back to the tables.

    `refused` are records whose contradiction had to be taken out before there was a problem; the engine finds the rest.
    """

    site_id: int
    revision: int
    problem: PlanningProblem
    working_days: WorkingDays
    lines: OpenLines
    item_ids: dict[str, int]
    work_center_ids: dict[str, int]
    refused: tuple[Refused, ...] = ()


def load(site_id: int) -> Snapshot:
    """
    Read a site's planning inputs at one instant.

    The transaction is REPEATABLE READ: the revision it names is exactly what the plan will cover, no less and no more.
    Raises RuntimeError where rows may be hidden: a plan of some of the orders would take the others off the schedule.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _assemble(Site.objects.get(pk=site_id))


def load_as_if(site_id: int, change: Callable[[], bool]) -> Snapshot | None:
    """
    Read a site's planning inputs as they would be after a change, and undo the change; None where it returns False.

    The snapshot's revision is that of the site as it is. Raises OperationalError where somebody else has just changed
    the same rows, RuntimeError inside another transaction, which the change would be a part of.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # Read first: the change may count the revision up, and nobody will ever see that one.
        site = Site.objects.get(pk=site_id)
        read = _assemble(site) if change() else None
        transaction.set_rollback(True)
        return read


def _assemble(site: Site) -> Snapshot:
    need_all_rows()
    horizon = horizon_of(site)
    calendars = time.working_times(site.pk)
    days = time.site_working_days(calendars, horizon)
    lines, orders = demand.read_lines(site.pk, days, horizon)
    items, item_ids = supply.items(site)
    firm_orders, previous_lots = supply.previous_lots(site.pk, horizon, items)
    work_centers, work_center_ids = time.work_centers(site.pk, calendars, horizon)
    problem = PlanningProblem(
        site=site.code,
        horizon=horizon,
        items=items,
        bom=supply.bom(site.pk, horizon.start_date),
        operations=supply.operations(site.pk, horizon.start_date),
        work_centers=work_centers,
        demands=(*orders, *demand.forecast_demands(site, orders, days, horizon)),
        receipts=supply.receipts(site.pk, horizon),
        firm_orders=firm_orders,
        previous_lots=previous_lots,
        change_budget=change_budget_of(site),
    )
    return Snapshot(
        site_id=site.pk,
        revision=site.order_revision,
        problem=steered.with_steering(site.pk, problem, days),
        working_days=days,
        lines=lines,
        item_ids=item_ids,
        work_center_ids=work_center_ids,
        refused=calendars.refused,
    )


def with_last_minutes(read: Snapshot) -> Snapshot:
    """Return what was read, with the minutes that the last plan's lots had; itself where they are not known."""
    problem = last_plan.with_minutes(read.site_id, read.problem)
    return read if problem is read.problem else replace(read, problem=problem)


def with_lots_of(read: Snapshot, plan_id: int) -> Snapshot | None:
    """Return what was read, with an earlier plan's lots for the last one's; None where they are no longer kept."""
    problem = last_plan.with_plan(read.site_id, plan_id, read.problem)
    return None if problem is None else replace(read, problem=problem)


def change_budget_of(site: Site) -> ChangeBudget | None:
    """Return how many lots of the last plan a plan of the site may change; None: as many as it likes."""
    most = site.change_budget_lots
    return None if most is None else ChangeBudget(most, site.change_budget_days)


def horizon_of(site: Site) -> Horizon:
    """Return the days that a site plans, and its buckets."""
    return telescoping(
        start_date=site.horizon_start,
        daily_days=site.daily_bucket_days,
        weekly_until_week=site.weekly_until_week,
        period_count=site.period_count,
    )


__all__ = [
    "OpenLines", "Snapshot", "change_budget_of", "horizon_of", "load", "load_as_if", "with_last_minutes",
    "with_lots_of",
]  # fmt: skip
