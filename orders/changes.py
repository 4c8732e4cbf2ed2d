"""The only way a person changes an order line: submit; approve, reject or withdraw what a fence holds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import pghistory
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from company import access
from company.models import Site, User
from company.people import names_of
from company.revision import settle
from company.signals import inputs_changed
from orders import line_values
from orders.drafts import (
    FINISHED,
    HOLDS_UP,
    NOT_YOUR_FIELD,
    REASON_MISSING,
    AnswerKind,
    Draft,
    LineChange,
    drafts_of,
)
from orders.line_values import EDITABLE, Value
from orders.models import ChangeRequest, ChangeState, OrderLine
from orders.visible import changes_visible_to, visible_to

__all__ = [
    "EDITABLE", "HOLDS_UP", "NOT_YOUR_FIELD", "REASON_MISSING", "AnswerKind", "ChangeRefused", "LineAnswer",
    "LineChange", "Submitted", "approve", "reject", "submit", "try_out", "withdraw",
]  # fmt: skip

ROWS_PER_STATEMENT = 250
LONGEST_WHY = 500
LARGEST_ID = 2**63 - 1  # of a bigint; beyond it PostgreSQL raises
NONE_WAIT: Mapping[int, int] = MappingProxyType({})


class ChangeRefused(Exception):
    """The change may not be made or decided; the message is fit for the person who asked."""


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What became of it: the line's version and values as text now, and why not, by field. `rule` is a code."""

    line_id: int
    kind: AnswerKind
    version: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    changed_by: str = ""
    changed_at: datetime | None = None
    rule: str = ""
    change_id: int | None = None  # of the change request, where one waits


@dataclass(frozen=True, slots=True)
class Submitted:
    """
    All answers in the order asked (only those that held it up, where nothing was saved), revisions by site code, and
    the lines as they are now, by id, with order, customer, item, site and outlook.
    """

    answers: tuple[LineAnswer, ...]
    order_revisions: Mapping[str, int]
    lines: Mapping[int, OrderLine]


@transaction.atomic
def submit(*, changes: Sequence[LineChange], by: User, channel: str, why: str = "", keep_good: bool) -> Submitted:
    """
    Save what may be saved at once, in one transaction and one revision; keep for approval what a fence holds up.

    `why` is the reason of those that bring none.
    `keep_good` False: all or nothing, one bad change and nothing is saved. True: the good ones are saved.
    """
    lines = _locked({change.line_id for change in changes}, by)
    drafts = drafts_of([replace(change, why=(change.why or why)[:LONGEST_WHY]) for change in changes], lines, by)
    bad = [draft for draft in drafts if draft.kind in HOLDS_UP]
    if bad and not keep_good:
        return Submitted(_answers(bad), {}, lines)
    waiting = _keep(drafts, by=by, channel=channel)
    return Submitted(_answers(drafts, waiting), _revisions(lines.values()), lines)


def try_out(change: LineChange, by: User) -> LineAnswer:
    """
    Write a change as if it were saved or approved, in a transaction that the caller rolls back.

    Nothing is written where it would be held up. Nobody is told, and no request is kept.
    Raises TransactionManagementError outside a transaction: there it would be a change that nobody has made.
    """
    lines = _locked([change.line_id], by)
    [draft] = drafts_of([change], lines, by)
    if draft.kind not in HOLDS_UP and draft.values and draft.line:
        _write([(draft.line, draft.values)])
    [answer] = _answers([draft])
    return answer


@transaction.atomic
def approve(*, change_id: int, by: User) -> ChangeRequest:
    """Apply a change that waits. Raises ChangeRefused, ChangeRequest.DoesNotExist for one that `by` can't see."""
    change, line = _waiting(change_id, by)
    if not access.can(by, "orders.approve", line.site_id):
        raise ChangeRefused(_("Your role may not approve this."))
    moved = [name for name, text in line_values.texts(line, *change.before).items() if text != change.before[name]]
    values, reasons = line_values.read_all(line, change.proposal)
    if moved or reasons or line.status in FINISHED:
        raise ChangeRefused(_("The line has changed since this was asked for. Ask for it again."))
    with pghistory.context(user=change.requested_by_id, approved_by=by.pk, channel=change.channel, why=change.why):
        _write([(line, values)])
        _decide(change, ChangeState.APPLIED, by)
    _tell([line.site_id])
    return change


@transaction.atomic
def reject(*, change_id: int, by: User, why: str) -> ChangeRequest:
    """Turn down a change that waits, with a reason. Raises like `approve`."""
    change, line = _waiting(change_id, by)
    if not access.can(by, "orders.approve", line.site_id):
        raise ChangeRefused(_("Your role may not approve this."))
    _decide(change, ChangeState.REJECTED, by, why)
    return change


@transaction.atomic
def withdraw(*, change_id: int, by: User) -> ChangeRequest:
    """Take back a change that waits; only who asked for it can. Raises like `approve`."""
    change, _line = _waiting(change_id, by)
    if change.requested_by_id != by.pk:
        raise ChangeRefused(_("Only the person who asked for it can take it back."))
    _decide(change, ChangeState.WITHDRAWN, by)
    return change


