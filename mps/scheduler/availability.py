"""What a plan covers each demand with: stock on hand, what is on its way, or lots yet to be started."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mps.scheduler.plan import Plan, SupplyKind
from mps.scheduler.problem import PlanningProblem

TOLERANCE = 1e-6


class Availability(StrEnum):
    """How far a demand can be met without starting anything new; it is one or the other for all of its quantity."""

    IN_STOCK = "in_stock"
    EXPECTED = "expected"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class Cover:
    """Quantities that a demand draws: from stock, from scheduled receipts, from lots of the plan."""

    wanted: float
    from_stock: float
    from_receipts: float
    from_lots: float

    @property
    def availability(self) -> Availability:
        """In stock where stock covers all of it, expected where receipts cover the rest, else not available."""
        if self.from_stock >= self.wanted - TOLERANCE:
            return Availability.IN_STOCK
        if self.from_stock + self.from_receipts >= self.wanted - TOLERANCE:
            return Availability.EXPECTED
        return Availability.NOT_AVAILABLE


def covers(problem: PlanningProblem, plan: Plan) -> list[Cover]:
    """
    Return what each demand of the problem draws, in their order, by the plan's single-level pegging.

    Source: glossary, pegging and demand priority: scarce supply goes by priority, then by due date.
    """
    drawn = [dict.fromkeys(SupplyKind, 0.0) for _ in problem.demands]
    links = plan.pegging
    for demand, kind, quantity in zip(links.consumer_demand, links.supply_kind, links.quantity, strict=True):
        if demand >= 0:
            drawn[demand][kind] += quantity
    return [
        Cover(demand.quantity, of[SupplyKind.STOCK], of[SupplyKind.RECEIPT], of[SupplyKind.LOT])
        for demand, of in zip(problem.demands, drawn, strict=True)
    ]
