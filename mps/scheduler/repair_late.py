"""A late line with all that goes into it: what its ways out are looked for in."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mps.scheduler.lateness import Standing
from mps.scheduler.problem import Demand, Operation, PlanningProblem


@dataclass(frozen=True, slots=True)
class Late:
    """A late line: its place among the demands, the plan in which it is late, and what goes into it."""

    place: int
    plan: Standing
    items: frozenset[str]

    @property
    def demand(self) -> Demand:
        """The line."""
        return self.plan.problem.demands[self.place]

    @property
    def ready_day(self) -> int | None:
        """The day on which it is there; None: not inside the horizon."""
        return self.plan.ready_days[self.place]

    @property
    def steps(self) -> list[Operation]:
        """The steps of all that goes into it."""
        return [step for step in self.plan.problem.operations if step.item in self.items]

    def fullest(self) -> list[tuple[str, float, float]]:
        """
        Return the work centres that the line passes or could pass, those that are fullest until it is due first: code,
        minutes used by then, minutes in all.
        """
        plan, days = self.plan, max(0, self.demand.due_day + 1)
        codes = {step.work_center for step in self.steps}
        codes |= {other.work_center for step in self.steps for other in step.alternatives}
        found = []
        for code in codes:
            number = plan.index.center_number[code]
            rows = (plan.columns.load_center == number) & (plan.columns.load_day < days)
            minutes = float(
                plan.index.available_minutes[number, :days].sum() + plan.columns.bought[number, :days].sum()
            )
            found.append((code, float(plan.columns.load_minutes[rows].sum()), minutes))
        return sorted(found, key=lambda it: (-it[1] / it[2] if it[2] > 0 else -math.inf, it[0]))


def late_line(plan: Standing, place: int) -> Late:
    """Return a line of a plan with what it needs, through the bill of material."""
    return Late(place, plan, items_of(plan.problem, plan.problem.demands[place].item))


def items_of(problem: PlanningProblem, code: str) -> frozenset[str]:
    """Return an item with all that goes into it, through the bill of material."""
    below: dict[str, list[str]] = {}
    for line in problem.bom:
        below.setdefault(line.parent, []).append(line.component)
    items, ahead = {code}, [code]
    while ahead:
        fresh = [one for one in below.get(ahead.pop(), ()) if one not in items]
        items.update(fresh)
        ahead += fresh
    return frozenset(items)
