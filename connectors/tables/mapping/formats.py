"""Dates and numbers as other systems write them: day or month first, a decimal comma. Seen in cells, never assumed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.tables.grids import FromNumber

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "ymd", "dmy", "mdy"
DATE_ORDERS: Mapping[str, str | Promise] = {
    YEAR_FIRST: _("year, month, day: 2026-01-05"), DAY_FIRST: _("day, month, year: 05.01.2026"),
    MONTH_FIRST: _("month, day, year: 01/05/2026"),
}  # fmt: skip
YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[T ]\d{1,2}:\d{2}.*)?")
# Of a year that is written with two digits.
CENTURY = 2000
MOST_MONTHS = 12

COMMA_NUMBER = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+|[-+]?\d{1,3}(\.\d{3}){2,}")
POINT_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)\.\d+|[-+]?\d{1,3}(,\d{3}){2,}")
# One separator before three digits: thousands to some, a fraction to others.
EITHER_NUMBER = re.compile(r"[-+]?\d{1,3}[.,]\d{3}")
DOTTED_THOUSANDS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?")


def iso_date(raw: str, order: str) -> str:
    """Return a date that ends with its year as one that begins with it; what is none in that order, as it is."""
    found = YEAR_LAST.fullmatch(_narrow(raw)) if order in (DAY_FIRST, MONTH_FIRST) else None
    if found is None:
        return raw
    first, second = int(found[1]), int(found[3])
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    year = int(found[4]) + (CENTURY if len(found[4]) == 2 else 0)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return raw


def plain_number(raw: str, *, decimal_comma: bool) -> str:
    """Return a number whose thousands are set apart by dots without them, where the comma is the decimal one."""
    text = _narrow(raw)
    if decimal_comma and not isinstance(raw, FromNumber) and DOTTED_THOUSANDS.fullmatch(text):
        return text.replace(".", "")
    return raw


def date_order_of(cells: Iterable[str]) -> str | None:
    """Return the order in which the dates are written; None where they could be read both ways."""
    day_first = month_first = is_seen = is_dotted = False
    for cell in cells:
        found = YEAR_LAST.fullmatch(_narrow(cell))
        if found:
            is_seen = True
            is_dotted = is_dotted or found[2] == "."
            day_first = day_first or int(found[1]) > MOST_MONTHS
            month_first = month_first or int(found[3]) > MOST_MONTHS
    if not is_seen:
        return YEAR_FIRST
    if day_first != month_first:
        return DAY_FIRST if day_first else MONTH_FIRST
    # Dots are written between day and month, never the other way round.
    return DAY_FIRST if is_dotted and not month_first else None


def decimal_comma_of(cells: Iterable[str], *, usually: bool) -> bool | None:
    """Return whether the comma is the decimal one; None where the numbers could be read both ways."""
    texts = [_narrow(cell) for cell in cells if not isinstance(cell, FromNumber)]
    comma = any(COMMA_NUMBER.fullmatch(text) and not EITHER_NUMBER.fullmatch(text) for text in texts)
    point = any(POINT_NUMBER.fullmatch(text) and not EITHER_NUMBER.fullmatch(text) for text in texts)
    if comma != point:
        return comma
    if comma or any(EITHER_NUMBER.fullmatch(text) for text in texts):
        return None
    return usually


def _narrow(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw).strip().replace("\u2212", "-")
