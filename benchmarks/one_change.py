"""One change after another on a finished plan: what planning it anew takes, and how much of the plan it moves."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from random import Random

from mps.scheduler.budget import SOON, collector_paused
from mps.scheduler.check import check
from mps.scheduler.plan import LotStatus, Plan, Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import Demand, DemandKind, PlanningProblem, PreviousLot
from mps.scheduler.stability import NEAR_SHARE, nervousness

MOST_DAYS_MOVED = 5


@dataclass(frozen=True, slots=True)
class OneChange:
    """CPU seconds of plan and check, and the share of the near pieces that the change moved (nervousness)."""

    cpu_seconds: float
    moved_share: float


def changes(problem: PlanningProblem, *, count: int, seed: int) -> list[OneChange]:
    """Plan the problem, then each of `count` single changes of it, on from the same plan."""
    random = Random(seed)
    start = with_plan(problem, _planned(Planner(), problem).plan)
    planner = Planner()
    _planned(planner, start)
    orders = [place for place, demand in enumerate(start.demands) if demand.kind is DemandKind.ORDER]
    before = sum(lot.quantity * NEAR_SHARE**lot.finish_day for lot in start.previous_lots)
    found = []
    for _ in range(count if orders else 0):
        place = random.choice(orders)
        demands = (*start.demands[:place], _changed(start.demands[place], random), *start.demands[place + 1 :])
        changed = replace(start, demands=demands)
        began = time.process_time()
        with collector_paused():  # as a planning run does
            result = _planned(planner, changed)
            check(changed, result)
        seconds = time.process_time() - began
        found.append(OneChange(seconds, nervousness(start.previous_lots, result.plan.lots) / max(before, 1.0)))
    return found


def with_plan(problem: PlanningProblem, plan: Plan) -> PlanningProblem:
    """Return a problem as it is once its plan is the last one."""
    lots = tuple(
        PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day)
        for lot in plan.lots
        if lot.status is LotStatus.PLANNED
    )
    return replace(problem, previous_lots=lots)


def _planned(planner: Planner, problem: PlanningProblem) -> Result:
    return planner.plan(problem, limits=SOON, stop=lambda: False, timer=time.monotonic)


def _changed(demand: Demand, random: Random) -> Demand:
    if random.random() < 0.5:
        return replace(demand, quantity=demand.quantity * random.choice((2, 3, 5)))
    return replace(demand, due_day=max(0, demand.due_day + random.randint(-MOST_DAYS_MOVED, MOST_DAYS_MOVED)))
