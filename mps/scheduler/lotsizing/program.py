"""A linear program with some 0/1 columns, written block by block with numpy."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from mps.scheduler.arrays import Flags, Floats, Ints, floats, ints

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Program:
    """min cost · v over lower ≤ v ≤ upper, row_lower ≤ A v ≤ row_upper, whole where `integer`; A as triples by row."""

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Flags
    row: Ints
    column: Ints
    value: Floats
    row_lower: Floats
    row_upper: Floats
    offset: float


@dataclass(slots=True)
class Writer:
    """Columns and rows while they are written; `freeze` makes the program of them."""

    _columns: list[tuple[Floats, Floats, Floats, Flags]] = field(default_factory=list)
    _terms: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _bounds: list[tuple[Floats, Floats]] = field(default_factory=list)
    _column_count: int = 0
    _row_count: int = 0

    def columns(
        self, cost: Floats, upper: ArrayLike = INFINITY, lower: ArrayLike = 0.0, *, integer: bool = False
    ) -> Ints:
        """Add columns; return their numbers, in the shape of `cost`."""
        flat = np.broadcast_to(lower, cost.shape).ravel(), np.broadcast_to(upper, cost.shape).ravel()
        self._columns.append((cost.ravel(), floats(flat[0]), floats(flat[1]), np.full(cost.size, integer)))
        numbers = np.arange(self._column_count, self._column_count + cost.size).reshape(cost.shape)
        self._column_count += cost.size
        return ints(numbers)

    def rows(self, lower: ArrayLike, upper: ArrayLike, count: int) -> Ints:
        """Add rows; return their numbers."""
        self._bounds.append((floats(np.broadcast_to(lower, count)), floats(np.broadcast_to(upper, count))))
        numbers = ints(np.arange(self._row_count, self._row_count + count))
        self._row_count += count
        return numbers

    def add(self, rows: Ints, columns: Ints, values: ArrayLike) -> None:
        """Add terms to rows; arrays of one shape (values may be one number). Zeros are left out."""
        flat = floats(np.broadcast_to(values, columns.shape)).ravel()
        solid = flat != 0
        self._terms.append((np.broadcast_to(rows, columns.shape).ravel()[solid], columns.ravel()[solid], flat[solid]))

    def freeze(self, offset: float = 0.0) -> Program:
        """Return the program, its triples sorted by row and column."""
        row, column, value = (np.concatenate(part) for part in zip(*self._terms, strict=True))
        order = np.lexsort((column, row))
        cost, lower, upper, integer = (np.concatenate(part) for part in zip(*self._columns, strict=True))
        row_lower, row_upper = (np.concatenate(part) for part in zip(*self._bounds, strict=True))
        return Program(
            cost, lower, upper, integer, row[order], column[order], value[order], row_lower, row_upper, offset
        )
