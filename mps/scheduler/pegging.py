"""Pegging: from the end items down, first come first served; what nobody needs is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.arrays import Floats, Ints, sums
from mps.scheduler.assign import Supplies, Uses, joined
from mps.scheduler.columns import LOT
from mps.scheduler.draft import Draft, LevelSupplies, uses_by_lots
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
    supplied = _as_needed(draft, item, uses, supplies)
    there = np.flatnonzero(supplied)
    use, supply, sizes = overlay_by_group(item, uses.quantity, supplies.item[there], supplied[there])
    supply = there[supply]
    links.lot.append(uses.lot[use])
    links.demand.append(uses.demand[use])
    links.item.append(item[use])
    links.kind.append(supplies.supplies.kind[supply])
    links.supply.append(supplies.supplies.place[supply])
    links.day.append(supplies.supplies.stamp[supply] // 2)
    links.quantity.append(sizes)


def _as_needed(draft: Draft, item: Ints, uses: Uses, supplies: LevelSupplies) -> Floats:
    """Return what the supplies of a level are once lots have become smaller, or were left out; `item` ascends."""
    supplied, items = supplies.supplies.quantity.copy(), draft.network.items
    all_ = sums(supplies.item, supplied, len(items))
    left = all_ - sums(item, uses.quantity, len(items))
    for number in np.flatnonzero(left > dust(all_)).tolist():
        if left[number] > items[number].safety_stock:
            mine, theirs = (slice(*np.searchsorted(one, (number, number + 1))) for one in (supplies.item, item))
            supplied[mine] = _trimmed(draft, number, supplies.of(number), uses.rows(theirs))
    return supplied


def _as_firm_orders_get(draft: Draft, component: int, uses: Uses) -> Uses:
    for place in np.flatnonzero(uses.rank == RANK_FIRM).tolist():
        uses.quantity[place] = min(uses.quantity[place], draft.firm_taken.get((int(uses.lot[place]), component), 0.0))
    return uses


def _trimmed(draft: Draft, number: int, supplies: Supplies, uses: Uses) -> Floats:
    """
    Make lots smaller by what neither a use nor the safety stock needs; return what the supplies are then.

    First by what nobody needs from then on, the earliest lots first, for what is theirs would lie in stock longest, but
    for those inside the planning fence, on which people act. Then by what only kept the safety stock until others came
    that are enough for it in the end, the latest first.
    """
    item, supplied, lots = draft.network.items[number], supplies.quantity.copy(), np.flatnonzero(supplies.kind == LOT)
    spare, stamps = _Spare(supplies, uses, item.safety_stock), supplies.stamp
    for at in lots[np.lexsort((stamps[lots], stamps[lots] < 2 * item.slushy_days))].tolist():
        less = _made_smaller(draft, draft.lots[supplies.place[at]], spare.since(stamps[at]))
        supplied[at] -= less
        spare.take(stamps[at], less)
    used, excess = float(uses.quantity.sum()), float(spare.left[-1])
    in_use = np.clip(used - (np.cumsum(supplied) - supplied), 0.0, supplied)
    for at in lots[::-1].tolist() if excess > 0 else ():
        less = _made_smaller(draft, draft.lots[supplies.place[at]], min(excess, float(supplied[at] - in_use[at])))
        supplied[at] -= less
        excess -= less
    return supplied


def _made_smaller(draft: Draft, lot: DraftLot, most: float) -> float:
    """Make a lot smaller by at most that, as its rules allow, or leave it out; return by how much."""
    most = min(lot.quantity, most)
    if lot.firm >= 0 or not lot.placed or most <= _DUST * lot.quantity:
        return 0.0
    is_whole = most >= lot.quantity * (1 - _DUST)
    network = draft.network
    smaller = 0.0 if is_whole else round_up(lot.quantity - most, network.items[lot.item], network.lot_range[lot.item])
    less = lot.quantity - smaller
    if smaller >= lot.quantity * (1 - _DUST):
        return 0.0
    lot.placed = not is_whole
    _shrink(lot, smaller, network)
    return less


class _Spare:
    """What there is of an item beyond its uses and its safety stock, at the moments of uses and in the end."""

    def __init__(self, supplies: Supplies, uses: Uses, safety_stock: float) -> None:
        moments, place = np.unique(uses.stamp, return_inverse=True)
        self.moments: Ints = np.append(moments, np.iinfo(np.int64).max)
        used = np.append(np.cumsum(sums(place, uses.quantity, len(moments))), uses.quantity.sum())
        came = np.append(0.0, np.cumsum(supplies.quantity))[np.searchsorted(supplies.stamp, self.moments, side="right")]
        self.left: Floats = came - used - safety_stock

    def since(self, stamp: int) -> float:
        """Return the least of it from a half day on."""
        return float(self.left[np.searchsorted(self.moments, stamp) :].min())

    def take(self, stamp: int, quantity: float) -> None:
        """Take from it, from a half day on."""
        self.left[np.searchsorted(self.moments, stamp) :] -= quantity


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
