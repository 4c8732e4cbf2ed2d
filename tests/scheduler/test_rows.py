"""The rows of the master schedule: published worked examples first, then what a plan's own rows must say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from mps.scheduler import atp, rows
from mps.scheduler.arrays import Floats
from mps.scheduler.columns import Index
from mps.scheduler.flows import daily_flows
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Lot, OperationLoad, Pegging, Plan
from mps.scheduler.problem import (
    BomLine,
    Demand,
    DemandKind,
    Item,
    Operation,
    PlanningProblem,
    Receipt,
    WorkCenter,
)
from mps.scheduler.validate import accept

ORACLE_SUPPLY = np.array([6, 4, 2, 4, 8, 4, 4, 4], dtype=np.float64)
ORACLE_DEMAND = np.array([6, 2, 3, 6, 6, 1, 2, 2], dtype=np.float64)


def _row(*quantities: float) -> Floats:
    return np.array(quantities, dtype=np.float64)


class TestPublishedExamples:
    def test_backward_atp_takes_a_shortage_from_earlier_buckets_only(self) -> None:
        assert atp.period_atp(ORACLE_SUPPLY, ORACLE_DEMAND).tolist() == [0, 2, -1, -2, 2, 3, 2, 2]
        assert atp.backward_atp(ORACLE_SUPPLY - ORACLE_DEMAND).tolist() == [0, 0, 0, -1, 2, 3, 2, 2]

    def test_accumulated_atp_does_not_carry_an_uncovered_shortage_on(self) -> None:
        assert atp.accumulated_atp(ORACLE_SUPPLY, ORACLE_DEMAND).tolist() == [0, 0, 0, -1, 2, 5, 7, 9]


def _backward_by_search(supply: list[int], demand: list[int]) -> list[float]:
    """The rule as the field tells it: each shortage looks left, nearest bucket first."""
    left = [float(have - want) for have, want in zip(supply, demand, strict=True)]
    for bucket in range(len(left)):
        for earlier in range(bucket - 1, -1, -1):
            taken = min(max(0.0, left[earlier]), max(0.0, -left[bucket]))
            left[earlier] -= taken
            left[bucket] += taken
    return left


class TestAtpRules:
    @for_all(pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
    def test_the_closed_form_is_the_search_to_the_left(self, pairs: list[tuple[int, int]]) -> None:
        supply, demand = [have for have, _ in pairs], [want for _, want in pairs]

        found = atp.backward_atp(_row(*supply) - _row(*demand))

        assert found == pytest.approx(_backward_by_search(supply, demand))

    @for_all(pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
    def test_lot_shares_add_up_to_the_last_balance(self, pairs: list[tuple[int, int]]) -> None:
        supply, demand = _row(*(have for have, _ in pairs)), _row(*(want for _, want in pairs))

        shares = atp.lot_atp(supply, demand, is_lot=supply > 0)

        assert np.nansum(shares) == pytest.approx(float((supply - demand).sum()))
        assert np.array_equal(np.isnan(shares[1:]), supply[1:] == 0)

    def test_look_ahead_keeps_what_a_later_order_needs(self) -> None:
        supply, orders = _row(10, 0, 5), _row(2, 7, 0)

        assert atp.cumulative_atp(supply, orders, look_ahead=False).tolist() == [8, 1, 6]
        assert atp.cumulative_atp(supply, orders, look_ahead=True).tolist() == [1, 1, 6]

    def test_all_items_at_once_are_each_item_alone(self) -> None:
        supply = np.stack([ORACLE_SUPPLY, ORACLE_SUPPLY[::-1]])
        orders = np.stack([ORACLE_DEMAND, ORACLE_DEMAND])

        together = atp.lot_atp(supply, orders, is_lot=supply > 4)

        for item in range(2):
            alone = atp.lot_atp(supply[item], orders[item], is_lot=supply[item] > 4)
            assert together[item] == pytest.approx(alone, nan_ok=True)


PUMPS = PlanningProblem(
    site="A",
    horizon=Horizon(date(2026, 1, 5), 10, (0, 2, 4, 6)),
    items=(Item("pump", made=True, on_hand=4), Item("housing", made=False, on_hand=30)),
    bom=(BomLine("pump", "housing", 2, scrap_share=0.2),),
    operations=(Operation("pump", 10, "press", 5, 2),),
    work_centers=(WorkCenter("press", (60.0,) * 10, (0.0,) * 10),),
)
EIGHT_PUMPS = Plan(
    lots=(Lot("l", "pump", 8, 2, 3),),
    loads=(OperationLoad(0, 10, "press", 2, 15, 5), OperationLoad(0, 10, "press", 3, 6, 0)),
    deliveries=(),
    pegging=Pegging(),
    bought_overtime={},
)
EVERY_DAY = replace(PUMPS.horizon, bucket_starts=tuple(range(10)))
NO_PLAN = Plan(lots=(), loads=(), deliveries=(), pegging=Pegging(), bought_overtime={})


def _problem(**changes: Any) -> PlanningProblem:
    """Ten days in buckets of 2, 2, 2 and 4; a pump from two housings (a fifth is lost), one work centre."""
    return replace(PUMPS, **changes)


def _rows(problem: PlanningProblem, plan: Plan, horizon: Horizon | None = None) -> rows.ItemRows:
    index = Index(problem, accept(problem))
    return rows.rows_of_flows(index, daily_flows(index, plan), horizon or problem.horizon)


def _load(problem: PlanningProblem, plan: Plan) -> rows.LoadRows:
    return rows.load_rows_of_index(Index(problem, accept(problem)), plan)


def _of(found: rows.ItemRows, item: str, name: str) -> list[float]:
    row: list[float] = getattr(found, name)[found.items.index(item)].tolist()
    return row


class TestItemRows:
    def test_puts_starts_components_and_receipts_on_their_own_days(self) -> None:
        found = _rows(_problem(), replace(EIGHT_PUMPS, lots=(Lot("l", "pump", 8, 3, 4),)))

        assert _of(found, "pump", "mps_starts") == [0, 8, 0, 0]
        assert _of(found, "pump", "mps_receipts") == [0, 0, 8, 0]
        assert _of(found, "housing", "dependent_requirement") == [0, 20, 0, 0]
        assert _of(found, "housing", "projected_balance") == [30, 10, 10, 10]

    def test_a_past_due_order_is_wanted_in_the_first_bucket(self) -> None:
        found = _rows(_problem(demands=(Demand("d", "pump", 5, due_day=-3),)), EIGHT_PUMPS)

        assert _of(found, "pump", "orders") == [5, 0, 0, 0]
        assert _of(found, "pump", "projected_balance") == [-1, 7, 7, 7]

    def test_forecast_lowers_the_balance_but_never_atp(self) -> None:
        order = Demand("o", "pump", 3, due_day=5)
        forecast = Demand("f", "pump", 2, due_day=4, kind=DemandKind.FORECAST)

        found = _rows(_problem(demands=(order, forecast)), EIGHT_PUMPS)

        assert _of(found, "pump", "forecast") == [0, 0, 2, 0]
        assert _of(found, "pump", "gross_requirement") == [0, 0, 5, 0]
        assert _of(found, "pump", "projected_balance") == [4, 12, 7, 7]
        assert _of(found, "pump", "cumulative_atp") == [4, 9, 9, 9]
        assert _of(found, "pump", "atp")[:2] == [4, 5]
        assert np.isnan(_of(found, "pump", "atp")[2:]).all()

    def test_forecast_inside_the_frozen_days_is_ignored(self) -> None:
        items = (Item("pump", made=True, on_hand=4, frozen_days=5), Item("housing", made=False))
        forecast = tuple(Demand(f"f{day}", "pump", 1, day, kind=DemandKind.FORECAST) for day in (4, 5))

        found = _rows(_problem(items=items, demands=forecast), NO_PLAN)

        assert _of(found, "pump", "projected_balance") == [4, 4, 3, 3]

    def test_beyond_the_fence_the_greater_of_orders_and_forecast_is_required(self) -> None:
        items = (Item("pump", made=True, on_hand=20, frozen_days=2), Item("housing", made=False))
        left = {0: 3, 2: 1, 4: 0}  # of a forecast of 5 a bucket, after orders of 2, 4 and 6
        forecast = [Demand(f"f{day}", "pump", n, day, kind=DemandKind.FORECAST) for day, n in left.items() if n]
        orders = [Demand(f"o{day}", "pump", n, day) for day, n in ((0, 2), (2, 4), (4, 6))]

        found = _rows(_problem(items=items, demands=(*orders, *forecast)), NO_PLAN)

        assert _of(found, "pump", "gross_requirement") == [2, 5, 6, 0]
        assert _of(found, "pump", "projected_balance") == [18, 13, 7, 7]

    def test_scheduled_receipts_count_as_supply_and_overdue_ones_as_due_today(self) -> None:
        receipts = (Receipt("r", "housing", 7, 6), Receipt("late", "housing", 1, -4))

        found = _rows(_problem(receipts=receipts), NO_PLAN)

        assert _of(found, "housing", "scheduled_receipts") == [1, 0, 0, 7]
        assert _of(found, "housing", "atp")[0] == 31
        assert _of(found, "housing", "atp")[3] == 7

    def test_refused_records_are_left_out(self) -> None:
        demands = (Demand("x", "nothing", 5, 1), Demand("d", "pump", 1, 1))

        found = _rows(_problem(demands=demands), EIGHT_PUMPS)

        assert found.orders.sum() == 1

    def test_daily_rows_add_up_to_the_bucket_rows(self) -> None:
        demands = tuple(Demand(str(day), "pump", day + 1, day) for day in range(6))
        problem = _problem(demands=demands)

        daily, bucketed = _rows(problem, EIGHT_PUMPS, EVERY_DAY), _rows(problem, EIGHT_PUMPS)

        assert daily.orders.shape == (2, 10)
        assert rows.in_buckets(daily.orders, np.array([0, 2, 4, 6])).tolist() == bucketed.orders.tolist()
        assert daily.projected_balance[:, [1, 3, 5, 9]].tolist() == bucketed.projected_balance.tolist()

    def test_a_site_without_items_has_empty_rows(self) -> None:
        found = _rows(_problem(items=(), bom=(), operations=()), NO_PLAN)

        assert found.items == ()
        assert found.projected_balance.shape == (0, 4)


class TestLoadRows:
    def test_adds_minutes_up_by_bucket_with_set_up_inside(self) -> None:
        found = _load(_problem(), replace(EIGHT_PUMPS, bought_overtime={"press": (0.0, 0.0, 9.0) + (0.0,) * 7}))

        assert found.work_centers == ("press",)
        assert found.available_minutes.tolist() == [[120, 120, 120, 240]]
        assert found.load_minutes.tolist() == [[0, 21, 0, 0]]
        assert found.setup_minutes.tolist() == [[0, 5, 0, 0]]
        assert found.overtime_minutes.tolist() == [[0, 9, 0, 0]]

    def test_a_plan_without_loads_is_idle(self) -> None:
        found = _load(_problem(), NO_PLAN)

        assert found.load_minutes.sum() == 0


def test_web_processes_read_rows_and_promises_without_the_solver_or_pandas() -> None:
    modules = "import sys, mps.scheduler.rows, mps.scheduler.promise, mps.scheduler.forecast;"
    heavy = "print([name for name in ('ortools', 'pandas', 'django') if name in sys.modules])"

    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", modules + heavy]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)

    assert found.stdout.strip() == "[]"
