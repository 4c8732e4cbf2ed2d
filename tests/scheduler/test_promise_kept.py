"""A quote that becomes an order is kept by the next plan, and nobody who was promised a day before is late for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from mps.scheduler import as_they_were, promise_basis
from mps.scheduler.budget import Limits
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.improve import _Search
from mps.scheduler.last_lots import lots_of_last_plan
from mps.scheduler.last_plan import from_bytes, late_in, lots_of_promise, minutes_of, minutes_of_promise, to_bytes
from mps.scheduler.network import network_of
from mps.scheduler.plan import LotStatus, Plan, Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import Demand, DemandKind, PlanningProblem, PreviousLot
from mps.scheduler.promise import Quote, quote
from tests.scheduler.given import solved
from tests.scheduler.plausible import plant

PLANTS = range(40)
QUOTES_A_PLANT = 3
LEAST_PRIORITY = 9
NEVER = 10**6
TOO_FEW = 0.3
MANY = 5


def delivered(problem: PlanningProblem, plan: Plan) -> dict[str, int]:
    """The day on which each order has everything, by its key; `NEVER` where it does not get it."""
    quantity, day = [0.0] * len(problem.demands), [0] * len(problem.demands)
    for sent in plan.deliveries:
        quantity[sent.demand] += sent.quantity
        day[sent.demand] = max(day[sent.demand], sent.day)
    return {
        demand.key: day[place] if quantity[place] >= demand.quantity - 1e-6 else NEVER
        for place, demand in enumerate(problem.demands)
        if demand.kind is DemandKind.ORDER
    }


def after(problem: PlanningProblem, plan: Plan, demands: tuple[Demand, ...]) -> PlanningProblem:
    """The next problem: other demands, and this plan as the last one, to the minute."""
    lots = tuple(
        PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day)
        for lot in plan.lots
        if lot.status is LotStatus.PLANNED
    )
    return replace(
        problem,
        demands=demands,
        previous_lots=lots,
        previous_minutes=minutes_of(plan),
        previous_late=late_in(replace(problem, demands=demands[: len(problem.demands)]), plan),
    )


def with_fewer_minutes(problem: PlanningProblem, share: float) -> PlanningProblem:
    """A plant that has too few minutes, so that overtime is bought and much is late."""
    centers = tuple(
        replace(center, available_minutes=tuple(share * minutes for minutes in center.available_minutes))
        for center in problem.work_centers
    )
    return replace(problem, work_centers=centers)


def with_promise(problem: PlanningProblem, plan: Plan, order: Demand, found: Quote) -> PlanningProblem:
    """The next problem once a quote on the plan is an order."""
    later = after(problem, plan, (*problem.demands, order))
    key = f"promise/{order.key}"
    return replace(
        later,
        previous_lots=(*later.previous_lots, *lots_of_promise(key, found.backing)),
        previous_minutes=(*later.previous_minutes, *minutes_of_promise(key, found.backing, problem)),
    )


def promised(problem: PlanningProblem, plan: Plan) -> tuple[Demand, ...]:
    """The demands once a plan has promised every order that it delivers the day on which it does."""
    days = delivered(problem, plan)
    return tuple(
        replace(demand, due_day=max(demand.due_day, days[demand.key]), promised=True)
        if days.get(demand.key, NEVER) < NEVER
        else demand
        for demand in problem.demands
    )


@dataclass(frozen=True)
class Booked:
    """A quote, and the plants before and after it became an order."""

    quote: Quote
    before: tuple[PlanningProblem, Result]
    after: tuple[PlanningProblem, Result]

    @property
    def is_from_uncommitted(self) -> bool:
        return not self.quote.backing.lots

    @property
    def is_kept(self) -> bool:
        """In time itself, and nobody promised is later than promised and than before."""
        earlier, now = delivered(self.before[0], self.before[1].plan), delivered(self.after[0], self.after[1].plan)
        due = {demand.key: demand.due_day for demand in self.after[0].demands if demand.promised}
        return all(now[key] <= max(due[key], earlier.get(key, 0)) for key in due.keys() & now.keys())


def booked(seed: int, share: float = 1.0) -> list[Booked]:
    """Quotes on the plant of that number, each taken as an order on the plan that has those before it."""
    random, raw = Random(seed * 7 + 1), with_fewer_minutes(plant(seed), share)
    first = solved(raw)
    problem = after(raw, first.plan, promised(raw, first.plan))
    result = solved(problem)
    made = []
    for number in range(QUOTES_A_PLANT):
        basis = promise_basis.build(problem, result.plan)
        item = random.choice([item.code for item in problem.items if item.code in basis.places])
        quantity, wanted = random.choice((1.0, 2.0, 5.0, 10.0, 30.0)), random.randint(0, problem.horizon.day_count - 1)
        found = quote(basis, item=item, quantity=quantity, wanted_day=wanted)
        if found.delivery_day is None:
            continue
        priority = random.choice((1, 3, LEAST_PRIORITY))
        order = Demand(f"N{number}", item, quantity, found.delivery_day, priority, promised=True, may_split=False)
        later = with_promise(problem, result.plan, order, found)
        made.append(Booked(found, (problem, result), (later, solved(later))))
        problem, result = made[-1].after
    return made


@cache
def all_booked() -> tuple[Booked, ...]:
    return tuple(one for seed in PLANTS for one in booked(seed, share_of(seed)))


def share_of(seed: int) -> float:
    """Half of the plants have far too few minutes."""
    return 1.0 if seed // 2 % 2 else TOO_FEW


def test_a_quote_from_what_is_uncommitted_is_always_kept() -> None:
    from_uncommitted = [one for one in all_booked() if one.is_from_uncommitted]

    assert len(from_uncommitted) > len(PLANTS)
    assert [one.quote for one in from_uncommitted if not one.is_kept] == []


def test_a_quote_of_new_production_is_always_kept() -> None:
    of_new_lots = [one for one in all_booked() if not one.is_from_uncommitted]

    assert len(of_new_lots) > len(PLANTS) / 3
    assert [one.quote for one in of_new_lots if not one.is_kept] == []


def test_that_is_so_where_overtime_was_bought_and_where_promises_are_late_already() -> None:
    before = [one.before for one in all_booked()]

    assert any(any(map(any, result.plan.bought_overtime.values())) for _, result in before)
    assert any(late_in(problem, result.plan) for problem, result in before)


def test_a_warm_plan_is_the_cold_one_with_the_minutes_of_the_last_plan_too() -> None:
    for one in all_booked()[::4]:
        planner = Planner()
        for problem, cold in (one.before, one.after):
            warm = planner.plan(problem, limits=Limits(), stop=lambda: False, timer=lambda: 0.0)
            assert (warm.plan, warm.cost) == (cold.plan, cold.cost)


def test_minutes_are_stored_and_read_as_they_were_on_another_day() -> None:
    problem, result = next(one.before for one in all_booked() if late_in(*plan_of(one.before)))
    index = index_of(problem)
    stored = to_bytes(index, columns_of(result.plan, index), result.plan.lots)
    day, later = problem.horizon.start_date, problem.horizon.start_date + timedelta(days=2)

    minutes, late = from_bytes(stored, day)

    assert (sorted(map(repr, minutes)), late) == (
        sorted(map(repr, minutes_of(result.plan))),
        late_in(problem, result.plan),
    )
    assert [row.day for row in from_bytes(stored, later)[0]] == [row.day - 2 for row in minutes]


def plan_of(planned: tuple[PlanningProblem, Result]) -> tuple[PlanningProblem, Plan]:
    return planned[0], planned[1].plan


def test_minutes_that_are_no_longer_a_lots_own_are_not_booked() -> None:
    """A step that takes longer now, a work centre that is gone, a day outside the lot."""
    problem, result = next(one.before for one in all_booked() if len(minutes_of(one.before[1].plan)) > MANY)
    known = after(problem, result.plan, problem.demands)
    slower = tuple(
        replace(one, run_minutes_per_unit=one.run_minutes_per_unit + 1.0, setup_minutes=one.setup_minutes + 1.0)
        for one in known.operations
    )
    elsewhere = tuple(replace(row, work_center="nowhere") for row in known.previous_minutes)
    too_late = tuple(replace(row, day=row.day + NEVER) for row in known.previous_minutes)

    assert booked_lots(known)
    for changed in ({"operations": slower}, {"previous_minutes": elsewhere}, {"previous_minutes": too_late}):
        assert booked_lots(replace(known, **changed)) == 0


def booked_lots(problem: PlanningProblem) -> int:
    """How many lots with steps can be there again on their minutes."""
    network = network_of(index_of(problem))
    lots = [lot for of_item in lots_of_last_plan(network).values() for lot in of_item]
    return sum(bool(lot.taken) for lot in lots)


def test_without_the_minutes_of_the_last_plan_it_would_not_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: lots that are kept by their finish only get in each other's way."""
    monkeypatch.setattr(as_they_were, "_book", lambda *_facts: False)

    assert not any(one.is_kept for one in booked(122, TOO_FEW))


def test_without_the_lots_of_the_last_plan_it_would_not_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of that."""
    monkeypatch.setattr(_Search, "keep_last_plan", lambda _self: None)

    assert not all(one.is_kept for one in [*booked(12), *booked(40), *booked(53)] if one.is_from_uncommitted)
