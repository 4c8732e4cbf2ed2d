"""What the writers share while a set is written: the ids behind the codes, and the count of what became of each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.tables.checking import Record, Rows
from connectors.tables.upsert import Key, Written

NEW, CHANGED = "new", "changed"


@dataclass(slots=True)
class Tally:
    """What became of a table's rows, by their line."""

    rows: Rows
    fate: dict[int, str] = field(default_factory=dict)

    def note(self, written: Written, lines: Iterable[tuple[Key, int]], *, main: bool = True) -> None:
        """
        Note what was written for the rows, given as key and line.

        Only a new `main` record makes a row new; what comes or changes beside it makes the row a changed one.
        """
        touched = written.new | written.changed
        if not touched:
            return
        for key, line in lines:
            if main and key in written.new:
                self.fate[line] = NEW
            elif key in touched:
                self.fate.setdefault(line, CHANGED)

    def counts(self) -> dict[str, int]:
        """Return how many rows were new, changed, the same, and left out."""
        fates = list(self.fate.values())
        new, changed = fates.count(NEW), fates.count(CHANGED)
        return {
            "new": new, "changed": changed, "same": len(self.rows.records) - new - changed,
            "left_out": len(self.rows.left_out),
        }


@dataclass(slots=True)
class Book:
    """Codes and ids as far as the set needs them, and the items that it keeps off the master schedule."""

    sites: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    calendars: dict[tuple[str, str], int] = field(default_factory=dict)
    not_scheduled: set[str] = field(default_factory=set)


def row_of(record: Record, given: frozenset[str], fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a model that the file has a column for; `fields` maps field to column."""
    return {name: record.values[column] for name, column in fields.items() if column in given}
