"""A file as it was written: a row of headings, rows of text below, and the line that each stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count


class FromNumber(str):
    """The text of a cell that holds a number and no text: its point is the decimal one, always."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """What a CSV file or a worksheet holds. `decimal_comma`: its delimiter says that numbers have one."""

    file: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    header_line: int = 1
    decimal_comma: bool = False

    def headings(self) -> tuple[str, ...]:
        """Return a name for each column: what stands above it, with a number where that is nothing or stands twice."""
        return tuple(_unique(self.header))

    def samples(self, place: int, most: int) -> list[str]:
        """Return the first different values of a column that are not empty."""
        found: dict[str, None] = {}
        for row in self.rows:
            cell = row[place] if place < len(row) else ""
            text = cell if isinstance(cell, FromNumber) else cell.strip()
            if text:
                found.setdefault(text)
            if len(found) == most:
                break
        return list(found)


def _unique(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for place, heading in enumerate(header, start=1):
        name = " ".join(heading.split()) or f"#{place}"
        numbers = count(2)
        unique = name
        while unique in names:
            unique = f"{name} ({next(numbers)})"
        names.append(unique)
    return names
