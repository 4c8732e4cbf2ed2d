"""Sentences for the codes and numbers of the planning core. The core never words anything; pages and API ask here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mps.scheduler.backing import BlockedBy

MINUTES_IN_AN_HOUR = 60
DECIMALS_SHOWN = 3


def why_not(
    *, kind: BlockedBy, code: str, names: Mapping[str, str], wanted: date, free_from: date | None, amount: float
) -> str:
    """
    Return in one sentence why a quantity can't be there on the wanted day.

    `names` says what the codes of items and work centres are called; `amount` is as in `mps.scheduler.backing.Blocked`;
    `free_from` None means not inside the horizon.
    """
    words = {
        "what": named(code, names),
        "wanted": short_date(wanted),
        "when": _within_horizon(free_from),
    }
    if kind is BlockedBy.COMPONENT:
        return _("Not on %(wanted)s: %(amount)s of %(what)s are short %(when)s.") % {**words, "amount": number(amount)}
    if kind is BlockedBy.CAPACITY:
        return _("Not on %(wanted)s: work centre %(what)s has no room for %(hours)s h %(when)s.") % {
            **words,
            "hours": number(amount / MINUTES_IN_AN_HOUR, decimals=1),
        }
    if kind is BlockedBy.FENCE:
        return _("Not on %(wanted)s: the plan of %(what)s is frozen %(when)s.") % words
    days = max(1, round(amount))
    return ngettext(
        "Not on %(wanted)s: a new lot of %(what)s takes %(days)s day more.",
        "Not on %(wanted)s: a new lot of %(what)s takes %(days)s days more.",
        days,
    ) % {**words, "days": days}


def promise_text(
    *, item: str, unit: str, deliveries: list[tuple[float, date]], wanted: date | None, revision: int
) -> str:
    """Return an answer as a person would send it: what, how much, when, and by which state of the plan."""
    parts = [
        _("%(quantity)s %(unit)s on %(date)s") % {"quantity": number(quantity), "unit": unit, "date": long_date(when)}
        for quantity, when in deliveries
    ]
    asked = "" if wanted is None else _("Requested: %(date)s.") % {"date": long_date(wanted)}
    sentences = [
        _("%(item)s: we can deliver %(deliveries)s.")
        % {"item": item, "deliveries": pgettext("between deliveries", " and ").join(parts)},
        asked,
        _("Planned revision %(revision)s.") % {"revision": revision},
    ]
    return pgettext("between sentences", " ").join(sentence for sentence in sentences if sentence)


def named(code: str, names: Mapping[str, str]) -> str:
    """Return a code with its name, where it has one of its own."""
    name = names.get(code, "")
    return f"{code} {name}" if name and name != code else code


def number(value: float, *, decimals: int = DECIMALS_SHOWN) -> str:
    """Return a number as people of the page's language write it, without zeros behind the point."""
    rounded = round(value, decimals)
    return str(number_format(int(rounded) if rounded == int(rounded) else rounded, use_l10n=True, force_grouping=True))


def short_date(when: date) -> str:
    """Return a day and a month."""
    # Translators: Django date format; Chinese: n月j日
    return date_format(when, pgettext("date format", "j M"))


def long_date(when: date) -> str:
    """Return a day that stands by itself in a message: weekday, day, month and year."""
    # Translators: Django date format; Chinese: Y年n月j日 D
    return date_format(when, pgettext("date format", "D j M Y"))


def _within_horizon(free_from: date | None) -> str:
    if free_from is None:
        return _("in the whole planning horizon")
    week = free_from.isocalendar().week
    return _("until %(date)s (W%(week)02d)") % {"date": short_date(free_from), "week": week}
