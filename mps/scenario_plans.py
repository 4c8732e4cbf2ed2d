"""The plans that scenarios have shown, and which of them the site takes over: the one of exactly its inputs."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from mps import snapshot
from mps.models import ScenarioPlan
from mps.publish.making import Made, Path, recipe_of
from mps.scenario_record import ScenarioState
from mps.scheduler import problem as problems
from mps.scheduler import recipe as recipes
from mps.scheduler import result_bytes
from mps.scheduler.budget import Limits
from mps.scheduler.check import PlanBroken, check
from mps.scheduler.following import as_next
from mps.scheduler.plan import Result
from mps.scheduler.problem import PlanningProblem

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """The plan of a merged scenario whose inputs are the site's now; `made` None: planned before scenarios told how."""

    scenario_id: int
    result: Result
    made: Made | None


def shown_for(read: snapshot.Snapshot) -> Shown | None:
    """
    Return the plan that a scenario showed, where it was merged just now and the site's inputs are the scenario's.

    Asked once after each merge: what is not the same problem then never will be, for each plan is the next one's past.
    Whether it is the same says the hash of the whole problem, the last plan's lots included.
    """
    awaited = ScenarioPlan.objects.filter(scenario__site_id=read.site_id, is_awaited=True)
    found = list(awaited.filter(scenario__state=ScenarioState.MERGED).order_by("-pk"))
    if not found:
        return None
    digest = problems.digest(problems.to_bytes(read.problem))
    awaited.filter(pk__in=[one.pk for one in found]).update(is_awaited=False)
    same = next((one for one in found if one.problem_hash == digest), None)
    if same is not None:
        return Shown(same.pk, result_bytes.from_bytes(bytes(same.result)), _made(same))
    shown = _of_an_earlier_plan(read, [one for one in found if one.inputs_hash])
    if shown is None:
        logger.info("the inputs of site %d are not those of the scenario that was merged: planning anew", read.site_id)
    return shown


def inputs_hash(problem: PlanningProblem) -> str:
    """Return the hash of a problem's inputs, whichever plan was the last."""
    return problems.digest(problems.to_bytes(problems.without_last_plan(problem)))


def _of_an_earlier_plan(read: snapshot.Snapshot, merged: Sequence[ScenarioPlan]) -> Shown | None:
    """
    Return the plan of a scenario that was planned on an earlier plan of the inputs that the site has now.

    It followed that plan and is to follow the last one now, so it is judged anew: a change budget may forbid it.
    """
    digest = inputs_hash(read.problem) if merged else ""
    same = next((one for one in merged if one.inputs_hash == digest), None)
    if same is None:
        return None
    result = as_next(read.problem, result_bytes.from_bytes(bytes(same.result)))
    try:
        check(read.problem, result)
    except PlanBroken as broken:
        logger.info("the plan of the scenario can't follow the last one (%s): planning anew", broken)
        return None
    return Shown(same.pk, result, _made(same))


def recipes_of(made: Made) -> bytes:
    """Return the recipes of a plan's parts, as they are stored beside what `Made.as_json` says."""
    return msgspec.msgpack.encode(
        {part: zlib.compress(recipes.to_bytes(recipe)) for part, recipe in made.recipe.parts.items()}
    )


def followed_by(made: Made) -> bytes | None:
    """Return the last plan that a plan was made to follow, as it is stored: at the merge another may be the last."""
    return None if made.recipe.last is None else zlib.compress(recipes.last_to_bytes(made.recipe.last))


def _made(shown: ScenarioPlan) -> Made | None:
    told = shown.made
    if told is None or shown.recipes is None:  # planned before scenarios told how
        return None
    parts = msgspec.msgpack.decode(bytes(shown.recipes), type=dict[str, bytes])
    return Made(Path(told["path"]), told["engine"], Limits(**told["limits"]), recipe_of(told, parts, shown.followed))


def published(shown: Shown, plan_id: int | None) -> None:
    """Remember as which plan the site published what a scenario showed."""
    ScenarioPlan.objects.filter(pk=shown.scenario_id).update(adopted_plan_id=plan_id)
