"""Numpy columns: what they hold, and how values become one."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def ints(values: object) -> Ints:
    """Return a column of whole numbers."""
    return np.array(values, dtype=np.int64)


def floats(values: object) -> Floats:
    """Return a column of quantities or minutes."""
    return np.array(values, dtype=np.float64)


def sums(places: Ints, values: NDArray[np.generic], count: int) -> Floats:
    """Return the sum of the values of each place, `count` long."""
    return floats(np.bincount(places, values, count))


def attributes(records: Sequence[object], *names: str) -> list[list[Any]]:
    """Return each attribute of all records as a column."""
    # one after the other: all at once, the values of each row wait in memory for the columns
    return [list(map(attrgetter(name), records)) for name in names]
