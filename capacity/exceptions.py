"""Writing capacity that is won or lost for some days: the one way in for whoever is not the administrator's form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import CapacityException


class CapacityRefused(Exception):
    """It can't be written; the message says why, fit for a person."""


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes a day of a kind (`CapacityException.Kind`) on a work centre, from a date to a date, both included."""

    work_center_id: int
    from_date: date
    to_date: date
    kind: str
    minutes_per_day: int


@transaction.atomic
def add(span: Span, *, reason: str) -> None:
    """Add minutes to what the same days of the work centre have of this kind already."""
    row, is_new = CapacityException.objects.select_for_update().get_or_create(
        work_center_id=span.work_center_id, from_date=span.from_date, to_date=span.to_date, kind=span.kind,
        defaults={"minutes_per_day": span.minutes_per_day, "reason": reason[:200]},
    )  # fmt: skip
    if not is_new:
        row.minutes_per_day += span.minutes_per_day
        row.save(update_fields=["minutes_per_day"])


@transaction.atomic
def take_back(span: Span) -> None:
    """Take the minutes away again that were added. Raises CapacityRefused where they are not there any more."""
    row = (
        CapacityException.objects.select_for_update()
        .filter(work_center_id=span.work_center_id, from_date=span.from_date, to_date=span.to_date, kind=span.kind)
        .first()
    )
    if row is None or row.minutes_per_day < span.minutes_per_day:
        raise CapacityRefused(_("Somebody has changed these minutes since; change them where capacity is kept."))
    if row.minutes_per_day == span.minutes_per_day:
        row.delete()
    else:
        row.minutes_per_day -= span.minutes_per_day
        row.save(update_fields=["minutes_per_day"])
