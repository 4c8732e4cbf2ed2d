"""The promises that were confirmed and whose day has passed, as the reliability counts them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from company.models import Site
from orders.models import Shipment
from orders.promises.models import Promise, PromiseNews, PromiseState
from orders.promises.reliability import Given
from orders.shipments.record import ShipmentKind


def given(promises: QuerySet[Promise], *, site: Site, first: date, last: date) -> list[Given]:
    """Return those of a site that were ever confirmed, with a day first said from `first` to `last`."""
    confirmed = Q(events__kind=PromiseNews.CONFIRMED)
    ended = Max("events__at", filter=Q(events__kind=PromiseNews.CANCELLED))
    found = (
        promises.filter(site=site, first_date__range=(first, last))
        .exclude(state__in=(PromiseState.HELD, PromiseState.EXPIRED))
        .annotate(was_confirmed=Max("events__id", filter=confirmed), ended_at=ended)
        .filter(was_confirmed__isnull=False)
        .order_by()
    )
    rows = list(
        found.values_list("line_id", "first_date", "first_quantity", "line__quantity", "state", "ended_at")
    )
    shipped, zone = _shipped([line_id for line_id, *_ in rows]), ZoneInfo(site.time_zone)
    return [
        Given(
            first_date, min(promised, now), tuple(shipped.get(line_id, ())),
            ended_at.astimezone(zone).date() if state == PromiseState.CANCELLED and ended_at else None,
        )
        for line_id, first_date, promised, now, state, ended_at in rows
    ]  # fmt: skip


def _shipped(line_ids: list[int]) -> dict[int, list[tuple[date, Decimal]]]:
    reports = Shipment.objects.filter(line_id__in=line_ids, reverses__isnull=True, reversal__isnull=True)
    by_line = defaultdict[int, list[tuple[date, Decimal]]](list)
    for line_id, day, kind, quantity in reports.values_list("line_id", "shipped_on", "kind", "quantity"):
        by_line[line_id].append((day, -quantity if kind == ShipmentKind.RETURN else quantity))
    return by_line
