"""The lines of an order event: new ones are entered, known ones changed, and those it no longer has are cancelled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from company.models import User
from company.statements import all_rows
from orders import changes, decisions, entry
from orders.changes import AnswerKind, LineAnswer, LineChange, Submitted
from orders.drafts import FINISHED, HOLDS_UP, REOPENS
from orders.entry import EntryRefused, NewLine
from orders.line_values import Value
from orders.models import LineStatus, OrderLine, SalesOrder
from orders.visible import visible_to

CHANNEL = "event"
PLACE = re.compile(r"^lines\[(\d+)\]")
GONE = (*FINISHED, *REOPENS)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a record stands in the way: the reasons by field, fit for those who run the source; `rule` is a code."""

    record: str
    kind: AnswerKind
    reasons: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""


class EventRefused(Exception):
    """The event can't be applied; `faults` says why, record by record."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} records")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class EventLine:
    """A delivery of a line as the source has it; `others` has those of the further fields that it gives."""

    line_number: int
    item: str
    site: str
    quantity: Decimal
    requested_date: date
    schedule_number: int = 1
    others: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, int]:
        """What the line is called within its order."""
        return self.line_number, self.schedule_number


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many lines were entered, changed and cancelled at once, and the ids of the change requests that wait."""

    entered: int = 0
    changed: int = 0
    cancelled: int = 0
    waiting: tuple[int, ...] = ()


def enter(
    *, number: str, customer: str, lines: Sequence[EventLine], head: Mapping[str, Any], by: User
) -> tuple[SalesOrder, Outcome]:
    """Enter a new order; an order without lines, too, so that a late event can't bring back what was cancelled."""
    try:
        order, _revisions = entry.enter(
            number=number, customer=customer, lines=[_new(line) for line in lines], by=by, channel=CHANNEL, **head
        )
    except EntryRefused as refusal:
        raise EventRefused(_by_line(refusal, range(len(lines)))) from refusal
    return order, Outcome(entered=len(lines))


def apply(*, order: SalesOrder, lines: Sequence[EventLine], by: User, why: str) -> Outcome:
    """Make the order's lines what the event says. Raises EventRefused, with nothing to be kept of what was written."""
    there = {
        (line.line_number, line.schedule_number): line
        for line in visible_to(by).filter(order=order).select_related("item", "site").order_by("pk")
    }
    _refuse_other_things(lines, there)
    decisions.withdraw_superseded(lines=there.values(), by=by, channel=CHANNEL)
    places = {there[line.key].pk: place for place, line in enumerate(lines) if line.key in there}
    wishes = [
        _change(line, there[line.key]) for line in lines if line.key in there and not _is_agreed(line, there[line.key])
    ]
    named = {line.key for line in lines}
    gone = [_goodbye(line) for key, line in there.items() if key not in named and line.status not in GONE]
    done = changes.submit(changes=[*wishes, *gone], by=by, channel=CHANNEL, why=why, keep_good=False)
    at_fault = [answer for answer in done.answers if answer.kind in HOLDS_UP]
    if at_fault:
        raise EventRefused([_fault(answer, places) for answer in at_fault])
    return _outcome(done, there, {wish.line_id for wish in gone}, entered=_add(order, lines, there, by))


@all_rows("looks for lines that are not to be seen, and says no more than that")
def refuse_hidden(order: SalesOrder, by: User) -> None:
    """Raise EventRefused where a line of the order is not for `by` to see: then there is no such order for them."""
    mine = visible_to(by).filter(order=order)
    if OrderLine.objects.filter(order=order).exclude(pk__in=mine).exists():
        raise EventRefused([Fault("", AnswerKind.MISSING)])


def identity_reasons(fields: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return why what says which order or line it is can't become another, for each field (said, is) that differs."""
    words = _("It is “%(code)s” and can't become another. Cancel it and send a new one.")
    return {name: words % {"code": now} for name, (said, now) in fields.items() if said != now}


def _refuse_other_things(lines: Sequence[EventLine], there: Mapping[tuple[int, int], OrderLine]) -> None:
    faults = []
    for place, line in enumerate(lines):
        known = there.get(line.key)
        if known is None:
            continue
        reasons = identity_reasons({"item": (line.item, known.item.code), "site": (line.site, known.site.code)})
        if reasons:
            faults.append(Fault(f"lines[{place}]", AnswerKind.INVALID, reasons))
    if faults:
        raise EventRefused(faults)


def _new(line: EventLine) -> NewLine:
    others = dict(line.others)
    priority = others.pop("priority", None)
    return NewLine(
        line.item, line.site, line.quantity, line.requested_date, priority if isinstance(priority, int) else None,
        line.line_number, line.schedule_number, others,
    )  # fmt: skip


def _change(line: EventLine, known: OrderLine) -> LineChange:
    values: dict[str, object] = {"quantity": line.quantity, "requested_date": line.requested_date, **line.others}
    if known.status == LineStatus.CANCELLED:
        values.setdefault("status", LineStatus.REQUESTED)  # it was cancelled, and the source has it (again)
    return LineChange(known.pk, None, values)


def _is_agreed(line: EventLine, known: OrderLine) -> bool:
    """Return whether the line is cancelled on both sides: then its values don't matter."""
    return known.status == LineStatus.CANCELLED == line.others.get("status")


def _goodbye(line: OrderLine) -> LineChange:
    status = LineStatus.CLOSED if line.shipped_quantity else LineStatus.CANCELLED
    return LineChange(line.pk, None, {"status": status})


def _add(
    order: SalesOrder, lines: Sequence[EventLine], there: Mapping[tuple[int, int], OrderLine], by: User
) -> int:
    places = [place for place, line in enumerate(lines) if line.key not in there]
    if places:
        try:
            entry.add_lines(order=order, lines=[_new(lines[place]) for place in places], by=by, channel=CHANNEL)
        except EntryRefused as refusal:
            raise EventRefused(_by_line(refusal, places)) from refusal
    return len(places)


def _outcome(
    done: Submitted, before: Mapping[tuple[int, int], OrderLine], gone: set[int], *, entered: int
) -> Outcome:
    versions = {line.pk: line.version for line in before.values()}
    saved = {
        answer.line_id for answer in done.answers
        if answer.kind is AnswerKind.SAVED and answer.version != versions[answer.line_id]
    }  # fmt: skip
    waiting = tuple(answer.change_id for answer in done.answers if answer.change_id is not None)
    return Outcome(entered, len(saved - gone), len(saved & gone), waiting)


def _fault(answer: LineAnswer, places: Mapping[int, int]) -> Fault:
    place = places.get(answer.line_id)
    record = f"order-lines/{answer.line_id}" if place is None else f"lines[{place}]"
    return Fault(record, answer.kind, answer.reasons, answer.rule)


def _by_line(refusal: EntryRefused, places: Sequence[int]) -> list[Fault]:
    """Return the reasons of an entry by record: its lines are counted as they were entered, ours as they were sent."""
    kind = AnswerKind.REFUSED if refusal.rule else AnswerKind.INVALID
    records: dict[str, dict[str, str]] = {}
    for name, words in refusal.reasons.items():
        line = PLACE.match(name)
        record = f"lines[{places[int(line[1])]}]" if line else ""
        records.setdefault(record, {})[name.rpartition(".")[2]] = words
    return [Fault(record, kind, errors, refusal.rule) for record, errors in records.items()]
