"""The page about the data format names every table, column and alias that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from connectors.tables.layout import TABLES, Table
from connectors.tables.sheets import read_files

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-format.md"


def section(table: Table) -> str:
    found = re.search(rf"^### {table.name}\n(.*?)(?=^### |\Z)", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert found, table.name
    return found[1]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
class TestPage:
    def test_names_every_column_with_its_aliases(self, table: Table) -> None:
        text = section(table)

        for column in table.columns:
            [row] = re.findall(rf"^\| `{column.name}` \| (yes)? ?\|(.*)$", text, re.M)
            assert (row[0] == "yes") is column.needed
            assert all(other in row[1] for other in column.others)

    def test_has_an_example_that_is_read(self, table: Table) -> None:
        [example] = re.findall(r"```csv\n(.*?)```", section(table), re.S)

        found = read_files([(f"{table.name}.csv", example.encode())])

        assert (found.problems, len(found.sheets[0].rows) > 0) == ([], True)
