"""Decide about a change that waits: approve, reject, send back, hand over, say something; withdraw one's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from company import access
from company.models import User
from company.signals import requests_changed
from orders import line_values
from orders.changes import LONGEST_WHY
from orders.drafts import FINISHED, REOPENS
from orders.line_writing import tell, write
from orders.models import ChangeComment, ChangeRequest, ChangeState, OrderLine
from orders.visible import changes_visible_to


class ChangeRefused(Exception):
    """The change may not be made or decided; the message is fit for the person who asked."""


@transaction.atomic
def approve(*, change_id: int, by: User) -> ChangeRequest:
    """Apply a change that waits. Raises ChangeRefused, ChangeRequest.DoesNotExist for one that `by` can't see."""
    change, line = _to_decide(change_id, by)
    moved = [name for name, text in line_values.texts(line, *change.before).items() if text != change.before[name]]
    values, reasons = line_values.read_all(line, change.proposal)
    is_over = line.status in FINISHED or (line.status in REOPENS and "status" not in values)
    if moved or reasons or is_over:
        raise ChangeRefused(_("The line has changed since this was asked for. Ask for it again."))
    with pghistory.context(user=change.requested_by_id, approved_by=by.pk, channel=change.channel, why=change.why):
        write([(line, values)])
        _decide(change, ChangeState.APPLIED, by)
    tell([line.site_id])
    return change


@transaction.atomic
def reject(*, change_id: int, by: User, why: str) -> ChangeRequest:
    """Turn down a change that waits, with a reason. Raises like `approve`."""
    change, _line = _to_decide(change_id, by)
    _decide(change, ChangeState.REJECTED, by, why)
    return change


@transaction.atomic
def send_back(*, change_id: int, by: User, why: str) -> ChangeRequest:
    """Give a change that waits back to who asked for it, to be asked for otherwise. Raises like `approve`."""
    change, _line = _to_decide(change_id, by)
    if not why.strip():
        raise ChangeRefused(_("Say what should be otherwise: who asked for it reads that."))
    _decide(change, ChangeState.RETURNED, by, why)
    return change


@transaction.atomic
def hand_over(*, change_id: int, by: User, to: User) -> ChangeRequest:
    """Let another person who may approve decide about a change that waits. Raises like `approve`."""
    change, line = _to_decide(change_id, by)
    if not access.can(to, "orders.approve", line.site_id):
        raise ChangeRefused(_("%(person)s may not approve this.") % {"person": to.shown_name()})
    change.assigned_to = to
    change.save(update_fields=["assigned_to"])
    return change


@transaction.atomic
def withdraw(*, change_id: int, by: User) -> ChangeRequest:
    """Take back a change that waits; only who asked for it can. Raises like `approve`."""
    change, _line = _waiting(change_id, by)
    if change.requested_by_id != by.pk:
        raise ChangeRefused(_("Only the person who asked for it can take it back."))
    _decide(change, ChangeState.WITHDRAWN, by)
    return change


def withdraw_superseded(*, lines: Iterable[OrderLine], by: User, channel: str) -> int:
    """Take back what waits for these lines from a channel that says something newer now; return how many."""
    waiting = ChangeRequest.objects.filter(line__in=list(lines), channel=channel, state=ChangeState.SUBMITTED)
    return waiting.update(state=ChangeState.WITHDRAWN, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def withdraw_all(*, change_ids: Collection[int], by: User) -> int:
    """Take back changes that wait, whoever asked for them: what asked for all of them is undone. Return how many."""
    waiting = ChangeRequest.objects.filter(pk__in=change_ids, state=ChangeState.SUBMITTED)
    site_ids = sorted(set(waiting.values_list("line__site_id", flat=True)))
    count = waiting.update(state=ChangeState.WITHDRAWN, decided_by=by, decided_at=timezone.now())
    if site_ids:
        requests_changed.send(sender=ChangeRequest, site_ids=site_ids)
    return count


@transaction.atomic
def comment(*, change_id: int, by: User, text: str) -> ChangeComment:
    """Say something about a change that waits: who decides, and who asked, may. Raises like `approve`."""
    change, line = _waiting(change_id, by)
    if change.requested_by_id != by.pk and not access.can(by, "orders.approve", line.site_id):
        raise ChangeRefused(_("Only who asked for it and who decides about it can comment."))
    if not text.strip():
        raise ChangeRefused(_("Write your comment first."))
    return ChangeComment.objects.create(change=change, by=by, text=text.strip()[:LONGEST_WHY])


def _to_decide(change_id: int, by: User) -> tuple[ChangeRequest, OrderLine]:
    change, line = _waiting(change_id, by)
    if not access.can(by, "orders.approve", line.site_id):
        raise ChangeRefused(_("Your role may not approve this."))
    return change, line


def _waiting(change_id: int, by: User) -> tuple[ChangeRequest, OrderLine]:
    mine = changes_visible_to(by)
    # The line first, as who asks for something else locks them: otherwise the two could wait for each other.
    line = OrderLine.objects.select_for_update().get(pk=mine.get(pk=change_id).line_id)
    change = mine.select_for_update(of=("self",)).get(pk=change_id)
    if change.state != ChangeState.SUBMITTED:
        raise ChangeRefused(_decided_words(change))
    return change, line


def _decided_words(change: ChangeRequest) -> str:
    words = {"line": str(change.line), "state": change.get_state_display()}
    if change.decided_by is None:
        return _("%(line)s: it is decided already: %(state)s.") % words
    words["name"] = change.decided_by.shown_name()
    return _("%(line)s: it is decided already by %(name)s: %(state)s.") % words


def _decide(change: ChangeRequest, state: ChangeState, by: User, why: str = "") -> None:
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    if why:
        change.why = (f"{change.why} · {why}" if change.why else why)[:LONGEST_WHY]
    change.save(update_fields=["state", "decided_by", "decided_at", "why"])
    requests_changed.send(sender=ChangeRequest, site_ids=[change.line.site_id])
