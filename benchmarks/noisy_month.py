"""`benchmark noisy_month`: a month of order changes, planned again batch by batch, with a change budget and without."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import mean
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, count_of, none_or_more
from benchmarks.growth_plant import plant
from benchmarks.kept_series import planned_days
from benchmarks.noisy_orders import OrderChange, month_of
from benchmarks.output import Line, show
from benchmarks.rolling_plant import after, taken_by_customers
from mps.scheduler.budget import SOON, collector_paused
from mps.scheduler.change_budget import changed_keys, lots_in_budget
from mps.scheduler.check import check
from mps.scheduler.columns import index_of
from mps.scheduler.from_last_plan import planned_from_last
from mps.scheduler.last_plan import followed_by
from mps.scheduler.plan import Lot, Plan, Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import ChangeBudget, Demand, PlanningProblem, PreviousLot
from mps.scheduler.stability import nervousness

MOST_POINTS = 1.0
_DUST = 1e-6

_L = TypeVar("_L", Lot, PreviousLot)
Days = Sequence[tuple[int, Sequence[OrderChange]]]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--items", type=count_of, default=200, help=_("how many items, in hundreds"))
    parser.add_argument("--load", type=above_zero, default=0.9, help=_("work ÷ capacity of the plant"))
    parser.add_argument("--changes", type=count_of, default=2_000, help=_("how many changes of orders"))
    parser.add_argument("--days", type=count_of, default=20, help=_("on how many working days"))
    parser.add_argument("--batch", type=count_of, default=20, help=_("how many changes between two plans"))
    parser.add_argument("--most", type=none_or_more, default=12, help=_("how many lots a plan may change"))
    parser.add_argument("--zone", type=count_of, default=14, help=_("that finish within how many days"))
    parser.add_argument("--seconds", type=above_zero, default=settings.FIRST_SECONDS,
                        help=_("CPU seconds that a plan may take, as one that somebody waits for"))  # fmt: skip
    parser.add_argument("--seed", type=none_or_more, default=1)


def run(options: Namespace) -> int:
    """Replay the month twice. The status is 1 where a plan changed more, or more than a point of lines was late."""
    problem = plant(options.items, seed=options.seed, load=options.load)
    days, wanted = month_of(problem, count=options.changes, working_days=options.days, seed=options.seed)
    budget = ChangeBudget(options.most, options.zone)
    found = {}
    for name, most in (("without", None), ("with", budget)):
        month = Month(problem, budget=most, zone=budget, seconds=options.seconds)
        month.replay(days, batch=options.batch, told=_teller(name, options))
        found[name] = month.seen(wanted)
        show([_line(name, found[name], options)], as_json=options.json)
    points = 100 * (found["without"].on_time_share - found["with"].on_time_share)
    kept = found["with"].most_changed <= options.most
    calmer = found["with"].nervousness / found["without"].nervousness if found["without"].nervousness else 1.0
    text = (
        f"budget {'kept in every plan' if kept else 'NOT KEPT'}; on time {points:+.2f} points worse with it"
        f" (at most {MOST_POINTS:g}); nervousness {calmer:.2f} × as much"
    )
    record = {"budget_kept": kept, "points_worse": points, "nervousness_ratio": calmer}
    show([Line(text, record)], as_json=options.json)
    return int(not kept or points > MOST_POINTS)


@dataclass(frozen=True, slots=True)
class Seen:
    """A month's figures; `changed` are lots of the last plan due in the zone, plan by plan; shares are of all lines."""

    plans: int
    changed: tuple[int, ...]
    nervousness: float
    on_time_share: float
    lines: int
    left_on_time_share: float
    left: int
    cpu_seconds: float
    nervousness_beyond: float

    @property
    def most_changed(self) -> int:
        """The most lots of the zone that one plan changed."""
        return max(self.changed, default=0)


