"""What a promise needs while it lives: another day that was agreed with the customer, a hold that goes on."""

from __future__ import annotations

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from company.models import User
from orders.line_writing import tell, write
from orders.models import OrderLine
from orders.promises.book import NotHeldError
from orders.promises.models import ALIVE_STATES, Promise, PromiseEvent, PromiseNews, PromiseState


@transaction.atomic
def agree(*, promise: Promise, on: date, by: User, channel: str, why: str) -> None:
    """
    Write another day into a promise that lives: one that the current plan keeps, so that nothing else has to move.

    The day that was said first stays as it was said. Raises NotHeldError for a promise that is over or whose hold is,
    a day that is over, the day that it has, and one that the plan does not keep.
    """
    line, now = _locked(promise)
    # The outlook is read under the lock of the line, which a publication takes before it writes one.
    planned = getattr(line, "outlook", None)
    reason = ""
    if promise.state not in ALIVE_STATES or _hold_is_over(promise, now):
        reason = _("%(line)s can't be changed any more: %(state)s.") % _named(promise)
    elif on < promise.site.planning_date(now):
        reason = _("That day is over.")
    elif on == line.promised_date:
        reason = _("It is promised for that day already.")
    elif planned is None or planned.planned_date is None or planned.line_version != line.version:
        reason = _("The plan has no day for it yet. Wait for the next plan.")
    elif planned.planned_date > on:
        day = date_format(planned.planned_date, "SHORT_DATE_FORMAT")
        reason = _("The plan delivers on %(day)s: promise that day or a later one.") % {"day": day}
    if reason:
        raise NotHeldError({promise.pk: reason})
    with pghistory.context(user=by.pk, channel=channel, why=why):
        write([(line, {"promised_date": on})])
    tell({promise.site_id})


@transaction.atomic
def hold_on(*, promise: Promise, until: datetime, by: User, channel: str) -> None:
    """
    Let a hold end later than it does. It is written down like everything that becomes of a promise.

    Raises NotHeldError for one that is no longer held, or is held as long already.
    """
    _line, now = _locked(promise)
    if promise.state != PromiseState.HELD or promise.held_until is None or _hold_is_over(promise, now):
        raise NotHeldError({promise.pk: _("%(line)s is no longer held. Ask for a date again.") % _named(promise)})
    if until <= promise.held_until:
        raise NotHeldError({promise.pk: _("%(line)s is held as long already.") % _named(promise)})
    PromiseEvent.objects.create(
        promise=promise, kind=PromiseNews.HELD, at=now, by_id=by.pk, channel=channel, why=channel,
        before={"until": promise.held_until.isoformat()}, after={"until": until.isoformat()},
        seen_at=now if by.pk == promise.made_by_id else None,
    )  # fmt: skip
    Promise.objects.filter(pk=promise.pk).update(held_until=until)
    promise.held_until = until


def _locked(promise: Promise) -> tuple[OrderLine, datetime]:
    """Lock the line, as every other writer does first; return it with the promise brought up to date."""
    line = OrderLine.objects.select_for_update(of=("self",)).select_related("outlook").get(pk=promise.line_id)
    promise.refresh_from_db(fields=["state", "held_until", "assurance"])
    return line, timezone.now()


def _hold_is_over(promise: Promise, now: datetime) -> bool:
    return promise.state == PromiseState.HELD and promise.held_until is not None and promise.held_until <= now


def _named(promise: Promise) -> dict[str, str]:
    return {"line": str(promise.line), "state": promise.get_state_display()}
