"""A quote that becomes an order is kept by the next plan, and nobody who was promised a day before is late for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random

import pytest

from mps.scheduler import promise_basis
from mps.scheduler.improve import _Search
from mps.scheduler.plan import LotStatus, Plan, Result
from mps.scheduler.problem import Demand, DemandKind, PlanningProblem, PreviousLot
from mps.scheduler.promise import Quote, quote
from tests.scheduler.given import solved
from tests.scheduler.plausible import plant

PLANTS = range(40)
QUOTES_A_PLANT = 3
NEVER = 10**6
LEAST_KEPT_SHARE = 0.9


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
    """The next problem: other demands, and this plan's lots as the last plan's."""
    lots = tuple(
        PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day)
        for lot in plan.lots
        if lot.status is LotStatus.PLANNED
    )
    return replace(problem, demands=demands, previous_lots=lots)


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


def booked(seed: int) -> list[Booked]:
    """Quotes on the plant of that number, each taken as an order on top of the same plan."""
    random, raw = Random(seed * 7 + 1), plant(seed)
    first = solved(raw)
    problem = after(raw, first.plan, promised(raw, first.plan))
    result = solved(problem)
    basis = promise_basis.build(problem, result.plan)
    made = []
    for _ in range(QUOTES_A_PLANT):
        item = random.choice([item.code for item in problem.items if item.code in basis.places])
        quantity, wanted = random.choice((1.0, 2.0, 5.0, 10.0, 30.0)), random.randint(0, problem.horizon.day_count - 1)
        found = quote(basis, item=item, quantity=quantity, wanted_day=wanted)
        if found.delivery_day is None:
            continue
        order = Demand("new", item, quantity, found.delivery_day, promised=True, may_split=False)
        later = after(problem, result.plan, (*problem.demands, order))
        made.append(Booked(found, (problem, result), (later, solved(later))))
    return made


@cache
def all_booked() -> tuple[Booked, ...]:
    return tuple(one for seed in PLANTS for one in booked(seed))


def test_a_quote_from_what_is_uncommitted_is_always_kept() -> None:
    from_uncommitted = [one for one in all_booked() if one.is_from_uncommitted]

    assert len(from_uncommitted) > len(PLANTS)
    assert [one.quote for one in from_uncommitted if not one.is_kept] == []


def test_a_quote_of_new_production_is_kept_but_for_a_few() -> None:
    """The next plan places its lots anew, and on full work centres of several steps not always as well."""
    of_new_lots = [one for one in all_booked() if not one.is_from_uncommitted]

    assert len(of_new_lots) > len(PLANTS) / 3
    assert sum(one.is_kept for one in of_new_lots) / len(of_new_lots) >= LEAST_KEPT_SHARE


def test_without_the_lots_of_the_last_plan_it_would_not_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(_Search, "keep_last_plan", lambda _self: None)

    assert not all(one.is_kept for one in [*booked(12), *booked(40), *booked(53)] if one.is_from_uncommitted)
