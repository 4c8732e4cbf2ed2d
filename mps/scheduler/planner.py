"""
A site's last plan, kept warm part by part: a change costs the parts that it touches.

A kept part is used again only where its records are the same, and where the last plan's lots are those it was planned
with or its own. So a warm plan is the plan that a cold solve gives, whatever was changed in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mps.scheduler.attempt import Planned, first_plan, moved_on, with_what_was_shown
from mps.scheduler.budget import Limits, Watch, collector_paused
from mps.scheduler.columns import Index, index_of
from mps.scheduler.earlier import with_earlier_lots
from mps.scheduler.improve import improved
from mps.scheduler.improve_lots import with_better_lots
from mps.scheduler.keep_lots import unlimited, within_budget
from mps.scheduler.last_plan import lots_of
from mps.scheduler.parts import Part, name_of, split
from mps.scheduler.plan import Result
from mps.scheduler.problem import Demand, PlanningProblem, WorkCenter
from mps.scheduler.recipe import Kind, LastPlan, PlanRecipe, Stage
from mps.scheduler.solve import result_of

Together = Callable[[Sequence[Part], Watch], list[Planned] | None]
"""Constructs the plans of parts beside others who help; None where there is too little for more than one to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    What became different. `demands` maps keys to what they are now, None for what is cancelled; a new key is a new one.

    `work_centers` replace those of the same code.
    """

    demands: Mapping[str, Demand | None] = field(default_factory=dict)
    work_centers: tuple[WorkCenter, ...] = ()


@dataclass(frozen=True, slots=True)
class Replanned:
    """A part as it is now, small enough to be checked at once, and its plan."""

    problem: PlanningProblem
    result: Result


@dataclass(slots=True)
class _Where:
    """The names of the parts in which demands, items and work centres are."""

    demand: dict[str, str] = field(default_factory=dict)
    item: dict[str, str] = field(default_factory=dict)
    center: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, problem: PlanningProblem) -> None:
        self.demand.update((demand.key, name) for demand in problem.demands)
        self.item.update((item.code, name) for item in problem.items)
        self.center.update((center.code, name) for center in problem.work_centers)


class Planner:
    """
    Plans a site again and again; what `limits`, `stop` and `timer` are says `solve`. Not for several threads at once.

    `plan` takes a whole problem, `change` what became different since.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Planned] = {}
        self._found: _Where | None = None
        self.recipe = PlanRecipe()  # of the last plan

    def plan(
        self,
        problem: PlanningProblem,
        *,
        limits: Limits | None = None,
        stop: Callable[[], bool],
        timer: Callable[[], float],
        together: Together | None = None,
    ) -> Result:
        """
        Return the plan of a problem; what is as it was last time is not planned again.

        What `together` constructs is left as it is: how far it could be made better would hang on who helped.
        """
        watch = Watch(limits or Limits(), stop, timer)
        with collector_paused():
            index = index_of(problem)
            parts = {name_of(part): part for part in split(index)}
            better = with_better_lots(self._planned(parts, watch, together), watch)
            result = self._put_together(index, dict(zip(parts, better, strict=True)), watch)
            return replace(result, unlimited=unlimited(problem, index.accepted, better))

    def as_it_was(self, problem: PlanningProblem, *, stop: Callable[[], bool], timer: Callable[[], float]) -> Result:
        """
        Return a plan with the last plan's lots as they were, as far as they can still be and are wanted.

        What is new is planned around them; no better plan is looked for. A part stays so until it changes.
        """
        watch = Watch(Limits(rounds=1, early_plans=0, lot_rounds=0), stop, timer)
        with collector_paused():
            index = index_of(problem)
            parts = {name_of(part): part for part in split(index)}
            begun = {name: _as_settled(first_plan(part, watch, as_it_was=True)) for name, part in parts.items()}
            return self._put_together(index, begun, watch)

    def _put_together(self, index: Index, planned: dict[str, Planned], watch: Watch) -> Result:
        """Keep the parts, and return the plan of the whole."""
        self._kept, self._found = planned, None
        began = watch.steps
        in_budget = within_budget(index.problem, index.accepted, list(planned.values()), watch)
        recipes = {name: one.recipe for name, one in planned.items()}
        self.recipe = PlanRecipe(recipes, watch.limits.rounds, watch.cut_since(began), LastPlan.of(index.problem))
        return result_of(in_budget, index.accepted.refused, watch)

    def _planned(self, parts: Mapping[str, Part], watch: Watch, together: Together | None) -> list[Planned]:
        """Return the plans of all parts, as good as the watch lets them be."""
        planned = {name: kept for name, part in parts.items() if (kept := self._as_it_was(name, part))}
        new = {name: part for name, part in parts.items() if name not in planned}
        shared = together(tuple(new.values()), watch) if together else None
        if shared is not None:
            planned |= zip(new, map(_handed_out, shared), strict=True)
            return [planned[name] for name in parts]
        planned |= {name: first_plan(part, watch) for name, part in new.items()}
        known = map(planned.__getitem__, parts)
        return [with_earlier_lots(one if one.finished else improved(one, watch), watch) for one in known]

    @property
    def can_be_better(self) -> bool:
        """Whether more time could make the last plan better: a search was cut short, or lots were not sized."""
        return not all(one.settled for one in self._kept.values())

    @property
    def was_late(self) -> bool:
        """Whether the last plan keeps not all promises."""
        return any(one.best.cost.late_promised > 0 for one in self._kept.values())

    @property
    def kept(self) -> Mapping[str, Planned]:
        """The plans of the parts, by name; never changed in place."""
        return self._kept

    def stay_with(self, kept: Mapping[str, Planned]) -> None:
        """
        Go on from plans that were `kept` before, because the last one is not to be published.

        The next change then finds the lots that it expects. What was searched through since is not searched again.
        """
        searched, self._found = self._kept, None
        self._kept = {name: _as_searched(one, searched.get(name, one)) for name, one in kept.items()}

    def begin_with(self, kept: Mapping[str, Planned]) -> None:
        """Go on from parts that are to stay as they are until they change."""
        self.stay_with({name: _as_settled(one) for name, one in kept.items()})

    def search_only_what_changed(self, since: Mapping[str, Planned]) -> None:
        """Take a part as settled, however it is, whose records are those that were kept `since`."""

        def is_same(name: str, one: Planned) -> bool:
            return name in since and _same_records(since[name].part.problem, one.part.problem)

        self._kept = {name: _as_settled(one) if is_same(name, one) else one for name, one in self._kept.items()}

    @property
    def _where(self) -> _Where:
        """Where everything is; noted when the first change asks for it."""
        if self._found is None:
            self._found = _Where()
            for name, planned in self._kept.items():
                self._found.note(name, planned.part.problem)
        return self._found

    def change(
        self,
        change: Change,
        *,
        limits: Limits | None = None,
        stop: Callable[[], bool],
        timer: Callable[[], float],
    ) -> tuple[Replanned, ...]:
        """
        Plan a change: return the parts that it touches, planned anew.

        For changes that touch demands and capacity only, of items and work centres that are known; others need `plan`.
        So does a problem with a change budget, for that is of the whole.
        Raises: KeyError for an unknown item or work centre, or where a demand is cancelled that is not planned.
                ValueError where there is a change budget.
        """
        if any(planned.part.problem.change_budget for planned in self._kept.values()):
            raise ValueError("a change budget is of the whole problem: plan that")
        watch = Watch(limits or Limits(), stop, timer)
        with collector_paused():
            return tuple(self._replanned(name, problem, watch) for name, problem in self._touched(change).items())

    def _replanned(self, name: str, problem: PlanningProblem, watch: Watch) -> Replanned:
        accepted = index_of(problem).accepted
        part = Part(
            number=self._kept[name].part.number,
            problem=replace(
                problem,
                demands=tuple(demand for _, demand in accepted.demands),
                operations=accepted.operations,
                work_centers=tuple(accepted.work_centers.values()),
            ),
            demand_places=tuple(place for place, _ in accepted.demands),
            receipt_places=tuple(range(len(problem.receipts))),
        )
        in_time = with_earlier_lots(improved(first_plan(part, watch), watch), watch)
        (planned,) = with_better_lots([in_time], watch)
        self._kept[name] = planned
        self._where.note(name, part.problem)
        return Replanned(problem, result_of([planned], accepted.refused, watch))

    def _touched(self, change: Change) -> dict[str, PlanningProblem]:
        """Return the touched parts' problems by name, as they are with the change."""
        demands: dict[str, dict[str, Demand | None]] = {}
        for key, demand in change.demands.items():
            if demand is None or key in self._where.demand:
                demands.setdefault(self._where.demand.pop(key), {})[key] = None
            if demand is not None:
                demands.setdefault(self._where.item[demand.item], {})[key] = demand
        centers: dict[str, dict[str, WorkCenter]] = {}
        for center in change.work_centers:
            centers.setdefault(self._where.center[center.code], {})[center.code] = center
        return {
            name: _changed(self._kept[name].part.problem, demands.get(name, {}), centers.get(name, {}))
            for name in sorted({*demands, *centers})
        }

    def _as_it_was(self, name: str, part: Part) -> Planned | None:
        """
        Return the kept plan of a part, or None where it has to be planned anew.

        One that is not finished is where the search for a better one begins: it need not be constructed again.
        """
        planned = self._kept.get(name)
        if planned is None:
            return None
        before, now = planned.part.problem, part.problem
        if not _same_records(before, now):
            return None
        if LastPlan.of(before) == LastPlan.of(now):
            return moved_on(planned, part)
        follows = planned.breaks and bool(now.previous_minutes)
        if planned.follows or follows or set(now.previous_lots) != set(lots_of(planned.best.lots)):
            return None
        return moved_on(planned, part)


