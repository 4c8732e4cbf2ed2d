"""What a shipment does to the stock of its site: what left the plant is no longer there to be planned with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db.models import F, Q

from materials.models import StockBalance
from orders.models import OrderLine

Moves = list[tuple[int, str]]  # id of a balance, and the quantity that was put in (negative: taken out) as text


def lock(lines: Collection[OrderLine]) -> None:
    """Lock the stock of the lines' items: before the lines, as an import writes them, and in pk order."""
    wanted = {(line.item_id, line.site_id) for line in lines}
    there = Q()
    for item_id, site_id in sorted(wanted):
        there |= Q(item_id=item_id, site_id=site_id)
    if wanted:
        list(StockBalance.objects.filter(there).order_by("pk").select_for_update().values_list("pk", flat=True))


def take(line: OrderLine, quantity: Decimal) -> Moves:
    """
    Take a quantity out of the stock of the line's item; return what was taken from where, perhaps less than that.

    First from what is kept for the line's make-to-order key, then from what is kept for nobody; never from blocked
    stock nor from another key's, and never more than is there.
    """
    keys = [line.make_to_order_key, ""] if line.make_to_order_key else [""]
    usable = StockBalance.objects.filter(
        item_id=line.item_id, site_id=line.site_id, blocked=False, quantity__gt=0, make_to_order_key__in=keys
    ).order_by("-make_to_order_key", "pk")
    moves, left = [], quantity
    for pk, there in usable.values_list("pk", "quantity"):
        taken = min(left, there)
        if taken > 0 and _book(pk, -taken):
            moves.append((pk, str(-taken)))
            left -= taken
    return moves


def put_back(line: OrderLine, quantity: Decimal) -> Moves:
    """Put a quantity into the stock of the line's item, kept for its make-to-order key, without a lot or a place."""
    balance, _is_new = StockBalance.objects.get_or_create(
        item_id=line.item_id, site_id=line.site_id, lot="", place="", make_to_order_key=line.make_to_order_key
    )
    _book(balance.pk, quantity)
    return [(balance.pk, str(quantity))]


def undo(line: OrderLine, moves: Sequence[Sequence[str | int]]) -> Moves:
    """Book the other way what was booked; on balances that are gone since, as if anew. Never below 0."""
    undone: Moves = []
    for pk, moved in moves:
        quantity = -Decimal(moved)
        if _book(int(pk), quantity):
            undone.append((int(pk), str(quantity)))
        else:
            undone += put_back(line, quantity) if quantity > 0 else take(line, -quantity)
    return undone


def _book(balance_id: int, quantity: Decimal) -> bool:
    """Return whether the balance is there and stays 0 or more."""
    could = StockBalance.objects.filter(pk=balance_id, quantity__gte=-quantity)
    return bool(could.update(quantity=F("quantity") + quantity))
