"""
What a draft of the master schedule would do, in a worker: a dry run of the plan with the draft published.

Like the impact of a change (`mps.impact`): the steps are written by the function that publishes them, read by the
snapshot of a planning run, undone, and planned by a copy of the warm planner. What the draft changes is told against
the published plan, or where orders have changed since against a plan of the same moment without it; the rows are those
that the published plan shows otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from django.utils import translation

from company.models import Site, User
from mps import impact, reproducing, settling, snapshot
from mps.changed_lots import LotFate
from mps.models import Plan, PlanItem, PlanLoad, SitePlanning
from mps.publish.fates import STATUSES, fates_of
from mps.publish.figures import figures_of
from mps.queries import grid
from mps.queries.on_time import on_time_shares
from mps.scheduler.check import check
from mps.scheduler.flows import flows_of
from mps.scheduler.horizon import Horizon
from mps.scheduler.rows import load_rows_of_columns, rows_of_flows
from mps.steering import difference, publishing, steps, strains
from mps.steering.decide import Decided
from mps.steering.difference import Moved, Tried
from mps.steering.violations import Violation
from mps.steering_question import ChangedOrder, CheckAnswer, CheckQuestion, PlanFigures
from orders.visible import visible_to

DECIMALS = 4
ITEM_FIELDS = (
    "gross_requirement", "orders", "forecast", "scheduled_receipts", "mps_receipts", "mps_starts", "projected_balance",
    "atp", "cumulative_atp",
)  # fmt: skip
LOAD_FIELDS = ("available_minutes", "load_minutes", "setup_minutes", "overtime_minutes")


def answer_to(question: CheckQuestion, *, stop: Callable[[], bool]) -> CheckAnswer:
    """Return what a draft would do, for the person who asks and in their language. Changes nothing."""
    plan = SitePlanning.objects.select_related("current_plan__site").get(pk=question.site_id).current_plan
    if plan is None:
        return CheckAnswer(no_plan=True)
    with translation.override(question.language):
        decided: list[Decided] = []  # by the last of the attempts, where there are several

        def write() -> bool:
            decided.append(publishing.try_out(site=plan.site, sent=steps.read(question.steps)))
            return True

        read = impact.read_as_if(question.site_id, write)
        if read is None:
            raise RuntimeError("what is always written is always read")
        now = snapshot.load(question.site_id)
        without = _published(plan, now) or _planned(now, settling.briefly(stop), stop)[0]
        search = settling.thoroughly(question, stop) if question.thorough else settling.briefly(stop)
        tried, may_improve = _planned(read, search, stop)
        answer = _compared(plan, without, tried, by=User.objects.get(pk=question.user_id))
        violations = (*decided[-1].violations, *_strains(decided[-1], tried))
        return replace(answer, violations=violations, may_improve=may_improve)


def _published(plan: Plan, now: snapshot.Snapshot) -> Tried | None:
    """Return the plan that people see, where it is of these inputs: a draft is held against that, and no other one."""
    made = reproducing.as_published(plan) if plan.revision == now.revision else None
    if made is None:
        return None
    problem, result = made
    if (problem.horizon, problem.demands) != (now.problem.horizon, now.problem.demands):
        return None
    return Tried(replace(now, problem=problem), result, check(problem, result))


def _planned(read: snapshot.Snapshot, search: settling.Search, stop: Callable[[], bool]) -> tuple[Tried, bool]:
    """Return what planning makes of inputs, and whether a longer search may change it."""
    found = settling.settled(read, search=search, stop=stop)
    return Tried(found.read, found.result, check(found.read.problem, found.result)), found.may_improve


def _compared(plan: Plan, without: Tried, tried: Tried, *, by: User) -> CheckAnswer:
    """Return the rows that differ from those of the published plan, and what else the draft changes."""
    shown, now = grid.grid(plan.pk), _as_shown(plan.site, tried)
    items, loads = {row.id: row for row in shown.items}, {row.id: row for row in shown.load}
    moved = difference.moved_lines(without, tried)
    orders, lots = _orders(moved, by), difference.counts_of_lots(without, tried)
    seen = {one.line_id for one in orders}
    return CheckAnswer(
        plan_id=plan.pk,
        revision=plan.revision,
        sequence=plan.sequence,
        items=tuple(row for row in map(_with_work(items), now[0]) if items.get(row.id) != row),
        loads=tuple(row for row in now[1] if loads.get(row.id) != row),
        lots=lots.changed + lots.by_fate[LotFate.FIXED],
        new_lots=lots.new,
        orders=orders,
        others_moved=len(moved) - len(orders),
        others_broken=sum(one.breaks for line, one in moved.items() if line not in seen),
        cost_before=without.result.cost,
        cost_after=tried.result.cost,
        figures_before=_figures(plan.site, without),
        figures_after=_figures(plan.site, tried),
    )


def _figures(site: Site, tried: Tried) -> PlanFigures:
    index, columns, horizon = tried.checked.index, tried.checked.columns, tried.read.problem.horizon
    rows, loads = rows_of_flows(index, flows_of(index, columns), horizon), load_rows_of_columns(index, columns)
    figures = figures_of(tried.read.problem, rows, loads)
    on_time = on_time_shares(site, horizon.date_of(0), difference.leaving_days(tried))
    counts = np.bincount(fates_of(tried.read, columns).statuses, minlength=len(STATUSES)).tolist()
    return PlanFigures(
        **{status.value: counts[place] for place, status in enumerate(STATUSES)},
        on_time_promised_share=on_time.promised,
        on_time_requested_share=on_time.requested,
        short_items=int(figures["short_items"]),
        overloaded_center_weeks=int(figures["overloaded_center_weeks"]),
        stock_value=figures["stock_value"],
        overtime_minutes=figures["overtime_minutes"],
        added_minutes=figures["added_minutes"],
        added_cost=figures["added_cost"],
    )


def _with_work(items: Mapping[int, grid.ItemRow]) -> Callable[[grid.ItemRow], grid.ItemRow]:
    """Return what gives a row of a plan that is not stored the work of the published plan's: a draft changes none."""
    return lambda row: replace(row, work=items[row.id].work) if row.id in items else row


