"""Available to promise: the part of supply that no order has claimed, by the field's rules. Forecast never enters.

All functions work on the last axis (time), so one item's row and the rows of a whole site are the same call. Quantities
are in the item's own unit; on hand belongs to the first bucket's supply.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Quantities = NDArray[np.float64]


def period_atp(supply: Quantities, orders: Quantities) -> Quantities:
    """Return supply less orders, each bucket by itself; negative where a bucket is sold beyond its supply."""
    return supply - orders


def lot_atp(supply: Quantities, orders: Quantities, *, is_lot: NDArray[np.bool_]) -> Quantities:
    """
    Return what is unclaimed of each lot: its quantity less all orders until the next lot.

    Shape:  like `supply`; NaN in buckets without a lot. The first bucket always counts as a lot: it has the stock.
    Source: glossary, ATP discrete.
    """
    begins = is_lot.copy()
    begins[..., 0] = True
    balance = np.cumsum(supply - orders, axis=-1)
    before = balance - (supply - orders)
    # A lot's share is the balance before the next lot less the balance before its own: found from the right.
    following = balance[..., -1]
    unclaimed = np.full(supply.shape, np.nan)
    for bucket in range(supply.shape[-1] - 1, -1, -1):
        here = begins[..., bucket]
        unclaimed[..., bucket] = np.where(here, following - before[..., bucket], np.nan)
        following = np.where(here, before[..., bucket], following)
    return unclaimed


def backward_atp(atp: Quantities) -> Quantities:
    """
    Return ATP after every negative has been taken from earlier buckets, nearest first; what none covers stays visible.

    NaN stays NaN. In closed form: what remains of a positive is the rise of the look-ahead minimum, once the deficit
    that nothing before it covers (the fall of the running minimum below zero) is written off where it arises.
    Source: glossary, ATP negative; the same numbers as the published backward consumption rule.
    """
    balance = np.cumsum(np.nan_to_num(atp), axis=-1)
    uncovered = _uncovered(balance)
    kept = _look_ahead(balance + uncovered)
    result = _steps(kept) - _steps(uncovered)
    return np.where(np.isnan(atp), np.nan, result)


def accumulated_atp(supply: Quantities, orders: Quantities) -> Quantities:
    """Return the running total of backward ATP; an uncovered negative stays in its own bucket."""
    balance = np.cumsum(supply - orders, axis=-1)
    uncovered = _uncovered(balance)
    kept: Quantities = _look_ahead(balance + uncovered) - _steps(uncovered)
    return kept


def cumulative_atp(supply: Quantities, orders: Quantities, *, look_ahead: bool) -> Quantities:
    """
    Return the running total of supply less orders.

    With look-ahead a bucket offers only what no later bucket needs (the least total from there on): a quantity up to it
    can be promised in that bucket without touching any order. Without, it is the total so far.
    """
    balance = np.cumsum(supply - orders, axis=-1)
    return _look_ahead(balance) if look_ahead else balance


def _look_ahead(balance: Quantities) -> Quantities:
    """Return the least value from each bucket to the end."""
    least: Quantities = np.minimum.accumulate(balance[..., ::-1], axis=-1)[..., ::-1]
    return least


def _uncovered(balance: Quantities) -> Quantities:
    """Return the deficit up to each bucket that no supply until then has covered."""
    deficit: Quantities = np.maximum.accumulate(np.maximum(0.0, -balance), axis=-1)
    return deficit


def _steps(running: Quantities) -> Quantities:
    """Return the changes from bucket to bucket of a running total that begins at zero."""
    changes: Quantities = np.diff(running, axis=-1, prepend=0.0)
    return changes
