"""Guessing how a file of somebody else's is read. A guess is shown to a person before anything comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from connectors.tables.cells import Day, Number, Whole, folded
from connectors.tables.grids import Grid
from connectors.tables.layout import TABLES, Column, Table
from connectors.tables.mapping.column_map import ColumnMap
from connectors.tables.mapping.formats import YEAR_FIRST, date_order_of, decimal_comma_of
from connectors.tables.mapping.names import ELSEWHERE, labels_in_all_languages
from connectors.tables.sheets import Strange

SAME, ALIAS, LABEL, FOREIGN = 1.0, 0.98, 0.96, 0.94
LEAST_NEAR = 0.8  # of two spellings; below, chance meets chance
NEAR_WORTH = 0.9
LOOKED_AT = 200  # different values of a column, to see how it writes dates and numbers
READ_WORTH = 0.5
LEAST_SHARE = 0.5  # of the columns that a table needs, for a file to be taken for one
TOO_CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class Guess:
    """
    How a file could be read. None: it could be read either way, and a person must say.

    `share` is 0…1: how many of the columns that the table needs were found. `is_sure`: no other table is as likely.
    """

    map: ColumnMap
    share: float
    is_sure: bool
    date_order: str | None
    decimal_comma: bool | None


def guessed(strange: Strange, table: Table | None = None) -> Guess:
    """Return how a file is most likely to be read; as one of `table`, if that is said."""
    wanted = table or strange.table
    ranked = sorted((_worth(strange.grid, each), -place) for place, each in enumerate(TABLES))
    best = TABLES[-ranked[-1][1]]
    is_sure = wanted is not None or ranked[-1][0] - ranked[-2][0] > TOO_CLOSE
    chosen = wanted or best
    columns = guessed_columns(strange.grid.headings(), chosen)
    dates, comma = formats_of(strange.grid, chosen, columns)
    found = ColumnMap(chosen, columns, date_order=dates or YEAR_FIRST, decimal_comma=bool(comma))
    return Guess(found, _share(chosen, columns), is_sure, dates, comma)


def guessed_columns(headings: Iterable[str], table: Table) -> dict[str, str]:
    """Return the likeliest heading for each column of a table, each heading once."""
    likely = sorted(
        (
            (-likeness(column, heading), place, column.name, heading)
            for place, column in enumerate(table.columns) for heading in headings
        ),
        key=lambda one: one[:2],
    )  # fmt: skip
    found: dict[str, str] = {}
    for unlikeness, _place, name, heading in likely:
        if unlikeness < 0 and name not in found and heading not in found.values():
            found[name] = heading
    return {column.name: found[column.name] for column in table.columns if column.name in found}


def likeness(column: Column, heading: str) -> float:
    """Return 0…1: how likely a heading stands above what a column of ours holds; 0 where it is not."""
    name = folded(heading)
    labels = labels_in_all_languages().get(column.name, frozenset())
    foreign = [folded(alias) for alias in ELSEWHERE.get(column.name, ())]
    ours = [folded(alias) for alias in column.others]
    for names, worth in (((column.name,), SAME), (ours, ALIAS), (labels, LABEL), (foreign, FOREIGN)):
        if name in names:
            return worth
    near = max(SequenceMatcher(None, name, other).ratio() for other in (column.name, *ours, *labels, *foreign))
    return near * NEAR_WORTH if near >= LEAST_NEAR else 0.0


def formats_of(grid: Grid, table: Table, columns: dict[str, str]) -> tuple[str | None, bool | None]:
    """Return the order of the dates, and whether numbers have a decimal comma; None where it could be either."""
    places = {heading: place for place, heading in enumerate(grid.headings())}
    dates: list[str] = []
    numbers: list[str] = []
    for column in table.columns:
        if column.name in columns:
            cells = grid.samples(places[columns[column.name]], LOOKED_AT)
            if isinstance(column.kind, Day):
                dates += cells
            elif isinstance(column.kind, Number | Whole):
                numbers += cells
    return date_order_of(dates), decimal_comma_of(numbers, usually=grid.decimal_comma)


def _worth(grid: Grid, table: Table) -> float:
    columns = guessed_columns(grid.headings(), table)
    # A table of few columns is filled by anything: what counts too is how much of the file a table can hold.
    return _share(table, columns) + READ_WORTH * len(columns) / max(len(grid.header), 1)


def _share(table: Table, columns: dict[str, str]) -> float:
    needed = [column.name for column in table.columns if column.needed]
    return sum(name in columns for name in needed) / len(needed)
