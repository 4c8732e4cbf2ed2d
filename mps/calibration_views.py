"""The page "How true were our dates?": what was said of dates, and how many of them were kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from company.access import allowed, current_site
from company.models import Site
from mps import sureness
from mps.confidence.kept import Bucket, buckets
from mps.confidence.learning import ENOUGH
from orders.models import DeliveryRecord
from orders.promises.ledger import promises_visible_to
from orders.promises.models import PromiseState
from orders.shipments.record import ShipmentKind

SIZE = 200  # of the chart, in its own units


@dataclass(frozen=True, slots=True)
class ShownBucket:
    """A row of the table, in per cent, and a point of the chart."""

    least: float
    below: float
    stated: float
    kept: float
    low: float
    high: float
    count: int
    x: float
    y: float
    y_low: float
    y_high: float


@require_safe
@never_cache
@allowed("promise.quote")
def calibration(request: HttpRequest) -> HttpResponse:
    """Show how true stated probabilities were: of the promises that one may see, and of past deliveries."""
    site = current_site(request, "promise.quote")
    context: dict[str, Any] = {"site": site, "size": SIZE, "enough": ENOUGH}
    if site is not None:
        today = site.planning_date(timezone.now())
        context["ledger"] = shown(buckets(_of_ledger(request, site, today)))
        context["history"] = shown(buckets(sureness.known(site, today).learner.outcomes))
        context["deliveries"] = DeliveryRecord.objects.filter(site=site).count()
    return render(request, "mps/calibration.html", context)


def shown(found: Iterable[Bucket]) -> Sequence[ShownBucket]:
    """Return buckets as the page shows them."""
    rows = []
    for one in found:
        low, high = one.share.bounds()
        rows.append(
            ShownBucket(
                100 * one.least, 100 * one.below, 100 * one.stated, 100 * one.share.share, 100 * low, 100 * high,
                one.share.count, SIZE * one.stated, SIZE * (1 - one.share.share), SIZE * (1 - low), SIZE * (1 - high),
            )
        )  # fmt: skip
    return rows


def _of_ledger(request: HttpRequest, site: Site, today: date) -> list[tuple[float, bool]]:
    """Return what was said of the first dates that are over, and whether all was shipped by then."""
    left = Max("line__shipments__shipped_on", filter=Q(line__shipments__kind=ShipmentKind.SHIPMENT))
    # What left early counts only once its date is over: else what is early would be counted before what is late.
    promises = promises_visible_to(request.user).filter(
        state__in=(PromiseState.SHIPPED, PromiseState.CONFIRMED), first_date__lt=today, site=site,
        probability__isnull=False,
    )  # fmt: skip
    return [
        (stated, state == PromiseState.SHIPPED and shipped_on is not None and shipped_on <= first)
        for stated, state, first, shipped_on in promises.annotate(shipped_on=left).values_list(
            "probability", "state", "first_date", "shipped_on"
        )
        if stated is not None
    ]
