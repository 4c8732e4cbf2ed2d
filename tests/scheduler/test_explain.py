"""Why a line is late: the root cause comes first, and everything that asks for one cause is told that one."""

from __future__ import annotations

import pytest

from benchmarks.overloaded import overloaded
from mps.queries.causes import Cause, CauseKind, named_by
from mps.scheduler.budget import Limits
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.explain import ChainLink, Holds, lot_cause, root_causes, why_late
from mps.scheduler.lateness import Standing
from mps.scheduler.plan import Delivery, Lot, OperationLoad, SupplyKind
from mps.scheduler.problem import FirmOrder, Item, PlanningProblem, Receipt
from tests.scheduler import hand_made
from tests.scheduler.given import assembly, bike, horizon, line, order, solved, two_wheels, wheel
from tests.scheduler.given import problem as plant

FORTNIGHT = 14


def planned(problem: PlanningProblem) -> Standing:
    index = index_of(problem)
    return Standing(index, columns_of(solved(problem, limits=Limits(rounds=1)).plan, index))


def chain(problem: PlanningProblem) -> tuple[ChainLink, ...]:
    return why_late(planned(problem), 0)


def kinds(problem: PlanningProblem) -> list[Holds]:
    return [link.kind for link in chain(problem)]


def with_wheels(receipt_day: int, quantity: float = 2.0, **changes: object) -> PlanningProblem:
    """A bike of two wheels that are on their way, and can't be had otherwise."""
    receipt = Receipt("PO-7", "WHEEL", quantity, receipt_day)
    slow = wheel(lead_time_days=40)
    values = {"items": (bike(), slow), "bom": (two_wheels(),), "receipts": (receipt,), "demands": (order(due_day=1),)}
    return plant(**(values | changes))


class TestRootCause:
    def test_a_late_receipt_comes_before_the_component_that_it_brings(self) -> None:
        root, then, *_rest = chain(with_wheels(4))
        assert (root.kind, root.code, root.record, root.to_day) == (Holds.RECEIPT, "WHEEL", "PO-7", 4)
        assert (then.kind, then.code) == (Holds.MATERIAL, "WHEEL")

    def test_it_is_the_receipt_too_where_nobody_works_on_the_day_that_it_comes(self) -> None:
        shut = line((480.0,) * 4 + (0.0, 0.0) + (480.0,) * 4)
        assert kinds(with_wheels(4, work_centers=(shut,)))[0] is Holds.RECEIPT

    def test_control_nothing_of_the_kind_where_the_centre_could_have_worked(self) -> None:
        assert kinds(with_wheels(0, demands=(order(due_day=5),))) == []

    def test_the_receipt_comes_before_the_lead_time_of_what_is_made_of_it(self) -> None:
        slow_bike = bike(lead_time_days=2)
        found = kinds(with_wheels(3, items=(slow_bike, wheel(lead_time_days=40))))
        assert found == [Holds.RECEIPT, Holds.MATERIAL, Holds.LEAD_TIME]

    def test_a_full_centre_comes_before_that_the_line_was_due_in_the_past(self) -> None:
        found = kinds(plant(demands=(order(40.0, due_day=-2),)))
        assert found == [Holds.CAPACITY, Holds.DUE_IN_PAST]

    def test_a_lot_that_people_fixed_is_told_as_that(self) -> None:
        fixed = FirmOrder("WO-1", "BIKE", 1.0, 6, 7)
        root, *_rest = chain(plant(items=(bike(lead_time_days=8),), demands=(order(due_day=3),), firm_orders=(fixed,)))
        assert (root.kind, root.code, root.from_day, root.to_day) == (Holds.FIRM, "BIKE", 6, 7)

    def test_a_fence_comes_before_the_lead_time_behind_it(self) -> None:
        fenced = Item("BIKE", made=True, unit_cost=100.0, frozen_days=4, lead_time_days=1)
        assert kinds(plant(items=(fenced,), demands=(order(due_day=1),)))[0] is Holds.FENCE


class TestMostDays:
    """The wheels come on day 2, on the day the bike is due; then the line works on what comes first until day 3."""

    def busy(self, due_day: int) -> list[ChainLink]:
        first = order(24.0, key="SO0", item="OTHER", due_day=3, priority=1, promised=True)
        mine = order(1.0, due_day=due_day, priority=9)
        other = Item("OTHER", made=True, unit_cost=1.0)
        given = with_wheels(
            2, items=(bike(), wheel(lead_time_days=40), other), demands=(mine, first),
            operations=(assembly(), assembly(item="OTHER")), work_centers=(line((0.0,) + (480.0,) * 9),),
        )  # fmt: skip
        return list(chain(given))

    def test_a_receipt_that_came_in_time_is_not_the_root(self) -> None:
        root, *others = self.busy(due_day=2)
        assert (root.kind, root.code) == (Holds.CAPACITY, "LINE")
        assert Holds.RECEIPT in [link.kind for link in others]

    def test_control_one_that_came_after_the_line_was_due_is(self) -> None:
        receipt = with_wheels(6, demands=(order(due_day=1),))
        assert kinds(receipt)[0] is Holds.RECEIPT


