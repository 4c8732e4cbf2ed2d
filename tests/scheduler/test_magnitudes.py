"""Small quantities beside large ones of the same item: nobody's is lost in the rounding of the others'."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mps.scheduler.check import check
from mps.scheduler.overlay import overlay
from mps.scheduler.plan import Plan, Result
from mps.scheduler.problem import BomLine, FirmOrder, PlanningProblem, Receipt
from tests.scheduler import given
from tests.scheduler.hand_made import LINKS, broken, pegging, plan, three_bikes


def checked(problem: PlanningProblem) -> Result:
    """Plan, and check the plan."""
    result = given.solved(problem)
    check(problem, result)
    return result


def plant(much: float, little: float) -> PlanningProblem:
    """A bike takes `much` powder, a toy `little` of it a day later."""
    powder = replace(given.bike(code="POWDER", lot_multiple=0.0), made=False)
    toy = given.bike(code="TOY")
    return given.problem(
        items=(given.bike(), toy, powder),
        bom=(BomLine("BIKE", "POWDER", much), BomLine("TOY", "POWDER", little)),
        operations=(),
        demands=(given.order(1.0, 4, key="A"), given.order(1.0, 6, key="B", item="TOY")),
    )


class TestALittleBesideMuch:
    @pytest.mark.parametrize(
        ("much", "little"), [(1e4, 5e-6), (1e6, 5e-4), (1e6, 2e-6), (1e9, 0.5), (1e9, 1e-3), (1e12, 7.0)]
    )
    def test_is_made_and_pegged(self, much: float, little: float) -> None:
        result = checked(plant(much, little))

        drawn = [
            quantity
            for item, quantity in zip(result.plan.pegging.item, result.plan.pegging.quantity, strict=True)
            if item == "POWDER"
        ]
        assert sorted(drawn) == pytest.approx([little, much], rel=1e-3)

    def test_is_not_made_where_much_of_it_is_left_over(self) -> None:
        problem = plant(1e9, 0.5)
        powder = replace(problem.items[2], on_hand=1e9 + 0.5)
        result = checked(replace(problem, items=(*problem.items[:2], powder)))

        assert [lot.item for lot in result.plan.lots] == ["BIKE", "TOY"]

    def test_is_left_out_where_a_firm_order_leaves_it(self) -> None:
        problem = plant(1e12, 1.0)
        powder = given.order(10.0, 7, key="P", item="POWDER")
        firm = (FirmOrder("F", "TOY", 2.0, 1, 3),)
        much = replace(problem, demands=(given.order(6.0, 2), powder), firm_orders=firm)
        bought = replace(problem.items[2], lot_multiple=1.0, frozen_days=1)

        checked(replace(much, items=(*problem.items[:2], bought)))


class TestNextToNothing:
    @pytest.mark.parametrize(("wheels", "start"), [(1e-7, 1), (4e-7, 1), (6e-7, 4)])
    def test_waits_for_no_component_that_it_can_not_be_told_from(self, wheels: float, start: int) -> None:
        problem = given.problem(
            items=(given.bike(), given.wheel(lead_time_days=3, lot_minimum=1000.0)),
            bom=(given.two_wheels(quantity_per=wheels),),
            demands=(given.order(1.0, 1),),
        )

        assert checked(problem).plan.lots[0].start_day == start

    def test_is_allowed_too_early_up_to_a_millionth(self) -> None:
        bought = given.wheel(lead_time_days=2, on_hand=3.0)
        arrives_late = (Receipt("PO1", "WHEEL", 1.0, arrives_day=4),)
        problem = three_bikes(items=(given.bike(lead_time_days=1), bought), receipts=arrives_late)

        def of_late_ones(quantity: float) -> Plan:
            sold, from_stock, from_receipt, from_lot = LINKS
            links = (sold, (*from_stock[:5], 3.0 - quantity), (*from_receipt[:5], quantity), from_lot)
            return plan(pegging=pegging(*links))

        check(problem, of_late_ones(1e-6))
        broken(problem, of_late_ones(1.1e-6), "component used before it exists")


class TestOverlay:
    def test_no_piece_is_larger_than_its_use_or_its_supply(self) -> None:
        wanted = supplied = np.array([1e12, 1.3, 2.3])
        use, supply, sizes = overlay(wanted, supplied)

        assert (sizes <= np.minimum(wanted[use], supplied[supply])).all()
        assert len(sizes) == len(wanted)
