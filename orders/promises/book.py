"""Writing in the promise ledger: hold, confirm, cancel, let go. What a promise rests on comes from above."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from company.models import Site, User
from company.revision import settle
from company.signals import inputs_changed
from materials.models import Item
from orders.line_writing import tell, write
from orders.models import Customer, LineStatus, OrderLine, SalesOrder
from orders.promises.models import BackingKind, Promise, PromiseBacking, PromiseState

HOLD_CHANNEL = "hold"
LET_GO_AT_A_TIME = 500
HELD = (LineStatus.HELD, PromiseState.HELD)
CONFIRMED = (LineStatus.CONFIRMED, PromiseState.CONFIRMED)
NUMBER = "SELECT nextval(pg_get_serial_sequence('orders_promise', 'id'))"


class NotHeldError(Exception):
    """Promises can't be confirmed or cancelled; `reasons` says why by promise id, fit for the person who asked."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        super().__init__(" ".join(reasons.values()))
        self.reasons = reasons


class NumberTakenError(Exception):
    """There is an order of that number already; `args[0]` is the number."""


@dataclass(frozen=True, slots=True)
class Rests:
    """A part of what a promise rests on: see `PromiseBacking`."""

    kind: BackingKind
    record_id: int
    day: date
    quantity: float
    lots: int = 1
    start_day: date | None = None
    item_id: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """
    One delivery that is promised: so much of an item on a day, wanted on another, and what it rests on.

    Unit: `overtime_cost` is money in the site's currency.
    """

    item: Item
    quantity: Decimal
    promised_date: date
    wanted_date: date
    backing: Sequence[Rests]
    probability: float | None = None
    slack_days_80: int | None = None
    overtime_minutes: float = 0.0
    overtime_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Terms:
    """
    To whom something is promised, by whom. `held_until` None: it is confirmed at once. `number` is the order's; empty:
    a new one.
    """

    site: Site
    customer: Customer
    by: User
    channel: str
    held_until: datetime | None
    number: str = ""
    note: str = ""


def record(terms: Terms, parts: Sequence[Part], *, plan_id: int) -> list[Promise]:
    """
    Write an order with a promise for each part, made on a plan, in the transaction of whoever took what they rest on.

    Raises NumberTakenError.
    """
    with pghistory.context(user=terms.by.pk, channel=terms.channel, why=terms.note):
        order = _order(terms)
        status, state = HELD if terms.held_until else CONFIRMED
        lines = OrderLine.objects.bulk_create(
            OrderLine(
                order=order, line_number=number, item=part.item, site=terms.site, quantity=part.quantity,
                requested_date=part.wanted_date, promised_date=part.promised_date, status=status,
                priority=terms.customer.priority,
            )
            for number, part in enumerate(parts, start=1)
        )  # fmt: skip
        promises = Promise.objects.bulk_create(
            Promise(
                line=line, site=terms.site, first_quantity=part.quantity, first_date=part.promised_date, state=state,
                held_until=terms.held_until, probability=part.probability, slack_days_80=part.slack_days_80,
                made_by=terms.by, channel=terms.channel,
                overtime_minutes=part.overtime_minutes, overtime_cost=part.overtime_cost, plan_id=plan_id,
            )
            for line, part in zip(lines, parts, strict=True)
        )  # fmt: skip
        PromiseBacking.objects.bulk_create(
            PromiseBacking(
                promise=promise, kind=rests.kind, record_id=rests.record_id, day=rests.day, quantity=rests.quantity,
                lots=rests.lots, start_day=rests.start_day, item_id=rests.item_id, step=rests.step,
            )
            for promise, part in zip(promises, parts, strict=True)
            for rests in part.backing
        )
    inputs_changed.send(sender=Promise, site_ids=[terms.site.pk])
    settle()
    revision = Site.objects.values_list("order_revision", flat=True).get(pk=terms.site.pk)
    Promise.objects.filter(pk__in=[promise.pk for promise in promises]).update(revision=revision)
    for promise in promises:
        promise.revision = revision
    return promises


