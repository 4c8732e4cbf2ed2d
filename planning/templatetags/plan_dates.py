"""What the plan makes of the dates of an order line, for pages of rooms that know no plan."""

from __future__ import annotations

from django import template

from mps import late_wording
from mps.snapshot.time import due_date_of
from orders.models import OrderLine

register = template.Library()


@register.simple_tag
def day_before(line: OrderLine) -> str:
    """Return why a line is due before the day that is wanted, worded; empty where it is due on it."""
    wanted = line.promised_date or line.requested_date
    due = due_date_of(line.site_id, wanted)
    if due == wanted:
        return ""
    return late_wording.day_before_words(wanted=wanted, due=due, is_promised=line.promised_date is not None)
