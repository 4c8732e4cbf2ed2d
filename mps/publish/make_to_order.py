"""Which lots are made for which make-to-order key: kept beside the pegging, from which it follows."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import msgspec

from mps.scheduler.plan import Pegging, Plan, SupplyKind

FASTEST = 1
NO_CONSUMER = -1


def with_keys(plan: Plan, keys: Sequence[str]) -> bytes:
    """Return a plan's pegging as it is stored, with the keys of its lots; `keys` are those of the demands by place."""
    stored = {column.name: list(getattr(plan.pegging, column.name)) for column in fields(Pegging)}
    return zlib.compress(msgspec.json.encode({**stored, "make_to_order": keys_of_lots(plan, keys)}), FASTEST)


def keys_of_lots(plan: Plan, keys: Sequence[str]) -> dict[str, list[str]]:
    """
    Return for each lot that is made for a key, on whatever level, the keys in their order, by lot key.

    A lot that is made for several lines has the keys of all of them; one that is for stock or anybody has none.
    """
    if not any(keys):
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    by_demand, by_lot = _lots_drawn_from(plan.pegging)
    for demand, key in enumerate(keys):
        if key:
            for lot in _below(by_demand.get(demand, ()), by_lot):
                found[plan.lots[lot].key].add(key)
    return {lot: sorted(of_lot) for lot, of_lot in sorted(found.items())}


def _lots_drawn_from(pegging: Pegging) -> tuple[Mapping[int, list[int]], Mapping[int, list[int]]]:
    """Return the lots that each demand and each lot draws from, by their places."""
    by_demand: dict[int, list[int]] = defaultdict(list)
    by_lot: dict[int, list[int]] = defaultdict(list)
    links = zip(pegging.consumer_lot, pegging.consumer_demand, pegging.supply_kind, pegging.supply, strict=True)
    for lot, demand, kind, supply in links:
        if kind is SupplyKind.LOT:
            (by_demand[demand] if lot == NO_CONSUMER else by_lot[lot]).append(supply)
    return by_demand, by_lot


def _below(lots: Iterable[int], by_lot: Mapping[int, Sequence[int]]) -> set[int]:
    reached, ahead = set(lots), list(lots)
    while ahead:
        fresh = [lot for lot in by_lot.get(ahead.pop(), ()) if lot not in reached]
        reached.update(fresh)
        ahead.extend(fresh)
    return reached