@dataclass(slots=True)
class Month:
    """A plant while its month goes by. Days that are kept count from the month's first day."""

    problem: PlanningProblem
    budget: ChangeBudget | None
    zone: ChangeBudget
    seconds: float
    planner: Planner = field(default_factory=Planner)
    today: int = 0
    changed: list[int] = field(default_factory=list)
    unrest: float = 0.0
    unrest_beyond: float = 0.0
    left_on: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    cpu_seconds: float = 0.0

    def replay(self, days: Days, *, batch: int, told: Callable[[int, Month], None]) -> None:
        """
        Plan the plant as a first publication does, then again after each batch, and in the morning of each day.

        `told` is called with each day once it is over.
        """
        plan = self._promised(self._planned(self.problem).plan)
        self.problem = followed_by(self.problem, plan)
        self.problem = replace(self.problem, change_budget=self.budget)
        for today, changes in days:
            if today > self.today:
                plan = self._next_day(plan, today - self.today)
            for first in range(0, len(changes), batch):
                self._change(changes[first : first + batch])
                plan = self._replanned()
            told(today, self)
        self._leave(plan, self.problem.horizon.day_count)

    def seen(self, wanted: Mapping[str, Demand]) -> Seen:
        """Return the figures; `wanted` is every line as customers want it at the end."""
        in_time = {key for key, line in wanted.items() if self._all_left(line)}
        left = [key for key, line in wanted.items() if line.due_day <= self.today]
        return Seen(
            plans=len(self.changed), changed=tuple(self.changed), nervousness=self.unrest,
            on_time_share=len(in_time) / len(wanted), lines=len(wanted),
            left_on_time_share=sum(key in in_time for key in left) / max(1, len(left)), left=len(left),
            cpu_seconds=self.cpu_seconds, nervousness_beyond=self.unrest_beyond,
        )  # fmt: skip

    def _next_day(self, plan: Plan, days: int) -> Plan:
        self._leave(plan, days)
        self.problem = after(self.problem, plan, days)
        self.today += days
        return self._replanned()

    def _leave(self, plan: Plan, days: int) -> None:
        for left in taken_by_customers(self.problem, plan, days):
            self.left_on[left.key].append((self.today + left.day, left.quantity))

    def _all_left(self, line: Demand) -> bool:
        """Whether all of a line has left on its day, or before."""
        in_time = sum(quantity for day, quantity in self.left_on.get(line.key, ()) if day <= line.due_day)
        return in_time >= line.quantity * (1 - _DUST)

    def _change(self, changes: Sequence[OrderChange]) -> None:
        demands = {demand.key: demand for demand in self.problem.demands}
        for change in changes:
            before = demands.pop(change.key, None)
            if change.now is not None:
                demands[change.key] = self._as_planned(change.now, None if change.dated else before)
        self.problem = replace(self.problem, demands=tuple(demands.values()))

    def _as_planned(self, now: Demand, before: Demand | None) -> Demand:
        """Return a line as it is planned: `before` keeps its promise, with another quantity."""
        if before is None:
            return replace(now, due_day=now.due_day - self.today, promised=False)
        return replace(before, quantity=now.quantity)

    def _replanned(self) -> Plan:
        """Plan again, count what it changes, and promise what was not promised yet, as a publication does."""
        before = self.problem
        plan = self._planned(before).plan
        zone = replace(before, change_budget=self.zone)
        in_zone = lots_in_budget(zone, index_of(zone).accepted)
        self.changed.append(len(changed_keys(in_zone.values(), {lot.key: lot for lot in plan.lots})))
        self.unrest += nervousness(before.previous_lots, plan.lots)
        self.unrest_beyond += nervousness(self._beyond(before.previous_lots), self._beyond(plan.lots))
        plan = self._promised(plan)
        self.problem = followed_by(self.problem, plan)
        return plan

    def _beyond(self, lots: Sequence[_L]) -> list[_L]:
        return [lot for lot in lots if lot.finish_day >= self.zone.days]

    def _promised(self, plan: Plan) -> Plan:
        """Promise each order what the plan gives it, where nothing was promised."""
        demands = [
            demand
            if day is None or demand.promised
            else replace(demand, due_day=max(demand.due_day, day), promised=True)
            for demand, day in zip(self.problem.demands, planned_days(self.problem, plan), strict=True)
        ]
        self.problem = replace(self.problem, demands=tuple(demands))
        return plan

    def _planned(self, problem: PlanningProblem) -> Result:
        """Plan as a run does. The clock counts CPU seconds: what else the machine does makes no other plans."""
        began = time.process_time()
        forgetful = replace(problem, previous_minutes=(), previous_late=())
        with collector_paused():
            made_of, result = planned_from_last(
                self.planner, forgetful, lambda: problem, limits=replace(SOON, seconds=self.seconds),
                stop=lambda: False, timer=time.process_time,
            )  # fmt: skip
            check(made_of, result)
        self.cpu_seconds += time.process_time() - began
        return result


def _teller(name: str, options: Namespace) -> Callable[[int, Month], None]:
    """Return what says after each day how far the month is, for it takes minutes."""

    def tell(day: int, month: Month) -> None:
        text = (
            f"  {name} a budget, day {day + 1}: {len(month.changed)} plans, {month.cpu_seconds:.0f} CPU s,"
            f" most changed {max(month.changed, default=0)}, nervousness {month.unrest:,.0f}"
            f" ({month.unrest_beyond:,.0f} beyond {options.zone} days)"
        )
        show([Line(text)], as_json=options.json)

    return tell


def _line(name: str, seen: Seen, options: Namespace) -> Line:
    above = sum(changed > options.most for changed in seen.changed)
    text = (
        f"{name} a budget of {options.most}: {seen.plans} plans, {options.batch} changes between two;"
        f" lots changed in {options.zone} days: mean {mean(seen.changed):.1f}, most {seen.most_changed}, {above} plans"
        f" above {options.most}; on time {100 * seen.on_time_share:.2f} % of {seen.lines:,} lines"
        f" ({100 * seen.left_on_time_share:.2f} % of the {seen.left:,} that were due);"
        f" nervousness {seen.nervousness:,.0f}, {seen.nervousness_beyond:,.0f} of it beyond;"
        f" {seen.cpu_seconds:.0f} CPU s"
    )
    record = {
        "budget": name, "most": options.most, "plans": seen.plans, "batch": options.batch,
        "mean_changed": mean(seen.changed), "most_changed": seen.most_changed, "plans_above": above,
        "on_time_share": seen.on_time_share, "lines": seen.lines, "due_on_time_share": seen.left_on_time_share,
        "due": seen.left, "nervousness": seen.nervousness, "nervousness_beyond": seen.nervousness_beyond,
        "cpu_seconds": seen.cpu_seconds,
    }  # fmt: skip
    return Line(text, record)
