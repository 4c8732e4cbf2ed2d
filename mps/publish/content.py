"""What a publication holds, prepared before its transaction begins, so that the transaction stays short."""

from __future__ import annotations

import zlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mps.models import Plan
from mps.publish import calm, make_to_order, making
from mps.publish.fates import STATUSES, Fates, fates_of
from mps.publish.figures import figures_of_added
from mps.publish.making import Made
from mps.scheduler import last_plan, promise_basis
from mps.scheduler import problem as problems
from mps.scheduler.check import Checked
from mps.scheduler.fingerprint import digests_of
from mps.scheduler.flows import flows_of
from mps.scheduler.plan import Refused, Result
from mps.scheduler.rows import ItemRows, LoadRows, load_rows_of_columns, rows_of_flows
from mps.scheduler.version import ENGINE_VERSION
from mps.snapshot import Snapshot

FASTEST = 1


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
    lot_minutes: bytes
    fates: Fates
    kpis: dict[str, Any]
    digests: dict[str, str]
    made: Made | None = None
    followed: bytes | None = None

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The contradictory records, whoever found them."""
        return (*self.snapshot.refused, *self.result.refused)

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
            refused=[asdict(refused) for refused in self.refused],
            problem_hash=self.problem_hash,
            digests=self.digests,
            bucket_starts=list(horizon.bucket_dates()),
            horizon_end=horizon.date_of(horizon.day_count),
        )


def prepare(snapshot: Snapshot, result: Result, checked: Checked, made: Made | None = None) -> Content:
    """
    Work out everything that publication writes of a plan that is correct.

    Of a plan of which nobody says how it was `made`, nobody can make it again.
    """
    problem, plan = snapshot.problem, result.plan
    encoded = problems.to_bytes(problem)
    index, columns = checked.index, checked.columns
    fates = fates_of(snapshot, columns)
    flows = flows_of(index, columns)
    horizon = problem.horizon
    delivery_days = snapshot.working_days.numbers(start_date=horizon.start_date, day_count=horizon.day_count)
    return Content(
        snapshot=snapshot,
        result=result,
        stored_problem=zlib.compress(encoded, FASTEST),
        problem_hash=problems.digest(encoded),
        rows=rows_of_flows(index, flows, horizon),
        loads=load_rows_of_columns(index, columns),
        promise_basis=promise_basis.to_bytes(promise_basis.build_of_flows(index, flows, columns, delivery_days)),
        pegging=make_to_order.with_keys(plan, snapshot.lines.keys),
        lot_minutes=last_plan.to_bytes(index, columns, plan.lots),
        fates=fates,
        kpis={**_kpis(fates), **calm.figures_of(problem, result), **figures_of_added(problem)},
        digests=digests_of(index, columns, plan.lots, result.cost),
        made=made,
        followed=making.followed(made.recipe, problem) if made else None,
    )


def _kpis(fates: Fates) -> dict[str, Any]:
    """Return how many lines the plan delivers how, for the list of plans (the pages compute theirs from the rows)."""
    counts = np.bincount(fates.statuses, minlength=len(STATUSES)).tolist()
    return {"lines": len(fates.statuses), **{status.value: counts[place] for place, status in enumerate(STATUSES)}}
