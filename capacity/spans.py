"""What a span of capacity that is won or lost may look like."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacity.exceptions import CapacityRefused, Span
from capacity.models import MINUTES_IN_A_DAY, CapacityException, WorkCenter


def check(center: WorkCenter, span: Span) -> None:
    """Raise CapacityRefused where a span can't be written, with a message fit for the person who asked."""
    most = MINUTES_IN_A_DAY * max(1, center.machines)
    if span.kind not in CapacityException.Kind.values:
        raise CapacityRefused(_("There is no such kind of capacity."))
    if span.to_date < span.from_date:
        raise CapacityRefused(_("The last day is before the first."))
    if not 0 < span.minutes_per_day <= most:
        raise CapacityRefused(_("The minutes a day must be from 1 to %(most)d.") % {"most": most})
