"""A rush order: a new order, and the lines of others that make room for it, entered in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from company.models import User
from company.revision import settled_together
from orders import changes, entry
from orders.changes import HOLDS_UP, LineAnswer, LineChange
from orders.entry import NewLine
from orders.models import OrderLine, SalesOrder

MOST_URGENT = 1


class MoveRefused(Exception):
    """A line can't make room as it was asked: nothing is saved. `answers` say which lines and why."""

    def __init__(self, answers: Sequence[LineAnswer]) -> None:
        super().__init__(", ".join(str(answer.line_id) for answer in answers))
        self.answers = tuple(answers)


@dataclass(frozen=True, slots=True)
class Entered:
    """The order that is there now, and what became of each line that makes room: moved, or waiting for an approval."""

    order: SalesOrder
    moves: tuple[LineAnswer, ...]


def new_line(
    item: str, site: str, quantity: Decimal, requested_date: date, priority: int, promised_date: date | None
) -> NewLine:
    """Return the line of a rush order, promised for a day where it is to make its way among promises of others."""
    others = {"promised_date": promised_date} if promised_date else {}
    return NewLine(item, site, quantity, requested_date, priority, others=others)


def later(line: OrderLine, days: int, *, version: int | None = None, why: str = "") -> LineChange:
    """
    Return the change by which a line is wanted so many calendar days later.

    The promise goes with the wish, where there is one: the plan holds on to the promise.
    """
    dates = {"requested_date": line.requested_date, "promised_date": line.promised_date}
    values = {name: (day + timedelta(days=days)).isoformat() for name, day in dates.items() if day}
    return LineChange(line.pk, version, values, why)


@transaction.atomic
def enter(
    *, number: str, customer: str, line: NewLine, moves: Sequence[LineChange], by: User, channel: str
) -> Entered:
    """
    Save the new order and what makes room for it: in one transaction and one revision, all or nothing.

    A move that a fence holds up waits for an approval, and the order is entered all the same.
    Raises EntryRefused, and MoveRefused for a move that can't be made, or whose line has changed since it was seen.
    """
    with settled_together():
        order, _revisions = entry.enter(number=number, customer=customer, lines=[line], by=by, channel=channel)
        why = _("Makes room for the rush order %(number)s.") % {"number": number}
        done = changes.submit(changes=moves, by=by, channel=channel, why=why, keep_good=False)
        refused = [answer for answer in done.answers if answer.kind in HOLDS_UP]
        if refused:
            raise MoveRefused(refused)
    return Entered(order, done.answers)