class TestOneCause:
    @pytest.mark.parametrize("seed", range(1, 13))
    def test_every_late_line_has_one_that_is_no_mere_passage(self, seed: int) -> None:
        plan = planned(overloaded(seed))
        late = [place for place in range(len(plan.problem.demands)) if plan.is_late(place)]
        chains = {place: why_late(plan, place) for place in late}
        assert late
        assert root_causes(plan, late) == {place: links[0] if links else None for place, links in chains.items()}
        firsts = {links[0].kind for links in chains.values() if links}
        assert firsts.isdisjoint({Holds.MATERIAL, Holds.LOT_RULE})

    def test_a_lot_is_told_its_component_and_the_line_what_holds_that_up(self) -> None:
        plan = planned(with_wheels(4, demands=(order(due_day=1),)))
        link = lot_cause(plan, 0, 1)
        assert link is not None
        assert (link.kind, link.code) == (Holds.MATERIAL, "WHEEL")

    def test_a_lot_that_could_have_been_sooner_is_held_by_nothing(self) -> None:
        assert lot_cause(planned(plant(demands=(order(due_day=5),))), 0, 5) is None


class TestDaysThatNothingElseExplains:
    """
    The bike was due on day 2. Its wheels could have been bought on day 0, come on day 7 and can be used on day 8; then
    the line works on what another order wants, and on the bike on its next day.
    """

    def chain(self, *, used: float, shut: tuple[int, ...] = (), due_day: int = 2) -> list[ChainLink]:
        minutes = tuple(0.0 if day in shut else 480.0 for day in range(FORTNIGHT))
        works = next(day for day in range(8, FORTNIGHT) if day not in shut)
        busy = [OperationLoad(2, 10, "LINE", day, used, 0.0) for day in range(8) if used and minutes[day]]
        given = plant(
            horizon=horizon(FORTNIGHT),
            items=(bike(), wheel(lead_time_days=1), Item("OTHER", made=True, unit_cost=1.0)), bom=(two_wheels(),),
            demands=(order(due_day=due_day), order(100.0, item="OTHER", key="SO2", due_day=8)),
            operations=(assembly(), assembly(item="OTHER")), work_centers=(line(minutes, days=FORTNIGHT),),
        )  # fmt: skip
        made = hand_made.plan(
            lots=(
                Lot("B", "BIKE", 1.0, 8, works + 1), Lot("W", "WHEEL", 2.0, 6, 7), Lot("O", "OTHER", 100.0, 0, works),
            ),
            loads=(*busy, OperationLoad(2, 10, "LINE", works, 480.0, 0.0),
                   OperationLoad(0, 10, "LINE", works + 1, 60.0, 0.0)),
            deliveries=(Delivery(0, 1.0, works + 1), Delivery(1, 100.0, works)),
            pegging=hand_made.pegging(
                (-1, 0, "BIKE", SupplyKind.LOT, 0, 1.0), (0, -1, "WHEEL", SupplyKind.LOT, 1, 2.0),
                (-1, 1, "OTHER", SupplyKind.LOT, 2, 100.0),
            ),
            bought_overtime={},
        )  # fmt: skip
        index = index_of(given)
        return list(why_late(Standing(index, columns_of(made, index)), 0))

    def test_are_told_as_those_in_which_others_go_first_and_are_the_root(self) -> None:
        root, then, *_rest = self.chain(used=360.0)
        assert (root.kind, root.code, root.from_day, root.to_day) == (Holds.YIELDS, "LINE", 2, 8)
        assert (root.amount, root.free) == (6 * 480.0, 6 * 120.0)
        assert (then.kind, then.from_day, then.to_day) == (Holds.CAPACITY, 8, 9)

    def test_are_told_as_unknown_where_nobody_else_takes_much(self) -> None:
        root, *_rest = self.chain(used=100.0)
        assert (root.kind, root.code, root.from_day, root.to_day) == (Holds.UNKNOWN, "BIKE", 2, 8)
        assert named_by(root, plant().horizon) == Cause(CauseKind.UNKNOWN)

    def test_control_there_are_none_where_it_was_needed_no_sooner(self) -> None:
        assert [link.kind for link in self.chain(used=360.0, due_day=8)] == [Holds.CAPACITY]

    def test_it_could_not_begin_on_a_day_on_which_nobody_works(self) -> None:
        waits = [link for link in self.chain(used=360.0, shut=(8, 9)) if link.kind is Holds.CAPACITY]
        assert [(link.from_day, link.to_day) for link in waits] == [(10, 11)]


def test_a_centre_is_told_by_its_code() -> None:
    root, *_rest = chain(plant(operations=(assembly(),), demands=(order(40.0, due_day=2),)))
    assert (root.kind, root.code) == (Holds.CAPACITY, "LINE")
