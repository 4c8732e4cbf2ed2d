"""
How numbers and dates are written for people, in the language of the page.

The browser's counterpart is `number` of static/src/shell/i18n.ts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

DECIMALS_SHOWN = 3
MINUS = "\u2212"


def number(value: float | Decimal, *, decimals: int = DECIMALS_SHOWN) -> str:
    """Return a number as people of the page's language write it, without zeros behind the point."""
    rounded = round(float(value), decimals)
    shown = int(rounded) if rounded == int(rounded) else rounded
    return with_minus(str(number_format(shown, use_l10n=True, force_grouping=True)))


def with_minus(figure: str) -> str:
    """Return a written number with a minus sign as wide as its digits in place of a hyphen."""
    return figure.replace("-", MINUS, 1)


def short_date(when: date, today: date) -> str:
    """Return a day and a month, and the year where it is not today's."""
    if when.year != today.year:
        # Translators: Django date format; Chinese: Y年n月j日
        return date_format(when, pgettext("date format", "j M Y"))
    # Translators: Django date format; Chinese: n月j日
    return date_format(when, pgettext("date format", "j M"))


def long_date(when: date) -> str:
    """Return a day that stands by itself in a message: weekday, day, month and year."""
    # Translators: Django date format; Chinese: Y年n月j日 D
    return date_format(when, pgettext("date format", "D j M Y"))


def day_and_week(when: date, today: date) -> str:
    """Return a date with its ISO week, as the grids' headers have it."""
    return _("%(date)s (W%(week)02d)") % {"date": short_date(when, today), "week": when.isocalendar().week}
