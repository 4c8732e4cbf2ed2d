"""A result as bytes, to be published later just as it is: every number comes back exactly as it was."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import msgspec
import numpy as np

from mps.scheduler.plan import (
    Cost,
    Delivery,
    Lot,
    OperationLoad,
    Outcome,
    Pegging,
    Plan,
    Refused,
    Result,
    SupplyKind,
    Unlimited,
)
from mps.scheduler.records import Column, Table

FASTEST = 1
RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few different texts: each once, and which of them stands in each row."""

    names: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result, column by column; loads without their work centre's column, links without item's and kind's."""

    outcome: Outcome
    cost: Cost
    bound: float
    seconds: float
    steps: int
    refused: tuple[Refused, ...]
    lot_bound: float
    lots: tuple[Lot, ...]
    loads: dict[str, tuple[float, ...]]
    load_centers: Coded
    deliveries: dict[str, tuple[float, ...]]
    links: dict[str, tuple[float, ...]]
    link_items: Coded
    link_kinds: Coded
    bought: dict[str, tuple[float, ...]]
    unlimited: Unlimited | None = None


WHOLE = frozenset({
    "lot", "step", "day", "demand", "consumer_lot", "consumer_demand", "supply",
})  # fmt: skip


def to_bytes(result: Result) -> bytes:
    """Return a result as bytes."""
    plan, links = result.plan, result.plan.pegging
    loads, deliveries = _columns(plan.loads, OperationLoad), _columns(plan.deliveries, Delivery)
    stored = StoredResult(
        result.outcome, result.cost, result.bound, result.seconds, result.steps, result.refused, result.lot_bound,
        plan.lots,
        {name: column for name, column in loads.items() if name != "work_center"}, _coded(loads["work_center"]),
        deliveries,
        {name: tuple(getattr(links, name)) for name in ("consumer_lot", "consumer_demand", "supply", "quantity")},
        _coded(tuple(links.item)), _coded(tuple(map(str, links.supply_kind))), plan.bought_overtime,
        result.unlimited,
    )  # fmt: skip
    return zlib.compress(msgspec.msgpack.encode(stored), FASTEST)


def from_bytes(stored: bytes) -> Result:
    """Return the result that `to_bytes` was given. Raises msgspec.ValidationError, zlib.error for other bytes."""
    read = msgspec.msgpack.decode(zlib.decompress(stored), type=StoredResult)
    loads = {**_numbers(read.loads), "work_center": _column(read.load_centers)}
    links = _numbers(read.links)
    kinds = Column(np.array(read.link_kinds.places, np.int64), [SupplyKind(name) for name in read.link_kinds.names])
    plan = Plan(
        lots=read.lots,
        loads=_table(OperationLoad, loads),
        deliveries=_table(Delivery, _numbers(read.deliveries)),
        pegging=Pegging(
            links["consumer_lot"], links["consumer_demand"], _column(read.link_items), kinds, links["supply"],
            links["quantity"],
        ),
        bought_overtime=read.bought,
    )  # fmt: skip
    return Result(
        read.outcome, plan, read.cost, read.bound, read.seconds, read.steps, read.refused, read.lot_bound,
        read.unlimited,
    )


def _columns(rows: Sequence[Any], record: type[Any]) -> dict[str, tuple[Any, ...]]:
    names = [one.name for one in fields(record)]
    columns = rows.columns if isinstance(rows, Table) else [[getattr(row, name) for row in rows] for name in names]
    return {name: tuple(column) for name, column in zip(names, columns, strict=True)}


def _coded(column: Sequence[str]) -> Coded:
    names = tuple(dict.fromkeys(column))
    place = {name: number for number, name in enumerate(names)}
    return Coded(names, tuple(place[name] for name in column))


def _column(coded: Coded) -> Column[str]:
    return Column(np.array(coded.places, np.int64), coded.names or ("",))


def _numbers(columns: dict[str, tuple[float, ...]]) -> dict[str, Column[Any]]:
    kinds = {name: np.int64 if name in WHOLE else np.float64 for name in columns}
    return {name: Column(np.array(column, kinds[name])) for name, column in columns.items()}


def _table(record: type[RecordT], columns: dict[str, Column[Any]]) -> Table[RecordT]:
    return Table(record, *(columns[one.name] for one in fields(record)))  # type: ignore[arg-type]  # any dataclass
