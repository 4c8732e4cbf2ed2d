"""
Records by the rows that they were made of, from one read to the next: what is the same is the same object.

A frozen record costs more to make than to find, and equal objects are compared at once where they are one. Records say
nothing but their rows, so that an old one is never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

RecordT = TypeVar("RecordT")

SITES_KEPT = 4


class Kept(Generic[RecordT]):
    """The records of the last read of a few sites. Not for several threads at once."""

    def __init__(self, make: Callable[..., RecordT]) -> None:
        """Take the function that makes a record of a row's values."""
        self._make = make
        self._by_site: dict[int, dict[Hashable, RecordT]] = {}

    def records(self, site_id: int, rows: Iterable[tuple[Any, ...]]) -> tuple[RecordT, ...]:
        """Return the records of a site's rows, in their order; forget those that are no longer asked for."""
        make, before = self._make, self._by_site.pop(site_id, {})
        records = [(row, before.get(row) or make(*row)) for row in rows]
        self._by_site[site_id] = dict(records)
        while len(self._by_site) > SITES_KEPT:
            del self._by_site[next(iter(self._by_site))]
        return tuple([record for _, record in records])
