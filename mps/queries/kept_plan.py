"""A plan that is kept in full, as it was made: its problem, its lots, who draws from what, and the minutes of lots."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TypeVar

import msgspec

from company.models import AtpRule
from mps.models import Plan, PlanDetail, PlannedOrder
from mps.scheduler import problem as problems
from mps.scheduler.columns import index_of
from mps.scheduler.flows import usage_per_unit
from mps.scheduler.last_plan import everything_in
from mps.scheduler.plan import SupplyKind
from mps.scheduler.problem import BomLine, Demand, DemandKind, Item, PlanningProblem, PreviousMinutes, Receipt
from mps.scheduler.validate import Accepted

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")

PLANS_REMEMBERED = 2
NO_LOT = -1


class _Pegging(msgspec.Struct):
    """The columns of a stored pegging, see `scheduler.plan.Pegging`; the keys of lots by lot key, in newer plans."""

    consumer_lot: list[int]
    consumer_demand: list[int]
    item: list[str]
    supply_kind: list[str]
    supply: list[int]
    quantity: list[float]
    make_to_order: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class KeptLot:
    """A lot by its place in the plan; days are numbers, as in the problem."""

    place: int
    key: str
    item: str
    quantity: float
    start_day: int
    finish_day: int
    firm: bool


@dataclass(frozen=True, slots=True)
class Link:
    """
    `quantity` of `item` that a lot (`consumer_lot`, or -1) or a demand (`consumer_demand`, or -1) draws from a supply.

    `supply` is the place of a lot or a receipt by `kind`, -1 for stock.
    """

    consumer_lot: int
    consumer_demand: int
    item: str
    kind: SupplyKind
    supply: int
    quantity: float


class UnknownLotError(LookupError):
    """The plan has no lot of that key."""


@dataclass
class KeptPlan:
    """Everything that stands behind the numbers of a plan."""

    start: date
    problem: PlanningProblem
    accepted: Accepted
    lots: Sequence[KeptLot]
    links: Sequence[Link]
    minutes: Sequence[PreviousMinutes]
    atp_is_cumulative: bool
    make_to_order: Mapping[str, list[str]] = field(default_factory=dict)

    @cached_property
    def lot_by_key(self) -> Mapping[str, KeptLot]:
        """The lots by key."""
        return {lot.key: lot for lot in self.lots}

    def lot(self, key: str) -> KeptLot:
        """Return the lot of a key. Raises UnknownLotError."""
        if key not in self.lot_by_key:
            raise UnknownLotError(key)
        return self.lot_by_key[key]

    @cached_property
    def lots_of(self) -> Mapping[str, list[KeptLot]]:
        """The lots of each item, by its code."""
        return _grouped((lot.item, lot) for lot in self.lots)

    @cached_property
    def drawn_from_lot(self) -> Mapping[int, list[Link]]:
        """Who draws from each lot."""
        return _grouped((link.supply, link) for link in self.links if link.kind is SupplyKind.LOT)

    @cached_property
    def drawn_by_lot(self) -> Mapping[int, list[Link]]:
        """What each lot draws."""
        return _grouped((link.consumer_lot, link) for link in self.links if link.consumer_lot != NO_LOT)

    @cached_property
    def drawn_by_demand(self) -> Mapping[int, list[Link]]:
        """What each demand draws, by its place in the problem."""
        return _grouped((link.consumer_demand, link) for link in self.links if link.consumer_lot == NO_LOT)

    @cached_property
    def minutes_of_lot(self) -> Mapping[str, list[PreviousMinutes]]:
        """The minutes of each lot, by its key."""
        return _grouped((row.lot, row) for row in self.minutes)

    @cached_property
    def minutes_at(self) -> Mapping[str, list[PreviousMinutes]]:
        """The minutes of each work centre, by its code."""
        return _grouped((row.work_center, row) for row in self.minutes)

    @cached_property
    def load(self) -> Mapping[str, Mapping[int, float]]:
        """Minutes by work centre and day."""
        found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.minutes:
            found[row.work_center][row.day] += row.minutes
        return found

    @cached_property
    def demands_of(self) -> Mapping[str, list[Demand]]:
        """What is wanted of each item."""
        return _grouped((demand.item, demand) for _, demand in self.accepted.demands)

    @cached_property
    def receipts_of(self) -> Mapping[str, list[Receipt]]:
        """What is on its way of each item."""
        return _grouped((receipt.item, receipt) for _, receipt in self.accepted.receipts)

    @cached_property
    def lines_above(self) -> Mapping[str, list[BomLine]]:
        """The bill lines in which each item is the component."""
        return _grouped((line.component, line) for line in self.accepted.bom)

    @cached_property
    def lines_below(self) -> Mapping[str, list[BomLine]]:
        """The bill lines of each parent."""
        return _grouped((line.parent, line) for line in self.accepted.bom)

    def item(self, code: str) -> Item:
        """Return an item as it was planned. Raises KeyError."""
        return self.accepted.items[code]

    def counts(self, demand: Demand) -> bool:
        """Whether a demand is part of the balance: forecast inside the demand fence is not."""
        inside = max(0, demand.due_day) < self.item(demand.item).frozen_days
        return demand.kind is DemandKind.ORDER or not inside

    def usage(self, parent: str, component: str) -> float:
        """Return how much of a component one piece of a parent takes."""
        return sum(usage_per_unit(line) for line in self.lines_below[parent] if line.component == component)

    def ready_day(self, link: Link) -> int:
        """Return the first day on which a supply can be used in a parent; 0 for stock."""
        if link.kind is SupplyKind.LOT:
            return self.lots[link.supply].finish_day + 1
        return max(0, self.problem.receipts[link.supply].arrives_day) if link.kind is SupplyKind.RECEIPT else 0

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return self.start + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """Return the number of a date."""
        return (when - self.start).days


@lru_cache(maxsize=PLANS_REMEMBERED)
def kept_plan(plan_id: int) -> KeptPlan:
    """Return what stands behind a plan. Raises PlanDetail.DoesNotExist for one that is no longer kept in full."""
    detail = PlanDetail.objects.get(pk=plan_id)
    plan = Plan.objects.select_related("site").get(pk=plan_id)
    start = plan.bucket_starts[0]
    problem = problems.from_bytes(zlib.decompress(bytes(detail.problem)))
    keys, minutes = everything_in(bytes(detail.lot_minutes)) if detail.lot_minutes else ((), [])
    pegging = msgspec.json.decode(zlib.decompress(bytes(detail.pegging)), type=_Pegging) if detail.pegging else None
    return KeptPlan(
        start=start,
        problem=problem,
        accepted=index_of(problem).accepted,
        lots=_lots(plan_id, start, keys),
        links=_links(pegging) if pegging and keys else (),
        minutes=minutes,
        atp_is_cumulative=plan.site.atp_rule == AtpRule.CUMULATIVE,
        make_to_order=pegging.make_to_order if pegging else {},
    )


def _lots(plan_id: int, start: date, keys: Sequence[str]) -> list[KeptLot]:
    """Return the lots in the plan's order; one whose order was not kept has them by key."""
    rows = PlannedOrder.objects.filter(plan_id=plan_id).order_by("lot_key").values_list(
        "lot_key", "item__code", "quantity", "start_date", "finish_date", "status"
    )  # fmt: skip
    by_key = {row[0]: row[1:] for row in rows}
    return [
        KeptLot(place, key, item, quantity, (begins - start).days, (ends - start).days, status == "firm")
        for place, key in enumerate(keys or by_key)
        for item, quantity, begins, ends, status in (by_key[key],)
    ]


def _links(pegging: _Pegging) -> list[Link]:
    rows = zip(
        pegging.consumer_lot, pegging.consumer_demand, pegging.item, pegging.supply_kind, pegging.supply,
        pegging.quantity, strict=True,
    )  # fmt: skip
    return [
        Link(lot, demand, item, SupplyKind(kind), supply, quantity)
        for lot, demand, item, kind, supply, quantity in rows
    ]


def _grouped(pairs: Iterable[tuple[KeyT, ValueT]]) -> Mapping[KeyT, list[ValueT]]:
    """Return the values by key; there is an empty list for every other key."""
    found: dict[KeyT, list[ValueT]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
