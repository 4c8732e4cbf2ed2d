"""Lots as COPY reads them, with their digests; those that the last plan had are not written out anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from mps.publish.content import Content
from mps.scheduler.plan import Lot

DIGEST_BYTES = 8
SITES_KEPT = 4

# A lot, its line, and the line's digest.
Line = tuple[Lot, str, int]


@dataclass(frozen=True, slots=True)
class _Written:
    """The lines of a site's last plan by lot key. They hold for the same horizon and item ids only."""

    start_date: date
    item_ids: dict[str, int]
    lines: dict[str, Line]


_written: dict[int, _Written] = {}


def of(content: Content) -> list[Line]:
    """Return the lines of a plan's lots, in their order."""
    snapshot, lots = content.snapshot, content.result.plan.lots
    start_date, item_ids = snapshot.problem.horizon.start_date, snapshot.item_ids
    before = _written.pop(snapshot.site_id, None)
    alike = before is not None and (before.start_date, before.item_ids) == (start_date, item_ids)
    known = before.lines if before and alike else {}
    lines = []
    for lot in lots:
        line = known.get(lot.key)
        # A planner that is warm gives the very lots of the last plan where nothing changed.
        lines.append(line if line and line[0] is lot else _line(lot, content))
    _written[snapshot.site_id] = _Written(start_date, item_ids, {line[0].key: line for line in lines})
    while len(_written) > SITES_KEPT:
        del _written[next(iter(_written))]
    return lines


def _line(lot: Lot, content: Content) -> Line:
    date_of, item_id = content.snapshot.problem.horizon.date_of, content.snapshot.item_ids[lot.item]
    days = f"{date_of(lot.start_day)}\t{date_of(lot.finish_day)}"
    line = f"{item_id}\t{lot.quantity!r}\t{days}\t{lot.status.value}\t{text(lot.key)}"
    return lot, line, digest_of(line.encode())


def text(value: str) -> str:
    """Return a text as COPY reads it."""
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def digest_of(stored: bytes) -> int:
    """Return a whole number, of 64 bits, that is another one for another content."""
    return int.from_bytes(blake2b(stored, digest_size=DIGEST_BYTES).digest(), "big", signed=True)
