"""Which numbers a plan can be made with: what is outside was typed wrong, and no sum of what is inside overflows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mps.scheduler.arrays import Floats, Ints

# A plan is right within a millionth (`faults.TOLERANCE`), so nothing smaller can be told from nothing.
SMALLEST_QUANTITY = 1e-6
LARGEST_QUANTITY = 1e12
# What a place of a step or a day may be: far beyond any horizon, far inside 64 bits.
LARGEST_WHOLE_NUMBER = 10**9
LONGEST_HORIZON_DAYS = 36_525
LOWEST_PRIORITY = 99
_OUT_OF_REACH = 2**62
KindT = TypeVar("KindT", np.int64, np.float64)


def is_quantity(value: float) -> bool:
    """Whether a quantity is there at all, and not more than there can be."""
    return SMALLEST_QUANTITY <= value <= LARGEST_QUANTITY


def is_amount(value: float) -> bool:
    """Whether minutes, a price or a weight make sense; 0 does."""
    return 0 <= value <= LARGEST_QUANTITY


def is_whole_number(value: int) -> bool:
    """Whether a day or a step's number can be counted with."""
    return -LARGEST_WHOLE_NUMBER <= value <= LARGEST_WHOLE_NUMBER


def whole_numbers(values: Iterable[int], count: int) -> Ints:
    """Return a column of whole numbers, those beyond 64 bits as others that are out of reach as well."""
    return _column(values, count, np.int64)


def quantities(values: Iterable[float], count: int) -> Floats:
    """Return a column of quantities; whole numbers that no float can hold are others that are out of reach as well."""
    return _column(values, count, np.float64)


def _column(values: Iterable[float], count: int, kind: type[KindT]) -> NDArray[KindT]:
    values = list(values)
    try:
        return np.fromiter(values, kind, count)
    except OverflowError:
        return np.fromiter([max(-_OUT_OF_REACH, min(_OUT_OF_REACH, value)) for value in values], kind, count)
