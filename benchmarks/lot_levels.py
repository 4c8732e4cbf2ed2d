"""The plants of `growth_plant` as lot-sizing problems of three levels: week by week, without lead times and multiples.

A piece late costs a twenty-fifth of its value a week, one that never comes fourteen weeks of that; a missing piece of
safety stock twice its holding.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.growth_plant import DAYS_IN_A_WEEK, HOLDING_SHARE_PER_YEAR, WEEKS, plant
from benchmarks.output import Line
from mps.scheduler.arrays import floats, ints
from mps.scheduler.budget import Limits, Watch
from mps.scheduler.lotsizing.highs import Effort, Highs
from mps.scheduler.lotsizing.model import model_of
from mps.scheduler.lotsizing.problem import Bill, LotProblem
from mps.scheduler.lotsizing.search import solve_lots

LATE_SHARE_PER_WEEK, UNMET_WEEKS = 0.04, 14
ITEMS = 100


def lot_problem(items: int, *, seed: int = 0) -> LotProblem:
    """Return a plant's lots; `items` is a multiple of 100."""
    whole = plant(items, seed=seed)
    number = {item.code: place for place, item in enumerate(whole.items)}
    center = {one.code: place for place, one in enumerate(whole.work_centers)}
    demand = np.zeros((items, WEEKS))
    for order in whole.demands:
        demand[number[order.item], order.due_day // DAYS_IN_A_WEEK] += order.quantity
    unit_minutes, setup_minutes = np.zeros((2, items, len(center)))
    setup_cost = np.zeros(items)
    for step in whole.operations:
        place = number[step.item], center[step.work_center]
        unit_minutes[place], setup_minutes[place] = step.run_minutes_per_unit, step.setup_minutes
        setup_cost[number[step.item]] = step.setup_cost
    value = floats([item.unit_cost for item in whole.items])
    holding = value * HOLDING_SHARE_PER_YEAR / WEEKS
    days = len(center), WEEKS, DAYS_IN_A_WEEK
    return LotProblem(
        demand=demand,
        initial_stock=floats([item.on_hand for item in whole.items]),
        setup_cost=setup_cost,
        holding=np.repeat(holding[:, None], WEEKS, axis=1),
        setup_minutes=setup_minutes,
        unit_minutes=unit_minutes,
        capacity=floats([one.available_minutes for one in whole.work_centers]).reshape(days).sum(axis=2),
        overtime=floats([one.overtime_minutes for one in whole.work_centers]).reshape(days).sum(axis=2),
        overtime_price=floats([one.overtime_cost_per_minute for one in whole.work_centers]),
        late_price=LATE_SHARE_PER_WEEK * value,
        unmet_price=LATE_SHARE_PER_WEEK * value * UNMET_WEEKS,
        safety_stock=floats([item.safety_stock for item in whole.items]),
        safety_price=2 * holding,
        setup_allowed=np.ones((items, WEEKS), dtype=np.bool_),
        setup_fixed=np.zeros((items, WEEKS), dtype=np.bool_),
        bill=Bill(
            ints([number[line.parent] for line in whole.bom]),
            ints([number[line.component] for line in whole.bom]),
            floats([line.quantity_per for line in whole.bom]),
        ),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """One plant's lots: the search, and HiGHS alone with the plain model (None where it finds nothing)."""

    seed: int
    seconds: float
    cost: float
    bound: float
    plain_cost: float | None
    cpu_seconds: float
    plain_cpu_seconds: float

    def line(self) -> Line:
        """Return it as a line of output."""
        plain = "none" if self.plain_cost is None else f"{self.plain_cost:,.0f} ({self.cost / self.plain_cost:.2f})"
        return Line(
            f"plant {self.seed}, {ITEMS} × {WEEKS}, {self.seconds:.0f} s: {self.cost:,.0f}, bound {self.bound:,.0f}, "
            f"CPU {self.cpu_seconds:.1f} s; HiGHS alone {plain}, CPU {self.plain_cpu_seconds:.1f} s",
            asdict(self),
        )


def compared(seed: int, seconds: float) -> Comparison:
    """Size a plant's lots in some seconds, and let HiGHS alone have as many: both of the wall, which HiGHS goes by."""
    problem = lot_problem(ITEMS, seed=seed)
    started = time.process_time()
    watch = Watch(Limits(seconds=seconds), lambda: False, time.monotonic)
    plan = solve_lots(problem, watch, rounds=watch.limits.lot_rounds, seed=seed)
    between = time.process_time()
    plain = _plain_cost(problem, seconds)
    spent = between - started, time.process_time() - between
    return Comparison(seed, seconds, plan.cost, plan.bound, plain, *spent)


def _plain_cost(problem: LotProblem, seconds: float) -> float | None:
    program = model_of(problem, window=0).program
    answer = Highs(program, lambda: False).whole(program.lower, program.upper, Effort(seconds=seconds, gap=0.0))
    return None if answer is None or answer.values is None else float(program.cost @ answer.values)
