"""By what and how a plan was made, as it is stored: all that is wanted beside its problem to make it again."""

from __future__ import annotations

import platform
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from mps.scheduler import recipe as recipes
from mps.scheduler.budget import Cut, Limits
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.recipe import LastPlan, PlanRecipe

LIBRARIES = ("numpy", "ortools")


class Path(StrEnum):
    """Why a plan was made: after a change, in search of a better one, to go back to an earlier one, for a scenario."""

    REPLAN = "replan"
    IMPROVE = "improve"
    REVERT = "revert"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class Made:
    """`engine` is the digest of the planning core's code; `limits` are those the plan was asked for with."""

    path: Path
    engine: str
    limits: Limits
    recipe: PlanRecipe

    def as_json(self) -> dict[str, Any]:
        """Return what is stored with the plan; the parts' recipes have a table of their own."""
        return {
            "path": self.path.value,
            "engine": self.engine,
            "libraries": libraries(),
            "limits": asdict(self.limits),
            "budget": {"rounds": self.recipe.rounds, "cut": asdict(self.recipe.cut)},
            "cut_stages": self.recipe.cut_stages,
            "as_it_was": self.recipe.as_it_was,
        }


@lru_cache(maxsize=1)
def libraries() -> dict[str, str]:
    """Return what computes beside the planning core, and on what machine: another one may add up otherwise."""
    return {**{name: version(name) for name in LIBRARIES}, "machine": platform.machine()}


def followed(recipe: PlanRecipe, problem: PlanningProblem) -> bytes | None:
    """Return the last plan that a plan was made to follow, as it is stored; None where it is the problem's own."""
    if recipe.last is None or recipe.last == LastPlan.of(problem):
        return None
    return zlib.compress(recipes.last_to_bytes(recipe.last))


def recipe_of(
    made: Mapping[str, Any], parts: Mapping[str, bytes], followed: bytes | memoryview[int] | None = None
) -> PlanRecipe:
    """
    Return the recipe that was stored: what `as_json` and `followed` returned, and the stored recipes by part.

    Raises: KeyError, zlib.error or msgspec.ValidationError where it is not that.
    """
    budget = made["budget"]
    return PlanRecipe(
        {part: recipes.from_bytes(zlib.decompress(stored)) for part, stored in parts.items()},
        budget["rounds"],
        Cut(**budget["cut"]),
        None if followed is None else recipes.last_from_bytes(zlib.decompress(followed)),
    )
