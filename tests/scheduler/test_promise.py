"""Quotes: true on top of the plan, monotone, and explained. The judge of the random ones is a simulation of its own."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from mps.scheduler import promise_basis
from mps.scheduler.backing import Backing, BlockedBy
from mps.scheduler.capable_to_promise import Resources, Trial
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Delivery, Lot, OperationLoad, Pegging, Plan
from mps.scheduler.problem import BomLine, Demand, DemandKind, Item, Operation, PlanningProblem, Receipt, WorkCenter
from mps.scheduler.promise import PartialDelivery, Quote, UnknownItemError, quote

DAYS = 20
NO_PLAN = Plan(lots=(), loads=(), deliveries=(), pegging=Pegging(), bought_overtime={})
PUMPS = PlanningProblem(
    site="A",
    horizon=Horizon(date(2026, 1, 7), DAYS, tuple(range(DAYS))),
    items=(Item("pump", made=True), Item("housing", made=False, lead_time_days=6, on_hand=1000)),
    bom=(BomLine("pump", "housing", 1),),
    operations=(Operation("pump", 10, "press", 10, 5),),
    work_centers=(WorkCenter("press", (60.0,) * DAYS, (0.0,) * DAYS),),
)


def _pump(**changes: Any) -> tuple[Item, ...]:
    return (replace(PUMPS.items[0], **changes), PUMPS.items[1])


def _housing(**changes: Any) -> tuple[Item, ...]:
    return (PUMPS.items[0], replace(PUMPS.items[1], **changes))


def _quote(
    problem: PlanningProblem, plan: Plan = NO_PLAN, *, item: str = "pump", quantity: float, wanted_day: int = 0
) -> Quote:
    return quote(promise_basis.build(problem, plan), item=item, quantity=quantity, wanted_day=wanted_day)


class TestUncommittedSupply:
    def test_stock_is_there_today(self) -> None:
        found = _quote(replace(PUMPS, items=_pump(on_hand=8)), quantity=8, wanted_day=3)

        assert (found.earliest_day, found.delivery_day, found.from_uncommitted) == (0, 3, 8)
        assert found.backing.lots == ()

    def test_stock_that_a_later_delivery_needs_is_not_offered(self) -> None:
        problem = replace(PUMPS, items=_housing(on_hand=10), demands=(Demand("d", "housing", 7, 9),))
        plan = replace(NO_PLAN, deliveries=(Delivery(0, 7, 9),))

        assert _quote(problem, plan, item="housing", quantity=3).earliest_day == 0
        assert _quote(problem, plan, item="housing", quantity=4).earliest_day == 6

    def test_stock_that_a_planned_lot_takes_is_not_offered(self) -> None:
        problem = replace(PUMPS, items=_housing(on_hand=10))
        plan = replace(NO_PLAN, lots=(Lot("l", "pump", 8, 4, 5),))

        assert _quote(problem, plan, item="housing", quantity=3).earliest_day == 6

    def test_stock_that_an_unmet_order_waits_for_is_not_offered(self) -> None:
        problem = replace(PUMPS, items=_housing(on_hand=5), demands=(Demand("d", "housing", 9, 2, may_split=False),))

        assert _quote(problem, item="housing", quantity=1).earliest_day == 6

    def test_what_is_made_for_forecast_is_offered_to_orders(self) -> None:
        forecast = Demand("f", "pump", 5, 4, kind=DemandKind.FORECAST)
        plan = replace(NO_PLAN, lots=(Lot("l", "pump", 5, 3, 4),), deliveries=(Delivery(0, 5, 4),))

        found = _quote(replace(PUMPS, demands=(forecast,), work_centers=()), plan, quantity=5, wanted_day=4)

        assert (found.delivery_day, found.backing.lots) == (4, ())

    def test_a_lot_can_leave_on_its_last_day_but_is_used_the_day_after(self) -> None:
        items = _housing(on_hand=0, lead_time_days=DAYS)
        plan = replace(NO_PLAN, lots=(Lot("l", "housing", 5, 0, 4),))

        assert _quote(replace(PUMPS, items=items), plan, item="housing", quantity=5).earliest_day == 4
        assert _quote(replace(PUMPS, items=items), plan, quantity=5).earliest_day == 5

    def test_a_receipt_is_used_on_the_day_it_arrives(self) -> None:
        items = _housing(on_hand=0, lead_time_days=DAYS)
        problem = replace(PUMPS, items=items, receipts=(Receipt("r", "housing", 5, 4),))

        assert _quote(problem, quantity=5).earliest_day == 4

    def test_weeks_end_on_sundays_and_tell_what_becomes_available(self) -> None:
        problem = replace(PUMPS, items=_housing(on_hand=2), receipts=(Receipt("r", "housing", 5, 6),))

        weeks = _quote(problem, item="housing", quantity=1).weeks

        assert [(week.first_day, week.last_day) for week in weeks] == [(0, 4), (5, 11), (12, 18), (19, 19)]
        assert [week.quantity for week in weeks] == [2, 5, 0, 0]
        assert [week.cumulative_quantity for week in weeks] == [2, 7, 7, 7]


class TestNewProduction:
    def test_makes_the_rest_with_free_minutes(self) -> None:
        """22 pumps less 2 in stock: 10 + 20 · 5 = 110 minutes are two days of 60."""
        found = _quote(replace(PUMPS, items=_pump(on_hand=2)), quantity=22)

        assert (found.earliest_day, found.from_uncommitted) == (1, 2)
        assert [(lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in found.backing.lots] == [
            ("pump", 20, 0, 1)
        ]
        assert [(load.day, load.minutes) for load in found.backing.loads] == [(0, 50), (1, 60)]

    def test_minutes_of_the_plan_are_not_free(self) -> None:
        plan = replace(
            NO_PLAN,
            lots=(Lot("l", "pump", 10, 0, 0),),
            loads=(OperationLoad(0, 10, "press", 0, 60, 10),),
            deliveries=(Delivery(0, 10, 0),),
        )

        assert _quote(replace(PUMPS, demands=(Demand("d", "pump", 10, 0),)), plan, quantity=10).earliest_day == 1

    def test_days_without_minutes_are_passed_over(self) -> None:
        minutes = (60.0, 0.0, 0.0, *(60.0,) * (DAYS - 3))
        problem = replace(PUMPS, work_centers=(WorkCenter("press", minutes, (0.0,) * DAYS),))

        assert _quote(problem, quantity=20).earliest_day == 3

    def test_lots_follow_the_lot_rules(self) -> None:
        items = _pump(lot_minimum=4, lot_multiple=2, lot_maximum=6)

        lots = _quote(replace(PUMPS, items=items), quantity=13).backing.lots

        assert [(lot.quantity, lot.count) for lot in lots] == [(6, 2), (4, 1)]

    def test_buys_components_when_they_run_out(self) -> None:
        problem = replace(PUMPS, items=_housing(on_hand=3))

        found = _quote(problem, quantity=5, wanted_day=2)

        # Ordered today, there on day 6, used on day 7.
        assert found.earliest_day == 7
        assert found.quantity_on_wanted_day == 3
        assert {lot.item for lot in found.backing.lots} == {"pump", "housing"}

    def test_scrap_is_bought_too(self) -> None:
        problem = replace(PUMPS, items=_housing(on_hand=0), bom=(BomLine("pump", "housing", 1, scrap_share=0.5),))

        lots = _quote(problem, quantity=3).backing.lots

        assert [lot.quantity for lot in lots if lot.item == "housing"] == [6]

    def test_two_parents_do_not_get_the_same_component(self) -> None:
        """A set takes a pump and two spare housings: six for two sets, of which five are there."""
        problem = replace(
            PUMPS,
            items=(Item("set", made=True), *_housing(on_hand=5)),
            bom=(BomLine("set", "pump", 1), BomLine("set", "housing", 2), BomLine("pump", "housing", 1)),
        )

        # The pump is made the day before; the sixth housing is ordered today, there on day 6, used on day 7.
        assert _quote(problem, item="set", quantity=1).earliest_day == 1
        assert _quote(problem, item="set", quantity=2).earliest_day == 7


class TestWhyNot:
    def test_nothing_stands_in_the_way_of_a_day_that_can_be_met(self) -> None:
        assert _quote(PUMPS, quantity=10, wanted_day=3).why_not is None

    def test_names_the_work_center_and_the_minutes_it_lacks(self) -> None:
        found = _quote(PUMPS, quantity=40)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code) == (BlockedBy.CAPACITY, "press")
        assert (found.why_not.day, found.why_not.amount) == (3, 210)

    def test_names_the_narrowest_of_several_work_centers(self) -> None:
        """Ten pumps: 60 minutes at the press (a day), 30 at the paint shop (three days), 10 at the bench (a day)."""
        slow = (WorkCenter(code, (10.0,) * DAYS, (0.0,) * DAYS) for code in ("paint", "bench"))
        steps = (Operation("pump", 20, "paint", 0, 3), Operation("pump", 30, "bench", 0, 1))
        problem = replace(PUMPS, operations=PUMPS.operations + steps, work_centers=(*PUMPS.work_centers, *slow))

        found = _quote(problem, quantity=10)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code) == (BlockedBy.CAPACITY, "paint")
        assert (found.why_not.day, found.why_not.amount) == (found.earliest_day, 30)

    def test_names_the_component_and_when_it_comes(self) -> None:
        problem = replace(PUMPS, items=_housing(on_hand=0), receipts=(Receipt("r", "housing", 5, 3),))

        found = _quote(problem, quantity=5)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code) == (BlockedBy.COMPONENT, "housing")
        assert (found.why_not.day, found.why_not.amount) == (3, 5)

    def test_names_the_lead_time_of_what_is_bought_itself(self) -> None:
        found = _quote(replace(PUMPS, items=_housing(on_hand=0)), item="housing", quantity=5, wanted_day=4)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code, found.why_not.day) == (BlockedBy.LEAD_TIME, "housing", 6)

    @pytest.mark.parametrize("items", [_pump(frozen_days=4), _pump(frozen_days=4, lead_time_days=1)])
    def test_names_the_fence(self, items: tuple[Item, ...]) -> None:
        found = _quote(replace(PUMPS, items=items), quantity=5)

        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.code, found.why_not.day) == (BlockedBy.FENCE, "pump", 4)
        assert found.earliest_day == 4 + items[0].lead_time_days

    def test_says_none_when_the_horizon_is_too_short(self) -> None:
        found = _quote(PUMPS, quantity=10_000)

        assert (found.earliest_day, found.delivery_day, found.backing) == (None, None, Backing())
        assert found.why_not is not None
        assert (found.why_not.kind, found.why_not.day) == (BlockedBy.CAPACITY, None)


class TestSplit:
    def test_offers_what_is_there_on_the_wanted_day_and_the_rest_later(self) -> None:
        found = _quote(replace(PUMPS, items=_pump(on_hand=4)), quantity=30, wanted_day=0)

        # Ten more fit into today's 60 minutes; the second lot has a set-up of its own.
        assert found.quantity_on_wanted_day == 14
        assert found.split is not None
        assert (found.split.first, found.split.rest) == (PartialDelivery(0, 14), PartialDelivery(2, 16))

    def test_waits_for_the_next_supply_when_nothing_is_there_on_the_wanted_day(self) -> None:
        items = _housing(on_hand=0, lead_time_days=9)
        problem = replace(PUMPS, items=items, receipts=(Receipt("r", "housing", 4, 5),))

        found = _quote(problem, item="housing", quantity=6, wanted_day=2)

        assert found.split is not None
        assert (found.split.first, found.split.rest) == (PartialDelivery(5, 4), PartialDelivery(9, 2))

    def test_there_is_none_when_the_whole_quantity_is_in_time(self) -> None:
        assert _quote(PUMPS, quantity=10, wanted_day=9).split is None

    def test_divides_a_quantity_that_is_not_whole(self) -> None:
        found = _quote(replace(PUMPS, items=_housing(on_hand=1.5)), item="housing", quantity=2.5)

        assert found.quantity_on_wanted_day == pytest.approx(1.5)


class TestAsking:
    def test_refuses_an_unknown_item(self) -> None:
        with pytest.raises(UnknownItemError, match="nothing"):
            _quote(PUMPS, item="nothing", quantity=1)

    @pytest.mark.parametrize("quantity", [0, -1, math.nan, math.inf])
    def test_refuses_a_quantity_that_is_none(self, quantity: float) -> None:
        with pytest.raises(ValueError, match="positive"):
            _quote(PUMPS, quantity=quantity)

    def test_a_wanted_day_in_the_past_means_today(self) -> None:
        assert _quote(PUMPS, quantity=10, wanted_day=-5).delivery_day == 0

    def test_a_wanted_day_after_the_horizon_means_its_end(self) -> None:
        assert _quote(PUMPS, quantity=10, wanted_day=DAYS + 5).delivery_day == DAYS - 1


# The judge: a plan is feasible if nothing is missing at any moment. It shares no code with the quote.


@dataclass(frozen=True)
class Books:
    """What is made, loaded and delivered, whoever planned it."""

    lots: tuple[tuple[str, float, int, int], ...] = ()
    loads: tuple[tuple[str, int, float], ...] = ()
    deliveries: tuple[tuple[str, float, int], ...] = ()

    def __add__(self, other: Books) -> Books:
        return Books(self.lots + other.lots, self.loads + other.loads, self.deliveries + other.deliveries)


def _feasible(problem: PlanningProblem, books: Books) -> bool:
    flows: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for item in problem.items:
        flows[item.code][0] += item.on_hand
    for receipt in problem.receipts:
        flows[receipt.item][2 * receipt.arrives_day] += receipt.quantity
    for code, quantity, start, finish in books.lots:
        flows[code][2 * finish + 1] += quantity
        for line in problem.bom:
            if line.parent == code:
                flows[line.component][2 * start] -= quantity * line.quantity_per / (1 - line.scrap_share)
    for code, quantity, day in books.deliveries:
        flows[code][2 * day + 1] -= quantity
    load: dict[tuple[str, int], float] = defaultdict(float)
    for center, day, minutes in books.loads:
        load[center, day] += minutes
    free = {center.code: center.available_minutes for center in problem.work_centers}
    return _never_negative(flows.values()) and all(
        minutes <= free[center][day] + 1e-6 for (center, day), minutes in load.items()
    )


def _never_negative(flows: Iterable[dict[int, float]]) -> bool:
    for by_moment in flows:
        balance = 0.0
        for moment in sorted(by_moment):
            balance += by_moment[moment]
            if balance < -1e-5:
                return False
    return True


def _books_of(backing: Backing, deliveries: tuple[tuple[str, float, int], ...]) -> Books:
    lots = tuple(
        (lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in backing.lots for _ in range(lot.count)
    )
    return Books(lots, tuple((load.work_center, load.day, load.minutes) for load in backing.loads), deliveries)


def _assert_lots_obey_the_rules(problem: PlanningProblem, backing: Backing) -> None:
    items = {item.code: item for item in problem.items}
    for lot in backing.lots:
        item = items[lot.item]
        assert max(0, item.frozen_days) <= lot.start_day <= lot.finish_day < problem.horizon.day_count
        assert lot.finish_day - lot.start_day >= item.lead_time_days
        assert lot.quantity >= item.lot_minimum
        assert lot.quantity / item.lot_multiple == pytest.approx(round(lot.quantity / item.lot_multiple))
        assert not item.lot_maximum or lot.quantity <= item.lot_maximum
    for code in {lot.item for lot in backing.lots}:
        _assert_steps_are_loaded(problem, backing, code)


def _assert_steps_are_loaded(problem: PlanningProblem, backing: Backing, code: str) -> None:
    """In order, inside the days of the lots, set-up for each lot and minutes for each piece."""
    lots = [lot for lot in backing.lots if lot.item == code]
    routing = sorted((step for step in problem.operations if step.item == code), key=lambda step: step.step)
    day = min(lot.start_day for lot in lots)
    for number, step in enumerate(routing):
        loads = [load for load in backing.loads if load.item == code and load.step == number]
        wanted = sum(lot.count * (step.setup_minutes + step.run_minutes_per_unit * lot.quantity) for lot in lots)
        assert sum(load.minutes for load in loads) == pytest.approx(wanted, abs=1e-4)
        assert {load.work_center for load in loads} <= {step.work_center}
        assert all(day <= load.day <= lots[0].finish_day for load in loads)
        day = max([day, *(load.day for load in loads)])


SHORT = 14


@st.composite
def _planned_shops(draw: st.DrawFn) -> tuple[PlanningProblem, Plan]:
    """Five items on three levels with a shared component, two work centres, and what of a random plan is feasible."""
    number = st.integers

    def item(code: str, made: bool) -> Item:
        return Item(
            code,
            made=made,
            on_hand=draw(number(0, 12)),
            lead_time_days=draw(number(0, 3)),
            lot_minimum=draw(number(0, 3)),
            lot_multiple=draw(st.sampled_from([1, 1, 2])),
            lot_maximum=draw(st.sampled_from([0, 0, 4, 10])),
            frozen_days=draw(st.sampled_from([0, 0, 2])),
        )

    problem = PlanningProblem(
        site="A",
        horizon=Horizon(date(2026, 1, 5), SHORT, tuple(range(SHORT))),
        items=(item("top", True), item("left", True), item("right", True), item("bolt", False), item("bar", False)),
        bom=(
            BomLine("top", "left", draw(number(1, 2))),
            BomLine("top", "right", 1),
            BomLine("top", "bolt", draw(number(1, 3))),
            BomLine("left", "bolt", 2, scrap_share=draw(st.sampled_from([0.0, 0.2]))),
            BomLine("right", "bar", 1),
        ),
        operations=(
            Operation("top", 10, "A", draw(number(0, 5)), draw(number(0, 4))),
            Operation("top", 20, "B", draw(number(0, 5)), 1),
            Operation("left", 10, "A", 2, draw(number(0, 3))),
            Operation("right", 10, "B", 1, 2),
            Operation("right", 20, "A", 1, 1),
        ),
        work_centers=tuple(
            WorkCenter(code, tuple(float(draw(number(0, 30))) for _ in range(SHORT)), (0.0,) * SHORT) for code in "AB"
        ),
        receipts=tuple(
            Receipt(f"r{place}", draw(st.sampled_from(["bolt", "bar", "left"])), draw(number(1, 9)), draw(number(0, 9)))
            for place in range(draw(number(0, 4)))
        ),
    )
    return _planned(draw, problem)


def _planned(draw: st.DrawFn, problem: PlanningProblem) -> tuple[PlanningProblem, Plan]:
    day = st.integers(0, SHORT - 1)
    books, lots, loads = Books(), list[Lot](), list[OperationLoad]()
    demands, deliveries = list[Demand](), list[Delivery]()
    for _ in range(draw(st.integers(0, 6))):
        code, quantity = draw(st.sampled_from(["top", "left", "bolt", "bar"])), draw(st.integers(1, 6))
        start, finish = sorted((draw(day), draw(day)))
        center, minutes = draw(st.sampled_from("AB")), float(draw(st.integers(0, 20)))
        more = books + Books(((code, quantity, start, finish),), ((center, finish, minutes),))
        if _feasible(problem, more):
            books = more
            loads.append(OperationLoad(len(lots), 10, center, finish, minutes, 0))
            lots.append(Lot(f"l{len(lots)}", code, quantity, start, finish))
    for _ in range(draw(st.integers(0, 5))):
        code, quantity, when = draw(st.sampled_from(["top", "left", "bolt"])), draw(st.integers(1, 6)), draw(day)
        more = books + Books(deliveries=((code, quantity, when),))
        if _feasible(problem, more):
            books = more
            deliveries.append(Delivery(len(demands), quantity, when))
            demands.append(Demand(f"d{len(demands)}", code, quantity, when))
    plan = replace(NO_PLAN, lots=tuple(lots), loads=tuple(loads), deliveries=tuple(deliveries))
    return replace(problem, demands=tuple(demands)), plan


def _books_of_plan(problem: PlanningProblem, plan: Plan) -> Books:
    return Books(
        tuple((lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in plan.lots),
        tuple((load.work_center, load.day, load.minutes) for load in plan.loads),
        tuple((problem.demands[sent.demand].item, sent.quantity, sent.day) for sent in plan.deliveries),
    )


sold = st.sampled_from(["top", "left", "bolt"])
quantities = st.integers(1, 25)
wanted_days = st.integers(0, SHORT - 1)


class TestRandomPlans:
    @settings(max_examples=120, deadline=None)
    @for_all(shop=_planned_shops(), item=sold, quantity=quantities, wanted_day=wanted_days)
    def test_a_quoted_day_can_be_kept_without_touching_a_commitment(
        self, shop: tuple[PlanningProblem, Plan], item: str, quantity: int, wanted_day: int
    ) -> None:
        problem, plan = shop
        committed = _books_of_plan(problem, plan)

        found = _quote(problem, plan, item=item, quantity=quantity, wanted_day=wanted_day)

        if found.delivery_day is not None:
            assert found.delivery_day == max(wanted_day, found.earliest_day or 0)
            assert _feasible(problem, committed + _books_of(found.backing, ((item, quantity, found.delivery_day),)))
            _assert_lots_obey_the_rules(problem, found.backing)
        if found.split is not None:
            parts = (found.split.first, found.split.rest)
            assert sum(part.quantity for part in parts) == quantity
            deliveries = tuple((item, part.quantity, part.day) for part in parts)
            assert _feasible(problem, committed + _books_of(found.split.backing, deliveries))

    @settings(max_examples=60, deadline=None)
    @for_all(shop=_planned_shops(), item=sold, quantity=quantities, more=st.integers(1, 10), wanted_day=wanted_days)
    def test_more_is_never_there_earlier(
        self, shop: tuple[PlanningProblem, Plan], item: str, quantity: int, more: int, wanted_day: int
    ) -> None:
        less = _quote(*shop, item=item, quantity=quantity, wanted_day=wanted_day)
        larger = _quote(*shop, item=item, quantity=quantity + more, wanted_day=wanted_day)

        assert (less.earliest_day or 0) <= (SHORT if larger.earliest_day is None else larger.earliest_day)
        assert less.earliest_day is not None or larger.earliest_day is None
        assert less.quantity_on_wanted_day <= larger.quantity_on_wanted_day

    @settings(max_examples=60, deadline=None)
    @for_all(shop=_planned_shops(), item=sold, quantity=quantities, wanted_day=wanted_days)
    def test_halving_finds_what_trying_every_day_finds(
        self, shop: tuple[PlanningProblem, Plan], item: str, quantity: int, wanted_day: int
    ) -> None:
        basis = promise_basis.build(*shop)
        possible = [Trial(Resources(basis)).run(basis.places[item], quantity, day) for day in range(SHORT)]

        found = quote(basis, item=item, quantity=quantity, wanted_day=wanted_day)

        assert found.earliest_day == (possible.index(True) if any(possible) else None)
        assert (found.why_not is None) == possible[wanted_day]

    @settings(max_examples=30, deadline=None)
    @for_all(shop=_planned_shops())
    def test_a_stored_basis_comes_back_as_it_was(self, shop: tuple[PlanningProblem, Plan]) -> None:
        basis = promise_basis.build(*shop)

        assert promise_basis.from_bytes(promise_basis.to_bytes(basis)) == basis

    def test_the_judge_sees_a_quote_that_takes_what_is_promised(self) -> None:
        """The control: a basis that forgets the plan's order promises its stock, and the judge says no."""
        problem = replace(PUMPS, items=_housing(on_hand=5), demands=(Demand("d", "housing", 5, 9),))
        committed = _books_of_plan(problem, replace(NO_PLAN, deliveries=(Delivery(0, 5, 9),)))

        forgetful = _quote(replace(problem, demands=()), item="housing", quantity=1)

        assert forgetful.earliest_day == 0
        assert not _feasible(problem, committed + _books_of(forgetful.backing, (("housing", 1, 0),)))
