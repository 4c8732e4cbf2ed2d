"""What the pump maker's plants make just now: released orders of ours, for nothing new may start inside the fence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random

from connectors.tables.demo.catalogue import Part
from connectors.tables.demo.demand import DAYS_IN_A_WEEK, SATURDAY, Line, Weekly

SEED = 20260127
# A pump that starts inside the fence is there on its third day, for what is due two days of safety time later; there is
# work before it. So what is due by then and not in stock is in work, in lots for two days.
PUMP_DAYS, DAYS_OF_A_LOT = 6, 2
# Of parts a good third is in work, each for some days: about what the days inside the fence would make of them.
PART_SHARE, PART_WEEKS_LEAST, PART_WEEKS_MOST = 0.35, 0.4, 0.8
PART_ARRIVAL_DAYS = 4
# Most come up to their safety time sooner than they are needed, some a few days later. Of what comes next, a part is
# often reported already.
SOONER_DAYS, LATE_SHARE, LATE_DAYS = 2, 0.1, 4
RECEIVED_DAYS, RECEIVED_SHARE = 1, 0.6

# Site, document, line, item, quantity, received quantity, day of arrival.
Row = tuple[str, str, int, str, int, int, date]
# Day from today on, pieces.
Wanted = list[tuple[int, int]]


def released_orders(
    planned: Iterable[tuple[str, Part]], needs: Weekly, lines: Iterable[Line], on_hand: Mapping[tuple[str, str], int],
    today: Mapping[str, date],
) -> list[Row]:
    """Return the released orders in the columns of the receipts; `needs` are pieces a week, `on_hand` pieces."""
    chance = Random(SEED)  # noqa: S311  # made-up data: it must be the same every time, not secret
    short = shortages(lines, on_hand, today)
    rows: list[Row] = []
    for site, part in planned:
        wanted = short.get((site, part.code), []) if part.is_pump else parts(chance, part, needs[site, part.code])
        for day, quantity in wanted:
            is_late = chance.random() < LATE_SHARE
            shift = chance.randrange(1, LATE_DAYS + 1) if is_late else -chance.randrange(SOONER_DAYS + 1)
            arrives = on_a_working_day(today[site] + timedelta(days=max(0, day + shift)), today[site])
            is_begun = quantity > 1 and chance.random() < RECEIVED_SHARE
            is_next = arrives <= today[site] + timedelta(days=RECEIVED_DAYS)
            received = chance.randrange(1, quantity) if is_begun and is_next else 0
            rows.append((site, f"WO-{8001 + len(rows)}", 10, part.code, quantity + received, received, arrives))
    return rows


def shortages(
    lines: Iterable[Line], on_hand: Mapping[tuple[str, str], int], today: Mapping[str, date]
) -> dict[tuple[str, str], Wanted]:
    """Return by site and item what is missing up to `PUMP_DAYS`, in lots; the day of each is the first it is for."""
    left = dict(on_hand)
    missing: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for line in sorted(lines, key=due):
        key, day = (line.site, line.item), (due(line) - today[line.site]).days
        if day > PUMP_DAYS:
            continue
        left[key] = left.get(key, 0) - (line.quantity - line.shipped)
        if left[key] < 0:
            lots = missing[key]
            first = next((one for one in lots if day < one + DAYS_OF_A_LOT), day)
            lots[first] = lots.get(first, 0) - left[key]
            left[key] = 0
    return {key: list(lots.items()) for key, lots in missing.items()}


def due(line: Line) -> date:
    """Return the day on which a line is due."""
    return line.promised_date or line.requested_date


def parts(chance: Random, part: Part, need: float) -> Wanted:
    """Return the order in work of a part, if it is made and there is one."""
    if not part.is_made or not need or chance.random() >= PART_SHARE:
        return []
    weeks = chance.uniform(PART_WEEKS_LEAST, PART_WEEKS_MOST)
    return [(chance.randrange(PART_ARRIVAL_DAYS), math.ceil(need * weeks))]


def on_a_working_day(day: date, today: date) -> date:
    """Return the day, or for one of a weekend the Friday before it, or the Monday after it where that is past."""
    if day.weekday() < SATURDAY:
        return day
    friday = day - timedelta(days=day.weekday() - SATURDAY + 1)
    return friday if friday >= today else day + timedelta(days=DAYS_IN_A_WEEK - day.weekday())
