"""The one statement that counts a shipment on its line, and whether the line could take it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Case, F, Q, Value, When

from orders import ladder
from orders.models import LineStatus, OrderLine

SHIPPED = F("shipped_quantity")


def count(line_id: int, effect: Decimal, *, statuses: Collection[str], up_to_quantity: bool) -> bool:
    """
    Add to what is shipped of a line, and set its status by that; return whether the line could take it.

    It could where its status is one of `statuses` and what is shipped stays 0 or more and, with `up_to_quantity`, at
    most what was ordered. What is compared and what is written is one row at one moment: nothing was read before.
    """
    shipped = SHIPPED + effect
    can = Q(pk=line_id, status__in=statuses, shipped_quantity__gte=-effect)
    if up_to_quantity:
        can &= Q(quantity__gte=shipped)
    return bool(OrderLine.objects.filter(can).update(shipped_quantity=shipped, status=_status_after(effect)))


def _status_after(effect: Decimal) -> Case:
    """Return `ladder.after_shipment` as SQL; a line that is closed stays closed."""
    return Case(
        When(status=LineStatus.CLOSED, then=Value(LineStatus.CLOSED.value)),
        When(shipped_quantity__lte=-effect, then=Value(LineStatus.CONFIRMED.value)),
        When(quantity__lte=SHIPPED + effect, then=Value(LineStatus.SHIPPED.value)),
        default=Value(LineStatus.PART_SHIPPED.value),
    )


def statuses_for(effect: Decimal, *, is_reversal: bool) -> tuple[LineStatus, ...]:
    """Return of which lines so much may be shipped (or, negative, come back). A reversal only puts a record right."""
    return ladder.TAKES_BACK if effect < 0 or is_reversal else ladder.SHIPS
