"""A late line with all that goes into it: what its ways out are looked for in."""

from __future__ import annotations

from dataclasses import dataclass

from mps.scheduler.lateness import Standing
from mps.scheduler.problem import Demand, Operation


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


def late_line(plan: Standing, place: int) -> Late:
    """Return a line of a plan with what it needs, through the bill of material."""
    below: dict[str, list[str]] = {}
    for line in plan.problem.bom:
        below.setdefault(line.parent, []).append(line.component)
    code = plan.problem.demands[place].item
    items, ahead = {code}, [code]
    while ahead:
        fresh = [one for one in below.get(ahead.pop(), ()) if one not in items]
        items.update(fresh)
        ahead += fresh
    return Late(place, plan, frozenset(items))
