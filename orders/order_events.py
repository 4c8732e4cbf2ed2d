"""
What another system says of its orders: each event is the whole order as it was at one version of its source.

Events come more than once, late, and in any order. The version decides: an event that is not newer than what was
applied is acknowledged and changes nothing, and `ReceivedEvent` keeps one row per source, order and version. All of one
source take turns, so that two at once can't both be the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import pghistory
from django.db import connection, transaction

from company.models import Site, User
from company.revision import settled_together
from company.statements import all_rows
from orders import event_lines
from orders.drafts import AnswerKind
from orders.event_lines import CHANNEL, EventLine, EventRefused, Fault, Outcome
from orders.models import OrderLine, ReceivedEvent, SalesOrder
from orders.visible import visible_to

Key = tuple[str, str]  # source system and external id


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """An order as its source has it at a version; `head` has those of its own values (date, note) that are given."""

    source_system: str
    external_id: str
    source_version: int
    number: str
    customer: str
    lines: tuple[EventLine, ...]
    head: Mapping[str, date | str | None] = field(default_factory=dict)
    why: str = ""

    @property
    def key(self) -> Key:
        """What the order is called at its source."""
        return self.source_system, self.external_id

    @property
    def reason(self) -> str:
        """Why lines change: what was said, else which version says so."""
        return self.why or f"{self.source_system} {self.external_id} · {self.source_version}"


class EventState(StrEnum):
    """What became of an event."""

    ENTERED = "entered"  # a new order
    APPLIED = "applied"
    WAITING = "waiting"  # applied, but for changes that a fence holds up
    KNOWN = "known"  # this version was applied before
    SUPERSEDED = "superseded"  # a newer version was
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """What became of an event; `faults` says of a refused one why, record by record."""

    event: OrderEvent
    state: EventState
    order: SalesOrder | None = None
    outcome: Outcome = field(default_factory=Outcome)
    faults: Sequence[Fault] = ()


@transaction.atomic
def receive(*, events: Sequence[OrderEvent], by: User) -> tuple[list[EventAnswer], dict[str, int]]:
    """
    Apply the events that are news, in one transaction and one revision; return an answer each, and sites' revisions.

    An event is applied as a whole or refused as a whole; one that is refused takes none of the others with it.
    """
    answers: dict[int, EventAnswer] = {}
    # Everyone writes orders in the order of their numbers, so that two who write the same don't wait for each other.
    turns = sorted(range(len(events)), key=lambda place: (events[place].number, *events[place].key,
                                                          events[place].source_version))  # fmt: skip
    with settled_together():
        _take_turns(events)
        orders = _orders(events, by)
        for place in turns:
            answer = _received(events[place], orders, by)
            if answer.order is not None:
                orders[answer.event.key] = answer.order
            answers[place] = answer
    mine = visible_to(by).filter(order__in=[order.pk for order in orders.values()])
    touched = Site.objects.filter(pk__in=mine.values("site"))
    return [answers[place] for place in range(len(events))], dict(touched.values_list("code", "order_revision"))


def state_of(event: OrderEvent, order: SalesOrder | None) -> EventState:
    """Return what an event is beside what its source said before: news (entered, applied), known or superseded."""
    if order is None:
        return EventState.ENTERED
    if order.source_version is None or event.source_version > order.source_version:
        return EventState.APPLIED
    return EventState.KNOWN if event.source_version == order.source_version else EventState.SUPERSEDED


def _take_turns(events: Sequence[OrderEvent]) -> None:
    # Of the transaction, and in the same order for everyone.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('orders.order_events'), turn) FROM"
            " (SELECT DISTINCT hashtext(source) AS turn FROM unnest(%s::text[]) AS source ORDER BY 1) AS turns",
            [list({event.source_system for event in events})],
        )


@all_rows("an order that its sender may not see is refused, not entered again")
def _orders(events: Sequence[OrderEvent], by: User) -> dict[Key, SalesOrder]:
    """Return the orders that the sources have told of before; their lines, and those to be adopted, are locked."""
    wanted = {event.key for event in events}
    found = SalesOrder.objects.select_related("customer").filter(
        source_system__in={system for system, _id in wanted}, external_id__in={name for _system, name in wanted}
    )
    known = {key: order for order in found if (key := (order.source_system, order.external_id)) in wanted}
    unclaimed = SalesOrder.objects.filter(external_id="", number__in={event.number for event in events})
    ids = {order.pk for order in known.values()} | set(unclaimed.values_list("pk", flat=True))
    # Before anything is written: in pk order, as everyone locks lines.
    locked = visible_to(by).filter(order__in=ids).order_by("pk").select_for_update(of=("self",))
    list(locked.values_list("pk", flat=True))
    return known


def _received(event: OrderEvent, orders: Mapping[Key, SalesOrder], by: User) -> EventAnswer:
    order = orders.get(event.key)
    answer = EventAnswer(event, state_of(event, order), order)
    source = {"source": event.source_system, "external_id": event.external_id, "source_version": event.source_version}
    try:
        if order is not None and answer.state in (EventState.KNOWN, EventState.SUPERSEDED):
            event_lines.refuse_hidden(order, by)
            return answer
        with transaction.atomic(), pghistory.context(user=by.pk, channel=CHANNEL, why=event.reason, **source):
            return _applied(event, order, by)
    except EventRefused as refusal:
        return replace(answer, state=EventState.REFUSED, faults=refusal.faults)


def _applied(event: OrderEvent, order: SalesOrder | None, by: User) -> EventAnswer:
    state = EventState.APPLIED
    order = order or _adopted(event, by)
    if order is None:
        state = EventState.ENTERED
        order, outcome = event_lines.enter(
            number=event.number, customer=event.customer, lines=event.lines, head=event.head, by=by
        )
    else:
        event_lines.refuse_hidden(order, by)  # one that was adopted, too
        _refuse_another_identity(event, order)
        outcome = event_lines.apply(order=order, lines=event.lines, by=by, why=event.reason)
    if outcome.waiting:
        state = EventState.WAITING
    ReceivedEvent.objects.create(
        source_system=event.source_system, external_id=event.external_id, source_version=event.source_version,
        order=order, received_by=by,
    )  # fmt: skip
    values = {**event.head, "source_system": event.source_system, "external_id": event.external_id}
    for name, value in {**values, "source_version": event.source_version}.items():
        setattr(order, name, value)
    order.save(update_fields=[*values, "source_version"])
    return EventAnswer(event, state, order, outcome)


def _adopted(event: OrderEvent, by: User) -> SalesOrder | None:
    """Return an order of the same number that no source has told of yet: imported, or entered by a person."""
    found = SalesOrder.objects.select_for_update(of=("self",), no_key=True).select_related("customer")
    order = found.filter(number=event.number, external_id="").first()
    seen = order is not None and (
        visible_to(by).filter(order=order).exists() or not OrderLine.objects.filter(order=order).exists()
    )
    return order if seen else None


def _refuse_another_identity(event: OrderEvent, order: SalesOrder) -> None:
    reasons = event_lines.identity_reasons(
        {"number": (event.number, order.number), "customer": (event.customer, order.customer.code)}
    )
    if reasons:
        raise EventRefused([Fault("", AnswerKind.INVALID, reasons)])
