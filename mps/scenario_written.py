"""What a merge wrote, as data: what was there before, and what it left. Values are text by field, as rooms read it."""

from __future__ import annotations

from typing import Any

import msgspec


class LineWritten(msgspec.Struct, frozen=True):
    """Fields of an order line; with `request_id` they waited for an approval."""

    line_id: int
    before: dict[str, str]
    after: dict[str, str]
    request_id: int | None = None


class OrderWritten(msgspec.Struct, frozen=True):
    """An order that was entered: its line, with the values that it was entered with."""

    line_id: int
    after: dict[str, str]


class ForecastWritten(msgspec.Struct, frozen=True):
    """The quantity of a forecast."""

    forecast_id: int
    before: str
    after: str


class ItemWritten(msgspec.Struct, frozen=True):
    """Planning values of an item (a code) at the site."""

    item: str
    before: dict[str, str]
    after: dict[str, str]


class CapacityWritten(msgspec.Struct, frozen=True):
    """Minutes a day of the very days and kind of a change of capacity, which is the `place`-th of the scenario."""

    place: int
    before: int
    after: int


class Written(msgspec.Struct, frozen=True):
    """All that a merge wrote, room by room."""

    lines: tuple[LineWritten, ...] = ()
    orders: tuple[OrderWritten, ...] = ()
    forecasts: tuple[ForecastWritten, ...] = ()
    items: tuple[ItemWritten, ...] = ()
    capacity: tuple[CapacityWritten, ...] = ()


def from_data(data: Any) -> Written | None:
    """Return what is stored as plain data; None where nothing is: merged before this was kept."""
    return None if data is None else msgspec.convert(data, Written)


def to_data(written: Written) -> dict[str, Any]:
    """Return it as plain data, as a JSON column holds it."""
    data: dict[str, Any] = msgspec.to_builtins(written)
    return data