def _as_searched(kept: Planned, searched: Planned) -> Planned:
    """Return a kept plan with what a search for a better one of the same records has shown."""
    if searched is kept or not _same_records(kept.part.problem, searched.part.problem):
        return kept
    return with_what_was_shown(kept, searched)


def _handed_out(planned: Planned) -> Planned:
    return replace(planned, recipe=(Stage(Kind.HANDED_OUT, LastPlan.of(planned.part.problem)),))


def _as_settled(planned: Planned) -> Planned:
    return replace(planned, finished=True, tried_earlier=True, lots_sized=True)


def _same_records(one: PlanningProblem, other: PlanningProblem) -> bool:
    """Whether two problems differ in the last plan at most."""
    return _without_last_plan(one) == _without_last_plan(other)


def _without_last_plan(problem: PlanningProblem) -> PlanningProblem:
    return replace(problem, previous_lots=(), previous_minutes=(), previous_late=())


def _changed(
    problem: PlanningProblem, demands: dict[str, Demand | None], centers: dict[str, WorkCenter]
) -> PlanningProblem:
    """Return a problem with some demands and work centres exchanged; new demands come last."""
    left = dict(demands)
    kept = [left.pop(demand.key, demand) if demand.key in left else demand for demand in problem.demands]
    return replace(
        problem,
        demands=tuple([demand for demand in (*kept, *left.values()) if demand is not None]),
        work_centers=tuple(centers.get(center.code, center) for center in problem.work_centers),
    )
