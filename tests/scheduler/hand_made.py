"""A small plan made by hand, correct, and ways to break it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.check import PlanBroken, check
from mps.scheduler.plan import Delivery, Lot, OperationLoad, Pegging, Plan, Result, SupplyKind
from mps.scheduler.problem import PlanningProblem, Receipt
from tests.scheduler import given

BIKES, WHEELS = 0, 1
STOCK, RECEIPT, LOT = SupplyKind.STOCK, SupplyKind.RECEIPT, SupplyKind.LOT
Link = tuple[int, int, str, SupplyKind, int, float]

LINKS: tuple[Link, ...] = (
    (-1, 0, "BIKE", LOT, BIKES, 3.0),
    (BIKES, -1, "WHEEL", STOCK, -1, 2.0),
    (BIKES, -1, "WHEEL", RECEIPT, 0, 1.0),
    (BIKES, -1, "WHEEL", LOT, WHEELS, 3.0),
)


def three_bikes(**changes: Any) -> PlanningProblem:
    """Three bikes due on day 5; of six wheels two are in stock, one is on its way, three must be bought."""
    plain = given.problem(
        items=(given.bike(lead_time_days=1), given.wheel(lead_time_days=2, on_hand=2.0)),
        bom=(given.two_wheels(),),
        demands=(given.order(3.0, due_day=5),),
        receipts=(Receipt("PO1", "WHEEL", 1.0, arrives_day=3),),
        work_centers=(given.line(overtime=30.0),),
    )
    return replace(plain, **changes)


def pegging(*links: Link) -> Pegging:
    """Write links as columns."""
    return Pegging(*zip(*links, strict=True)) if links else Pegging()


def plan(**changes: Any) -> Plan:
    """A correct plan of `three_bikes`, by hand: wheels from day 0 to 2, bikes from day 3 to 5."""
    plain = Plan(
        lots=(Lot("BIKE-1", "BIKE", 3.0, 3, 5), Lot("WHEEL-1", "WHEEL", 3.0, 0, 2)),
        loads=(OperationLoad(BIKES, 10, "LINE", 4, 120.0, 0.0), OperationLoad(BIKES, 10, "LINE", 5, 60.0, 0.0)),
        deliveries=(Delivery(0, 3.0, 5),),
        pegging=pegging(*LINKS),
        bought_overtime={"LINE": (0.0,) * given.DAYS},
    )
    return replace(plain, **changes)


def lots(bikes: Lot | None = None, wheels: Lot | None = None, **of_bikes: Any) -> dict[str, Any]:
    """The plan's two lots, one of them changed."""
    old_bikes, old_wheels = plan().lots
    return {"lots": (replace(bikes or old_bikes, **of_bikes), wheels or old_wheels)}


def wheels(**changes: Any) -> dict[str, Any]:
    """The plan's lots, the wheels changed."""
    return lots(wheels=replace(plan().lots[WHEELS], **changes))


def broken(problem: PlanningProblem, wrong: Plan | Result, rule: str) -> str:
    """Assert which rule is broken, and return the record that is named."""
    with pytest.raises(PlanBroken) as caught:
        check(problem, wrong)
    assert caught.value.rule == rule
    return caught.value.record
