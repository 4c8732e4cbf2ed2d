"""Making published plans again: solved anew from what is stored with them, and compared byte for byte."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from mps import spread
from mps.models import Plan, PlanDetail, PlannedOrder, StoredRecipe
from mps.publish import making
from mps.scheduler import problem as problems
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.fingerprint import digests_of
from mps.scheduler.following import as_next
from mps.scheduler.plan import Lot, Result
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.replay import NoRecipe, made_again
from mps.scheduler.version import ENGINE_VERSION

Row = tuple[str, float, int, int]
CANT_BE = (NoRecipe, msgspec.MsgspecError, zlib.error, KeyError)


class Verdict(StrEnum):
    """What became of an attempt to make a plan again."""

    SAME = "same"
    DIFFERENT = "different"
    OTHER_VERSION = "other version"
    FORGOTTEN = "forgotten"
    NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """
    How a plan compares with itself, made again.

    `parts` are the parts that differ: of the result as `scheduler.fingerprint` has them, `bound`, or `problem`, where
    the stored one is not what the plan's hash says. `lot` is the first lot that differs: before, and made again.
    `cut_stages` were cut off by the clock or a wish, `path` is why the plan was made. `other` names what is not as it
    was when the plan was made: the engine, a library, the machine. `version` is that of the engine that made it.
    """

    verdict: Verdict
    parts: tuple[str, ...] = ()
    lot: tuple[Row | None, Row | None] | None = None
    cut_stages: int = 0
    path: str = ""
    other: tuple[str, ...] = ()
    version: str = ""


def reproduced(plan: Plan) -> Reproduction:
    """
    Make a published plan again, and compare.

    FORGOTTEN: its problem is no longer kept. NOT_TOLD: it was published before plans told how they were made.
    OTHER_VERSION: an engine of another version made it, and this one plans otherwise; that is no fault. Where it plans
    the same, or what is stored is not what the plan says, the verdict is as ever.
    """
    detail = PlanDetail.objects.filter(plan=plan).first()
    if detail is None:
        return Reproduction(Verdict.FORGOTTEN)
    if detail.made is None or not plan.digests:
        return Reproduction(Verdict.NOT_TOLD)
    made, encoded = detail.made, zlib.decompress(detail.problem)
    told = {
        "cut_stages": made["cut_stages"], "path": made["path"], "other": _other(made), "version": plan.engine_version,
    }  # fmt: skip
    parts = [] if problems.digest(encoded) == plan.problem_hash else ["problem"]
    try:
        problem, result = _again(plan, detail, encoded)
    except CANT_BE as error:
        return Reproduction(Verdict.DIFFERENT, (*parts, f"recipe: {error}"), **told)
    differing = _different(plan, problem, result)
    if not parts and not differing:
        return Reproduction(Verdict.SAME, **told)
    is_other = not parts and plan.engine_version != ENGINE_VERSION
    verdict = Verdict.OTHER_VERSION if is_other else Verdict.DIFFERENT
    return Reproduction(verdict, (*parts, *differing), _first_lot(plan, problem, result), **told)


def as_published(plan: Plan) -> tuple[PlanningProblem, Result] | None:
    """Return what a plan was made from, and the plan, made again byte for byte; None where that can't be."""
    detail = PlanDetail.objects.filter(plan=plan).first()
    if detail is None or detail.made is None or not plan.digests:
        return None
    try:
        problem, result = _again(plan, detail, zlib.decompress(detail.problem))
    except CANT_BE:
        return None
    return None if _different(plan, problem, result) else (problem, result)


def _again(plan: Plan, detail: PlanDetail, encoded: bytes) -> tuple[PlanningProblem, Result]:
    """Return what a plan was made from (`encoded`), and it made again. Raises CANT_BE where that is not told."""
    made = detail.made or {}
    problem = problems.from_bytes(encoded)
    result = made_again(problem, making.recipe_of(made, _recipes(plan), detail.followed))
    if made["path"] == making.Path.SCENARIO:  # a first plan and what followed it, published in one
        result = as_next(problem, result)
    return problem, result


def _different(plan: Plan, problem: PlanningProblem, result: Result) -> list[str]:
    index = index_of(problem)
    now = digests_of(index, columns_of(result.plan, index), result.plan.lots, result.cost)
    found = [part for part in now if now[part] != plan.digests.get(part)]
    return found + (["bound"] if result.bound != plan.bound else [])


def _recipes(plan: Plan) -> dict[str, bytes]:
    here = StoredRecipe.objects.filter(site=plan.site_id, from_plan_id__lte=plan.pk, until_plan_id__gt=plan.pk)
    return {part: bytes(recipe) for part, recipe in here.values_list("part", "recipe")}


def _other(made: dict[str, Any]) -> tuple[str, ...]:
    now = {"engine": spread.engine(), **making.libraries()}
    then = {"engine": made["engine"], **made["libraries"]}
    return tuple(name for name in now if now[name] != then.get(name))


def _first_lot(plan: Plan, problem: PlanningProblem, result: Result) -> tuple[Row | None, Row | None] | None:
    """Return the first lot, by key, that is not the same in the stored rows and in the plan made again."""
    day_of = problem.horizon.day_of
    rows = PlannedOrder.objects.filter(plan=plan).values_list("lot_key", "quantity", "start_date", "finish_date")
    stored = {key: (key, quantity, day_of(start), day_of(finish)) for key, quantity, start, finish in rows}
    again = {lot.key: _row(lot) for lot in result.plan.lots}
    differing = sorted(key for key in {**stored, **again} if stored.get(key) != again.get(key))
    return (stored.get(differing[0]), again.get(differing[0])) if differing else None


def _row(lot: Lot) -> Row:
    return lot.key, lot.quantity, lot.start_day, lot.finish_day
