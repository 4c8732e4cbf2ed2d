"""Lot-sizing problems for tests: small and tight ones, after Trigeiro, and with a bill of material."""

from __future__ import annotations

import numpy as np

from mps.scheduler.arrays import floats
from mps.scheduler.lotsizing.problem import Bill, LotProblem


def lot_problem(
    seed: int, items: int = 4, periods: int = 6, *, use: float = 0.95, with_bill: bool = False
) -> LotProblem:
    """Demands around 100 with zeros in the first periods; capacity so that a lot a period uses `use` of it."""
    random = np.random.default_rng(seed)
    demand = np.maximum(0.0, random.normal(100, random.uniform(10, 35), (items, periods))).round()
    setup = random.integers(1, 6, items) * 10.0
    capacity = (demand.sum() / periods + setup.sum()) / use
    demand[:, : max(1, periods // 4)] *= random.random((items, max(1, periods // 4))) > 0.35
    bill = Bill()
    if with_bill:
        parents = np.arange(1, items) // 2
        bill = Bill(parents, np.arange(1, items), random.integers(1, 3, items - 1).astype(np.float64))
        demand[items // 2 :] = 0
        capacity *= 2
    holding = random.integers(1, 6, items).astype(np.float64)
    return LotProblem(
        demand=demand,
        initial_stock=np.where(random.random(items) < 0.5, random.integers(0, 150, items), 0).astype(np.float64),
        setup_cost=floats(random.integers(1, 6, items) * 200.0),
        holding=np.repeat(holding[:, None], periods, axis=1),
        setup_minutes=floats(setup[:, None]),
        unit_minutes=np.ones((items, 1)),
        capacity=np.full((1, periods), capacity),
        overtime=np.full((1, periods), 0.1 * capacity),
        overtime_price=np.array([5.0]),
        late_price=np.full(items, 40.0),
        unmet_price=np.full(items, 400.0),
        safety_stock=np.where(random.random(items) < 0.3, 20.0, 0.0),
        safety_price=np.full(items, 2.0),
        setup_allowed=random.random((items, periods)) > 0.1,
        setup_fixed=random.random((items, periods)) > 0.95,
        bill=bill,
    )
