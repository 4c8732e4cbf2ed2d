"""
How a promise stands, in the words of who made it: one for each, told by the database, so that lists can be filtered.

Against the day that was said first, as the reliability counts: a later date that was agreed does not mend the first.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from orders.models import Shipment
from orders.promises.models import ALIVE_STATES, Assurance, Promise, PromiseState
from orders.shipments.record import ShipmentKind


class Standing(TextChoices):
    """
    Where a promise stands. `at_risk`: the plan keeps it, and it is less than 80 % sure; `not_kept`: the plan delivers
    later, or not.
    """

    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    AT_RISK = "at_risk", _("At risk")
    NOT_KEPT = "not_kept", _("Can’t be kept")
    BROKEN = "broken", _("Broken")
    KEPT = "kept", _("Kept")
    OVER = "over", _("Taken back")


SURE_ENOUGH = 0.8
LITTLE_SLACK = 1  # working day: as an order line's outlook says “at risk”

# What one must look at first comes first.
URGENCY = (
    Standing.NOT_KEPT, Standing.BROKEN, Standing.AT_RISK, Standing.HELD, Standing.CONFIRMED, Standing.KEPT,
    Standing.OVER,
)  # fmt: skip


def with_standing(promises: QuerySet[Promise], now: datetime) -> QuerySet[Promise]:
    """Return promises with their `standing` and its place in the order of urgency, `urgency` (0 first)."""
    alive, over = Q(state__in=ALIVE_STATES), Q(state=PromiseState.HELD, held_until__lte=now)
    words = Case(
        When(over | Q(state__in=(PromiseState.CANCELLED, PromiseState.EXPIRED)), then=Value(Standing.OVER)),
        When(alive & Q(assurance=Assurance.BROKEN), then=Value(Standing.BROKEN)),
        When(alive & Q(assurance=Assurance.AT_RISK), then=Value(Standing.NOT_KEPT)),
        When(state=PromiseState.HELD, then=Value(Standing.HELD)),
        When(alive & _is_unsure(), then=Value(Standing.AT_RISK)),
        When(state=PromiseState.CONFIRMED, then=Value(Standing.CONFIRMED)),
        When(left_in_time__gte=F("owed"), then=Value(Standing.KEPT)),
        default=Value(Standing.BROKEN),
        output_field=CharField(),
    )
    places = [When(standing=standing, then=Value(place)) for place, standing in enumerate(URGENCY)]
    owed = Least("first_quantity", "line__quantity")
    return (
        promises.annotate(left_in_time=_left_in_time(), owed=owed)
        .annotate(standing=words)
        .annotate(urgency=Case(*places, default=Value(len(URGENCY)), output_field=IntegerField()))
    )


def _is_unsure() -> Q:
    """
    Return what tells a promise that is less than 80 % sure: its slack is less than what past deliveries ask for.

    Slack of 0 alone says nothing: whoever is told the earliest day has none (docs/decisions/0028). Promises that were
    made before the days were noted are judged by their probability then.
    """
    short = Q(line__outlook__slack_days__lt=F("slack_days_80"))
    doubtful = Q(slack_days_80__isnull=True, probability__lt=SURE_ENOUGH, line__outlook__slack_days__lte=LITTLE_SLACK)
    return short | doubtful


def _left_in_time() -> Coalesce:
    """Return how much had left by the day first said, less what came back; mistakes that were put right are none."""
    signed = Case(When(kind=ShipmentKind.RETURN, then=-F("quantity")), default=F("quantity"))
    reports = Shipment.objects.filter(
        line=OuterRef("line"), shipped_on__lte=OuterRef("first_date"), reverses__isnull=True, reversal__isnull=True
    )
    total = reports.order_by().values("line").annotate(total=Sum(signed)).values("total")
    return Coalesce(Subquery(total), Value(0), output_field=Shipment._meta.get_field("quantity"))
