"""
What a way out is made of: one change of a problem that people could decide on, and its price in the site's currency.

Each element is plain data and says what the problem is with it; none of them knows a solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from mps.scheduler.problem import Demand, FirmOrder, Item, Operation, PlanningProblem, Receipt, WorkCenter

MOVED = "later"


class LotRule(StrEnum):
    """A rule of an item's lots that people may relax."""

    MINIMUM = "minimum"
    MULTIPLE = "multiple"
    MAXIMUM = "maximum"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Overtime:
    """Extra minutes a day on some days of one week at a work centre, on top of what it has."""

    work_center: str
    days: tuple[int, ...]
    minutes_per_day: float
    price: float

    @property
    def slot(self) -> str:
        """What other amounts of the same thing share: at most one of them is in a set."""
        return f"overtime {self.work_center} {self.days}"

    @property
    def minutes(self) -> float:
        """All of its minutes."""
        return self.minutes_per_day * len(self.days)

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it."""
        chosen = set(self.days)

        def longer(center: WorkCenter) -> WorkCenter:
            minutes = enumerate(center.available_minutes)
            more = tuple(one + self.minutes_per_day if day in chosen else one for day, one in minutes)
            return replace(center, available_minutes=more)

        centers = problem.work_centers
        return replace(
            problem, work_centers=tuple(longer(one) if one.code == self.work_center else one for one in centers)
        )


@dataclass(frozen=True, slots=True)
class Expedite:
    """A scheduled receipt that comes `days` days sooner, on the morning of `day`."""

    receipt: str
    item: str
    day: int
    days: int
    price: float

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"expedite {self.receipt}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it."""

        def sooner(one: Receipt) -> Receipt:
            return replace(one, arrives_day=self.day) if (one.key, one.item) == (self.receipt, self.item) else one

        return replace(problem, receipts=tuple(map(sooner, problem.receipts)))


@dataclass(frozen=True, slots=True)
class BuySooner:
    """A purchase that is only planned, ordered today and pushed: there on `day`, `days` sooner than its lead time."""

    item: str
    quantity: float
    day: int
    days: int
    price: float

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"buy {self.item}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it."""
        order = FirmOrder(f"{self.item}-pushed", self.item, self.quantity, 0, self.day)
        return replace(problem, firm_orders=(*problem.firm_orders, order))


@dataclass(frozen=True, slots=True)
class Move:
    """A quantity of an order line, or all of it, that is wanted on `day` instead; of the late line: its split."""

    demand: str
    quantity: float
    whole: bool
    day: int
    days: int
    price: float

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"move {self.demand}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it; a part that moves is a demand of its own."""
        demands: list[Demand] = []
        for one in problem.demands:
            if one.key != self.demand:
                demands.append(one)
            elif self.whole:
                demands.append(replace(one, due_day=self.day))
            else:
                rest = replace(one, quantity=one.quantity - self.quantity)
                part = replace(one, key=f"{one.key} {MOVED}", quantity=self.quantity, due_day=self.day)
                demands += (rest, part)
        return replace(problem, demands=tuple(demands))


@dataclass(frozen=True, slots=True)
class MoveLot:
    """A firm order that is made `days` days later: as far as whoever waits for it has slack."""

    lot: str
    item: str
    day: int
    days: int
    price: float

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"lot {self.lot}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it."""

        def later(one: FirmOrder) -> FirmOrder:
            if one.key != self.lot:
                return one
            return replace(one, start_day=one.start_day + self.days, finish_day=one.finish_day + self.days)

        return replace(problem, firm_orders=tuple(map(later, problem.firm_orders)))


@dataclass(frozen=True, slots=True)
class FixLot:
    """A planned lot that is fixed `days` days sooner than the last plan has it."""

    lot: str
    item: str
    quantity: float
    start_day: int
    day: int
    days: int
    price: float = 0.0

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"fix {self.lot}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it."""
        order = FirmOrder(self.lot, self.item, self.quantity, self.start_day, self.day)
        return replace(problem, firm_orders=(*problem.firm_orders, order))


@dataclass(frozen=True, slots=True)
class OwnLot:
    """
    A lot that is made of an item, whatever its lot rules say, and no other one that finishes on its day.

    `total` is what finishes of the item then, with the lots that people have fixed already. `idle` is that day with the
    ones beside it on which nobody works.
    """

    item: str
    quantity: float
    total: float
    start_day: int
    day: int
    idle: tuple[int, int]
    price: float

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"own {self.item}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it."""
        order = FirmOrder(f"{self.item}-own-{self.day}", self.item, self.quantity, self.start_day, self.day)

        def closed(item: Item) -> Item:
            return replace(item, closed_days=tuple(sorted((*item.closed_days, self.idle))))

        return replace(
            problem,
            items=tuple(closed(one) if one.code == self.item else one for one in problem.items),
            firm_orders=(*problem.firm_orders, order),
        )


@dataclass(frozen=True, slots=True)
class OtherCenter:
    """A step of an item that is done at another of its work centres."""

    item: str
    step: int
    work_center: str
    price: float

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"step {self.item} {self.step}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it: there and nowhere else."""

        def forced(one: Operation) -> Operation:
            if (one.item, one.step) != (self.item, self.step):
                return one
            factor = next(other.factor for other in one.alternatives if other.work_center == self.work_center)
            minutes = one.run_minutes_per_unit * factor
            return replace(one, work_center=self.work_center, run_minutes_per_unit=minutes, alternatives=())

        return replace(problem, operations=tuple(map(forced, problem.operations)))


@dataclass(frozen=True, slots=True)
class Relax:
    """A lot rule of an item that is left out."""

    item: str
    rule: LotRule
    price: float

    @property
    def slot(self) -> str:
        """See `Overtime`."""
        return f"rule {self.item} {self.rule}"

    def applied(self, problem: PlanningProblem) -> PlanningProblem:
        """Return the problem with it."""
        return replace(
            problem, items=tuple(self._without(one) if one.code == self.item else one for one in problem.items)
        )

    def _without(self, item: Item) -> Item:
        if self.rule is LotRule.MINIMUM:
            return replace(item, lot_minimum=0.0)
        if self.rule is LotRule.MULTIPLE:
            return replace(item, lot_multiple=1.0)
        if self.rule is LotRule.MAXIMUM:
            return replace(item, lot_maximum=0.0)
        return replace(item, period_of_supply_days=0, lots_by_cost=False)


Element = Overtime | Expedite | BuySooner | Move | MoveLot | FixLot | OwnLot | OtherCenter | Relax


def with_elements(problem: PlanningProblem, elements: Iterable[Element]) -> PlanningProblem:
    """Return the problem with all elements; in which order they are given makes no difference."""
    in_order = sorted(elements, key=lambda one: one.slot)
    return reduce(lambda so_far, one: one.applied(so_far), in_order, problem)


def price_of(elements: Iterable[Element]) -> float:
    """Return what elements cost together, in the site's currency."""
    return sum(sorted(one.price for one in elements))
