"""Numbers that nobody can plan with: the record is named, the rest is planned, and nothing overflows."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise, permutations
from math import inf, nan
from typing import Any

import pytest

from mps.scheduler.check import check
from mps.scheduler.plan import Result
from mps.scheduler.planner import Change, Planner
from mps.scheduler.problem import (
    AlternativeWorkCenter,
    BomLine,
    FirmOrder,
    PlanningProblem,
    PreviousLot,
    Prices,
    Receipt,
    WorkCenter,
)
from mps.scheduler.reach import LOWEST_PRIORITY, SMALLEST_QUANTITY
from mps.scheduler.stability import is_worth_it
from tests.scheduler import given

pytestmark = pytest.mark.filterwarnings("error")

BEYOND_64_BITS = 10**30
BEYOND_FLOATS = 10**400
PRICES = [price.name for price in fields(Prices)]
# One lot more than the line can make in time, so that every price counts.
LATE = given.problem(items=(given.bike(safety_stock=1.0, slushy_days=8),), demands=(given.order(99.0),))


def checked(problem: PlanningProblem) -> Result:
    """Plan, and check the plan."""
    result = given.solved(problem)
    check(problem, result)
    return result


def refused(problem: PlanningProblem) -> list[tuple[str, str]]:
    """What a checked plan leaves out."""
    return [(one.record, one.code) for one in checked(problem).refused]


class TestPrices:
    @pytest.mark.parametrize("value", [nan, inf, -1.0, 1e300, BEYOND_FLOATS])
    @pytest.mark.parametrize("name", PRICES)
    def test_a_senseless_one_is_named_and_gives_way_to_the_usual_one(self, name: str, value: float) -> None:
        wrong: dict[str, Any] = {name: value}
        result = checked(replace(LATE, prices=replace(Prices(), **wrong)))

        (found,) = result.refused
        assert (found.record, found.code) == ("prices", "bad_number")
        assert found.detail.startswith(f"{name}=")
        assert result.cost == checked(LATE).cost

    @pytest.mark.parametrize("name", PRICES)
    def test_nothing_may_cost_nothing(self, name: str) -> None:
        nothing: dict[str, Any] = {name: 0}

        assert refused(replace(LATE, prices=replace(Prices(), **nothing))) == []

    def test_a_factor_above_one_would_turn_the_priorities_round(self) -> None:
        assert refused(replace(LATE, prices=Prices(priority_factor=1.01))) == [("prices", "bad_number")]

    def test_whether_a_plan_is_worth_it_is_told_by_the_usual_price_too(self) -> None:
        before = checked(LATE)
        saving = replace(before, cost=replace(before.cost, holding=before.cost.holding - 1.0))

        assert is_worth_it(replace(LATE, prices=Prices(changed_lot=nan)), before.cost, saving)


class TestPriority:
    def test_the_lowest_still_counts(self) -> None:
        assert refused(replace(LATE, demands=(given.order(99.0, priority=LOWEST_PRIORITY),))) == []

    @pytest.mark.parametrize("priority", [0, LOWEST_PRIORITY + 1, 400, BEYOND_64_BITS, -BEYOND_64_BITS])
    def test_one_that_is_none_is_named(self, priority: int) -> None:
        problem = replace(LATE, demands=(*LATE.demands, given.order(key="odd", priority=priority)))

        assert refused(problem) == [("demand:odd", "bad_number")]


class TestHorizon:
    @pytest.mark.parametrize("days", [0, -1, 10**9, BEYOND_64_BITS])
    def test_one_that_can_not_be_planned_is_named_and_has_an_empty_plan(self, days: int) -> None:
        problem = given.problem(
            horizon=replace(given.horizon(), day_count=days),
            work_centers=(given.line(days=0),),
            items=(given.bike(on_hand=5.0), given.wheel(on_hand=5.0, safety_stock=7.0)),
            demands=(given.order(), given.order(key="late", due_day=-3)),
            receipts=(Receipt("PO", "BIKE", 1.0, 0), Receipt("PO-0", "BIKE", 1.0, -2)),
            firm_orders=(FirmOrder("F", "BIKE", 1.0, 0, 0),),
        )
        result = checked(problem)

        assert ("horizon", "bad_number") in [(one.record, one.code) for one in result.refused]
        assert (result.plan.lots, len(result.plan.deliveries), result.cost.total) == ((), 0, 0.0)

    def test_a_single_day_is_one(self) -> None:
        problem = given.problem(
            horizon=given.horizon(1), work_centers=(given.line(days=1),), demands=(given.order(due_day=0),)
        )

        assert refused(problem) == []


class TestQuantity:
    @pytest.mark.parametrize("quantity", [5e-324, SMALLEST_QUANTITY / 2, nan, inf, -1.0, 1e300, BEYOND_FLOATS])
    def test_one_that_is_nothing_or_too_much_is_named(self, quantity: float) -> None:
        problem = given.problem(
            demands=(given.order(), given.order(quantity, key="odd")),
            receipts=(Receipt("PO", "BIKE", quantity, 0),),
            firm_orders=(FirmOrder("F", "BIKE", quantity, 0, 0),),
            previous_lots=(PreviousLot("BIKE-1", "BIKE", quantity, 5),),
        )

        assert refused(problem) == [
            (record, "bad_number") for record in ("demand:odd", "firm_order:F", "previous_lot:BIKE-1", "receipt:PO")
        ]

    def test_the_smallest_one_is_planned(self) -> None:
        problem = given.problem(items=(given.bike(lot_multiple=0.0),), demands=(given.order(SMALLEST_QUANTITY),))
        result = checked(problem)

        assert (result.refused, [one.quantity for one in result.plan.deliveries]) == ((), [SMALLEST_QUANTITY])

    @pytest.mark.parametrize("name", ["lot_multiple", "lot_maximum"])
    def test_lots_of_nothing_are_none(self, name: str) -> None:
        almost: dict[str, Any] = {name: 5e-324}

        assert refused(replace(LATE, items=(given.bike(**almost),))) == [("item:BIKE", "bad_number")]


class TestBill:
    def chain(self, levels: int, **line: float) -> PlanningProblem:
        """Every item is made of the next; of the first one a piece is wanted."""
        codes = [f"P{level:03}" for level in range(levels)]
        lines = (BomLine(above, below, **{"quantity_per": 1.0, **line}) for above, below in pairwise(codes))
        items, days = tuple(given.bike(code=code) for code in codes), levels + 10
        return given.problem(
            horizon=given.horizon(days), items=items, bom=tuple(lines), operations=(), work_centers=(),
            demands=(given.order(item="P000", due_day=days - 1),),
        )  # fmt: skip

    @pytest.mark.parametrize("line", [{"quantity_per": 1e6}, {"scrap_share": 1 - 1e-6}])
    def test_that_multiplies_beyond_all_numbers_is_named_where_it_does(self, line: dict[str, float]) -> None:
        found = refused(self.chain(150, **line))

        # Two levels take a million million pieces, the third one too many; it is counted anew from there.
        assert found[0] == ("bom:P002>P003", "bad_number")
        assert {code for _, code in found} == {"bad_number"}

    def test_of_many_levels_that_takes_what_can_be_taken_is_planned(self) -> None:
        assert len(checked(self.chain(150, quantity_per=1.1)).plan.lots) == 150

    def test_is_refused_alike_in_any_order(self) -> None:
        problem = self.chain(6, quantity_per=1e6)
        wide = (*problem.bom, BomLine("P000", "P004", 1e9), BomLine("P000", "P003", 2e6))

        assert len({checked(replace(problem, bom=order)).refused for order in permutations(wide[2:])}) == 1


class TestBeyond64Bits:
    @pytest.mark.parametrize("far", [BEYOND_64_BITS, -BEYOND_64_BITS])
    @pytest.mark.parametrize(
        "records",
        [
            lambda far: {"demands": (given.order(due_day=far),)},
            lambda far: {"receipts": (Receipt("PO", "BIKE", 1.0, far),)},
            lambda far: {"firm_orders": (FirmOrder("F", "BIKE", 1.0, min(far, 0), max(far, 0)),)},
            lambda far: {"operations": (given.assembly(step=far),)},
            lambda far: {"previous_lots": (PreviousLot("BIKE-1", "BIKE", 1.0, far),)},
            lambda far: {"previous_lots": (PreviousLot("BIKE-1", "BIKE", 1.0, 5, far),)},
        ],
    )
    def test_a_whole_number_is_named(self, records: Any, far: int) -> None:
        assert len(refused(given.problem(**records(far)))) == 1

    @pytest.mark.parametrize(
        "records",
        [
            {"operations": (given.assembly(setup_minutes=BEYOND_FLOATS),)},
            {"operations": (given.assembly(run_minutes_per_unit=1e300),)},
            {"operations": (given.assembly(setup_cost=BEYOND_FLOATS),)},
            {"operations": (given.assembly(alternatives=(AlternativeWorkCenter("OTHER", 5e-324),)),)},
            {"work_centers": (given.line(), given.line(code="OTHER", overtime_cost_per_minute=BEYOND_FLOATS))},
            {"work_centers": (given.line(), given.line((BEYOND_FLOATS,) * 10, code="OTHER"))},
            {"work_centers": (given.line(), given.line(overtime=(1e300,) * 10, code="OTHER"))},
        ],
    )
    def test_so_are_minutes_and_money(self, records: dict[str, Any]) -> None:
        records = {"work_centers": (given.line(), given.line(code="OTHER")), **records}

        assert [code for _, code in refused(given.problem(**records))] == ["bad_number"]


class TestLastPlan:
    def test_a_lot_without_a_quantity_leaves_its_key_to_its_twin_in_any_order(self) -> None:
        lots = (PreviousLot("L", "BIKE", nan, 5), PreviousLot("L", "BIKE", 2.0, 5), PreviousLot("M", "BIKE", 1.0, 5))
        plans = [
            checked(given.problem(demands=(given.order(2.0),), previous_lots=order)).plan
            for order in permutations(lots)
        ]

        assert {plan.lots[0].key for plan in plans} == {"L"}


class TestChange:
    def test_a_work_centre_with_bad_minutes_is_named(self) -> None:
        planner = Planner()
        planner.plan(LATE, stop=lambda: False, timer=lambda: 0.0)
        broken = WorkCenter("LINE", (nan,) * given.DAYS, (0.0,) * given.DAYS)

        (part,) = planner.change(Change(work_centers=(broken,)), stop=lambda: False, timer=lambda: 0.0)

        check(part.problem, part.result)
        assert [one.record for one in part.result.refused] == ["operation:BIKE/10", "work_center:LINE"]
