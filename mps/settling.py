"""
What planning makes of inputs in the end: the plan that is published first, and the better one that follows it.

The search for a better plan is that of `mps.run.improve`, and is held to the same worth; but it goes through the parts
only that the inputs change, for what else is found meanwhile is no consequence of them, and it has less time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event

from django.conf import settings

from mps import keeping, questions, run, snapshot
from mps.scheduler.budget import SOON, collector_paused
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner
from mps.scheduler.recipe import PlanRecipe
from mps.scheduler.stability import is_worth_it
from mps.worked import worked


@dataclass(frozen=True, slots=True)
class Settled:
    """
    What would be published last, as far as there was time to see; `may_improve`: the time was not enough.

    `read` is what it was made from: it may follow a first plan, and keep the change budget against that one only.
    `recipe` says how it was made.
    """

    read: snapshot.Snapshot
    result: Result
    may_improve: bool
    recipe: PlanRecipe


@dataclass(frozen=True, slots=True)
class Search:
    """How long to look for a better plan, from the question on, and whether to end at once (`stop`)."""

    seconds: float
    stop: Callable[[], bool]


def briefly(stop: Callable[[], bool]) -> Search:
    """Return the search that somebody waits for; the first plan takes what it takes, this the rest of the time."""
    return Search(settings.IMPACT_SECONDS, stop)


def thoroughly(question: questions.OfSite, stop: Callable[[], bool]) -> Search:
    """Return the search that follows a plan: as long as that, and as ready to make room for somebody else."""
    wanted = run.wanted_elsewhere(question.site_id, Event(), besides=question)
    return Search(settings.FIRST_SECONDS + settings.IMPROVE_SECONDS, lambda: stop() or wanted())


def settled(read: snapshot.Snapshot, *, search: Search, stop: Callable[[], bool]) -> Settled:
    """
    Return what the site's planner would make of these inputs; what it knows of the site stays as it is.

    A process that has not planned the site can't tell what the inputs change, and searches through all of it.
    """
    until = time.monotonic() + search.seconds
    with collector_paused():
        planner, has_planned = run.copy_of_planner(read.site_id), run.has_planned(read.site_id)
        before = planner.kept
        limits = replace(SOON, seconds=settings.FIRST_SECONDS)
        known, first = keeping.planned(planner, read, limits=limits, stop=stop, timer=worked())
        run.keep_if_cold(read.site_id, planner)
        if settings.IMPROVE_SECONDS <= 0:
            return Settled(known, first, may_improve=False, recipe=planner.recipe)
        if has_planned:
            planner.search_only_what_changed(before)
        return _searched(planner, known, first, replace(search, seconds=until - time.monotonic()))


def _searched(planner: Planner, read: snapshot.Snapshot, first: Result, search: Search) -> Settled:
    if not planner.can_be_better or search.seconds <= 0:
        return Settled(read, first, planner.can_be_better, planner.recipe)
    first_recipe = planner.recipe
    published, better = keeping.planned_after(
        planner, read.problem, first, seconds=search.seconds, stop=search.stop, timer=time.monotonic
    )
    is_better = is_worth_it(published, first.cost, better)
    if is_better:
        return Settled(replace(read, problem=published), better, planner.can_be_better, planner.recipe)
    return Settled(read, first, planner.can_be_better, first_recipe)
