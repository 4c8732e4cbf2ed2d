"""What leads from one problem to another, done to a third; and how the inputs of two plans differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mps.scheduler.horizon import Horizon
from mps.scheduler.inputs_differ import inputs_differ
from mps.scheduler.problem import Demand, DemandKind, FirmOrder, Item, PlanningProblem, Receipt, WorkCenter
from mps.scheduler.transplant import transplanted

MONDAY = Horizon(date(2026, 1, 5), 10, (0, 5))
TUESDAY = Horizon(date(2026, 1, 6), 10, (0, 5))


def order(key: str, quantity: float, due_day: int, **more: object) -> Demand:
    return replace(Demand(key, "P", quantity, due_day), **more)  # type: ignore[arg-type]  # of a test's choice


def forecast(quantity: float, due_day: int) -> Demand:
    return Demand("forecast/P/2026-01-05", "P", quantity, due_day, kind=DemandKind.FORECAST)


def problem(*demands: Demand, horizon: Horizon = MONDAY, minutes: float = 480.0, **more: object) -> PlanningProblem:
    center = WorkCenter("MILL", (minutes,) * horizon.day_count, (0.0,) * horizon.day_count)
    made = PlanningProblem("S1", horizon, (Item("P", made=True),), work_centers=(center,), demands=demands)
    return replace(made, **more)  # type: ignore[arg-type]  # of a test's choice


def quantities(found: PlanningProblem) -> dict[str, tuple[float, int]]:
    return {one.key: (one.quantity, one.due_day) for one in found.demands}


class TestTransplant:
    def test_days_are_those_of_the_calendar(self) -> None:
        base = problem(order("A", 10, 4))
        now = problem(order("A", 10, 3), horizon=TUESDAY)
        then = problem(order("A", 10, 6), order("NEW", 5, 2), horizon=TUESDAY)

        found = transplanted(base, now, then)

        assert quantities(found) == {"A": (10, 7), "NEW": (5, 3)}

    def test_an_order_that_was_another_changes_in_proportion_unless_it_is_meant_itself(self) -> None:
        base, now, then = problem(order("A", 10, 4)), problem(order("A", 20, 4)), problem(order("A", 30, 4))
        assert quantities(transplanted(base, now, then)) == {"A": (15, 4)}
        assert quantities(transplanted(base, now, then, exact={"A"})) == {"A": (30, 4)}

    def test_what_is_cancelled_is_gone_and_what_today_does_not_have_stays(self) -> None:
        base = problem(order("A", 10, 4), order("SHIPPED", 3, 1))
        found = transplanted(base, problem(order("A", 10, 4)), problem())
        assert quantities(found) == {"SHIPPED": (3, 1)}

    def test_a_forecast_wins_or_loses_what_todays_does(self) -> None:
        base, now = problem(forecast(50, 6)), problem(forecast(20, 6))
        assert quantities(transplanted(base, now, problem(forecast(35, 6)))) == {"forecast/P/2026-01-05": (65, 6)}
        assert quantities(transplanted(base, now, problem())) == {"forecast/P/2026-01-05": (30, 6)}
        assert quantities(transplanted(problem(forecast(5, 6)), now, problem())) == {}

    def test_minutes_are_added_on_the_same_dates(self) -> None:
        base, now = problem(minutes=400.0), problem(minutes=480.0, horizon=TUESDAY)
        center = now.work_centers[0]
        then = replace(now, work_centers=(replace(center, available_minutes=(0.0, *center.available_minutes[1:])),))

        minutes = transplanted(base, now, then).work_centers[0].available_minutes

        assert minutes == (400.0, 0.0, *(400.0,) * 8)

    def test_planning_values_become_those_of_today(self) -> None:
        base, now = problem(items=(Item("P", made=True, on_hand=7),)), problem()
        then = problem(items=(Item("P", made=True, safety_stock=25),))
        assert transplanted(base, now, then).items == (Item("P", made=True, on_hand=7, safety_stock=25),)


class TestInputsDiffer:
    def test_counts_by_kind_and_names_orders(self) -> None:
        before = problem(
            order("A", 10, 4), order("GONE", 3, 1), forecast(50, 6), receipts=(Receipt("R", "P", 5, 3),),
            firm_orders=(FirmOrder("P-1", "P", 5, 1, 2),),
        )  # fmt: skip
        after = problem(order("A", 12, 4), order("NEW", 3, 1), minutes=400.0, items=(Item("P", made=True, on_hand=1),))

        found = inputs_differ(before, after)

        assert (found.orders_new, found.orders_gone, found.orders_changed) == (1, 1, 1)
        assert found.orders == ("A", "NEW", "GONE")
        assert (found.forecasts, found.items, found.work_centers, found.receipts, found.firm_orders) == (1, 1, 1, 1, 1)
        assert not found.is_nothing

    def test_a_horizon_that_has_rolled_moves_nothing_else(self) -> None:
        before = problem(order("A", 10, 4), receipts=(Receipt("R", "P", 5, 3),))
        after = problem(
            order("A", 10, 3, promised=True), horizon=TUESDAY, receipts=(Receipt("R", "P", 5, 2),)
        )  # fmt: skip
        found = inputs_differ(before, after)
        assert replace(found, days=0).is_nothing
        assert found.days == 1
