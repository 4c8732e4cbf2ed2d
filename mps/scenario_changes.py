"""What a scenario changes, as data: plain records, read from JSON and written to it. Codes and ids, no rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

MOST_CHANGES = 200
LEAST_PERCENT, MOST_PERCENT = Decimal(-90), Decimal(500)


class Wanted(StrEnum):
    """Which demand a change of demand is about."""

    BOTH = "both"
    ORDERS = "orders"
    FORECAST = "forecast"


class LineWish(msgspec.Struct, frozen=True, tag="line"):
    """
    Other values of an order line: text by field, as `orders.line_values` reads it (a cancelled line: its status).

    `before` are the values that the line had when this was written.
    """

    line_id: int
    values: dict[str, str]
    before: dict[str, str] = {}


class NewOrder(msgspec.Struct, frozen=True, tag="new_order"):
    """An order of one line that is not there yet. It gets this number when the scenario is merged."""

    number: str
    customer: str
    item: str
    quantity: Decimal
    requested_date: date
    priority: int | None = None


class Period(msgspec.Struct, frozen=True):
    """Days from a first to a last, both included; None: it is open at that end."""

    from_date: date | None = None
    to_date: date | None = None

    def days_of(self, begin: date, days: int = 1) -> int:
        """Return how many of `days` days from `begin` on lie in the period."""
        first = max(begin, self.from_date or begin)
        end = begin + timedelta(days=days - 1)
        return max(0, (min(end, self.to_date or end) - first).days + 1)


class DemandShift(msgspec.Struct, frozen=True, tag="demand"):
    """
    More or less demand, in per cent of what is open: of an item, a family, a customer, or (all empty) of all.

    `due`: only of what is due in that period. Where there is none it is not written either, so that a change of before
    there were periods stays the same (`digest`).
    """

    percent: Decimal
    item: str = ""
    family: str = ""
    customer: str = ""
    of: Wanted = Wanted.BOTH
    due: Period | msgspec.UnsetType = msgspec.UNSET

    def percent_of(self, begin: date, days: int = 1) -> Decimal:
        """Return the percentage of what is due evenly in `days` days from `begin` on: less where some are out."""
        return self.percent if self.due is msgspec.UNSET else self.percent * self.due.days_of(begin, days) / days


class CapacityShift(msgspec.Struct, frozen=True, tag="capacity"):
    """Minutes a day that a work centre wins (overtime, shift) or loses (downtime), the last day included."""

    work_center: str
    from_date: date
    to_date: date
    minutes_per_day: int
    kind: str


class ItemShift(msgspec.Struct, frozen=True, tag="item"):
    """Other planning values of an item at the site: text by field of `materials.planning_values.FIELDS`."""

    item: str
    values: dict[str, str]


Change = LineWish | NewOrder | DemandShift | CapacityShift | ItemShift


def from_data(data: Any) -> list[Change]:
    """Return the changes that are stored as plain data. Raises msgspec.ValidationError."""
    return msgspec.convert(data, list[Change])


def to_data(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return changes as plain data, as a JSON column holds them."""
    data: list[dict[str, Any]] = msgspec.to_builtins(list(changes))
    return data


def digest(changes: Sequence[Change]) -> str:
    """Return what is the same for the same changes in the same order, whatever else became of their scenario."""
    return hashlib.sha256(msgspec.json.encode(to_data(changes), order="sorted")).hexdigest()
