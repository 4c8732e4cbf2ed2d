"""A lot's lasting name: the one it had in the last plan where it is recognisably the same lot, else a new one."""

from __future__ import annotations

from collections import defaultdict

from mps.scheduler.columns import Index
from mps.scheduler.problem import PreviousLot

LotRow = tuple[str, float, int, int, bool]
# Nobody takes a lot for one that finishes more than four weeks sooner or later.
MOST_DAYS_APART = 28


def keys_of(index: Index, rows: list[LotRow]) -> list[str]:
    """Return a key for each (item, quantity, start, finish, firm) row; firm orders keep theirs."""
    keys = [""] * len(rows)
    planned = _planned(index, rows, keys)
    used = {order.key for _, order in index.accepted.firm_orders}
    before: dict[str, list[PreviousLot]] = defaultdict(list)
    for lot in sorted(index.problem.previous_lots, key=lambda lot: (lot.finish_day, lot.quantity, _natural(lot.key))):
        if lot.key not in used:
            used.add(lot.key)
            before[lot.item].append(lot)
    for item in planned.keys() & before.keys():
        _match(planned[item], rows, before[item], keys)
    for item, places in planned.items():
        _name_new(item, [place for place in places if not keys[place]], before.get(item, []), used, keys)
        if item in before:
            _sort_twins(places, rows, keys)
    return keys


def _planned(index: Index, rows: list[LotRow], keys: list[str]) -> dict[str, list[int]]:
    """Return the places of the planned lots by item; the others, firm orders, get their keys."""
    firm: dict[tuple[str, float, int, int], list[str]] = defaultdict(list)
    for _, order in index.accepted.firm_orders:
        firm[order.item, order.quantity, order.start_day, order.finish_day].append(order.key)
    planned: dict[str, list[int]] = defaultdict(list)
    for place, (item, quantity, start, finish, is_firm) in enumerate(rows):
        if is_firm:
            keys[place] = firm[item, quantity, start, finish].pop(0)
        else:
            planned[item].append(place)
    return planned


def _match(places: list[int], rows: list[LotRow], before: list[PreviousLot], keys: list[str]) -> None:
    """Give each lot the key of an old one: first where finish and quantity are the same, then the nearest."""
    if [(rows[place][3], rows[place][1]) for place in places] == [(lot.finish_day, lot.quantity) for lot in before]:
        for place, lot in zip(places, before, strict=True):
            keys[place] = lot.key
        return
    same: dict[tuple[int, float], list[PreviousLot]] = defaultdict(list)
    for lot in reversed(before):
        same[lot.finish_day, round(lot.quantity, 6)].append(lot)
    left, matched = set(before), []
    for place in places:
        twins = same.get((rows[place][3], round(rows[place][1], 6)))
        if twins:
            keys[place] = twins[-1].key
            left.discard(twins.pop())
            matched.append(place)
    _match_nearest(sorted(set(places) - set(matched)), rows, left, keys)


def _match_nearest(places: list[int], rows: list[LotRow], left: set[PreviousLot], keys: list[str]) -> None:
    for place in places:
        _, quantity, _, finish, _ = rows[place]
        nearest = _nearest(left, finish, quantity)
        if nearest and abs(nearest.finish_day - finish) <= MOST_DAYS_APART:
            keys[place] = nearest.key
            left.discard(nearest)


def _nearest(lots: set[PreviousLot], finish: int, quantity: float) -> PreviousLot | None:
    return min(
        lots, key=lambda lot: (abs(lot.finish_day - finish), abs(lot.quantity - quantity), lot.key), default=None
    )  # fmt: skip


def _name_new(item: str, places: list[int], before: list[PreviousLot], used: set[str], keys: list[str]) -> None:
    numbers = [int(tail) for tail in (lot.key.rpartition("-")[2] for lot in before) if tail.isdecimal()]
    number = max(numbers, default=0)
    for place in places:
        number += 1
        while f"{item}-{number}" in used:
            number += 1
        keys[place] = f"{item}-{number}"
        used.add(keys[place])


def _sort_twins(places: list[int], rows: list[LotRow], keys: list[str]) -> None:
    """Give lots that are alike their keys in order, so that the next plan gives them the same ones again."""
    twins: dict[tuple[int, float], list[int]] = defaultdict(list)
    for place in places:
        twins[rows[place][3], round(rows[place][1], 6)].append(place)
    for alike in twins.values():
        if len(alike) > 1:
            for place, key in zip(alike, sorted((keys[place] for place in alike), key=_natural), strict=True):
                keys[place] = key


def _natural(key: str) -> tuple[int, str]:
    return len(key), key