def _orders(moved: Mapping[int, Moved], by: User) -> tuple[ChangedOrder, ...]:
    """Return the lines that move and that a person may see, those whom it hurts most first."""
    seen = visible_to(by).filter(pk__in=moved).select_related("order__customer", "item").order_by("pk")
    named = [
        ChangedOrder(
            line.pk, str(line), str(line.order.customer), line.item.code, moved[line.pk].before, moved[line.pk].after,
            moved[line.pk].breaks,
        )
        for line in seen
    ]  # fmt: skip
    return tuple(sorted(named, key=harm))


def harm(order: ChangedOrder) -> tuple[bool, float]:
    """Broken promises first, then what leaves later, then what leaves sooner."""
    if order.after is None or order.before is None:
        return not order.breaks, math.inf if order.before is None else -math.inf
    return not order.breaks, (order.before - order.after).days


def _as_shown(site: Site, tried: Tried) -> tuple[tuple[grid.ItemRow, ...], tuple[grid.LoadRow, ...]]:
    """Return the rows of a plan that is not stored as the master schedule shows them."""
    read, index, columns = tried.read, tried.checked.index, tried.checked.columns
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


def _strains(decided: Decided, tried: Tried) -> Iterator[Violation]:
    """Yield what the plan suffers from the draft, at the step that it comes from."""
    place_of = {strains.key_of(row): place for row, place in zip(decided.begun, decided.places, strict=True)}
    read, horizon = tried.read, tried.read.problem.horizon
    for short in strains.short_components(tried.checked, tried.result):
        place = place_of.get(strains.owner_of(short.lot.key))
        if place is not None:
            yield Violation(
                place, "component_missing", strains.short_words(short), refuses=False,
                item_id=read.item_ids.get(short.lot.item), bucket=_bucket_of(horizon, short.lot.finish_day),
            )  # fmt: skip
    for over in strains.overloads(tried.checked, tried.result):
        owners = [place_of[owner] for lot in over.lots if (owner := strains.owner_of(lot)) in place_of]
        if owners:
            yield Violation(
                min(owners), "overload", strains.overload_words(over, horizon), refuses=False,
                bucket=_bucket_of(horizon, over.first_day), work_center_id=read.work_center_ids.get(over.work_center),
            )  # fmt: skip


def _bucket_of(horizon: Horizon, day: int) -> date:
    """Return the first day of the bucket in which a day lies."""
    return horizon.date_of(max(start for start in horizon.bucket_starts if start <= day))
