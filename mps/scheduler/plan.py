"""What a solve answers: lots, deliveries, load, pegging, and what they cost. Plain data; not how it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How far the solve got. All of them carry a plan that `check` accepts."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    TIME_LIMIT = "time_limit"
    STOPPED = "stopped"


class LotStatus(StrEnum):
    """`firm` lots are people's, `planned` ones the engine's; scheduled receipts are no lots."""

    FIRM = "firm"
    PLANNED = "planned"


class SupplyKind(StrEnum):
    """What a pegging link draws from."""

    STOCK = "stock"
    RECEIPT = "receipt"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Lot:
    """
    A quantity of one item, made or bought in one go.

    Components are taken on the morning of `start_day`; the lot can be delivered on `finish_day` and used in a parent
    from the day after. `key` is the same from plan to plan as long as it is recognisably the same lot.
    """

    key: str
    item: str
    quantity: float
    start_day: int
    finish_day: int
    status: LotStatus = LotStatus.PLANNED


@dataclass(frozen=True, slots=True)
class OperationLoad:
    """Minutes of a lot's step on one day; `setup_minutes` are part of `minutes`. `lot` is a place in `Plan.lots`."""

    lot: int
    step: int
    work_center: str
    day: int
    minutes: float
    setup_minutes: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """A quantity that can leave for demand number `demand` (its place in the problem) on `day`."""

    demand: int
    quantity: float
    day: int


@dataclass(frozen=True, slots=True)
class Pegging:
    """
    Who draws how much from what, as columns of equal length (one row a link).

    `consumer_lot` is the place of the lot that uses a component, or -1 where `consumer_demand` is a demand's place.
    `supply` is the place in `Plan.lots` or `problem.receipts`, or -1 for stock on hand of `item` (a code).
    """

    consumer_lot: Sequence[int] = ()
    consumer_demand: Sequence[int] = ()
    item: Sequence[str] = ()
    supply_kind: Sequence[SupplyKind] = ()
    supply: Sequence[int] = ()
    quantity: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """The objective, term by term, in the site's currency."""

    late_promised: float = 0.0
    late_orders: float = 0.0
    late_forecast: float = 0.0
    safety_stock: float = 0.0
    changed_lots: float = 0.0
    overtime: float = 0.0
    setup: float = 0.0
    holding: float = 0.0

    @property
    def total(self) -> float:
        """The sum of all terms."""
        return (
            self.late_promised
            + self.late_orders
            + self.late_forecast
            + self.safety_stock
            + self.changed_lots
            + self.overtime
            + self.setup
            + self.holding
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """
    A whole plan of one site. Loads, deliveries and pegging are `records` of an engine's plan, plain rows of any other.

    Shape: `bought_overtime` maps a work centre's code to minutes bought per day, `Horizon.day_count` long.
           A demand whose quantity is not delivered in full inside the horizon has fewer deliveries, or none.
    """

    lots: tuple[Lot, ...]
    loads: Sequence[OperationLoad]
    deliveries: Sequence[Delivery]
    pegging: Pegging
    bought_overtime: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that contradicts itself or the others and was left out, so that the rest could be planned."""

    record: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unlimited:
    """A plan without its change budget: what it would cost, and how many of the lots that the budget covers change."""

    cost: Cost
    changes: int


@dataclass(frozen=True, slots=True)
class Result:
    """
    A plan with its proof: how far the solve got, what it costs, what no plan can beat, and the work done.

    `lot_bound` is below the set-up, holding and overtime cost of every plan that is in time, safety stock included, and
    whose free lots are each made on one day; 0 where lots were not improved, or no such plan was found. `unlimited` is
    None where the problem has no change budget.
    """

    outcome: Outcome
    plan: Plan
    cost: Cost
    bound: float
    seconds: float
    steps: int
    refused: tuple[Refused, ...] = field(default_factory=tuple)
    lot_bound: float = 0.0
    unlimited: Unlimited | None = None

    @property
    def gap(self) -> float:
        """How much of the cost the bound does not explain, 0 to 1. A bound knows lateness and overtime only."""
        return 1.0 - self.bound / self.cost.total if self.cost.total > 0 else 0.0
