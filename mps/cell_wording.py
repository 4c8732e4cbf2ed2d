"""Sentences for why a cell or a lot of the master schedule is what it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mps.queries.reasons import Reason, Why
from mps.wording import named, number, short_date

PLAIN = {
    Why.FORECAST_FENCE: gettext_lazy("Forecast up to %(when)s does not count: inside the demand fence only orders do."),
    Why.FIXED_BY_PEOPLE: gettext_lazy("A person fixed this lot: the plan goes around it."),
    Why.FROZEN: gettext_lazy("It stays as it is: lots that start up to %(when)s are inside the demand fence."),
    Why.KEPT_CALM: gettext_lazy("It stays as it was in the plan before: the change budget keeps it."),
    Why.AS_BEFORE: gettext_lazy("It is as it was in the plan before."),
    Why.JUST_IN_TIME: gettext_lazy("It is there just in time: it is needed on %(when)s."),
    Why.LATE_FENCE: gettext_lazy(
        "It is needed on %(when)s and comes late: it starts as soon as the demand fence lets it."
    ),
    Why.LATE_COMPONENT: gettext_lazy("It is needed on %(when)s and comes late: it waits for %(what)s."),
    Why.MINIMUM: gettext_lazy("It is larger than needed: the smallest lot is %(amount)s."),
    Why.MULTIPLE: gettext_lazy("It is larger than needed: lots are multiples of %(amount)s."),
    Why.MAXIMUM: gettext_lazy("It is as large as a lot may be: %(amount)s."),
    Why.SAFETY_STOCK: gettext_lazy("What nobody takes keeps the safety stock of %(amount)s."),
    Why.LEAST_COST: gettext_lazy("A lot covers as many days as cost least: set-ups against stock."),
}


def sentence(reason: Reason, *, names: Mapping[str, str], today: date) -> str:
    """Return a reason in one sentence; `names` says what the codes of items and work centres are called."""
    words = {
        "when": short_date(reason.when, today) if reason.when else "",
        "days": reason.days,
        "amount": number(reason.amount),
        "what": named(reason.what, names),
    }
    return str(PLAIN[reason.why] if reason.why in PLAIN else _counted(reason)) % words


def _counted(reason: Reason) -> str:
    days = reason.days
    if reason.why is Why.FROZEN_CELL:
        return _("No new lot may start up to %(when)s: that is inside the demand fence.")
    if reason.why is Why.LEAD_TIME_CELL:
        return ngettext(
            "A new lot takes %(days)d day: none can be finished before %(when)s.",
            "A new lot takes %(days)d days: none can be finished before %(when)s.", days,
        )  # fmt: skip
    if reason.why is Why.PERIOD:
        return ngettext(
            "One lot covers what is short in %(days)d day.", "One lot covers what is short in %(days)d days.", days
        )
    return _of_days(reason.why, days)


def _of_days(why: Why, days: int) -> str:
    if why is Why.EARLY_FULL:
        return ngettext(
            "It is finished %(days)d day before it is needed on %(when)s: %(what)s is full from then on.",
            "It is finished %(days)d days before it is needed on %(when)s: %(what)s is full from then on.", days,
        )  # fmt: skip
    if why is Why.EARLY_CLOSED:
        return ngettext(
            "It is finished %(days)d day before it is needed on %(when)s: %(what)s does not work in between.",
            "It is finished %(days)d days before it is needed on %(when)s: %(what)s does not work in between.", days,
        )  # fmt: skip
    if why is Why.LATE_LEAD_TIME:
        return ngettext(
            "It is needed on %(when)s and comes late: it starts as soon as it can and takes %(days)d day.",
            "It is needed on %(when)s and comes late: it starts as soon as it can and takes %(days)d days.", days,
        )  # fmt: skip
    if why is Why.LATE_FULL:
        return ngettext(
            "It is needed on %(when)s and comes %(days)d day late: %(what)s is full until then.",
            "It is needed on %(when)s and comes %(days)d days late: %(what)s is full until then.", days,
        )  # fmt: skip
    if why is Why.LATE_YIELDS:
        return ngettext(
            "It is needed on %(when)s and comes %(days)d day late: the plan lets other orders go first.",
            "It is needed on %(when)s and comes %(days)d days late: the plan lets other orders go first.", days,
        )  # fmt: skip
    return ngettext(
        "It is finished %(days)d day before it is needed on %(when)s.",
        "It is finished %(days)d days before it is needed on %(when)s.", days,
    )  # fmt: skip
