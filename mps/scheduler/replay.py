"""
A plan made again from its problem and its recipe: the same stages on the same parts, cut off at the same steps.

No clock is asked, nobody may stop it, and no kept part is used: every part is constructed anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mps.scheduler.attempt import Planned, first_plan, moved_on, shown
from mps.scheduler.budget import Limits, Replay, collector_paused
from mps.scheduler.columns import index_of
from mps.scheduler.earlier import with_earlier_lots
from mps.scheduler.handover import as_far_as_tried
from mps.scheduler.improve import improved
from mps.scheduler.improve_lots import sized
from mps.scheduler.keep_lots import within_budget
from mps.scheduler.parts import Part, name_of, split
from mps.scheduler.plan import Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.recipe import BEGINNINGS, Kind, LastPlan, PlanRecipe, Recipe, Stage
from mps.scheduler.solve import result_of


class NoRecipe(Exception):
    """Nothing says how a part was made."""


def made_again(problem: PlanningProblem, recipe: PlanRecipe) -> Result:
    """
    Return the plan of a problem, made as the recipe says. Its outcome and steps are those of this time.

    Raises: NoRecipe, naming the part that the recipe does not know, or whose recipe does not begin with a plan.
    """
    with collector_paused():
        index = index_of(recipe.last.before(problem) if recipe.last else problem)
        planned = [part_again(part, recipe.parts.get(name_of(part), ())) for part in split(index)]
        watch = Replay(Limits(rounds=recipe.rounds), cut=recipe.cut)
        in_budget = within_budget(index.problem, index.accepted, planned, watch)
        return result_of(in_budget, index.accepted.refused, watch)


def parts_again(problem: PlanningProblem, recipe: PlanRecipe) -> dict[str, Planned]:
    """Return the parts of a problem that the recipe knows, by name, made as it says: a planner can go on from them."""
    with collector_paused():
        parts = {name_of(part): part for part in split(index_of(problem))}
        return {name: part_again(parts[name], one) for name, one in recipe.parts.items() if name in parts}


def part_again(part: Part, recipe: Recipe) -> Planned:
    """Return the plan of a part, made as its recipe says. Raises NoRecipe."""
    return moved_on(_after(None, part, recipe), part)


def _after(planned: Planned | None, part: Part, recipe: Recipe) -> Planned:
    for stage in recipe:
        here = _with_last_plan(part, stage.last)
        if stage.kind in BEGINNINGS:
            planned = _begun(stage, here)
        elif planned is not None and stage.kind is Kind.TRIED:
            begins = stage.tried[0].kind in BEGINNINGS
            planned = shown(planned, _after(None if begins else planned, part, stage.tried))
        elif planned is not None:
            limits, do = _STAGES[stage.kind]
            planned = do(moved_on(planned, here), Replay(limits(stage.limit), cut=stage.cut))
    if planned is None:
        raise NoRecipe(name_of(part))
    return planned


def _begun(stage: Stage, part: Part) -> Planned:
    planned = first_plan(part, Replay(Limits()), as_it_was=stage.kind is Kind.AS_IT_WAS)
    return as_far_as_tried(planned) if stage.kind is Kind.HANDED_OUT else planned


def _with_last_plan(part: Part, last: LastPlan) -> Part:
    problem = last.before(part.problem)
    return part if problem is part.problem else replace(part, problem=problem)


def _earlier(planned: Planned, watch: Replay) -> Planned:
    return with_earlier_lots(replace(planned, tried_earlier=False), watch)


_STAGES: dict[Kind, tuple[Callable[[int], Limits], Callable[[Planned, Replay], Planned]]] = {
    Kind.IMPROVED: (lambda limit: Limits(rounds=limit), improved),
    Kind.EARLIER: (lambda limit: Limits(early_plans=limit), _earlier),
    Kind.LOTS: (lambda limit: Limits(lot_rounds=limit), sized),
}
