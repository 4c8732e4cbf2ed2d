"""How a file of somebody else's is read as one of our tables: which heading, or which constant, fills which column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.tables.cells import Day, Number, Whole
from connectors.tables.grids import Grid
from connectors.tables.layout import TABLES, Column, Table
from connectors.tables.mapping.formats import YEAR_FIRST, iso_date, plain_number
from connectors.tables.sheets import Sheet

BY_TABLE_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """
    What fills our columns: a heading of the file's, or a constant. No table: the file is left alone.

    `date_order` is one of `formats.DATE_ORDERS`. `decimal_comma`: 1.234,5 is one thousand two hundred and so on.
    `source` names the source that remembered it; empty: nobody has.
    """

    table: Table | None
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str = YEAR_FIRST
    decimal_comma: bool = False
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the map as it is stored."""
        return {
            "table": self.table.name if self.table else "", "columns": dict(self.columns),
            "constants": dict(self.constants), "date_order": self.date_order, "decimal_comma": self.decimal_comma,
            "source": self.source,
        }  # fmt: skip

    def missing(self) -> list[str]:
        """Return our columns that must be filled and that nothing fills."""
        needed = [column.name for column in self.table.columns if column.needed] if self.table else []
        return [name for name in needed if name not in self.columns and not self.constants.get(name)]

    def unused(self, headings: tuple[str, ...]) -> list[str]:
        """Return the headings that fill none of our columns."""
        used = set(self.columns.values())
        return [heading for heading in headings if heading not in used]

    def applied(self, grid: Grid) -> Sheet:
        """Return the file as one of our tables. Raises ValueError where the map leaves the file alone."""
        if self.table is None:
            raise ValueError("a file that is left alone is no table")
        ours = {column.name: column for column in self.table.columns}
        places = {heading: place for place, heading in enumerate(grid.headings())}
        taken = [(name, places[heading]) for name, heading in self.columns.items() if heading in places]
        readers = [(place, self._converter(ours[name])) for name, place in taken]
        constants = {name: text for name, text in self.constants.items() if text}
        # A row without a cell of ours is still a row: it is refused for what it lacks, and not lost without a word.
        rows = [
            [*(read(row[place] if place < len(row) else "") for place, read in readers), *constants.values()]
            for row in grid.rows
        ]
        return Sheet(
            self.table, grid.file, (*(name for name, _place in taken), *constants), rows, grid.lines,
            grid.header_line, self.decimal_comma, tuple(self.unused(grid.headings())),
        )  # fmt: skip

    def _converter(self, column: Column) -> Callable[[str], str]:
        """Return what makes a cell of theirs one that our columns read; what it can't read stays as it is."""
        if isinstance(column.kind, Day):
            return lambda raw: iso_date(raw, self.date_order)
        if isinstance(column.kind, Number | Whole):
            return lambda raw: plain_number(raw, decimal_comma=self.decimal_comma)
        return lambda raw: raw


def from_json(stored: Mapping[str, Any]) -> ColumnMap:
    """Return a map that was stored; columns and tables that are not ours any more are left out."""
    table = BY_TABLE_NAME.get(stored.get("table", ""))
    names = {column.name for column in table.columns} if table else set()
    return ColumnMap(
        table,
        {name: heading for name, heading in stored.get("columns", {}).items() if name in names},
        {name: text for name, text in stored.get("constants", {}).items() if name in names},
        stored.get("date_order", YEAR_FIRST), bool(stored.get("decimal_comma")), stored.get("source", ""),
    )  # fmt: skip
