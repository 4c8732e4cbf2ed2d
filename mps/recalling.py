"""
What a worker that has just begun must know of a site: which parts of its plan are an earlier plan's, by wish.

All else it plans anew, as well as any worker; these it would take for lots of its own that could be better.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from mps.models import PlanDetail, SitePlanning, StoredRecipe
from mps.plan_rows import FOREVER
from mps.publish import making
from mps.scheduler import problem as problems
from mps.scheduler.attempt import Planned
from mps.scheduler.recipe import Kind, PlanRecipe
from mps.scheduler.replay import parts_again


def kept_by_wish(site_id: int) -> Mapping[str, Planned]:
    """Return the parts of a site's current plan that have stayed as they were in the plan that it went back to."""
    current = SitePlanning.objects.filter(pk=site_id).values("current_plan_id")
    detail = PlanDetail.objects.filter(plan__in=current, made__as_it_was=True).first()
    if detail is None:
        return {}
    here = StoredRecipe.objects.filter(site=site_id, until_plan_id=FOREVER)
    stored = {part: bytes(recipe) for part, recipe in here.values_list("part", "recipe")}
    recipe = making.recipe_of(detail.made or {}, stored)
    stayed = {name: one for name, one in recipe.parts.items() if one[0].kind is Kind.AS_IT_WAS}
    return parts_again(problems.from_bytes(zlib.decompress(detail.problem)), PlanRecipe(stayed))
