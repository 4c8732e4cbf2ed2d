"""The change budget: what it counts, and that a plan stays inside it whatever else it costs."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from mps.scheduler import last_plan
from mps.scheduler.check import check
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.plan import Lot, LotStatus, Plan, Result
from mps.scheduler.problem import ChangeBudget, FirmOrder, PlanningProblem, PreviousLot, PreviousMinutes, Prices
from mps.scheduler.solve import solve
from mps.scheduler.stability import moved
from tests.scheduler import given
from tests.scheduler.hand_made import broken, lots, plan, three_bikes, wheels
from tests.scheduler.plausible import plant

BIKES = PreviousLot("BIKE-1", "BIKE", 3.0, 5, 3)
WHEELS = PreviousLot("WHEEL-1", "WHEEL", 3.0, 2, 0)


def budgeted(most_lots: int, days: int = given.DAYS, **changes: Any) -> PlanningProblem:
    """The three bikes made by hand, whose last plan had both lots a day later and one bike more."""
    before = (replace(BIKES, finish_day=6, start_day=4), replace(WHEELS, finish_day=3, start_day=1))
    changed = {"previous_lots": before, **changes}
    return three_bikes(change_budget=ChangeBudget(most_lots, days), **changed)


class TestChangeBudget:
    rule = "more lots changed than the budget allows"

    def test_allows_fewer_changes_than_it_says(self) -> None:
        check(budgeted(3), plan())

    def test_just_allows_as_many_changes_as_it_says(self) -> None:
        check(budgeted(2), plan())

    def test_forbids_one_more(self) -> None:
        assert broken(budgeted(1), plan(), self.rule) in {"BIKE-1", "WHEEL-1"}

    def test_allows_none_where_all_is_as_it_was(self) -> None:
        check(budgeted(0, previous_lots=(BIKES, WHEELS)), plan())

    @pytest.mark.parametrize("change", [{"quantity": 4.0}, {"finish_day": 6}, {"key": "BIKE-2"}])
    def test_counts_quantity_finish_and_what_is_gone(self, change: dict[str, Any]) -> None:
        broken(budgeted(0, previous_lots=(replace(BIKES, **change),)), plan(), self.rule)

    @pytest.mark.parametrize(("days", "counts"), [(3, False), (4, True)])
    def test_covers_what_finishes_on_its_first_days(self, days: int, counts: bool) -> None:
        problem = budgeted(0, days)

        if counts:
            assert broken(problem, plan(), self.rule) == "WHEEL-1"
        else:
            check(problem, plan())

    @pytest.mark.parametrize(
        "gone",
        [
            PreviousLot("TRIKE-1", "TRIKE", 1.0, 5),
            PreviousLot("BIKE-0", "BIKE", 1.0, -1),
            PreviousLot("BIKE-9", "BIKE", 1.0, given.DAYS),
            PreviousLot("BIKE-9", "BIKE", -1.0, 5),
        ],
    )
    def test_does_not_count_what_cannot_be_kept(self, gone: PreviousLot) -> None:
        check(budgeted(0, given.DAYS + 5, previous_lots=(gone,)), plan())

    def test_does_not_count_what_a_person_has_fixed_otherwise(self) -> None:
        firm = FirmOrder("BIKE-1", "BIKE", 3.0, 3, 5)
        fixed = lots(Lot("BIKE-1", "BIKE", 3.0, 3, 5, LotStatus.FIRM))

        check(budgeted(0, firm_orders=(firm,), previous_lots=(replace(BIKES, finish_day=7),)), plan(**fixed))


class TestKeptLots:
    kept = replace(plan().lots[1], status=LotStatus.FIRM)

    def with_kept(self, **changes: Any) -> Plan:
        """The plan made by hand with its wheels kept by the budget."""
        return plan(**lots(wheels=replace(self.kept, **changes)))

    def test_may_be_firm_as_they_were(self) -> None:
        check(budgeted(0, previous_lots=(WHEELS,)), self.with_kept())

    def test_may_not_be_firm_otherwise(self) -> None:
        rule = "firm order moved, changed, missing or made up"

        assert broken(budgeted(0, previous_lots=(WHEELS,)), self.with_kept(quantity=4.0), rule) == "WHEEL-1"
        assert broken(three_bikes(previous_lots=(WHEELS,)), self.with_kept(), rule) == "WHEEL-1"

    def test_may_not_be_more_than_the_budget_takes(self) -> None:
        assert (
            broken(budgeted(1, previous_lots=(WHEELS,)), self.with_kept(), "more lots kept than the budget needs")
            == "WHEEL-1"
        )

    def test_do_not_excuse_other_changes(self) -> None:
        moved = wheels(quantity=4.0)

        broken(budgeted(0, previous_lots=(WHEELS,)), plan(**moved), TestChangeBudget.rule)


def solved(problem: PlanningProblem) -> Result:
    """A checked plan."""
    result = given.solved(problem)
    check(problem, result)
    return result


def published(problem: PlanningProblem, result: Result) -> PlanningProblem:
    """The problem as it is once its plan is the last one."""
    before = (PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day) for lot in result.plan.lots)
    return replace(problem, firm_orders=(), previous_lots=tuple(before))


def changed_plant(seed: int, most_lots: int) -> PlanningProblem:
    """A plant with the last plan of it as it was, whose orders have moved, grown or gone since."""
    random, problem = Random(seed), plant(seed)
    before = published(problem, given.solved(problem))
    demands = [one for one in before.demands if random.random() < 0.8]
    late = [replace(one, due_day=one.due_day - 2, quantity=one.quantity * random.choice((1, 2))) for one in demands]
    budget = ChangeBudget(most_lots, random.choice((5, 20)))
    return replace(before, demands=tuple(late), change_budget=budget)


class TestSolve:
    def orders(self, *due_days: int, **changes: Any) -> PlanningProblem:
        """An order for a bike on each of the days."""
        demands = tuple(given.order(1.0, day, key=f"SO{number}") for number, day in enumerate(due_days))
        return given.problem(demands=demands, **changes)

    def changed(self, most_lots: int, days: int = given.DAYS, *, price: float = 0.0) -> Result:
        """Three orders move a day forward; the plan made for them may change so many lots, each at a price."""
        before = published(self.orders(3, 5, 7), solved(self.orders(3, 5, 7)))
        budget = ChangeBudget(most_lots, days)
        now = replace(self.orders(2, 4, 6), previous_lots=before.previous_lots, change_budget=budget)
        return solved(replace(now, prices=Prices(changed_lot=price)))

    def test_changes_what_it_likes_inside_the_budget(self) -> None:
        assert [finish for *_, finish in given.lots(self.changed(3))] == [2, 4, 6]

    def test_changes_no_more_than_pays(self) -> None:
        # the lots of days 3 and 5 come a day before their orders now; the third one is there for the first order
        assert [finish for *_, finish in given.lots(self.changed(3, price=5.0))] == [2, 3, 5]

    @pytest.mark.parametrize("most_lots", [0, 1, 2])
    def test_keeps_what_goes_beyond_it(self, most_lots: int) -> None:
        finishes = {finish for *_, finish in given.lots(self.changed(most_lots))}

        assert len({3, 5, 7} - finishes) == most_lots

    def test_is_free_after_its_days(self) -> None:
        # the lot of day 3 stays; with it kept, what is due on day 4 has its bike already
        finishes = [finish for *_, finish in given.lots(self.changed(0, days=4))]

        assert 3 in finishes
        assert 7 not in finishes

    def test_a_change_that_saves_a_customer_comes_before_one_that_saves_stock(self) -> None:
        first = self.orders(4, 6)
        before = published(first, solved(first))
        now = replace(
            before,
            demands=(given.order(1.0, 1, key="SO0"), given.order(1.0, 8, key="SO1")),
            change_budget=ChangeBudget(1, given.DAYS),
            prices=Prices(changed_lot=0.0),
        )

        result = solved(now)

        assert result.cost.late_orders == 0
        assert [finish for *_, finish in given.lots(result)] == [1, 6]

    def test_being_late_is_worse_than_any_change(self) -> None:
        before = published(self.orders(4, 6), solved(self.orders(4, 6)))
        now = replace(self.orders(1, 6), previous_lots=before.previous_lots, change_budget=ChangeBudget(2, given.DAYS))

        result = solved(replace(now, prices=Prices(changed_lot=1e9)))

        assert result.cost.late_orders == 0

    def test_what_is_kept_has_its_minutes_again(self) -> None:
        """Control: without its minutes it is booked as late as can be."""
        lot = PreviousLot("BIKE-1", "BIKE", 1.0, 5, 2)
        minutes = PreviousMinutes("BIKE-1", 10, "LINE", 2, 60.0)
        now = replace(self.orders(5), previous_lots=(lot,), firm_orders=(FirmOrder("BIKE-1", "BIKE", 1.0, 2, 5),))

        days = [
            [load.day for load in solved(one).plan.loads] for one in (now, replace(now, previous_minutes=(minutes,)))
        ]

        assert days == [[5], [2]]

    def test_what_is_kept_is_stored_with_its_minutes(self) -> None:
        """Else the next plan could not begin with it as it was; a person's firm order is booked by its days."""
        result = self.changed(0)
        problem = replace(self.orders(2, 4, 6), change_budget=ChangeBudget(0, given.DAYS))
        index = index_of(problem)

        stored = last_plan.to_bytes(index, columns_of(result.plan, index), result.plan.lots)

        minutes, _late = last_plan.from_bytes(stored, problem.horizon.start_date)
        assert LotStatus.FIRM in {lot.status for lot in result.plan.lots}
        assert {row.lot for row in minutes} == {lot.key for lot in result.plan.lots}

    def test_lost_capacity_does_not_make_it_impossible(self) -> None:
        before = published(self.orders(3, 5), solved(self.orders(3, 5)))
        broken_down = replace(before, work_centers=(given.line(0.0),), change_budget=ChangeBudget(0, given.DAYS))

        result = solved(broken_down)

        assert [lot.status for lot in result.plan.lots] == [LotStatus.FIRM] * 2

    @pytest.mark.parametrize("seed", range(20))
    @pytest.mark.parametrize("most_lots", [-1, 0, 3])
    def test_is_honoured_whatever_has_changed(self, seed: int, most_lots: int) -> None:
        now = changed_plant(seed, most_lots)

        check(now, given.solved(now))

    @pytest.mark.parametrize("seed", [58, 96, 98, 128, 134, 142, 143])  # all dearer where only the end's choice counts
    def test_a_longer_search_never_ends_in_a_dearer_plan(self, seed: int) -> None:
        now = changed_plant(seed, most_lots=3)

        def with_unrest(found: Result) -> float:
            """What it costs, and the price of every lot that is not as it was, wherever it lies."""
            return found.cost.total - found.cost.changed_lots + now.prices.changed_lot * moved(now, found.plan.lots)

        at_once = solve(now, stop=lambda: True, timer=lambda: 0.0)

        assert with_unrest(solved(now)) <= with_unrest(at_once)
