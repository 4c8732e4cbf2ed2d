"""The pump maker's past deliveries, made up from a seed: nobody delivered them. Some sources are worse than others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from connectors.tables.demo.catalogue import Part

WEEKS = 52
SEED = 20260111
MOST_DAYS_AGO = 7 * WEEKS
PER_ITEM = 12
MOST_LATE = 25
Row = tuple[object, ...]


def deliveries(planned: Iterable[tuple[str, Part]], today: dict[str, date]) -> list[Row]:
    """Return a year of lots and receipts in the columns of the table; all of them are over."""
    chance = Random(SEED)  # noqa: S311  # made-up data: it must be the same every time, not secret
    rows: list[Row] = []
    slow: dict[str, float] = {}
    for site, part in planned:
        steps = dict(part.steps).get(site, ())
        source = steps[-1][0] if steps else part.supplier
        spread = slow.setdefault(source, chance.choice((0.4, 0.8, 1.5, 2.5)))
        for number in range(PER_ITEM):
            due = today[site] - timedelta(days=chance.randrange(MOST_LATE + 5, MOST_DAYS_AGO))
            delay = min(MOST_LATE, round(chance.lognormvariate(0, 1) * spread) - 1)
            kind, letters = ("lot", "LT") if part.is_made else ("receipt", "RC")
            rows.append((
                site, f"{letters}-{part.code}-{number + 1}", 1, kind, part.code, source, due,
                due + timedelta(days=delay), chance.randrange(1, 40),
            ))  # fmt: skip
    return rows
