"""From a draft to a plan: peg from the end items down, leave out what nobody needs, and write the columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mps.scheduler.assign import Supplies, Uses, joined, overlay
from mps.scheduler.columns import KIND_NUMBERS, LOT, Columns, Floats, Index, Ints, floats, ints, sums
from mps.scheduler.construct import Draft, uses_by_lots
from mps.scheduler.lot_keys import keys_of
from mps.scheduler.netting import round_up
from mps.scheduler.network import RANK_FIRM, Network
from mps.scheduler.plan import Delivery, Lot, LotStatus, OperationLoad, Pegging, Plan
from mps.scheduler.shop import DraftLot

_DUST = 1e-9
_KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}


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


def columns_of_draft(draft: Draft, count: Callable[[int], None]) -> Columns:
    """Return the plan of a draft as columns; the lots are numbered by item, finish and start."""
    links = Links()
    uses: list[list[Uses]] = [[] for _ in draft.network.items]
    for level in draft.network.levels:
        for number in level:
            count(1)
            _peg_item(draft, number, uses[number], links)
            for component, of_component in uses_by_lots(draft, number):
                uses[component].append(_as_firm_orders_get(draft, component, of_component))
    return _columns(draft, links)


def _as_firm_orders_get(draft: Draft, component: int, uses: Uses) -> Uses:
    for place in np.flatnonzero(uses.rank == RANK_FIRM).tolist():
        uses.quantity[place] = min(uses.quantity[place], draft.firm_taken.get((int(uses.lot[place]), component), 0.0))
    return uses


def _peg_item(draft: Draft, number: int, by_lots: list[Uses], links: Links) -> None:
    supplies = draft.supplies[number]
    uses = joined([*by_lots, draft.granted[number]])
    uses = uses.rows(np.argsort(uses.stamp, kind="stable"))
    use, supply, sizes = overlay(uses.quantity, supplies.quantity)
    links.lot.append(uses.lot[use])
    links.demand.append(uses.demand[use])
    links.item.append(np.full(len(use), number))
    links.kind.append(supplies.kind[supply])
    links.supply.append(supplies.place[supply])
    links.day.append(supplies.stamp[supply] // 2)
    links.quantity.append(sizes)
    _trim(draft, number, supplies, sums(supply, sizes, len(supplies.stamp)))


def _deliveries(index: Index, demand: Ints, day: Ints, quantity: Floats) -> tuple[Ints, Ints, Floats]:
    """Return demand, day and quantity: a delivery a day, or one when all is there where it may not be split."""
    may_split, days = index.demand_columns.may_split[demand], index.problem.horizon.day_count
    last = np.zeros(len(index.problem.demands), dtype=np.int64)
    np.maximum.at(last, demand, day)
    pair, inverse = np.unique(demand * days + np.where(may_split, day, last[demand]), return_inverse=True)
    return pair // days, pair % days, sums(inverse, quantity, len(pair))


def _trim(draft: Draft, number: int, supplies: Supplies, pegged: Floats) -> None:
    """Make lots smaller, the latest first, by what neither a use nor the safety stock needs."""
    item, network = draft.network.items[number], draft.network
    excess = float(supplies.quantity.sum() - pegged.sum()) - item.safety_stock
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


def _columns(draft: Draft, links: Links) -> Columns:
    placed = [place for place, lot in enumerate(draft.lots) if lot.placed]
    placed.sort(key=lambda place: _lot_order(draft.lots[place]))
    position = np.full(len(draft.lots) + 1, -1, dtype=np.int64)
    position[placed] = np.arange(len(placed))
    lots = [draft.lots[place] for place in placed]
    loads = _loads(lots, draft.network)
    load_lot, load_step, load_center, load_day, load_minutes, load_setup = (
        zip(*loads, strict=True) if loads else ((),) * 6
    )
    index, none = draft.network.index, [ints([])]
    kind, supply, demand = (np.concatenate(column or none) for column in (links.kind, links.supply, links.demand))
    day, quantity = np.concatenate(links.day or none), np.concatenate(links.quantity or [floats([])])
    sold = demand >= 0
    delivery_demand, delivery_day, delivery_quantity = _deliveries(index, demand[sold], day[sold], quantity[sold])
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
        delivery_demand=delivery_demand,
        delivery_quantity=delivery_quantity,
        delivery_day=delivery_day,
        peg_lot=position[np.concatenate(links.lot or none)],
        peg_demand=demand,
        peg_item=np.concatenate(links.item or none),
        peg_kind=kind,
        peg_supply=np.where(kind == LOT, position[np.where(kind == LOT, supply, -1)], supply),
        peg_quantity=quantity,
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
        for place, center, day, minutes in sorted(lot.taken) if len(lot.taken) > 1 else lot.taken:
            if place != setup_step:
                setup_step, setup_left = place, operations[place].setup_minutes
            setup = min(setup_left, minutes)
            setup_left -= setup
            loads.append((position, operations[place].step, center, day, minutes, setup))
    return loads


def _bought(index: Index, center: np.ndarray, day: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Return the overtime that the load needs. Firm load beyond all overtime is an overload, which people must see."""
    shape = index.available_minutes.shape
    load = sums(center * shape[1] + day, minutes, shape[0] * shape[1]).reshape(shape)
    over = load - index.available_minutes
    return np.where(over > 1e-6, np.minimum(over, index.overtime_minutes), 0.0)


def plan_of(columns: Columns, lots: tuple[Lot, ...], codes: list[str], centers: list[str]) -> Plan:
    """Return the plan as records; `codes` and `centers` name the items and work centres by number."""
    bought = {code: tuple(row) for code, row in zip(centers, columns.bought.tolist(), strict=True)}
    loads = map(
        OperationLoad,
        columns.load_lot.tolist(),
        columns.load_step.tolist(),
        [centers[number] for number in columns.load_center.tolist()],
        columns.load_day.tolist(),
        columns.load_minutes.tolist(),
        columns.load_setup.tolist(),
    )
    deliveries = map(
        Delivery, columns.delivery_demand.tolist(), columns.delivery_quantity.tolist(), columns.delivery_day.tolist()
    )
    return Plan(
        lots=lots,
        loads=tuple(loads),
        deliveries=tuple(deliveries),
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


def lots_of(columns: Columns, network: Network) -> tuple[Lot, ...]:
    """Return the lots as records, with their keys."""
    codes = list(network.index.accepted.items)
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
