"""Rows kept as columns: they look like the records that they stand for."""

from __future__ import annotations

import numpy as np
import pytest

from mps.scheduler.plan import Delivery, SupplyKind
from mps.scheduler.records import Column, Table

RECORDS = (Delivery(4, 2.5, 1), Delivery(0, 1.0, 3), Delivery(2, 7.0, 3))


def table() -> Table[Delivery]:
    return Table(
        Delivery,
        Column(np.array([4, 0, 2])),
        Column(np.array([2.5, 1.0, 7.0])),
        Column(np.array([1, 3, 3])),
    )


class TestTable:
    def test_is_read_as_records(self) -> None:
        assert len(table()) == 3
        assert tuple(table()) == RECORDS
        assert table()[-1] == RECORDS[-1]
        assert table()[1:] == list(RECORDS[1:])
        assert type(table()[0].demand) is int
        assert type(next(iter(table())).quantity) is float

    def test_is_equal_to_the_same_records_and_to_no_others(self) -> None:
        other = Table(Delivery, *table().columns[:2], Column(np.array([1, 3, 4])))

        assert table() == table()
        assert table() == RECORDS
        assert table() != other
        assert table() != RECORDS[:2]

    def test_has_no_record_beyond_its_end(self) -> None:
        with pytest.raises(IndexError):
            table()[3]


class TestColumn:
    def test_stands_for_names(self) -> None:
        kinds = Column(np.array([1, 0, 1]), list(SupplyKind))

        assert list(kinds) == [SupplyKind.RECEIPT, SupplyKind.STOCK, SupplyKind.RECEIPT]
        assert kinds[1] is SupplyKind.STOCK
        assert kinds[1:] == [SupplyKind.STOCK, SupplyKind.RECEIPT]

    def test_compares_what_it_stands_for(self) -> None:
        assert Column(np.array([1, 0]), ["a", "b"]) == Column(np.array([0, 1]), ["b", "a"])
        assert Column(np.array([1, 0]), ["a", "b"]) != Column(np.array([1, 0]), ["b", "a"])
