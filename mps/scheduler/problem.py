"""What is to be planned, frozen: plain data, natural keys, units in the names. No Django, no clock.

Records refer to each other by code, as people and files do; the engine makes its own index. Quantities are in the
item's own unit, times in minutes, days are numbers of `Horizon`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum

import msgspec

from mps.scheduler.horizon import Horizon


class DemandKind(StrEnum):
    """Why a quantity is wanted: a customer's order line, or the forecast that orders have not consumed."""

    ORDER = "order"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class Item:
    """
    An item at the site. `lot_maximum` 0 means no maximum; a fence of 0 days means no fence.

    One lot covers what is short during `period_of_supply_days`; 0 means a lot of its own for every order. With
    `lots_by_cost` lots may cover more, where set-ups cost more than stock (lot policy least cost).
    On `closed_days`, spans of a first and a last day, no planned lot finishes: a person said what finishes then.
    """

    code: str
    made: bool
    on_hand: float = 0.0
    safety_stock: float = 0.0
    safety_time_days: int = 0
    lead_time_days: int = 0
    lot_minimum: float = 0.0
    lot_multiple: float = 1.0
    lot_maximum: float = 0.0
    period_of_supply_days: int = 1
    lots_by_cost: bool = False
    unit_cost: float = 0.0
    frozen_days: int = 0
    slushy_days: int = 0
    is_mps: bool = False
    closed_days: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BomLine:
    """`quantity_per` of the component goes into one parent; `scrap_share` (0 to below 1) of it is lost on the way."""

    parent: str
    component: str
    quantity_per: float
    scrap_share: float = 0.0


@dataclass(frozen=True, slots=True)
class AlternativeWorkCenter:
    """Another work centre that can do a step: a piece takes `factor` times the run minutes there, above 0."""

    work_center: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One step of an item's routing. A lot costs `setup_minutes` once and `run_minutes_per_unit` for every piece.

    `setup_cost` is money a set-up costs beside its minutes (cleaning, scrap, a tool), in the site's currency.
    `alternatives` can do the step too, the preferred ones first; a lot's step stays on one work centre.
    """

    item: str
    step: int
    work_center: str
    setup_minutes: float
    run_minutes_per_unit: float
    setup_cost: float = 0.0
    alternatives: tuple[AlternativeWorkCenter, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkCenter:
    """
    A work centre's capacity, day by day.

    `added_minutes` are those that a person added beyond the shifts; they are in `available_minutes` already, and are
    paid like overtime whatever is planned, so no plan depends on them (`added_hours.py`).

    Shape: the tuples are `Horizon.day_count` long; without anything added the last one is empty.
    Unit:  minutes a day, efficiency and downtime already taken into account; overtime is what may be bought on top.
    """

    code: str
    available_minutes: tuple[float, ...]
    overtime_minutes: tuple[float, ...]
    overtime_cost_per_minute: float = 0.0
    added_minutes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """
    A quantity wanted by the end of `due_day` (a negative day is in the past: as soon as can be).

    `priority` 1 is the most urgent. `promised` says that the due day was promised to the customer.
    """

    key: str
    item: str
    quantity: float
    due_day: int
    priority: int = 3
    kind: DemandKind = DemandKind.ORDER
    promised: bool = False
    may_split: bool = True
    unit_price: float = 0.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A released order of ours or a purchase order: usable from the morning of `arrives_day`; never moved."""

    key: str
    item: str
    quantity: float
    arrives_day: int


@dataclass(frozen=True, slots=True)
class FirmOrder:
    """
    A planned order that a person fixed in quantity and days: the engine plans around it, its load included.

    `work_centers`: the number of a step, and the one of the work centres that can do it on which a person wants it.
    """

    key: str
    item: str
    quantity: float
    start_day: int
    finish_day: int
    work_centers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PreviousLot:
    """
    A lot of the last published plan: what a calm plan keeps, and where a lot's lasting key comes from.

    `start_day` None: its lead time before its finish.
    """

    key: str
    item: str
    quantity: float
    finish_day: int
    start_day: int | None = None


@dataclass(frozen=True, slots=True)
class PreviousMinutes:
    """Minutes of a day that a lot of the last plan, by its key, had on a work centre for a step; overtime included."""

    lot: str
    step: int
    work_center: str
    day: int
    minutes: float


@dataclass(frozen=True, slots=True)
class ChangeBudget:
    """
    At most `most_lots` lots of the last plan that finish on the first `days` days may change quantity or finish.

    What can't be kept does not count: its item is gone, it is of the past, or it has become a firm order.
    """

    most_lots: int
    days: int


@dataclass(frozen=True, slots=True)
class Prices:
    """
    The objective's prices, in the site's currency. The tiers are lexicographic by their size.

    `late_line` and `late_day` are for priority 1; priority p costs `priority_factor ** (p - 1)` of it.
    """

    late_line: float = 100_000.0
    late_day: float = 100.0
    priority_factor: float = 0.1
    promised_factor: float = 1_000.0
    unmet_days: int = 365
    forecast_late_line: float = 10.0
    forecast_late_day: float = 1.0
    safety_stock_missing_day: float = 0.1
    changed_lot: float = 5.0
    setup_minute: float = 0.2
    holding_share_per_year: float = 0.2


@dataclass(frozen=True, slots=True)
class PlanningProblem:
    """
    Everything a plan depends on, and nothing else: the same problem and seed give the same plan, byte for byte.

    With `previous_minutes` the last plan can be made again as it was: no promise is late that it kept, where nothing
    but promises came since. `previous_late` are the keys of the promised demands that it did not keep.
    """

    site: str
    horizon: Horizon
    items: tuple[Item, ...]
    bom: tuple[BomLine, ...] = ()
    operations: tuple[Operation, ...] = ()
    work_centers: tuple[WorkCenter, ...] = ()
    demands: tuple[Demand, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    firm_orders: tuple[FirmOrder, ...] = ()
    previous_lots: tuple[PreviousLot, ...] = ()
    previous_minutes: tuple[PreviousMinutes, ...] = ()
    previous_late: tuple[str, ...] = ()
    change_budget: ChangeBudget | None = None
    prices: Prices = field(default_factory=Prices)
    seed: int = 1


def to_bytes(problem: PlanningProblem) -> bytes:
    """Return the problem as canonical JSON: what is stored with a plan, exported, and hashed."""
    return msgspec.json.encode(problem)


def from_bytes(stored: bytes) -> PlanningProblem:
    """Return the problem that `to_bytes` stored. Raises msgspec.ValidationError where the text is not of that shape."""
    return msgspec.json.decode(stored, type=PlanningProblem)


def without_last_plan(problem: PlanningProblem) -> PlanningProblem:
    """Return the inputs by themselves: a plan that follows none."""
    return replace(problem, previous_lots=(), previous_minutes=(), previous_late=())


def digest(stored: bytes) -> str:
    """Return the hash by which two stored problems are the same problem."""
    return hashlib.sha256(stored).hexdigest()
