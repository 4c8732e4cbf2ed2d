"""What tells a result from any other: digests of its lots, loads, deliveries, pegging and cost, canonically encoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from hashlib import blake2b

import numpy as np

from mps.scheduler.columns import Columns, Index
from mps.scheduler.plan import Cost, Lot

DIGEST_BYTES = 16
TABLES = {"lots": "lot_", "loads": "load_", "deliveries": "delivery_", "pegging": "peg_", "overtime": "bought"}


def digests_of(index: Index, columns: Columns, lots: Sequence[Lot], cost: Cost) -> dict[str, str]:
    """
    Return the digest of each part of a result; equal where it is the same, byte for byte.

    The rows are taken in their order, as the numbers that they are, with the codes that the numbers stand for. Items
    and work centres are numbered by code, demands and receipts by their place in the problem.
    """
    names = {
        "lots": [*index.accepted.items, *(lot.key for lot in lots)],
        "loads": list(index.center_number),
        "overtime": list(index.center_number),
        "pegging": list(index.accepted.items),
    }
    found = {part: _digest(names.get(part, []), _columns(columns, prefix)) for part, prefix in TABLES.items()}
    return {**found, "cost": _digest([], [np.array(astuple(cost), dtype="<f8").tobytes()])}


def _columns(columns: Columns, prefix: str) -> Iterator[bytes]:
    for column in fields(Columns):
        if column.name.startswith(prefix):
            values = getattr(columns, column.name)
            yield values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()


def _digest(names: Sequence[str], columns: Iterator[bytes] | Sequence[bytes]) -> str:
    digest = blake2b("\0".join(names).encode(), digest_size=DIGEST_BYTES)
    for column in columns:
        digest.update(len(column).to_bytes(8, "little"))
        digest.update(column)
    return digest.hexdigest()
