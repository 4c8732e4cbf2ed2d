"""The plans that scenarios have shown, and which of them the site takes over: the one of exactly its inputs."""

from __future__ import annotations

import logging
import zlib
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
from mps.scheduler.plan import Result

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """The plan that a merged scenario showed for inputs that are the site's now."""

    scenario_id: int
    result: Result
    made: Made


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
    if same is None:
        logger.info("the inputs of site %d are not those of the scenario that was merged: planning anew", read.site_id)
        return None
    return Shown(same.pk, result_bytes.from_bytes(bytes(same.result)), _made(same))


def recipes_of(made: Made) -> bytes:
    """Return the recipes of a plan's parts, as they are stored beside what `Made.as_json` says."""
    return msgspec.msgpack.encode(
        {part: zlib.compress(recipes.to_bytes(recipe)) for part, recipe in made.recipe.parts.items()}
    )


def _made(shown: ScenarioPlan) -> Made:
    parts = msgspec.msgpack.decode(bytes(shown.recipes), type=dict[str, bytes])
    told = shown.made
    return Made(Path(told["path"]), told["engine"], Limits(**told["limits"]), recipe_of(told, parts))


def published(shown: Shown, plan_id: int | None) -> None:
    """Remember as which plan the site published what a scenario showed."""
    ScenarioPlan.objects.filter(pk=shown.scenario_id).update(adopted_plan_id=plan_id)
