"""From a draft to a plan: peg from the end items down, leave out what nobody needs, and write the columns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.assign import Use, overlay
from mps.scheduler.columns import KIND_NUMBERS, LOT, Columns, Index, floats, ints
from mps.scheduler.construct import Draft, supplies_of
from mps.scheduler.lot_keys import keys_of
from mps.scheduler.netting import round_up
from mps.scheduler.network import Network, Supply
from mps.scheduler.plan import Delivery, Lot, LotStatus, OperationLoad, Pegging, Plan
from mps.scheduler.shop import DraftLot

_DUST = 1e-9
_KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}


@dataclass(slots=True)
class Links:
    """Pegging links and deliveries while they are written, lots by their place in the draft."""

    lot: list[int] = field(default_factory=list)
    demand: list[int] = field(default_factory=list)
    item: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    supply: list[int] = field(default_factory=list)
    quantity: list[float] = field(default_factory=list)
    deliveries: list[tuple[int, int, float]] = field(default_factory=list)


def columns_of_draft(draft: Draft) -> Columns:
    """Return the plan of a draft as columns; the lots are numbered by item, finish and start."""
    links = Links()
    uses: list[list[Use]] = [[] for _ in draft.network.items]
    for level in draft.network.levels:
        for number in level:
            _peg_item(draft, number, uses, links)
    return _columns(draft, links)


def _peg_item(draft: Draft, number: int, uses: list[list[Use]], links: Links) -> None:
    network = draft.network
    supplies, of_item = supplies_of(draft, number), uses[number]
    for one in network.wanted[number]:
        given = draft.grants.get(one.demand)
        if given is not None:
            of_item.append(Use(given.stamp, one.rank, given.quantity, -1, one.demand, one.may_split))
    of_item.sort(key=lambda use: use.stamp)
    use_places, supply_places, sizes = overlay(
        floats([use.quantity for use in of_item]), floats([supply.quantity for supply in supplies])
    )
    _write(number, of_item, supplies, use_places.tolist(), supply_places.tolist(), sizes.tolist(), links)
    pegged = np.bincount(supply_places, sizes, len(supplies)).tolist()
    _trim(network, number, supplies, pegged, draft)
    for place in draft.by_item[number]:
        lot = draft.lots[place]
        if lot.placed:
            for component, per in network.components[number]:
                needed = per * lot.quantity
                if lot.firm >= 0:
                    needed = min(needed, draft.firm_taken.get((place, component), 0.0))
                if needed > 0:
                    uses[component].append(Use(2 * max(0, lot.start_day), lot.rank, needed, place, -1))


def _write(
    number: int,
    uses: list[Use],
    supplies: list[Supply],
    use_places: list[int],
    supply_places: list[int],
    sizes: list[float],
    links: Links,
) -> None:
    by_day: dict[tuple[int, int], float] = {}
    last_day: dict[int, int] = {}
    for use_place, supply_place, size in zip(use_places, supply_places, sizes, strict=True):
        use, supply = uses[use_place], supplies[supply_place]
        links.lot.append(use.lot)
        links.demand.append(use.demand)
        links.kind.append(supply.kind)
        links.supply.append(supply.place)
        if use.demand >= 0:
            day = supply.stamp // 2
            by_day[use.demand, day] = by_day.get((use.demand, day), 0.0) + size
            if not use.may_split:
                last_day[use.demand] = max(day, last_day.get(use.demand, 0))
    links.item.extend([number] * len(sizes))
    links.quantity.extend(sizes)
    whole: dict[int, float] = {}
    for (demand, day), quantity in by_day.items():
        if demand in last_day:
            whole[demand] = whole.get(demand, 0.0) + quantity
        else:
            links.deliveries.append((demand, day, quantity))
    links.deliveries.extend((demand, last_day[demand], quantity) for demand, quantity in whole.items())


def _trim(network: Network, number: int, supplies: list[Supply], pegged: list[float], draft: Draft) -> None:
    """Make lots smaller, the latest first, by what neither a consumer nor the safety stock needs."""
    item = network.items[number]
    excess = sum(supply.quantity for supply in supplies) - sum(pegged) - item.safety_stock
    for supply, used in zip(reversed(supplies), reversed(pegged), strict=True):
        if supply.kind != LOT or excess <= _DUST * supply.quantity:
            continue
        lot = draft.lots[supply.place]
        spare = min(lot.quantity - used, excess)
        if lot.firm >= 0 or spare <= _DUST * lot.quantity:
            continue
        if used <= 0 and spare >= lot.quantity * (1 - _DUST):
            excess -= lot.quantity
            lot.placed = False
            continue
        smaller = round_up(lot.quantity - spare, item, network.lot_range[number])
        if smaller < lot.quantity * (1 - _DUST):
            excess -= lot.quantity - smaller
            _shrink(lot, smaller, network)


def _shrink(lot: DraftLot, quantity: float, network: Network) -> None:
    """Take run minutes off a lot's last days."""
    steps = {step.place: step for step in network.steps[lot.item]}
    surplus = {place: step.run_minutes * (lot.quantity - quantity) for place, step in steps.items()}
    kept: list[tuple[int, int, int, float]] = []
    for place, center, day, minutes in sorted(lot.taken, key=lambda taken: -taken[2]):
        cut = min(minutes, surplus[place])
        surplus[place] -= cut
        if minutes - cut > 0:
            kept.append((place, center, day, minutes - cut))
    lot.taken, lot.quantity = kept, quantity


