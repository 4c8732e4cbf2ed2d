"""What a link shows: the customer's own lines at one site, and nothing of the plan, of stock or of anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from company.statements import all_rows
from orders.customer_links.record import CustomerLink
from orders.models import OPEN_STATUSES, LineStatus, OrderLine

MOST_LINES = 300
UNSEEN = (LineStatus.QUOTE,)  # what nobody has ordered yet


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line in the customer's words. `promised` None: no date was promised yet. `mark` picks the pill's shape."""

    number: str
    item: str
    name: str
    unit: str
    quantity: Decimal
    shipped: Decimal
    promised: date | None
    state: str
    mark: str


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order with those of its lines that leave from the link's site."""

    number: str
    lines: tuple[ShownLine, ...]


@all_rows("a link is read without a person; a signed id names its row")
def link_of(link_id: int) -> CustomerLink | None:
    """Return the link of an id, with its customer, its site and who made it."""
    return CustomerLink.objects.select_related("customer", "site", "made_by").filter(pk=link_id).first()


@all_rows("whoever has the link is its customer: the lines are that customer's, at that site")
def orders_of(link: CustomerLink, *, today: date) -> tuple[list[ShownOrder], bool]:
    """Return the orders, those with something open first, then the newest; and whether older ones are left out."""
    is_over = Case(When(status__in=OPEN_STATUSES, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = (
        OrderLine.objects.filter(order__customer_id=link.customer_id, site_id=link.site_id)
        .exclude(status__in=UNSEEN)
        .select_related("order", "item")
        .order_by(is_over, "-order_id", "line_number", "schedule_number")
    )
    lines = list(found[: MOST_LINES + 1])
    return _by_order(lines[:MOST_LINES], today), len(lines) > MOST_LINES


def state_of(line: OrderLine, today: date) -> tuple[str, str]:
    """Return the state of a line in plain words, and which shape goes with it."""
    status = LineStatus(line.status)
    if status in (LineStatus.SHIPPED, LineStatus.CLOSED, LineStatus.CANCELLED):
        ended = {
            LineStatus.SHIPPED: (_("Shipped"), "on_time"),
            LineStatus.CLOSED: (_("Closed"), "not_planned"),
            LineStatus.CANCELLED: (_("Cancelled"), "not_planned"),
        }
        return ended[status]
    if status is LineStatus.HELD:
        return _("Held for you, not ordered yet"), "at_risk"
    if line.promised_date is not None and line.promised_date < today:
        return _("Overdue: please ask us"), "late"
    if status is LineStatus.PART_SHIPPED or line.shipped_quantity:
        return _("Partly shipped"), "on_time"
    if line.promised_date is None:
        return _("Received, no date yet"), "not_planned"
    return _("Confirmed"), "on_time"


def _by_order(lines: Iterable[OrderLine], today: date) -> list[ShownOrder]:
    """Gather lines by order, in the order in which the first line of each comes; open and other lines stay together."""
    placed: dict[int, list[OrderLine]] = {}
    for order_id, group in groupby(lines, key=lambda line: line.order_id):
        placed.setdefault(order_id, []).extend(group)
    for lines_of_order in placed.values():
        lines_of_order.sort(key=lambda line: (line.line_number, line.schedule_number))
    return [
        ShownOrder(group[0].order.number, tuple(_shown(line, today) for line in group)) for group in placed.values()
    ]


def _shown(line: OrderLine, today: date) -> ShownLine:
    words, mark = state_of(line, today)
    number = f"{line.line_number}/{line.schedule_number}" if line.schedule_number > 1 else str(line.line_number)
    return ShownLine(
        number=number, item=line.item.code, name=line.item.name, unit=line.item.unit, quantity=line.quantity,
        shipped=line.shipped_quantity, promised=line.promised_date, state=words, mark=mark,
    )  # fmt: skip