@transaction.atomic
def confirm(*, promises: QuerySet[Promise], by: User, channel: str, number: str = "", now: datetime) -> list[Promise]:
    """
    Make held promises binding; what is confirmed already stays so. All or none.

    `number` is the customer's order number, where all are of one order.
    Raises NotHeldError for one that was let go, or whose time is over; NumberTakenError.
    """
    found = _locked(promises)
    reasons = {promise.pk: _gone(promise) for promise in found if not _can_confirm(promise, now)}
    if reasons:
        raise NotHeldError(reasons)
    held = [promise for promise in found if promise.state == PromiseState.HELD]
    with pghistory.context(user=by.pk, channel=channel):
        write([(promise.line, {"status": LineStatus.CONFIRMED}) for promise in held])
        if number:
            _renumber({promise.line.order_id for promise in found}, number)
    tell({promise.site_id for promise in held})
    return _again(found)


@transaction.atomic
def cancel(*, promises: QuerySet[Promise], by: User, channel: str, why: str) -> list[Promise]:
    """
    Let promises go that are held or confirmed, for a reason. All or none.

    Raises NotHeldError for one that is neither, or of which something was shipped.
    """
    found = _locked(promises)
    reasons = {promise.pk: _gone(promise) for promise in found if not _can_cancel(promise)}
    if reasons:
        raise NotHeldError(reasons)
    with pghistory.context(user=by.pk, channel=channel, why=why):
        write([(promise.line, {"status": LineStatus.CANCELLED}) for promise in found])
    tell({promise.site_id for promise in found})
    return _again(found)


@transaction.atomic
def let_go(*, now: datetime) -> int:
    """Cancel what is held and whose time is over, some at a time; return how many. Who held it reads a notice."""
    over = Promise.objects.filter(state=PromiseState.HELD, held_until__lte=now).order_by("held_until")
    found = _locked(Promise.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:LET_GO_AT_A_TIME])))
    ended = [promise for promise in found if _is_over(promise, now)]
    if not ended:
        return 0
    with pghistory.context(channel=HOLD_CHANNEL):
        write([(promise.line, {"status": LineStatus.CANCELLED}) for promise in ended])
    tell({promise.site_id for promise in ended})
    return len(ended)


def _order(terms: Terms) -> SalesOrder:
    number = terms.number
    if not number:
        with connection.cursor() as cursor:
            cursor.execute(NUMBER)
            number = f"P-{cursor.fetchone()[0]:06d}"
    with _free(number):
        return SalesOrder.objects.create(number=number, customer=terms.customer, note=terms.note)


def _renumber(order_ids: Collection[int], number: str) -> None:
    [order_id] = order_ids
    with _free(number):
        SalesOrder.objects.filter(pk=order_id).exclude(number=number).update(number=number)


@contextmanager
def _free(number: str) -> Iterator[None]:
    """Say of an order's number that it is taken, be it by an order that one may not see."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NumberTakenError(number) from error


def _locked(promises: QuerySet[Promise]) -> list[Promise]:
    """Return promises with their lines locked, in the order of the lines, as every other writer locks them."""
    ids = list(promises.values_list("line_id", flat=True))
    lines = {line.pk: line for line in OrderLine.objects.filter(pk__in=ids).order_by("pk").select_for_update()}
    found = Promise.objects.filter(line_id__in=ids).order_by("line_id")
    for promise in found:
        promise.line = lines[promise.line_id]
    return list(found)


def _again(promises: Sequence[Promise]) -> list[Promise]:
    ids = [promise.pk for promise in promises]
    return list(Promise.objects.filter(pk__in=ids).select_related("line__order").order_by("line_id"))


def _can_confirm(promise: Promise, now: datetime) -> bool:
    held = promise.state == PromiseState.HELD and not _is_over(promise, now)
    return held or promise.state == PromiseState.CONFIRMED


def _can_cancel(promise: Promise) -> bool:
    return promise.state in (PromiseState.HELD, PromiseState.CONFIRMED) and not promise.line.shipped_quantity


def _is_over(promise: Promise, now: datetime) -> bool:
    return promise.state == PromiseState.HELD and promise.held_until is not None and promise.held_until <= now


def _gone(promise: Promise) -> str:
    named = {"line": str(promise.line), "state": promise.get_state_display()}
    if promise.state in (PromiseState.HELD, PromiseState.EXPIRED):
        return _("%(line)s is no longer held. Ask for a date again.") % named
    return _("%(line)s can't be changed any more: %(state)s.") % named
