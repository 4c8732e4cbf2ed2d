"""From a draft to a plan: peg from the end items down, leave out what nobody needs, and write the columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mps.scheduler.arrays import Floats, Ints, floats, ints, sums
from mps.scheduler.columns import KIND_NUMBERS, LOT, Columns, Index
from mps.scheduler.draft import Draft
from mps.scheduler.lot_keys import keys_of
from mps.scheduler.network import Network
from mps.scheduler.pegging import Links, peg
from mps.scheduler.plan import Delivery, Lot, LotStatus, OperationLoad, Pegging, Plan
from mps.scheduler.records import Column, Table
from mps.scheduler.shop import DraftLot

_DUST = 1e-9
_KINDS = sorted(KIND_NUMBERS, key=KIND_NUMBERS.__getitem__)


def columns_of_draft(draft: Draft, count: Callable[[int], None]) -> Columns:
    """Return the plan of a draft as columns; the lots are numbered by item, finish and start."""
    links = peg(draft, count)
    count(1)
    return _columns(draft, links)


def _deliveries(index: Index, demand: Ints, day: Ints, quantity: Floats) -> tuple[Ints, Ints, Floats]:
    """Return demand, day and quantity: a delivery a day, or one when all is there where it may not be split."""
    may_split, days = index.demand_columns.may_split[demand], index.problem.horizon.day_count
    last = np.zeros(len(index.problem.demands), dtype=np.int64)
    np.maximum.at(last, demand, day)
    pair, inverse = np.unique(demand * days + np.where(may_split, day, last[demand]), return_inverse=True)
    return pair // days, pair % days, sums(inverse, quantity, len(pair))


def _columns(draft: Draft, links: Links) -> Columns:
    lots, position = _lots_in_order(draft)
    load_lot, load_place, load_center, load_day, load_minutes, load_setup = _loads(lots, draft.network)
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
        load_lot=load_lot,
        load_step=ints([step.step for step in index.accepted.operations])[load_place],
        load_center=load_center,
        load_day=load_day,
        load_minutes=load_minutes,
        load_setup=load_setup,
        delivery_demand=delivery_demand,
        delivery_quantity=delivery_quantity,
        delivery_day=delivery_day,
        peg_lot=position[np.concatenate(links.lot or none)],
        peg_demand=demand,
        peg_item=np.concatenate(links.item or none),
        peg_kind=kind,
        peg_supply=np.where(kind == LOT, position[np.where(kind == LOT, supply, -1)], supply),
        peg_quantity=quantity,
        bought=_bought(index, load_center, load_day, load_minutes),
    )


def _lots_in_order(draft: Draft) -> tuple[list[DraftLot], Ints]:
    """Return the placed lots by item, finish and start, and where each lot of the draft stands among them."""
    placed = [place for place, lot in enumerate(draft.lots) if lot.placed]
    lots = [draft.lots[place] for place in placed]
    columns = [(lot.firm, lot.quantity, lot.start_day, lot.finish_day, lot.item) for lot in lots]
    order = np.lexsort(tuple(zip(*columns, strict=True))) if columns else ints([])
    position = np.full(len(draft.lots) + 1, -1, dtype=np.int64)
    position[ints(placed)[order]] = np.arange(len(placed))
    return [lots[place] for place in order.tolist()], position


def _loads(lots: list[DraftLot], network: Network) -> tuple[Ints, Ints, Ints, Ints, Floats, Floats]:
    """Return every lot's minutes as (lot, place of the operation, work centre, day, minutes, set-up minutes)."""
    lot = np.repeat(np.arange(len(lots)), ints([len(one.taken) for one in lots]))
    rows = floats([taken for one in lots for taken in one.taken]).reshape(-1, 4)
    place, center, day = (rows[:, column].astype(np.int64) for column in range(3))
    order = np.lexsort((rows[:, 3], day, center, place, lot))
    lot, place, center, day, minutes = lot[order], place[order], center[order], day[order], rows[order, 3]
    # the set-up is in the first minutes of its step
    first = (np.diff(lot, prepend=-1) != 0) | (np.diff(place, prepend=-1) != 0)
    before = np.cumsum(minutes) - minutes
    before -= before[np.maximum.accumulate(np.where(first, np.arange(len(lot)), 0))]
    setup = floats([step.setup_minutes for step in network.index.accepted.operations])[place]
    return lot, place, center, day, minutes, np.clip(setup - before, 0.0, minutes)


def _bought(index: Index, center: np.ndarray, day: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Return the overtime that the load needs. Firm load beyond all overtime is an overload, which people must see."""
    shape = index.available_minutes.shape
    load = sums(center * shape[1] + day, minutes, shape[0] * shape[1]).reshape(shape)
    over = load - index.available_minutes
    return np.where(over > 1e-6, np.minimum(over, index.overtime_minutes), 0.0)


def plan_of(columns: Columns, lots: tuple[Lot, ...], codes: list[str], centers: list[str]) -> Plan:
    """Return the plan; `codes` and `centers` name the items and work centres by number."""
    bought = {code: tuple(row) for code, row in zip(centers, columns.bought.tolist(), strict=True)}
    return Plan(
        lots=lots,
        loads=Table(
            OperationLoad,
            Column(columns.load_lot),
            Column(columns.load_step),
            Column(columns.load_center, centers),
            Column(columns.load_day),
            Column(columns.load_minutes),
            Column(columns.load_setup),
        ),
        deliveries=Table(
            Delivery,
            Column(columns.delivery_demand),
            Column(columns.delivery_quantity),
            Column(columns.delivery_day),
        ),
        pegging=Pegging(
            consumer_lot=Column(columns.peg_lot),
            consumer_demand=Column(columns.peg_demand),
            item=Column(columns.peg_item, codes),
            supply_kind=Column(columns.peg_kind, _KINDS),
            supply=Column(columns.peg_supply),
            quantity=Column(columns.peg_quantity),
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
    status = [LotStatus.FIRM if firm else LotStatus.PLANNED for firm in columns.lot_firm.tolist()]
    item, quantity, start, finish, _ = zip(*rows, strict=True) if rows else ((),) * 5
    return tuple(map(Lot, keys, item, quantity, start, finish, status))
