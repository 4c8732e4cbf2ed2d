"""Small plans worked out by hand, and published worked examples: dates, quantities and costs, not how found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mps.scheduler.check import check
from mps.scheduler.plan import Outcome, Result, SupplyKind
from mps.scheduler.problem import BomLine, DemandKind, FirmOrder, PlanningProblem, PreviousLot, Receipt
from tests.scheduler import given


def checked(problem: PlanningProblem) -> Result:
    """Solve, and have the plan checked."""
    result = given.solved(problem)
    check(problem, result)
    return result


def deliveries(problem: PlanningProblem, result: Result) -> list[tuple[str, float, int]]:
    """The deliveries as (key of the demand, quantity, day)."""
    return [(problem.demands[one.demand].key, one.quantity, one.day) for one in result.plan.deliveries]


class TestOneLine:
    def test_makes_just_in_time(self) -> None:
        result = checked(given.problem(demands=(given.order(8.0, due_day=5),)))

        assert given.lots(result) == [("BIKE", 8.0, 5, 5)]

    def test_starts_earlier_where_the_due_day_is_full(self) -> None:
        result = checked(given.problem(demands=(given.order(12.0, due_day=5),)))

        assert given.lots(result) == [("BIKE", 12.0, 4, 5)]
        assert [(load.day, load.minutes) for load in result.plan.loads] == [(4, 240.0), (5, 480.0)]

    def test_does_not_work_on_a_day_off(self) -> None:
        minutes = (480.0, 480.0, 480.0, 480.0, 0.0, 480.0, 480.0, 480.0, 480.0, 480.0)
        result = checked(given.problem(work_centers=(given.line(minutes),), demands=(given.order(12.0, due_day=5),)))

        assert sorted(load.day for load in result.plan.loads) == [3, 5]

    def test_sells_stock_before_it_makes_anything(self) -> None:
        result = checked(given.problem(items=(given.bike(on_hand=8.0),), demands=(given.order(8.0),)))

        assert given.lots(result) == []
        assert result.plan.deliveries[0].day == 0

    def test_waits_for_a_receipt_rather_than_make_the_same_again(self) -> None:
        result = checked(
            given.problem(
                receipts=(Receipt("WO1", "BIKE", 8.0, arrives_day=4),), demands=(given.order(8.0, due_day=5),)
            )
        )

        assert given.lots(result) == []

    def test_delivers_what_is_overdue_as_soon_as_can_be(self) -> None:
        problem = given.problem(demands=(given.order(8.0, due_day=-3),))

        assert deliveries(problem, checked(problem)) == [("SO1", 8.0, 0)]

    def test_leaves_unmet_what_the_horizon_does_not_hold(self) -> None:
        problem = given.problem(work_centers=(given.line(0.0),), demands=(given.order(8.0),))
        result = checked(problem)

        assert result.plan.deliveries == ()
        assert result.cost.late_orders == pytest.approx((100_000 + 100 * 365) / 100)

    def test_an_urgent_order_is_not_lost_in_a_lot_too_large_for_the_horizon(self) -> None:
        # eighty hours of capacity, a hundred and one hours of work that one lot is to cover
        orders = (given.order(99.0, due_day=9), given.order(2.0, due_day=9, key="SO2", priority=1))
        result = checked(given.problem(demands=orders))

        delivered = {delivery.demand: 0.0 for delivery in result.plan.deliveries}
        for delivery in result.plan.deliveries:
            delivered[delivery.demand] += delivery.quantity
        assert delivered == {0: pytest.approx(78.0), 1: 2.0}

    def test_the_urgent_order_is_in_time_and_the_other_late(self) -> None:
        urgent = given.order(8.0, due_day=0, key="URGENT", priority=1)
        other = given.order(8.0, due_day=0, key="OTHER", priority=3)
        problem = given.problem(items=(given.bike(lot_maximum=8.0),), demands=(other, urgent))

        assert sorted(deliveries(problem, checked(problem))) == [("OTHER", 8.0, 1), ("URGENT", 8.0, 0)]

    def test_a_promise_comes_before_a_wish_of_the_next_higher_priority(self) -> None:
        promised = given.order(8.0, due_day=0, key="PROMISED", priority=3, promised=True)
        wish = given.order(8.0, due_day=0, key="A WISH", priority=2)
        problem = given.problem(items=(given.bike(lot_maximum=8.0),), demands=(promised, wish))

        assert ("PROMISED", 8.0, 0) in deliveries(problem, checked(problem))

    def test_orders_come_before_forecast(self) -> None:
        forecast = given.order(8.0, due_day=0, key="FORECAST", kind=DemandKind.FORECAST, priority=1)
        order = given.order(8.0, due_day=0, key="ORDER", priority=3)
        problem = given.problem(items=(given.bike(lot_maximum=8.0),), demands=(forecast, order))

        assert ("ORDER", 8.0, 0) in deliveries(problem, checked(problem))

    def test_buys_overtime_where_being_late_costs_more(self) -> None:
        order = given.order(9.0, due_day=0)
        cheap = checked(given.problem(work_centers=(given.line(overtime=60.0),), demands=(order,)))
        line = given.line(overtime=60.0, overtime_cost_per_minute=1e6)
        dear = checked(given.problem(work_centers=(line,), demands=(order,)))

        assert (cheap.plan.bought_overtime["LINE"][0], cheap.plan.deliveries[0].day) == (60.0, 0)
        assert (sum(dear.plan.bought_overtime["LINE"]), dear.plan.deliveries[-1].day) == (0.0, 1)

    def test_the_bound_is_what_too_much_work_must_cost(self) -> None:
        # sixteen hours of work for an eight-hour day: one of two equal lines of priority 1 is a day late
        orders = tuple(given.order(8.0, due_day=0, key=key, priority=1) for key in ("SO1", "SO2"))
        result = checked(given.problem(items=(given.bike(lot_maximum=8.0),), demands=orders))

        assert result.bound == pytest.approx(100_100)
        assert result.cost.late_orders == pytest.approx(100_100)

    def test_one_lot_covers_the_period_of_supply(self) -> None:
        orders = tuple(given.order(1.0, due_day=day, key=f"SO{day}") for day in (3, 4, 5, 6))
        result = checked(given.problem(items=(given.bike(period_of_supply_days=3),), demands=orders))

        assert [(quantity, finish) for _, quantity, _, finish in given.lots(result)] == [(3.0, 3), (1.0, 6)]

    @pytest.mark.parametrize(
        ("rules", "quantities"),
        [
            ({"lot_minimum": 10.0}, [10.0]),
            ({"lot_multiple": 4.0}, [8.0]),
            ({"lot_maximum": 3.0}, [3.0, 3.0, 1.0]),
            ({"lot_minimum": 5.0, "lot_multiple": 4.0}, [8.0]),
        ],
    )
    def test_lots_obey_their_rules(self, rules: dict[str, float], quantities: list[float]) -> None:
        result = checked(given.problem(items=(given.bike(**rules),), demands=(given.order(7.0),)))

        assert sorted((lot.quantity for lot in result.plan.lots), reverse=True) == quantities

    def test_refills_the_safety_stock(self) -> None:
        result = checked(given.problem(items=(given.bike(safety_stock=5.0),)))

        assert given.lots(result) == [("BIKE", 5.0, 0, 0)]

    def test_nothing_new_starts_inside_the_frozen_fence(self) -> None:
        problem = given.problem(items=(given.bike(frozen_days=4),), demands=(given.order(1.0, due_day=2),))

        assert deliveries(problem, checked(problem)) == [("SO1", 1.0, 4)]


class TestTwoLevels:
    def problem(self, **wheel: float) -> PlanningProblem:
        return given.problem(
            items=(given.bike(), given.wheel(lead_time_days=2, **wheel)),
            bom=(given.two_wheels(),),
            demands=(given.order(3.0, due_day=5),),
        )

    def test_buys_components_so_that_they_are_there_the_evening_before(self) -> None:
        assert given.lots(checked(self.problem())) == [("BIKE", 3.0, 5, 5), ("WHEEL", 6.0, 2, 4)]

    def test_uses_stock_first_and_pegs_it(self) -> None:
        result = checked(self.problem(on_hand=4.0))

        assert given.lots(result)[1] == ("WHEEL", 2.0, 2, 4)
        links = result.plan.pegging
        assert sorted(zip(links.item, links.supply_kind, links.quantity, strict=True)) == [
            ("BIKE", SupplyKind.LOT, 3.0),
            ("WHEEL", SupplyKind.LOT, 2.0),
            ("WHEEL", SupplyKind.STOCK, 4.0),
        ]

    def test_the_parent_waits_for_a_component_that_takes_long(self) -> None:
        problem = replace(self.problem(), demands=(given.order(3.0, due_day=1),))

        assert given.lots(checked(problem)) == [("BIKE", 3.0, 3, 3), ("WHEEL", 6.0, 0, 2)]

    def test_buys_more_where_some_is_scrapped(self) -> None:
        problem = replace(self.problem(), bom=(given.two_wheels(scrap_share=0.25),))

        assert given.lots(checked(problem))[1][1] == 8.0

    def test_a_firm_order_gets_its_components_and_counts_as_supply(self) -> None:
        problem = replace(self.problem(), firm_orders=(FirmOrder("F1", "BIKE", 3.0, 4, 5),))
        result = checked(problem)

        assert given.lots(result) == [("BIKE", 3.0, 4, 5), ("WHEEL", 6.0, 1, 3)]
        assert result.plan.lots[0].key == "F1"


class TestContradictions:
    def test_a_loop_is_named_and_the_rest_is_planned(self) -> None:
        problem = given.problem(
            items=(given.bike(), given.bike(code="FRAME"), given.bike(code="TUBE")),
            bom=(BomLine("FRAME", "TUBE", 1.0), BomLine("TUBE", "FRAME", 1.0)),
            demands=(given.order(1.0),),
        )
        result = checked(problem)

        assert [(one.code, one.detail) for one in result.refused] == [("bom_loop", "FRAME>TUBE>FRAME")]
        assert len(result.plan.deliveries) == 1

    def test_each_contradictory_record_is_listed_with_its_code(self) -> None:
        problem = given.problem(
            items=(given.bike(on_hand=float("nan")),),
            demands=(given.order(key="A", item="GHOST"), given.order(-1.0, key="B"), given.order(key="C", due_day=99)),
            operations=(given.assembly(work_center="NOWHERE"),),
            work_centers=(given.line(days=3),),
        )

        assert [(one.record, one.code) for one in checked(problem).refused] == [
            ("demand:A", "unknown_item"),
            ("demand:B", "bad_number"),
            ("demand:C", "after_horizon"),
            ("item:BIKE", "bad_number"),
            ("operation:BIKE/10", "unknown_work_center"),
            ("work_center:LINE", "wrong_length"),
        ]


class TestLotKeys:
    def orders(self, *days: int) -> PlanningProblem:
        return given.problem(demands=tuple(given.order(1.0, due_day=day, key=f"SO{day}") for day in days))

    def test_stay_with_the_nearest_lot_of_the_last_plan(self) -> None:
        before = (PreviousLot("BIKE-7", "BIKE", 1.0, 6), PreviousLot("BIKE-3", "BIKE", 1.0, 3))
        result = checked(replace(self.orders(3, 7), previous_lots=before))

        assert [(lot.finish_day, lot.key) for lot in result.plan.lots] == [(3, "BIKE-3"), (7, "BIKE-7")]

    def test_are_new_for_new_lots(self) -> None:
        result = checked(replace(self.orders(3, 7), previous_lots=(PreviousLot("BIKE-7", "BIKE", 1.0, 7),)))

        assert [(lot.finish_day, lot.key) for lot in result.plan.lots] == [(3, "BIKE-8"), (7, "BIKE-7")]


class TestStopping:
    def test_a_late_book_is_improved_until_told_to_stop(self) -> None:
        problem = given.problem(work_centers=(given.line(overtime=60.0),), demands=(given.order(9.0, due_day=0),))

        told = given.solved(problem, stop=lambda: True)

        assert (told.outcome, given.solved(problem).outcome) == (Outcome.STOPPED, Outcome.FEASIBLE)
        assert told.cost.total > given.solved(problem).cost.total
