"""
Mending a promise that can't be kept as it is: a part of it in time, or all of it from another site.

Both make a new promise, in the turn of its site, and change the old one for a stated reason; all of it or nothing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from company.models import Site, User
from mps.promising import Wish, promise
from orders.line_writing import tell, write
from orders.models import OrderLine
from orders.promises import book
from orders.promises.models import ALIVE_STATES, Promise


@transaction.atomic
def deliver_part(
    *, promised: Promise, quantity: Decimal, on: date, rest_on: date, by: User, channel: str, why: str
) -> Promise:
    """
    Promise a part on a day from what is free, under a new order; the rest of the old promise is for another day.

    Raises: book.NotHeldError for a promise that is over, or is not more than the part; mps.promising.NotPossibleError,
    mps.plan_basis.NoPlanError.
    """
    terms = _terms(promised, promised.site, by, channel, why)
    [made] = promise([Wish(promised.line.item, quantity, promised.line.requested_date, on)], terms)
    line = _locked(promised)
    if line.open_quantity <= quantity:
        raise book.NotHeldError({promised.pk: _("The part is not less than what is still to be delivered.")})
    with pghistory.context(user=by.pk, channel=channel, why=why):
        write([(line, {"quantity": line.quantity - quantity, "promised_date": rest_on})])
    tell({promised.site_id})
    return made


@transaction.atomic
def move(*, promised: Promise, site: Site, on: date, by: User, channel: str, why: str) -> Promise:
    """
    Promise what is open on a day from another site, under a new order, and take the old promise back.

    Raises: book.NotHeldError for a promise that is over, or of which something was shipped;
    mps.promising.NotPossibleError, mps.plan_basis.NoPlanError.
    """
    line = promised.line
    wish = Wish(line.item, line.open_quantity, line.requested_date, on)
    [made] = promise([wish], _terms(promised, site, by, channel, why))
    book.cancel(promises=Promise.objects.filter(pk=promised.pk), by=by, channel=channel, why=why)
    return made


def _terms(promised: Promise, site: Site, by: User, channel: str, why: str) -> book.Terms:
    order = promised.line.order
    note = _("Instead of %(line)s: %(why)s") % {"line": str(promised.line), "why": why}
    return book.Terms(site, order.customer, by, channel, None, note=note)


def _locked(promised: Promise) -> OrderLine:
    line = OrderLine.objects.select_for_update().get(pk=promised.line_id)
    promised.refresh_from_db(fields=["state"])
    if promised.state not in ALIVE_STATES:
        words = _("%(line)s can't be changed any more: %(state)s.")
        words %= {"line": str(promised.line), "state": promised.get_state_display()}
        raise book.NotHeldError({promised.pk: words})
    return line
