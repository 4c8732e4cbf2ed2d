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
from orders import change_rules, fences, line_values
from orders.fence_facts import authority_of, fences_of
from orders.line_values import Value
from orders.models import ChangeRequest, LineStatus, OrderLine

NOT_YOUR_FIELD = "not_your_field"
REASON_MISSING = "reason_missing"
FINISHED = (LineStatus.SHIPPED,)
REOPENS = (LineStatus.CLOSED, LineStatus.CANCELLED)  # nothing changes there but the status


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
    """
    A wish: raw values by field, and the version of the line that the person saw (None: whatever it is now). `why` is
    its own reason, beside the one that may be given for all. `reverts` is the event in the line's history that it takes
    back.
    """

    line_id: int
    version: int | None
    values: Mapping[str, object]
    why: str = ""
    reverts: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A change that has been looked at: what it would set, and what becomes of it.

    `request_id` is the open request that holds it up or asks for the same; `replaces` are the person's own requests
    that give way to it.
    """

    change: LineChange
    line: OrderLine | None
    kind: AnswerKind
    values: Mapping[str, Value] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    request_id: int | None = None
    replaces: tuple[ChangeRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """What decides how near is too near: how the site plans the item, and the site's own change rules."""

    planned: ItemSite | None
    rules: Sequence[fences.SiteRule]


def drafts_of(changes: Sequence[LineChange], lines: Mapping[int, OrderLine], by: User) -> list[Draft]:
    """Return a draft for each change, in the order given; `lines` are those that `by` may see, locked, by id."""
    planned, rules = _planned(lines.values()), change_rules.of_sites({line.site_id for line in lines.values()})
    seen: set[int] = set()
    drafts = []
    for change in changes:
        line = lines.get(change.line_id)
        if line is None:
            drafts.append(Draft(change, None, AnswerKind.MISSING))
        elif change.line_id in seen:
            drafts.append(Draft(change, line, AnswerKind.INVALID, reasons={"id": _("The line is listed twice.")}))
        else:
            near = Near(planned.get((line.item_id, line.site_id)), rules.get(line.site_id, ()))
            drafts.append(_draft(change, line, by, near))
        seen.add(change.line_id)
    return drafts


def _draft(change: LineChange, line: OrderLine, by: User, near: Near) -> Draft:
    draft = Draft(change, line, AnswerKind.SAVED)
    if change.version is not None and change.version != line.version:
        return replace(draft, kind=AnswerKind.STALE)
    values, reasons = line_values.read_all(line, change.values)
    if reasons:
        return replace(draft, kind=AnswerKind.INVALID, reasons=reasons)
    foreign = sorted(set(change.values) - _fields_of(by, line))
    if foreign:
        words = _("Your role may not change this.")
        return replace(draft, kind=AnswerKind.REFUSED, reasons=dict.fromkeys(foreign, words), rule=NOT_YOUR_FIELD)
    if not values:
        return draft
    judgement = _judge(line, values, by, near)
    draft = replace(draft, values=values, rule=judgement.rule.value)
    if judgement.verdict is fences.Verdict.REFUSED:
        return replace(draft, kind=AnswerKind.REFUSED, reasons=dict.fromkeys(values, _refusal(line, judgement.rule)))
    if judgement.rule in fences.NEEDS_REASON and not change.why.strip():
        words = _("This is inside the demand time fence. Say why it must change.")
        if judgement.rule is fences.Rule.POLICY_REASON:
            words = _("The change rules of this site want a reason here. Say why it must change.")
        return replace(draft, kind=AnswerKind.INVALID, reasons={"why": words}, rule=REASON_MISSING)
    waits = judgement.verdict is fences.Verdict.NEEDS_APPROVAL
    return replace(draft, kind=AnswerKind.WAITING) if waits else draft


def _refusal(line: OrderLine, rule: fences.Rule) -> str:
    if rule is fences.Rule.POLICY_REFUSED:
        return _("The change rules of this site don't allow this here.")
    return _("The line is finished: %(status)s.") % {"status": line.get_status_display()}


def _fields_of(by: User, line: OrderLine) -> frozenset[str]:
    return access.fields_for(by, "orders.change", line.site_id, line.order.customer.territory)


def _judge(line: OrderLine, values: Mapping[str, Value], by: User, near: Near) -> fences.Judgement:
    dates = [line.requested_date, line.promised_date, values.get("requested_date"), values.get("promised_date")]
    return fences.judge(
        fences.Proposal(
            fields=tuple(values),
            dates=[day for day in dates if isinstance(day, date)],
            line_closed=line.status in FINISHED or (line.status in REOPENS and "status" not in values),
            line_frozen=line.planning_frozen,
        ),
        fences_of(line.site, near.planned),
        authority_of(by, line.site_id, line.order.customer.customer_class, near.rules),
    )


def _planned(lines: Collection[OrderLine]) -> dict[tuple[int, int], ItemSite]:
    rows = ItemSite.objects.filter(item__in={line.item_id for line in lines}, site__in={line.site_id for line in lines})
    return {(row.item_id, row.site_id): row for row in rows}
