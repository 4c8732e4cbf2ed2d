"""Rows of a plan that are kept as columns, and become records when somebody asks for one: most are never asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


class Column(Sequence[T]):
    """Numbers, or what they are the places of in `names`. Equal to any sequence of the same values."""

    __slots__ = ("names", "numbers")

    def __init__(self, numbers: NDArray[Any], names: Sequence[T] = ()) -> None:
        self.numbers, self.names = numbers, names

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return list(Column(self.numbers[place], self.names))
        value: T = self.numbers[place].item()
        return self.names[int(self.numbers[place])] if self.names else value

    def __iter__(self) -> Iterator[T]:
        values = self.numbers.tolist()
        return map(self.names.__getitem__, values) if self.names else iter(values)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Column) and self.names == other.names:
            return np.array_equal(self.numbers, other.numbers)
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as of any sequence that compares by value and is not a tuple


class Table(Sequence[T], Generic[T]):
    """Records of one kind, column by column in the order of their fields."""

    __slots__ = ("columns", "record")

    def __init__(self, record: type[T], *columns: Column[Any]) -> None:
        self.record, self.columns = record, columns

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        return self.record(*(column[place] for column in self.columns))

    def __iter__(self) -> Iterator[T]:
        return map(self.record, *self.columns)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Table) and self.record is other.record:
            return self.columns == other.columns
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # see Column
