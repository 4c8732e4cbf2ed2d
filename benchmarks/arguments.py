"""What may stand behind a benchmark's options: a number that makes no sense is answered with a sentence."""

from __future__ import annotations

from argparse import ArgumentTypeError
from math import inf, isfinite

from django.utils.translation import gettext as _


def count_of(text: str) -> int:
    """Return how many: 1 or more. Raises ArgumentTypeError."""
    return _whole(text, 1)


def none_or_more(text: str) -> int:
    """Return how many, or the number of a series of random numbers: 0 or more. Raises ArgumentTypeError."""
    return _whole(text, 0)


def above_zero(text: str) -> float:
    """Return a number above 0, of seconds or of a load. Raises ArgumentTypeError."""
    number = _number(text)
    if number <= 0:
        raise ArgumentTypeError(_("%(text)s is not above 0") % {"text": text})
    return number


def share_of(text: str) -> float:
    """Return a share, from 0 to 1. Raises ArgumentTypeError."""
    number = _number(text)
    if not 0 <= number <= 1:
        raise ArgumentTypeError(_("%(text)s is not from 0 to 1") % {"text": text})
    return number


def _whole(text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < least:
        raise ArgumentTypeError(_("%(text)s is no whole number of %(least)d or more") % {"text": text, "least": least})
    return number


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = inf
    if not isfinite(number):
        raise ArgumentTypeError(_("%(text)s is no number") % {"text": text})
    return number
