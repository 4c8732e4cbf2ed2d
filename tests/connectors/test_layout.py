"""No name means two things."""

from __future__ import annotations

from collections import Counter

import pytest

from connectors.tables.cells import folded
from connectors.tables.layout import TABLES, Table


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_header_means_two_columns(table: Table) -> None:
    names = Counter(folded(name) for column in table.columns for name in {column.name, *column.others})

    assert [name for name, count in names.items() if count > 1] == []
    assert set(table.key) | set(table.same_everywhere) <= {column.name for column in table.columns}


def test_no_file_name_means_two_tables() -> None:
    names = Counter(folded(name) for table in TABLES for name in {table.name, *table.others})

    assert [name for name, count in names.items() if count > 1] == []
