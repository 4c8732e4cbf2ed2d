"""Dates quoted on a plan, promised, and planned again: what the next plan makes of them, without a database."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.one_change import with_plan
from benchmarks.quotes import a_wish
from mps.scheduler.backing import Backing
from mps.scheduler.budget import SOON, collector_paused
from mps.scheduler.capable_to_promise import Resources
from mps.scheduler.check import check
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.commitments import Commitment, first_day_for, take
from mps.scheduler.flows import flows_of
from mps.scheduler.last_plan import late_in, lots_of_promise, minutes_of, minutes_of_promise
from mps.scheduler.plan import Plan
from mps.scheduler.planner import Planner
from mps.scheduler.problem import Demand, DemandKind, PlanningProblem
from mps.scheduler.promise_basis import QUANTITY_TOLERANCE, PromiseBasis, build_of_flows

PRIORITIES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A promise as it becomes an order, and what its date rests on."""

    order: Demand
    backing: Backing


@dataclass(frozen=True, slots=True)
class Kept:
    """
    What a plan made of a promise: `planned_day` is when the last of it leaves, None where it never all does.

    `others_late` counts older promises that were in time in the plan before, and are late in this one.
    """

    quoted: Quoted
    planned_day: int | None
    problem: PlanningProblem
    plan: Plan

    @property
    def in_time(self) -> bool:
        """Whether the date is met."""
        return self.planned_day is not None and self.planned_day <= self.quoted.order.due_day


@dataclass(frozen=True, slots=True)
class Round:
    """One plan after another: the new promises, and the keys of those before them that are late now and were not."""

    new: tuple[Kept, ...]
    made_late: tuple[Kept, ...]


class Series:
    """Promises upon promises on one plant, each plan going on from the last."""

    def __init__(self, problem: PlanningProblem, *, seed: int) -> None:
        """Plan the plant, and promise every order what the plan gives it, as a first publication does."""
        self.random, self.number = Random(seed), 0
        self.sold = [demand for demand in problem.demands if demand.kind is DemandKind.ORDER]
        self.delivery_days = delivery_days(problem)
        self._first = _all_promised(problem, self._plan_of(Planner(), problem), self.delivery_days)
        self.begin_again()

    def begin_again(self) -> None:
        """Forget what was promised since the first plan."""
        self.planner, self.quoted = Planner(), dict[str, Quoted]()
        self.problem = self._first
        self.plan = self._plan_of(self.planner, self.problem)

    def round(self, count: int) -> Round:
        """Promise so much on the plan, plan again, and look what it made of it."""
        late_before = self._late()
        resources = Resources(basis_of(self.problem, self.plan, self.delivery_days))
        new = dict[str, Quoted]()
        for quoted in self._promises(resources, count):
            new[quoted.order.key] = quoted
        self.quoted.update(new)
        self.problem = self._with_promises(new)
        self.plan = self._plan_of(self.planner, self.problem)
        days = planned_days(self.problem, self.plan)
        kept = {
            demand.key: Kept(self.quoted.get(demand.key, Quoted(demand, Backing())), day, self.problem, self.plan)
            for demand, day in zip(self.problem.demands, days, strict=True)
            if demand.promised
        }
        made_late = [key for key in kept.keys() - new.keys() - late_before if not kept[key].in_time]
        return Round(tuple(kept[key] for key in new), tuple(kept[key] for key in sorted(made_late)))

    def _with_promises(self, new: dict[str, Quoted]) -> PlanningProblem:
        """Return the next problem: the last plan's lots and those that were quoted, with their minutes."""
        after = following(self.problem, self.plan)
        rests = [(key, quoted.backing) for key, quoted in new.items()]
        lots = [lot for key, backing in rests for lot in lots_of_promise(key, backing)]
        minutes = [row for key, backing in rests for row in minutes_of_promise(key, backing, self.problem)]
        return replace(
            after,
            demands=(*after.demands, *(quoted.order for quoted in new.values())),
            previous_lots=(*after.previous_lots, *lots),
            previous_minutes=(*after.previous_minutes, *minutes),
        )

    def _promises(self, resources: Resources, count: int) -> Iterator[Quoted]:
        for _number in range(count):
            like, (wanted_day, factor) = self.random.choice(self.sold), a_wish(self.random)
            priority = self.random.choice(PRIORITIES)
            quantity = like.quantity * factor
            day = first_day_for(resources, like.item, quantity, wanted_day)
            taken = None if day is None else take(resources, Commitment(like.item, quantity, day))
            if day is None or taken is None:
                continue  # not inside the horizon: nobody was told a date
            self.number += 1
            resources = taken.left
            order = replace(
                like, key=f"promise/{self.number}", quantity=quantity, due_day=day, priority=priority, promised=True
            )
            yield Quoted(order, taken.backing)

    def _late(self) -> set[str]:
        days = planned_days(self.problem, self.plan)
        return {
            demand.key
            for demand, day in zip(self.problem.demands, days, strict=True)
            if day is None or day > demand.due_day
        }

    def _plan_of(self, planner: Planner, problem: PlanningProblem) -> Plan:
        with collector_paused():  # as a planning run does
            result = planner.plan(problem, limits=SOON, stop=lambda: False, timer=time.monotonic)
            check(problem, result)
        return result.plan


def delivery_days(problem: PlanningProblem) -> tuple[int, ...]:
    """Return the days on which any work centre works: then something can leave."""
    days = zip(*(center.available_minutes for center in problem.work_centers), strict=True)
    return tuple(day for day, minutes in enumerate(days) if any(minutes))


def basis_of(problem: PlanningProblem, plan: Plan, days: tuple[int, ...]) -> PromiseBasis:
    """Return what a plan leaves uncommitted, for a plant where things leave on some days only."""
    index = index_of(problem)
    columns = columns_of(plan, index)
    return build_of_flows(index, flows_of(index, columns), columns, days)


def planned_days(problem: PlanningProblem, plan: Plan) -> list[int | None]:
    """Return when the last of each demand leaves; None where it never all does."""
    delivered, last = defaultdict[int, float](float), dict[int, int]()
    for delivery in plan.deliveries:
        delivered[delivery.demand] += delivery.quantity
        last[delivery.demand] = max(last.get(delivery.demand, 0), delivery.day)
    return [
        last[place]
        if delivered[place] >= demand.quantity - QUANTITY_TOLERANCE * max(1.0, demand.quantity) and place in last
        else None
        for place, demand in enumerate(problem.demands)
    ]


def following(problem: PlanningProblem, plan: Plan) -> PlanningProblem:
    """Return a problem as it is once its plan is the last one, with all that is known of it."""
    return replace(with_plan(problem, plan), previous_minutes=minutes_of(plan), previous_late=late_in(problem, plan))


def _all_promised(problem: PlanningProblem, plan: Plan, days: Sequence[int]) -> PlanningProblem:
    """Return the problem once its plan is published: orders have promised days, and the lots are the last plan's."""
    demands = []
    for demand, day in zip(problem.demands, planned_days(problem, plan), strict=True):
        if demand.kind is DemandKind.ORDER and day is not None:
            later = max(demand.due_day, day)
            working = next((one for one in days if one >= later), later)
            demands.append(replace(demand, due_day=working, promised=True))
        else:
            demands.append(demand)
    promised = replace(problem, demands=tuple(demands))
    return following(promised, plan)
