"""Time that a work centre wins or loses for some days: the one place where people's downtime and overtime go in."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import MINUTES_IN_A_DAY, CapacityException, WorkCenter
from company.models import User
from company.revision import settle
from company.signals import inputs_changed

LONGEST_REASON = 200


class CapacityRefused(Exception):
    """It can't be written; the message is fit for the person who asked."""


@transaction.atomic
def add(
    *, work_center: WorkCenter, from_date: date, to_date: date, minutes_per_day: int, kind: str, by: User,
    channel: str, reason: str = "",
) -> CapacityException:  # fmt: skip
    """
    Add minutes a day to a work centre (overtime, an extra shift), or take them away (downtime), the last day included.

    Where the same kind stands for the same days already, the minutes are added to those. Raises CapacityRefused.
    """
    check(work_center, from_date, to_date, minutes_per_day, kind)
    with pghistory.context(user=by.pk, channel=channel, why=reason):
        WorkCenter.objects.select_for_update().get(pk=work_center.pk)  # two who add at once add one after the other
        row, is_new = CapacityException.objects.get_or_create(
            work_center=work_center, from_date=from_date, to_date=to_date, kind=kind,
            defaults={"minutes_per_day": minutes_per_day, "reason": reason[:LONGEST_REASON]},
        )  # fmt: skip
        if not is_new:
            row.minutes_per_day += minutes_per_day
            row.reason = reason[:LONGEST_REASON]
            row.save(update_fields=["minutes_per_day", "reason"])
    inputs_changed.send(sender=CapacityException, site_ids=[work_center.site_id])
    settle()
    return row


def check(work_center: WorkCenter, from_date: date, to_date: date, minutes_per_day: int, kind: str) -> None:
    """Raise CapacityRefused where this can't be written."""
    most = MINUTES_IN_A_DAY * max(1, work_center.machines)
    if kind not in CapacityException.Kind.values:
        raise CapacityRefused(_("There is no such kind of capacity."))
    if to_date < from_date:
        raise CapacityRefused(_("The last day is before the first."))
    if not 0 < minutes_per_day <= most:
        raise CapacityRefused(_("The minutes a day must be from 1 to %(most)d.") % {"most": most})
