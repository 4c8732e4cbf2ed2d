"""What a publication holds, prepared before its transaction begins, so that the transaction stays short."""

from __future__ import annotations

import zlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import msgspec

from capacity.calendars import WorkingDays
from mps.models import Plan
from mps.scheduler import problem as problems
from mps.scheduler import promise_basis
from mps.scheduler.plan import Result
from mps.scheduler.rows import ItemRows, LoadRows, item_rows, load_rows
from mps.snapshot import Snapshot
from orders.models import OutlookStatus

ENGINE_VERSION = "1"
FASTEST = 1
QUANTITY_TOLERANCE = 1e-6
RISKY_SLACK_DAYS = 1


@dataclass(frozen=True, slots=True)
class LineFate:
    """What the plan means for an order line. `planned_date` None: not delivered in full within the horizon."""

    line_id: int
    version: int
    planned_date: date | None
    promised_date: date | None
    newly_promised: bool
    slack_days: int | None
    status: OutlookStatus
    value: float


@dataclass(frozen=True, slots=True)
class Content:
    """A plan ready to be stored."""

    snapshot: Snapshot
    result: Result
    stored_problem: bytes
    problem_hash: str
    rows: ItemRows
    loads: LoadRows
    promise_basis: bytes
    pegging: bytes
    fates: tuple[LineFate, ...]
    kpis: dict[str, Any]

    def as_plan(self) -> Plan:
        """Return the plan's own row, unsaved."""
        horizon = self.snapshot.problem.horizon
        return Plan(
            site_id=self.snapshot.site_id,
            revision=self.snapshot.revision,
            outcome=self.result.outcome.value,
            engine_version=ENGINE_VERSION,
            seed=self.snapshot.problem.seed,
            steps=self.result.steps,
            seconds=self.result.seconds,
            cost=asdict(self.result.cost),
            bound=self.result.bound,
            kpis=self.kpis,
            refused=[asdict(refused) for refused in self.result.refused],
            problem_hash=self.problem_hash,
            problem=self.stored_problem,
            bucket_starts=list(horizon.bucket_dates()),
            horizon_end=horizon.date_of(horizon.day_count),
        )


def prepare(snapshot: Snapshot, result: Result) -> Content:
    """Work out everything that publication writes."""
    problem, plan = snapshot.problem, result.plan
    encoded = problems.to_bytes(problem)
    fates = line_fates(snapshot, result)
    rows, loads = item_rows(problem, plan), load_rows(problem, plan)
    return Content(
        snapshot=snapshot,
        result=result,
        stored_problem=zlib.compress(encoded, FASTEST),
        problem_hash=problems.digest(encoded),
        rows=rows,
        loads=loads,
        promise_basis=promise_basis.to_bytes(promise_basis.build(problem, plan)),
        pegging=zlib.compress(msgspec.json.encode(plan.pegging), FASTEST),
        fates=fates,
        kpis=_kpis(fates),
    )


def line_fates(snapshot: Snapshot, result: Result) -> tuple[LineFate, ...]:
    """Return what the plan means for each open line."""
    planned_days = _planned_days(snapshot, result)
    horizon, days = snapshot.problem.horizon, snapshot.working_days
    slack_cache: dict[tuple[date, date], int] = {}
    fates = []
    for line, day in zip(snapshot.lines, planned_days, strict=True):
        planned = None if day is None else horizon.date_of(day)
        promised = line.promised_date or (None if planned is None else max(line.due_date, planned))
        slack = None
        if planned is not None:
            due = line.due_date if line.promised_date else promised or line.due_date
            if (planned, due) not in slack_cache:
                slack_cache[planned, due] = days.between(planned, due)
            slack = slack_cache[planned, due]
        fates.append(
            LineFate(
                line.line_id, line.version, planned, promised, line.promised_date is None and promised is not None,
                slack, status_of(slack), line.value,
            )
        )  # fmt: skip
    return tuple(fates)


def status_of(slack_days: int | None) -> OutlookStatus:
    """Return how a line with so many working days of slack stands."""
    if slack_days is None:
        return OutlookStatus.NOT_PLANNED
    if slack_days < 0:
        return OutlookStatus.LATE
    return OutlookStatus.AT_RISK if slack_days <= RISKY_SLACK_DAYS else OutlookStatus.ON_TIME


def _planned_days(snapshot: Snapshot, result: Result) -> list[int | None]:
    """Return, per open line, the day on which the last of its quantity can leave, or None where it never all does."""
    demands = snapshot.problem.demands
    missing = [demand.quantity for demand in demands]
    last = [0] * len(demands)
    for delivery in result.plan.deliveries:
        missing[delivery.demand] -= delivery.quantity
        last[delivery.demand] = max(last[delivery.demand], delivery.day)
    return [
        last[place] if missing[place] <= QUANTITY_TOLERANCE * max(1.0, demands[place].quantity) else None
        for place in range(len(snapshot.lines))
    ]


def _kpis(fates: tuple[LineFate, ...]) -> dict[str, Any]:
    counts = {status.value: 0 for status in OutlookStatus}
    for fate in fates:
        counts[fate.status.value] += 1
    return {"lines": len(fates), **counts}
