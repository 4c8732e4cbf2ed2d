"""Sentences for the codes and numbers of the planning core. The core never words anything; pages and API ask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from company.formats import day_and_week, long_date, number, short_date
from mps.scheduler.backing import BlockedBy
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from mps.whatif import Obstacle

# Written as the rest of the house writes it, so that who words a plan asks in one place.
__all__ = [
    "delivery_text", "held_text", "in_each_language", "long_date", "named", "number",
    "promise_text", "short_date", "why_not",
]  # fmt: skip


def why_not(obstacle: Obstacle, *, names: Mapping[str, str], wanted: date, today: date) -> str:
    """
    Return in one sentence why a quantity can't be there on the wanted day.

    `names` says what the codes of items and work centres are called; dates in another year than `today` name it.
    """
    kind, amount = obstacle.kind, obstacle.amount
    words = {
        "what": named(obstacle.code, names),
        "wanted": short_date(wanted, today),
        "when": _within_horizon(obstacle.free_date, today),
    }
    if kind is BlockedBy.COMPONENT:
        return _("Not on %(wanted)s: %(amount)s of %(what)s are short %(when)s.") % {**words, "amount": number(amount)}
    if kind is BlockedBy.CAPACITY:
        return _no_room(obstacle, words, today)
    if kind is BlockedBy.FENCE:
        return _("Not on %(wanted)s: the plan of %(what)s is frozen %(when)s.") % words
    return _("Not on %(wanted)s: a new lot of %(what)s takes %(when)s.") % words


def _no_room(obstacle: Obstacle, words: Mapping[str, str], today: date) -> str:
    """Name the weeks that count: before them a work centre may have room, and nothing that it could work on."""
    numbers = {
        **words,
        "hours": number(obstacle.amount / MINUTES_IN_AN_HOUR, decimals=1),
        "free": number(obstacle.free_minutes / MINUTES_IN_AN_HOUR, decimals=1),
    }
    if obstacle.from_date is None or numbers["free"] == numbers["hours"]:  # "only 28.4 h of 28.4 h" explains nothing
        return _("Not on %(wanted)s: the work waits for work centres %(when)s, above all for %(what)s.") % numbers
    numbers["from"] = day_and_week(obstacle.from_date, today)
    if numbers["free"] == number(0.0):
        return _(
            "Not on %(wanted)s: work centre %(what)s could begin on %(from)s and has no time free %(when)s; the work"
            " takes %(hours)s h."
        ) % numbers
    return _(
        "Not on %(wanted)s: work centre %(what)s can begin on %(from)s and has only %(free)s h of the %(hours)s h"
        " free %(when)s."
    ) % numbers


def promise_text(
    *, item: str, unit: str, deliveries: list[tuple[float, date]], wanted: date | None
) -> str:
    """Return an answer as a person would send it: what, how much and when."""
    parts = [
        _("%(quantity)s %(unit)s on %(date)s") % {"quantity": number(quantity), "unit": unit, "date": long_date(when)}
        for quantity, when in deliveries
    ]
    asked = "" if wanted is None else _("Requested: %(date)s.") % {"date": long_date(wanted)}
    sentences = [
        _("%(item)s: we can deliver %(deliveries)s.")
        % {"item": item, "deliveries": pgettext("between deliveries", " and ").join(parts)},
        asked,
    ]
    return pgettext("between sentences", " ").join(sentence for sentence in sentences if sentence)


def held_text(*, lines: list[tuple[str, str, float, date]], until: datetime | None) -> str:
    """
    Return what is held for a customer, or ordered, as a person would send it. A line: item, unit, quantity, day.
    `until`, by the clocks of the site, None: it is ordered.
    """
    parts = [
        delivery_text(item=item, unit=unit, quantity=quantity, when=when) for item, unit, quantity, when in lines
    ]
    deliveries = pgettext("between deliveries", " and ").join(parts)
    if until is None:
        return _("Your order is confirmed: %(deliveries)s.") % {"deliveries": deliveries}
    clock = f"{long_date(until.date())}, {until:%H:%M}"
    return _("We hold for you until %(time)s: %(deliveries)s.") % {"time": clock, "deliveries": deliveries}


def delivery_text(*, item: str, unit: str, quantity: float, when: date) -> str:
    """Return how much of an item is there on a day."""
    return _("%(quantity)s %(unit)s %(item)s on %(date)s") % {
        "quantity": number(quantity), "unit": unit, "item": item, "date": long_date(when),
    }  # fmt: skip


def in_each_language(words: Callable[[], str]) -> dict[str, str]:
    """Return a text in every language that pages speak: a customer's need not be that of who sells."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = words()
    return texts


def named(code: str, names: Mapping[str, str]) -> str:
    """Return a code with its name, where it has one of its own."""
    name = names.get(code, "")
    return f"{code} {name}" if name and name != code else code


def _within_horizon(free_from: date | None, today: date) -> str:
    if free_from is None:
        return _("in the whole planning horizon")
    return _("until %(day)s") % {"day": day_and_week(free_from, today)}
