"""Look at a change before it is made: what it would set, and whether versions, values, roles and fences let it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from company import access
from company.models import User
from materials.models import ItemSite
from orders import fences, line_values
from orders.line_values import Value
from orders.models import LineStatus, OrderLine

NOT_YOUR_FIELD = "not_your_field"
FINISHED = (LineStatus.SHIPPED, LineStatus.CLOSED)

OwnFences = tuple[int | None, int | None]  # demand and planning time fence of an item at a site, in days


class AnswerKind(StrEnum):
    """What became of the change of one line."""

    SAVED = "saved"
    WAITING = "waiting"
    STALE = "stale"
    REFUSED = "refused"
    INVALID = "invalid"
    MISSING = "missing"


HOLDS_UP = frozenset({AnswerKind.STALE, AnswerKind.REFUSED, AnswerKind.INVALID, AnswerKind.MISSING})


@dataclass(frozen=True, slots=True)
class LineChange:
    """A wish: raw values by field, and the version of the line that the person saw (None: whatever it is now)."""

    line_id: int
    version: int | None
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that has been looked at: what it would set, and what becomes of it."""

    change: LineChange
    line: OrderLine | None
    kind: AnswerKind
    values: Mapping[str, Value] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""


def drafts_of(changes: Sequence[LineChange], lines: Mapping[int, OrderLine], by: User) -> list[Draft]:
    """Return a draft for each change, in the order given; `lines` are those that `by` may see, locked, by id."""
    own_fences = _item_fences(lines.values())
    seen: set[int] = set()
    drafts = []
    for change in changes:
        line = lines.get(change.line_id)
        if line is None:
            drafts.append(Draft(change, None, AnswerKind.MISSING))
        elif change.line_id in seen:
            drafts.append(Draft(change, line, AnswerKind.INVALID, reasons={"id": _("The line is listed twice.")}))
        else:
            drafts.append(_draft(change, line, by, own_fences.get((line.item_id, line.site_id), (None, None))))
        seen.add(change.line_id)
    return drafts


def _draft(change: LineChange, line: OrderLine, by: User, own_fences: OwnFences) -> Draft:
    draft = Draft(change, line, AnswerKind.SAVED)
    if change.version is not None and change.version != line.version:
        return replace(draft, kind=AnswerKind.STALE)
    values, reasons = line_values.read_all(line, change.values)
    if reasons:
        return replace(draft, kind=AnswerKind.INVALID, reasons=reasons)
    foreign = sorted(set(change.values) - access.fields_for(by, "orders.change", line.site_id))
    if foreign:
        words = _("Your role may not change this.")
        return replace(draft, kind=AnswerKind.REFUSED, reasons=dict.fromkeys(foreign, words), rule=NOT_YOUR_FIELD)
    if not values:
        return draft
    judgement = _judge(line, values, by, own_fences)
    draft = replace(draft, values=values, rule=judgement.rule.value)
    if judgement.verdict is fences.Verdict.REFUSED:
        words = _("The line is finished: %(status)s.") % {"status": line.get_status_display()}
        return replace(draft, kind=AnswerKind.REFUSED, reasons=dict.fromkeys(values, words))
    waits = judgement.verdict is fences.Verdict.NEEDS_APPROVAL
    return replace(draft, kind=AnswerKind.WAITING) if waits else draft


def _judge(line: OrderLine, values: Mapping[str, Value], by: User, own_fences: OwnFences) -> fences.Judgement:
    site, (demand_days, planning_days) = line.site, own_fences
    dates = [line.requested_date, line.promised_date, values.get("requested_date"), values.get("promised_date")]
    return fences.judge(
        fences.Proposal(
            fields=tuple(values),
            dates=[day for day in dates if isinstance(day, date)],
            line_closed=line.status in FINISHED or (line.status == LineStatus.CANCELLED and "status" not in values),
            line_frozen=line.planning_frozen,
        ),
        fences.Fences(
            horizon_start=site.horizon_start,
            demand_days=site.demand_time_fence_days if demand_days is None else demand_days,
            planning_days=site.planning_time_fence_days if planning_days is None else planning_days,
        ),
        fences.Authority(
            may_approve=access.can(by, "orders.approve", line.site_id),
            may_steer=access.can(by, "plan.steer", line.site_id),
        ),
    )


def _item_fences(lines: Collection[OrderLine]) -> dict[tuple[int, int], OwnFences]:
    rows = ItemSite.objects.filter(
        item_id__in={line.item_id for line in lines}, site_id__in={line.site_id for line in lines}
    ).values_list("item_id", "site_id", "demand_time_fence_days", "planning_time_fence_days")
    return {(item_id, site_id): (demand, planning) for item_id, site_id, demand, planning in rows}
