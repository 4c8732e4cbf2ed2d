"""Writing other quantities of many forecasts at once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pghistory
from django.db import transaction

from company.models import Site, User
from orders.expected import Forecast

ROWS_PER_STATEMENT = 500


@transaction.atomic
def change(*, site: Site, quantities: Mapping[int, Decimal], by: User, channel: str, why: str = "") -> int:
    """Set the quantities (by id of the forecast) of a site's forecasts, in the item's unit; return how many changed."""
    rows = Forecast.objects.select_for_update().filter(site=site, pk__in=quantities).order_by("pk")
    changed = []
    for row in rows:
        if row.quantity != quantities[row.pk]:
            row.quantity = quantities[row.pk]
            changed.append(row)
    if changed:
        with pghistory.context(user=by.pk, channel=channel, why=why):
            Forecast.objects.bulk_update(changed, ["quantity"], batch_size=ROWS_PER_STATEMENT)
    return len(changed)
