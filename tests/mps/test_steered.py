"""Decisions in a problem, whatever they are: there is a correct plan, and it obeys. Without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as examples_of
from hypothesis import strategies as st

from capacity.calendars import WorkingDays
from mps.scheduler.check import check
from mps.scheduler.plan import LotStatus, Result
from mps.scheduler.problem import AlternativeWorkCenter, FirmOrder, Operation, PlanningProblem
from mps.snapshot.steered import Decision, steered
from tests.random_examples import examples
from tests.scheduler import given
from tests.scheduler.given import solved
from tests.scheduler.small_plants import small_plants

START = given.problem().horizon.start_date


def working(problem: PlanningProblem) -> WorkingDays:
    """Five days a week."""
    first, days = problem.horizon.start_date, problem.horizon.day_count
    return WorkingDays(
        start_date=first, works=[(first + timedelta(days=day)).weekday() < 5 for day in range(days)]
    )


def decision(kind: str = "quantity", item: str = "BIKE", first: int = 0, last: int = 0, **values: Any) -> Decision:
    plain = Decision(1, kind, item, "", 0, "", "", START + timedelta(days=first), START + timedelta(days=last), 0.0)
    return replace(plain, **values)


@st.composite
def decided(draw: st.DrawFn) -> tuple[PlanningProblem, list[Decision]]:
    """A small plant and up to six decisions about it, some of what is not there, some of days long past."""
    problem = draw(small_plants)
    codes = [*(item.code for item in problem.items), "GONE"]
    centers = [*(center.code for center in problem.work_centers), "GONE"]
    start, rows = problem.horizon.start_date, []
    for number in range(draw(st.integers(1, 6))):
        first = draw(st.integers(-4, problem.horizon.day_count + 2))
        last = first + draw(st.integers(0, 5))
        kind = draw(st.sampled_from(["lot", "quantity", "quantity", "work_center"]))
        is_of_lot = kind == "lot" or (kind == "work_center" and draw(st.booleans()))
        rows.append(
            Decision(
                number, kind, draw(st.sampled_from(codes)), f"L{draw(st.integers(1, 3))}" if is_of_lot else "",
                draw(st.sampled_from([10, 20])), draw(st.sampled_from(centers)),
                draw(st.sampled_from(["force", "forbid"])), start + timedelta(days=first),
                start + timedelta(days=last), draw(st.sampled_from([0.0, 0.5, 3.0, 40.0, 1e6])),
            )
        )  # fmt: skip
    return problem, [row for row in rows if row.kind != "lot" or row.quantity > 0]


def finishing(result: Result, item: str, first: int, last: int, *, firm: bool) -> float:
    return sum(
        lot.quantity
        for lot in result.plan.lots
        if lot.item == item and first <= lot.finish_day <= last and (lot.status is LotStatus.FIRM) >= firm
    )


class TestRandomSteering:
    @examples(150)
    @examples_of(decided())
    def test_is_obeyed_by_a_correct_plan(self, drawn: tuple[PlanningProblem, list[Decision]]) -> None:
        problem, rows = drawn
        made = steered(problem, rows, working(problem))
        result = solved(made)
        check(made, result)
        horizon, items = problem.horizon, {item.code for item in problem.items}
        for row in rows:
            first, last = horizon.day_of(row.first_date), horizon.day_of(row.last_date)
            if row.kind != "quantity" or row.item not in items or last < 0 or first >= horizon.day_count:
                continue
            there = finishing(result, row.item, first, last, firm=False)
            assert there == pytest.approx(finishing(result, row.item, first, last, firm=True))
            past = sum(
                one.quantity
                for one in rows
                if (one.kind, one.item) == ("lot", row.item) and row.first_date <= one.last_date <= row.last_date
                and horizon.day_of(one.last_date) < 0
            )  # fmt: skip
            assert there >= (row.quantity - past) * (1 - 1e-9)
            alone = sum(one.item == row.item and one.kind != "work_center" for one in rows) == 1
            if alone and not any(one.item == row.item for one in problem.firm_orders):
                assert there == pytest.approx(row.quantity)


class TestQuantity:
    def test_begins_as_long_before_its_finish_as_its_work_takes(self) -> None:
        problem = given.problem()  # a bike takes 60 minutes of a line's 480
        made = steered(problem, [decision(last=4, quantity=20.0)], working(problem))
        [order] = made.firm_orders
        per_day = problem.work_centers[0].available_minutes[0]
        minutes = problem.operations[0].setup_minutes + 20 * problem.operations[0].run_minutes_per_unit
        days = -(-minutes // per_day)
        assert (order.finish_day - order.start_day + 1, order.quantity) == (days, 20.0)

    def test_of_nothing_closes_its_days_and_the_idle_ones_beside_them(self) -> None:
        problem = given.problem()
        friday = (4 - START.weekday()) % 7
        made = steered(problem, [decision(first=friday, last=friday)], working(problem))
        assert made.firm_orders == ()
        assert [item.closed_days for item in made.items if item.code == "BIKE"] == [
            ((friday, min(friday + 2, problem.horizon.day_count - 1)),)
        ]

    def test_counts_what_is_firm_already(self) -> None:
        problem = replace(given.problem(), firm_orders=(FirmOrder("F", "BIKE", 3.0, 0, 1),))
        made = steered(problem, [decision(last=1, quantity=5.0)], working(problem))
        assert sorted(order.quantity for order in made.firm_orders) == [2.0, 3.0]
        made = steered(problem, [decision(last=1, quantity=2.0)], working(problem))
        assert [order.quantity for order in made.firm_orders] == [3.0]


    def test_counts_the_firm_lots_of_its_days_that_are_past(self) -> None:
        problem = given.problem()
        rows = [
            decision(first=-3, last=2, quantity=5.0),
            decision("lot", first=-3, last=-2, quantity=2.0, lot_key="L"),
            decision("lot", first=-9, last=-8, quantity=1.0, lot_key="M"),
        ]
        assert [order.quantity for order in steered(problem, rows, working(problem)).firm_orders] == [3.0]


class TestWorkCenter:
    STEP = Operation("BIKE", 10, "A", 5.0, 10.0, alternatives=(
        AlternativeWorkCenter("B", 2.0), AlternativeWorkCenter("C", 3.0)
    ))  # fmt: skip

    def narrowed(self, *rules: tuple[str, str]) -> Operation:
        problem = replace(given.problem(), operations=(self.STEP,))
        rows = [decision("work_center", step=10, rule=rule, work_center=center) for rule, center in rules]
        [step] = steered(problem, rows, working(problem)).operations
        return step

    def test_forced_is_the_only_one_and_takes_its_own_time(self) -> None:
        step = self.narrowed(("force", "B"))
        assert (step.work_center, step.setup_minutes, step.run_minutes_per_unit, step.alternatives) == ("B", 5, 20, ())

    def test_forbidden_leaves_the_others_in_their_own_time(self) -> None:
        step = self.narrowed(("forbid", "A"))
        assert (step.work_center, step.run_minutes_per_unit) == ("B", 20)
        assert step.alternatives == (AlternativeWorkCenter("C", 1.5),)

    @pytest.mark.parametrize("rules", [[("force", "GONE")], [("forbid", "A"), ("forbid", "B"), ("forbid", "C")]])
    def test_that_is_left_by_none_changes_nothing(self, rules: list[tuple[str, str]]) -> None:
        assert self.narrowed(*rules) == self.STEP

    def ordered(self, *rules: tuple[str, str, str]) -> tuple[Operation, FirmOrder]:
        """Return the step and the firm order of a lot L1; `rules` name a lot or none, a rule and a work centre."""
        problem = replace(given.problem(), operations=(self.STEP,))
        lot = decision("lot", first=3, last=5, lot_key="L1", quantity=3.0)
        rows = [decision("work_center", step=10, lot_key=key, rule=rule, work_center=code) for key, rule, code in rules]
        made = steered(problem, [lot, *rows], working(problem))
        return made.operations[0], made.firm_orders[0]

    def test_of_one_lot_is_its_own_and_the_step_stays_as_it_is(self) -> None:
        assert self.ordered(("L1", "force", "B"), ("L2", "force", "C")) == (
            self.STEP, FirmOrder("L1", "BIKE", 3.0, 3, 5, ((10, "B"),)),
        )  # fmt: skip

    def test_of_one_lot_that_the_item_or_its_routing_does_not_have_is_left_out(self) -> None:
        for rules in ([("L1", "force", "GONE")], [("", "forbid", "B"), ("L1", "force", "B")]):
            assert self.ordered(*rules)[1].work_centers == ()
