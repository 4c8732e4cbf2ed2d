"""What a decision does in other rooms: capacity and forecast are written where they belong, by their own functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from capacity import exceptions
from capacity.exceptions import CapacityRefused, Span
from mps.models import Steering, SteeringKind
from mps.steering.known import Known
from orders import forecasting
from orders.forecasting import Expected

EXACT = Decimal("0.0001")


class NotAsItWas(Exception):
    """What is to be taken back is not there as it was left; the message says so to a person."""


def make(row: Steering, known: Known, *, reason: str) -> None:
    """Do what a decision that begins does elsewhere; the forecast's row notes what it was before."""
    if row.kind == SteeringKind.CAPACITY:
        exceptions.add(_span(row), reason=reason)
    elif row.kind == SteeringKind.FORECAST:
        rows = _forecast(row, known.forecast_within(row.about_item, *row.days))
        before = forecasting.write(site_id=row.site_id, item_id=row.about_item, rows=rows)
        row.before, row.after = _as_json(before), _as_json(rows)
        known.forget_forecast(row.about_item)


def make_again(row: Steering, *, reason: str) -> None:
    """Do again what was taken back. Raises NotAsItWas where somebody has changed it since."""
    if row.kind == SteeringKind.CAPACITY:
        exceptions.add(_span(row), reason=reason)
    elif row.kind == SteeringKind.FORECAST:
        found = forecasting.write(site_id=row.site_id, item_id=row.about_item, rows=_read(row.after))
        if found not in (_read(row.before), _read(row.after)):
            raise NotAsItWas(_changed_since())


def _changed_since() -> str:
    return _("Somebody has changed this forecast since: change it where it is shown.")


def take_back(row: Steering) -> None:
    """Undo what a decision did elsewhere. Raises NotAsItWas where somebody has changed it since."""
    if row.kind == SteeringKind.CAPACITY:
        try:
            exceptions.take_back(_span(row))
        except CapacityRefused as why:
            raise NotAsItWas(str(why)) from why
    elif row.kind == SteeringKind.FORECAST:
        after = _read(row.after)
        if forecasting.write(site_id=row.site_id, item_id=row.about_item, rows=_read(row.before)) != after:
            raise NotAsItWas(_changed_since())


def _span(row: Steering) -> Span:
    if row.work_center_id is None or row.minutes is None:
        raise ValueError(f"{row} is about no capacity")
    return Span(row.work_center_id, *row.days, row.rule, row.minutes)


def _forecast(wanted: Steering, known: Sequence[Expected]) -> list[Expected]:
    """
    Return the rows that make the forecast of a bucket what is wanted: those there are, in their proportions.

    Where there is none, one row of all customers for the days of the bucket.
    """
    if not known:
        first, last = wanted.days
        return [Expected("", first, (last - first).days + 1, wanted.amount)]
    total = sum((row.quantity or Decimal(0) for row in known), Decimal(0))
    shares = [(row.quantity or Decimal(0)) / total if total else Decimal(not place) for place, row in enumerate(known)]
    quantities = [(wanted.amount * share).quantize(EXACT) for share in shares]
    quantities[quantities.index(max(quantities))] += wanted.amount - sum(quantities, Decimal(0))
    return [
        Expected(row.customer_class, row.start, row.days, quantity)
        for row, quantity in zip(known, quantities, strict=True)
    ]


def _as_json(rows: Sequence[Expected]) -> list[Any]:
    return [
        [row.customer_class, row.start.isoformat(), row.days, None if row.quantity is None else str(row.quantity)]
        for row in rows
    ]


def _read(rows: Sequence[Any]) -> list[Expected]:
    return [
        Expected(name, date.fromisoformat(start), days, None if quantity is None else Decimal(quantity))
        for name, start, days, quantity in rows
    ]
