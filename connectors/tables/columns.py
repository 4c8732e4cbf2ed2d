"""What a table of the set is made of: its columns, and by what other names they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.tables.cells import Kind, Value, folded


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a table. A `needed` one must be there; a `filled` one has no empty cell.

    An empty cell of another means `default`. `others` are its other names, without case; spaces, dashes and dots count
    as underscores.
    """

    name: str
    kind: Kind
    needed: bool = False
    filled: bool = False
    default: Value = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table of the set. `key` names the columns by which a row is found again, together with its site.

    `same_everywhere` are columns of things that all sites share: rows that name the same thing must agree on them. A
    table `of_all_sites` holds nothing else, so its rows need no site.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    others: tuple[str, ...] = ()
    of_all_sites: bool = False
    shared_key: tuple[str, ...] = ()
    same_everywhere: tuple[str, ...] = ()

    def names(self) -> Mapping[str, Column]:
        """Return the columns by every name that they go by."""
        return {folded(name): column for column in self.columns for name in (column.name, *column.others)}


def must(name: str, kind: Kind, *others: str) -> Column:
    """Return a column that must be there and filled."""
    return Column(name, kind, needed=True, filled=True, others=others)


def may(name: str, kind: Kind, *others: str, default: Value = None) -> Column:
    """Return a column that may be missing, and whose cells may be empty."""
    return Column(name, kind, default=default, others=others)
