"""What a scenario changes, as data: plain records, read from JSON and written to it. Codes and ids, no rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
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


class DemandShift(msgspec.Struct, frozen=True, tag="demand"):
    """More or less demand, in per cent of what is open: of an item, a family, a customer, or (all empty) of all."""

    percent: Decimal
    item: str = ""
    family: str = ""
    customer: str = ""
    of: Wanted = Wanted.BOTH


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
