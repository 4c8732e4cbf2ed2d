"""How reliable promises were: kept of given with the bounds of chance, in all and month by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from company.access import Person
from company.models import Site
from mps.confidence.kept import Share
from orders.promises.given import given
from orders.promises.ledger import promises_visible_to
from orders.promises.models import Promise
from orders.promises.reliability import Reliability, by_month, first_of_month, reliability

MONTHS = 12
MOST_MONTHS = 36


def shown(person: Person, site: Site) -> dict[str, Any] | None:
    """Return the figure of the promises that a person may see, in per cent, for the promise page; None without any."""
    found = record_of(promises_visible_to(person), site)
    if not found["given"]:
        return None
    return {**found, **{name: round(100 * found[name]) for name in ("share", "low", "high")}}


def record_of(promises: QuerySet[Promise], site: Site, months: int = MONTHS) -> dict[str, Any]:
    """
    Return `{kept, given, share, low, high, months: [{month, …}]}` of the promises of a site over some months.

    A share is from 0 to 1; None where none was given. `low` and `high` are the bounds (Wilson, 95 %).
    """
    today = site.planning_date(timezone.now())
    first = first_of_month(today, back=months - 1)
    found = given(promises, site=site, first=first, last=today)
    days = max(1, (today - first).days)
    return {
        **_figure(reliability(found, today=today, days=days)),
        "first": first,
        "months": [_of_month(day, figure) for day, figure in by_month(found, today=today, months=months)],
    }


def _of_month(first: date, figure: Reliability) -> dict[str, Any]:
    return {"month": first, **_figure(figure)}


def _figure(figure: Reliability) -> dict[str, Any]:
    low, high = Share(figure.kept, figure.given).bounds() if figure.given else (None, None)
    return {"kept": figure.kept, "given": figure.given, "share": figure.share, "low": low, "high": high}
