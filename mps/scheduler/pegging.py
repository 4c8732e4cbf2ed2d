"""Pegging: from the end items down, first come first served; what nobody needs is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.arrays import Floats, Ints, sums
from mps.scheduler.assign import Supplies, Uses, joined
from mps.scheduler.columns import LOT
from mps.scheduler.draft import Draft, uses_by_lots
from mps.scheduler.faults import dust
from mps.scheduler.handing_out import level_uses
from mps.scheduler.netting import round_up
from mps.scheduler.network import RANK_FIRM, Network
from mps.scheduler.overlay import overlay_by_group
from mps.scheduler.shop import DraftLot

_DUST = 1e-9


@dataclass(slots=True)
class Links:
    """Pegging links while they are written, a part an item; lots by their place in the draft. `day` is the supply's."""

    lot: list[Ints] = field(default_factory=list)
    demand: list[Ints] = field(default_factory=list)
    item: list[Ints] = field(default_factory=list)
    kind: list[Ints] = field(default_factory=list)
    supply: list[Ints] = field(default_factory=list)
    day: list[Ints] = field(default_factory=list)
    quantity: list[Floats] = field(default_factory=list)


def peg(draft: Draft, count: Callable[[int], None]) -> Links:
    """Return who draws from what. Lots become smaller, or are left out, by what nobody turns out to need."""
    links = Links()
    uses: dict[int, list[Uses]] = {}
    for depth, level in enumerate(draft.network.levels):
        count(len(level))
        _peg_level(draft, depth, {number: uses.pop(number) for number in level if number in uses}, links)
        for number in level:
            for component, of_component in uses_by_lots(draft, number):
                uses.setdefault(component, []).append(_as_firm_orders_get(draft, component, of_component))
    return links


def _peg_level(draft: Draft, depth: int, by_lots: dict[int, list[Uses]], links: Links) -> None:
    by_lot, granted, supplies = level_uses(by_lots), draft.granted[depth], draft.supplies[depth]
    item = np.concatenate((by_lot.item, granted.item))
    uses = joined([by_lot.uses, granted.uses])
    order = np.lexsort((uses.stamp, item))
    item, uses = item[order], uses.rows(order)
    use, supply, sizes = overlay_by_group(item, uses.quantity, supplies.item, supplies.supplies.quantity)
    links.lot.append(uses.lot[use])
    links.demand.append(uses.demand[use])
    links.item.append(item[use])
    links.kind.append(supplies.supplies.kind[supply])
    links.supply.append(supplies.supplies.place[supply])
    links.day.append(supplies.supplies.stamp[supply] // 2)
    links.quantity.append(sizes)
    pegged = sums(supply, sizes, len(supplies.item))
    left, all_ = (sums(supplies.item, one, len(draft.network.items)) for one in
                  (supplies.supplies.quantity - pegged, supplies.supplies.quantity))  # fmt: skip
    for number in np.flatnonzero(left > dust(all_)).tolist():
        rows = slice(*np.searchsorted(supplies.item, (number, number + 1)).tolist())
        _trim(draft, number, supplies.of(number), pegged[rows])


def _as_firm_orders_get(draft: Draft, component: int, uses: Uses) -> Uses:
    for place in np.flatnonzero(uses.rank == RANK_FIRM).tolist():
        uses.quantity[place] = min(uses.quantity[place], draft.firm_taken.get((int(uses.lot[place]), component), 0.0))
    return uses


def _trim(draft: Draft, number: int, supplies: Supplies, pegged: Floats) -> None:
    """Make lots smaller, the latest first, by what neither a use nor the safety stock needs."""
    item, network = draft.network.items[number], draft.network
    excess = float((supplies.quantity - pegged).sum()) - item.safety_stock
    for at in np.flatnonzero(supplies.kind == LOT)[::-1].tolist() if excess > 0 else ():
        lot = draft.lots[supplies.place[at]]
        spare = min(lot.quantity - float(pegged[at]), excess)
        if lot.firm >= 0 or spare <= _DUST * lot.quantity:
            continue
        if pegged[at] <= 0 and spare >= lot.quantity * (1 - _DUST):
            smaller, lot.placed = 0.0, False
        else:
            smaller = round_up(lot.quantity - spare, item, network.lot_range[number])
        if smaller < lot.quantity * (1 - _DUST):
            excess -= lot.quantity - smaller
            _shrink(lot, smaller, network)


def _shrink(lot: DraftLot, quantity: float, network: Network) -> None:
    """Take run minutes off a lot's last days."""
    surplus = {
        (step.place, step.center): step.run_minutes * (lot.quantity - quantity)
        for one in network.steps[lot.item]
        for step in one.choices
    }
    kept: list[tuple[int, int, int, float]] = []
    for place, center, day, minutes in sorted(lot.taken, key=lambda taken: -taken[2]):
        cut = min(minutes, surplus[place, center])
        surplus[place, center] -= cut
        if minutes - cut > 0:
            kept.append((place, center, day, minutes - cut))
    lot.taken, lot.quantity = kept, quantity