def _columns(draft: Draft, links: Links) -> Columns:
    placed = [place for place, lot in enumerate(draft.lots) if lot.placed]
    placed.sort(key=lambda place: _lot_order(draft.lots[place]))
    position = np.full(len(draft.lots) + 1, -1, dtype=np.int64)
    position[placed] = np.arange(len(placed))
    lots = [draft.lots[place] for place in placed]
    loads = _loads(lots, draft.network)
    load_lot, load_step, load_center, load_day, load_minutes, load_setup = zip(*loads, strict=True) if loads else ((),) * 6
    links.deliveries.sort()
    kind, supply = ints(links.kind), ints(links.supply)
    supply = np.where(kind == LOT, position[supply], supply)
    index = draft.network.index
    return Columns(
        lot_item=ints([lot.item for lot in lots]),
        lot_quantity=floats([lot.quantity for lot in lots]),
        lot_start=ints([lot.start_day for lot in lots]),
        lot_finish=ints([lot.finish_day for lot in lots]),
        lot_firm=np.array([lot.firm >= 0 for lot in lots], dtype=np.bool_),
        load_lot=ints(load_lot),
        load_step=ints(load_step),
        load_center=ints(load_center),
        load_day=ints(load_day),
        load_minutes=floats(load_minutes),
        load_setup=floats(load_setup),
        delivery_demand=ints([demand for demand, _, _ in links.deliveries]),
        delivery_quantity=floats([quantity for _, _, quantity in links.deliveries]),
        delivery_day=ints([day for _, day, _ in links.deliveries]),
        peg_lot=position[ints(links.lot)],
        peg_demand=ints(links.demand),
        peg_item=ints(links.item),
        peg_kind=kind,
        peg_supply=supply,
        peg_quantity=floats(links.quantity),
        bought=_bought(index, ints(load_center), ints(load_day), floats(load_minutes)),
    )


def _lot_order(lot: DraftLot) -> tuple[int, int, int, float, int]:
    return (lot.item, lot.finish_day, lot.start_day, lot.quantity, lot.firm)


def _loads(lots: list[DraftLot], network: Network) -> list[tuple[int, int, int, int, float, float]]:
    """Write every lot's minutes, the set-up in the first ones of its step."""
    operations = network.index.accepted.operations
    loads: list[tuple[int, int, int, int, float, float]] = []
    for position, lot in enumerate(lots):
        setup_step, setup_left = -1, 0.0
        for place, center, day, minutes in sorted(lot.taken):
            if place != setup_step:
                setup_step, setup_left = place, operations[place].setup_minutes
            setup = min(setup_left, minutes)
            setup_left -= setup
            loads.append((position, operations[place].step, center, day, minutes, setup))
    return loads


def _bought(index: Index, center: np.ndarray, day: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Return the overtime that the load needs. Firm load beyond all overtime is an overload, which people must see."""
    shape = index.available_minutes.shape
    load = np.bincount(center * shape[1] + day, minutes, shape[0] * shape[1]).reshape(shape)
    over = load - index.available_minutes
    return np.where(over > 1e-6, np.minimum(over, index.overtime_minutes), 0.0)


def plan_of(columns: Columns, network: Network) -> Plan:
    """Return the plan as records."""
    index = network.index
    codes, centers = list(index.accepted.items), list(index.accepted.work_centers)
    bought = {code: tuple(row) for code, row in zip(centers, columns.bought.tolist(), strict=True)}
    loads = zip(
        columns.load_lot.tolist(),
        columns.load_step.tolist(),
        [centers[number] for number in columns.load_center.tolist()],
        columns.load_day.tolist(),
        columns.load_minutes.tolist(),
        columns.load_setup.tolist(),
        strict=True,
    )
    deliveries = zip(
        columns.delivery_demand.tolist(), columns.delivery_quantity.tolist(), columns.delivery_day.tolist(), strict=True
    )
    return Plan(
        lots=_lots(columns, network, codes),
        loads=tuple(OperationLoad(*load) for load in loads),
        deliveries=tuple(Delivery(*delivery) for delivery in deliveries),
        pegging=Pegging(
            consumer_lot=tuple(columns.peg_lot.tolist()),
            consumer_demand=tuple(columns.peg_demand.tolist()),
            item=tuple([codes[number] for number in columns.peg_item.tolist()]),
            supply_kind=tuple([_KINDS[kind] for kind in columns.peg_kind.tolist()]),
            supply=tuple(columns.peg_supply.tolist()),
            quantity=tuple(columns.peg_quantity.tolist()),
        ),
        bought_overtime=bought,
    )


def _lots(columns: Columns, network: Network, codes: list[str]) -> tuple[Lot, ...]:
    rows = list(
        zip(
            [codes[number] for number in columns.lot_item.tolist()],
            columns.lot_quantity.tolist(),
            columns.lot_start.tolist(),
            columns.lot_finish.tolist(),
            columns.lot_firm.tolist(),
            strict=True,
        )
    )
    keys = keys_of(network.index, rows)
    return tuple(
        Lot(key, item, quantity, start, finish, LotStatus.FIRM if firm else LotStatus.PLANNED)
        for key, (item, quantity, start, finish, firm) in zip(keys, rows, strict=True)
    )