def _locked(line_ids: Collection[int], by: User) -> dict[int, OrderLine]:
    # In pk order, so that two people who change the same lines wait for each other instead of deadlocking.
    possible = [line_id for line_id in line_ids if 0 < line_id <= LARGEST_ID]
    lines = visible_to(by).filter(pk__in=possible).select_related("site", "item", "order__customer", "outlook")
    return {line.pk: line for line in lines.order_by("pk").select_for_update(of=("self",))}


def _keep(drafts: Sequence[Draft], *, by: User, channel: str) -> dict[int, int]:
    """Write what may be written; return the ids of the change requests that wait, by line."""
    kept = [(draft, draft.line) for draft in drafts if draft.kind not in HOLDS_UP and draft.values and draft.line]
    if not kept:
        return {}
    requests = [
        ChangeRequest(
            line=line,
            line_version=line.version,
            proposal={name: line_values.as_text(value) for name, value in draft.values.items()},
            before=line_values.texts(line, *draft.values),
            state=ChangeState.SUBMITTED if draft.kind is AnswerKind.WAITING else ChangeState.APPLIED,
            rule=draft.rule, why=draft.change.why, channel=channel, requested_by=by,
        )
        for draft, line in kept
    ]  # fmt: skip
    saved: dict[str, list[tuple[OrderLine, Mapping[str, Value]]]] = defaultdict(list)
    for draft, line in kept:
        if draft.kind is AnswerKind.SAVED:
            saved[draft.change.why].append((line, draft.values))
    for why, changed in saved.items():  # the history keeps a reason with each
        with pghistory.context(user=by.pk, channel=channel, why=why):
            _write(changed)
    ChangeRequest.objects.bulk_create(requests)
    if saved:
        _tell({line.site_id for changed in saved.values() for line, _values in changed})
    return {request.line_id: request.pk for request in requests if request.state == ChangeState.SUBMITTED}


def _write(saved: Iterable[tuple[OrderLine, Mapping[str, Value]]]) -> None:
    by_fields: dict[tuple[str, ...], list[OrderLine]] = defaultdict(list)
    for line, values in saved:
        for name, value in values.items():
            setattr(line, name, value)
        by_fields[tuple(sorted(values))].append(line)
        line.version += 1  # as the database's trigger does
    for fields, lines in by_fields.items():
        OrderLine.objects.bulk_update(lines, fields, batch_size=ROWS_PER_STATEMENT)


def _tell(site_ids: Collection[int]) -> None:
    inputs_changed.send(sender=ChangeRequest, site_ids=sorted(site_ids))
    settle()


def _revisions(lines: Iterable[OrderLine]) -> dict[str, int]:
    sites = Site.objects.filter(pk__in={line.site_id for line in lines})
    return dict(sites.values_list("code", "order_revision"))


def _waiting(change_id: int, by: User) -> tuple[ChangeRequest, OrderLine]:
    change = changes_visible_to(by).select_for_update(of=("self",)).get(pk=change_id)
    if change.state != ChangeState.SUBMITTED:
        raise ChangeRefused(_("It is decided already: %(state)s.") % {"state": change.get_state_display()})
    return change, OrderLine.objects.select_for_update().get(pk=change.line_id)


def _decide(change: ChangeRequest, state: ChangeState, by: User, why: str = "") -> None:
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    if why:
        change.why = (f"{change.why} · {why}" if change.why else why)[:LONGEST_WHY]
    change.save(update_fields=["state", "decided_by", "decided_at", "why"])


def _answers(drafts: Sequence[Draft], waiting: Mapping[int, int] = NONE_WAIT) -> tuple[LineAnswer, ...]:
    stale = _last_changes([draft.change.line_id for draft in drafts if draft.kind is AnswerKind.STALE])
    nobody: tuple[str, datetime | None] = ("", None)
    answers = []
    for draft in drafts:
        answer = LineAnswer(draft.change.line_id, draft.kind, reasons=draft.reasons, rule=draft.rule)
        if draft.line is not None:
            changed_by, changed_at = stale.get(answer.line_id, nobody)
            answer = replace(
                answer, version=draft.line.version, fields=line_values.texts(draft.line), changed_by=changed_by,
                changed_at=changed_at, change_id=waiting.get(answer.line_id),
            )  # fmt: skip
        answers.append(answer)
    return tuple(answers)


def _last_changes(line_ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    if not line_ids:
        return {}
    events = (
        apps.get_model("orders", "OrderLineEvent")
        .objects.filter(pgh_obj_id__in=line_ids)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
        .values_list("pgh_obj_id", "pgh_created_at", "pgh_context__metadata")
    )
    rows = [(line_id, at, (metadata or {}).get("user")) for line_id, at, metadata in events]
    names = names_of(user_id for _line_id, _at, user_id in rows)
    return {line_id: (names.get(user_id, ""), at) for line_id, at, user_id in rows}
