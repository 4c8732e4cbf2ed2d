"""Writing the forecast of an item: the one way in for whoever is not an import or the administrator's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders.models import Forecast


@dataclass(frozen=True, slots=True)
class Expected:
    """A row of the forecast: of a class of customers, for `days` from `start`. A quantity of None: no such row."""

    customer_class: str
    start: date
    days: int
    quantity: Decimal | None


def rows_of(*, site_id: int, item_id: int) -> list[Expected]:
    """Return an item's forecast at a site, by date and class."""
    found = Forecast.objects.filter(site_id=site_id, item_id=item_id).order_by("period_start", "customer_class")
    return [Expected(row.customer_class, row.period_start, row.period_days, row.quantity) for row in found]


@transaction.atomic
def write(*, site_id: int, item_id: int, rows: Sequence[Expected]) -> list[Expected]:
    """Write rows of an item's forecast; return the same rows as they were before, fit to be written again."""
    before = []
    for row in rows:
        key: dict[str, Any] = {
            "site_id": site_id, "item_id": item_id, "customer_class": row.customer_class, "period_start": row.start,
        }  # fmt: skip
        known = Forecast.objects.select_for_update().filter(**key).first()
        before.append(
            Expected(row.customer_class, row.start, known.period_days, known.quantity)
            if known
            else Expected(row.customer_class, row.start, row.days, None)
        )
        if row.quantity is not None:
            Forecast.objects.update_or_create(**key, defaults={"period_days": row.days, "quantity": row.quantity})
        elif known:
            known.delete()
    return before
