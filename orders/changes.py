"""The only way a person changes an order line: submit. What a fence holds up waits for `orders.decisions`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import pghistory
from django.apps import apps
from django.db import transaction

from company.cell_history import CellChange, last_cell_changes
from company.models import Site, User
from company.people import names_of
from company.signals import requests_changed
from orders import line_values, open_requests
from orders.drafts import (
    HOLDS_UP,
    NOT_YOUR_FIELD,
    REASON_MISSING,
    AnswerKind,
    Draft,
    LineChange,
    drafts_of,
)
from orders.line_values import EDITABLE, Value
from orders.line_writing import tell, write
from orders.models import ChangeRequest, ChangeState, OrderLine
from orders.visible import visible_to

__all__ = [
    "EDITABLE", "HOLDS_UP", "NOT_YOUR_FIELD", "REASON_MISSING", "AnswerKind", "LineAnswer", "LineChange", "Submitted",
    "submit", "try_out",
]  # fmt: skip

LONGEST_WHY = 500
LARGEST_ID = 2**63 - 1  # of a bigint; beyond it PostgreSQL raises
NONE_WAIT: Mapping[int, int] = MappingProxyType({})


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
    change_id: int | None = None  # of the change request that waits, or is in the way
    cells: Mapping[str, CellChange] = field(default_factory=dict)  # of a stale line: who wrote what holds, by field


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
    wishes = [replace(change, why=(change.why or why)[:LONGEST_WHY]) for change in changes]
    drafts = open_requests.beside(drafts_of(wishes, lines, by), by)
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
        write([(draft.line, draft.values)])
    [answer] = _answers([draft])
    return answer


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
    saved: dict[tuple[str, int | None], list[tuple[OrderLine, Mapping[str, Value]]]] = defaultdict(list)
    for draft, line in kept:
        if draft.kind is AnswerKind.SAVED:
            saved[draft.change.why, draft.change.reverts].append((line, draft.values))
    for (why, reverts), changed in saved.items():  # the history keeps a reason with each
        taken_back = {} if reverts is None else {"reverts": reverts}
        with pghistory.context(user=by.pk, channel=channel, why=why, **taken_back):
            write(changed)
    ChangeRequest.objects.bulk_create(requests)
    for (draft, _line), request in zip(kept, requests, strict=True):
        open_requests.give_way(draft.replaces, to=request)
    asked = {line.site_id for draft, line in kept if draft.kind is AnswerKind.WAITING or draft.replaces}
    if asked:
        requests_changed.send(sender=ChangeRequest, site_ids=sorted(asked))
    if saved:
        tell({line.site_id for changed in saved.values() for line, _values in changed})
    return {request.line_id: request.pk for request in requests if request.state == ChangeState.SUBMITTED}


def _revisions(lines: Iterable[OrderLine]) -> dict[str, int]:
    sites = Site.objects.filter(pk__in={line.site_id for line in lines})
    return dict(sites.values_list("code", "order_revision"))


def _answers(drafts: Sequence[Draft], waiting: Mapping[int, int] = NONE_WAIT) -> tuple[LineAnswer, ...]:
    outdated = [draft for draft in drafts if draft.kind is AnswerKind.STALE]
    stale, cells = _last_changes([draft.change.line_id for draft in outdated]), _cells(outdated)
    nobody: tuple[str, datetime | None] = ("", None)
    answers = []
    for draft in drafts:
        answer = LineAnswer(draft.change.line_id, draft.kind, reasons=draft.reasons, rule=draft.rule)
        if draft.line is not None:
            changed_by, changed_at = stale.get(answer.line_id, nobody)
            answer = replace(
                answer, version=draft.line.version, fields=line_values.texts(draft.line), changed_by=changed_by,
                changed_at=changed_at, cells=cells.get(answer.line_id, {}),
                change_id=waiting.get(answer.line_id, draft.request_id),
            )  # fmt: skip
        answers.append(answer)
    return tuple(answers)


def _cells(drafts: Iterable[Draft]) -> dict[int, dict[str, CellChange]]:
    """Return who wrote the values that hold, of the fields that each draft would set."""
    wished = {draft.line.pk: (draft.line, set(draft.change.values) & set(EDITABLE)) for draft in drafts if draft.line}
    if not wished:
        return {}
    found = last_cell_changes(OrderLine, list(wished), EDITABLE)
    cells = {
        line_id: {name: found[line_id, name] for name in names if (line_id, name) in found}
        for line_id, (_line, names) in wished.items()
    }
    for line_id, (line, names) in wished.items():
        # Publication writes no history: the next person's event is the first to hold the date.
        if "promised_date" in names and line.plan_promised_at and line.promised_date == line.plan_promised_date:
            cells[line_id]["promised_date"] = CellChange("", line.plan_promised_at, "plan")
    return cells


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
