"""
What a draft of the master schedule would do, in a worker: a dry run of the plan with the draft published.

Like the impact of a change (`mps.impact`): the steps are written by the function that publishes them, read by the
snapshot of a planning run, undone, planned by a copy of the warm planner, and compared with the published plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from django.utils import translation

from company.models import Site, User
from mps import impact, settling, snapshot
from mps.models import Plan, PlanItem, PlanLoad, SitePlanning, StoredLot
from mps.plan_rows import FOREVER
from mps.queries import grid
from mps.scheduler.check import Checked, check
from mps.scheduler.flows import flows_of
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Result
from mps.scheduler.rows import load_rows_of_columns, rows_of_flows
from mps.steering import publishing, steps, strains
from mps.steering.decide import Decided
from mps.steering.violations import Violation
from mps.steering_question import ChangedOrder, CheckAnswer, CheckQuestion

NO_LINE = 0
DECIMALS = 4
ITEM_FIELDS = (
    "gross_requirement", "orders", "forecast", "scheduled_receipts", "mps_receipts", "mps_starts", "projected_balance",
    "atp", "cumulative_atp",
)  # fmt: skip
LOAD_FIELDS = ("available_minutes", "load_minutes", "setup_minutes", "overtime_minutes")
SAME_QUANTITY = 1e-4


def answer_to(question: CheckQuestion, *, stop: Callable[[], bool]) -> CheckAnswer:
    """Return what a draft would do, for the person who asks and in their language. Changes nothing."""
    plan = SitePlanning.objects.select_related("current_plan__site").get(pk=question.site_id).current_plan
    if plan is None:
        return CheckAnswer(no_plan=True)
    with translation.override(question.language):
        tried: list[Decided] = []  # by the last of the attempts, where there are several

        def write() -> bool:
            tried.append(publishing.try_out(site=plan.site, sent=steps.read(question.steps)))
            return True

        read = impact.read_as_if(question.site_id, write)
        if read is None:
            raise RuntimeError("what is always written is always read")
        found = settling.settled(read, search=settling.briefly(stop), stop=stop)
        checked = check(read.problem, found.result)
        answer = _compared(plan, read, found.result, checked, by=User.objects.get(pk=question.user_id))
        violations = (*tried[-1].violations, *_strains(tried[-1], read, found.result, checked))
        return replace(answer, violations=violations, may_improve=found.may_improve)


def _compared(plan: Plan, read: snapshot.Snapshot, result: Result, checked: Checked, *, by: User) -> CheckAnswer:
    """Return how the plan differs from the published one."""
    would = impact.impact_of(read, result, plan, NO_LINE, by)
    shown, now = grid.grid(plan.pk), _as_shown(plan.site, read, checked)
    items, loads = {row.id: row for row in shown.items}, {row.id: row for row in shown.load}
    return CheckAnswer(
        plan_id=plan.pk,
        revision=plan.revision,
        sequence=plan.sequence,
        items=tuple(row for row in now[0] if items.get(row.id) != row),
        loads=tuple(row for row in now[1] if loads.get(row.id) != row),
        lots=_changed_lots(plan, read, result),
        orders=tuple(
            ChangedOrder(one.line_id, one.line, one.customer, one.item, one.before, one.after, one.breaks)
            for one in would.moved
        ),
        others_moved=would.others_moved,
        cost_before=would.cost_before,
        cost_after=would.cost,
    )


def _as_shown(
    site: Site, read: snapshot.Snapshot, checked: Checked
) -> tuple[tuple[grid.ItemRow, ...], tuple[grid.LoadRow, ...]]:
    """Return the rows of a plan that is not stored as the master schedule shows them."""
    index, columns = checked.index, checked.columns
    horizon = read.problem.horizon
    unsaved = Plan(
        site=site, bucket_starts=list(horizon.bucket_dates()), horizon_end=horizon.date_of(horizon.day_count)
    )
    rows, loads = rows_of_flows(index, flows_of(index, columns), horizon), load_rows_of_columns(index, columns)
    on_hand = {item.code: item.on_hand for item in read.problem.items}
    items = {
        read.item_ids[code]: PlanItem(
            item_id=read.item_ids[code], opening_balance=on_hand[code], **_row(rows, ITEM_FIELDS, place)
        )
        for place, code in enumerate(rows.items)
    }
    centers = {
        read.work_center_ids[code]: PlanLoad(
            work_center_id=read.work_center_ids[code], **_row(loads, LOAD_FIELDS, place)
        )
        for place, code in enumerate(loads.work_centers)
    }
    return grid.item_rows(unsaved, items)[0], grid.load_rows(unsaved, centers)[0]


def _row(rows: object, names: tuple[str, ...], place: int) -> Mapping[str, list[float]]:
    """Return the fields of a row, rounded as they would be stored."""
    return {name: np.round(getattr(rows, name)[place], DECIMALS).tolist() for name in names}


def _changed_lots(plan: Plan, read: snapshot.Snapshot, result: Result) -> int:
    """Return how many lots are new, gone, or have another quantity or finish."""
    known = StoredLot.objects.filter(site_id=plan.site_id, until_plan_id=FOREVER)
    before = {key: (quantity, finish) for key, quantity, finish in known.values_list(
        "lot_key", "quantity", "finish_date"
    )}  # fmt: skip
    date_of = read.problem.horizon.date_of
    after = {lot.key: (lot.quantity, date_of(lot.finish_day)) for lot in result.plan.lots}
    different = [
        key
        for key in before.keys() & after.keys()
        if before[key][1] != after[key][1] or abs(before[key][0] - after[key][0]) >= SAME_QUANTITY
    ]
    return len(before.keys() ^ after.keys()) + len(different)


def _strains(tried: Decided, read: snapshot.Snapshot, result: Result, checked: Checked) -> Iterator[Violation]:
    """Yield what the plan suffers from the draft, at the step that it comes from."""
    place_of = {strains.key_of(row): place for row, place in zip(tried.begun, tried.places, strict=True)}
    horizon = read.problem.horizon
    for short in strains.short_components(checked, result):
        place = place_of.get(strains.owner_of(short.lot.key))
        if place is not None:
            yield Violation(
                place, "component_missing", strains.short_words(short), refuses=False,
                item_id=read.item_ids.get(short.lot.item), bucket=_bucket_of(horizon, short.lot.finish_day),
            )  # fmt: skip
    for over in strains.overloads(checked, result):
        owners = [place_of[owner] for lot in over.lots if (owner := strains.owner_of(lot)) in place_of]
        if owners:
            yield Violation(
                min(owners), "overload", strains.overload_words(over, horizon), refuses=False,
                bucket=_bucket_of(horizon, over.first_day), work_center_id=read.work_center_ids.get(over.work_center),
            )  # fmt: skip


def _bucket_of(horizon: Horizon, day: int) -> date:
    """Return the first day of the bucket in which a day lies."""
    return horizon.date_of(max(start for start in horizon.bucket_starts if start <= day))
