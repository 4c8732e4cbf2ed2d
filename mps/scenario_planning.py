"""
Planning a scenario, in a worker: its changes are written, read by the snapshot of a planning run, and rolled back.

It is planned like the impact of a change (`mps.impact`), with the time that the background has for a better plan, and
the whole result is kept: what a merge then publishes is this plan, not one that is found anew (`mps.scenario_plans`).
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date, timedelta
from threading import Event
from typing import Any

import msgspec
import numpy as np
from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mps import impact, run, scenario_bases, scenario_plans, scenario_writes, settling, snapshot, spread
from mps.models import Plan, Scenario, ScenarioPlan, SitePlanning
from mps.publish.content import Content, prepare
from mps.publish.figures import figures_of
from mps.publish.making import Made, Path
from mps.scenario_changes import Change, NewOrder, digest
from mps.scenario_writes import CantBeWritten
from mps.scheduler import result_bytes
from mps.scheduler.budget import SOON
from mps.scheduler.check import Checked, PlanBroken, check
from mps.scheduler.following import as_next
from mps.scheduler.plan import Result
from mps.scheduler.stability import moved, nervousness

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
GIVEN_UP_AFTER = timedelta(minutes=10)
DECIMALS = 1
FASTEST = 1


def waiting_ids() -> list[int]:
    """Return the scenarios that somebody wants a plan of and that no worker is at, the oldest wish first."""
    idle = Q(begun_at=None) | Q(begun_at__lt=timezone.now() - GIVEN_UP_AFTER)
    found = Scenario.objects.filter(idle, asked_at__isnull=False).order_by("asked_at")
    return list(found.values_list("pk", flat=True))


def plan(scenario_id: int, *, stop: Callable[[], bool]) -> bool:
    """
    Plan a scenario that waits for it; return whether there was one. Where its changes can't be made it says why.

    Raises what planning raises; it is then tried again, three times in all.
    """
    scenario = _begun(scenario_id)
    if scenario is None:
        return False
    try:
        with translation.override(scenario.asked_language or settings.LANGUAGE_CODE):
            if scenario.attempts > MOST_ATTEMPTS:
                raise CantBeWritten(_("Planning it failed several times. Try again later."))
            _plan(scenario, stop)
            _end(scenario, "")
    except CantBeWritten as refusal:
        _end(scenario, str(refusal))
    except BaseException:
        Scenario.objects.filter(pk=scenario.pk).update(begun_at=None)
        raise
    return True


def _begun(scenario_id: int) -> Scenario | None:
    """Take a scenario; None where nobody wants it planned, or another worker is at it."""
    if scenario_id not in waiting_ids():
        return None
    idle = Q(begun_at=None) | Q(begun_at__lt=timezone.now() - GIVEN_UP_AFTER)
    taken = Scenario.objects.filter(idle, pk=scenario_id, asked_at__isnull=False)
    if not taken.update(begun_at=timezone.now(), attempts=F("attempts") + 1):
        return None
    return Scenario.objects.select_related("site", "asked_by").get(pk=scenario_id)


def _end(scenario: Scenario, problem: str) -> None:
    """Say that nobody waits any more; who asked again meanwhile still does."""
    mine = Scenario.objects.filter(pk=scenario.pk)
    mine.update(begun_at=None)
    mine.filter(asked_at=scenario.asked_at).update(asked_at=None, attempts=0, problem=problem)


def _plan(scenario: Scenario, stop: Callable[[], bool]) -> None:
    changes, site, by = scenario.changes_read(), scenario.site, scenario.asked_by
    current = SitePlanning.objects.select_related("current_plan").get(pk=site.pk).current_plan
    if current is None:
        raise CantBeWritten(_("The site has no plan yet."))
    if by is None:
        raise CantBeWritten(_("Whoever asked for it is gone. Ask again."))

    def write() -> bool:
        scenario_writes.try_out(changes, site, by)
        return True

    started = timezone.now()
    read = impact.read_as_if(site.pk, write)
    if read is None:
        raise RuntimeError("what is always written is always read")
    base = scenario_bases.base_of(scenario)
    is_todays = base is None or base.revision == read.revision
    read = scenario_bases.read_on(base, read, scenario) if base else read
    settled, checked = _settled(read, stop)
    result, limits = settled.result, replace(SOON, seconds=settings.FIRST_SECONDS)
    made = Made(Path.SCENARIO, spread.engine(), limits, settled.recipe)
    content = prepare(read, result, checked, made)
    ScenarioPlan.objects.update_or_create(scenario=scenario, defaults={
        "plan_id": base.pk if base else current.pk, "revision": read.revision, "changes_digest": digest(changes),
        "problem_hash": content.problem_hash, "planned_at": timezone.now(),
        "inputs_hash": scenario_plans.inputs_hash(read.problem) if base and is_todays else "",
        "seconds": (timezone.now() - started).total_seconds(), "may_improve": settled.may_improve,
        "cost": asdict(result.cost), "figures": _figures(content), "moves": _moves(read, result, changes, base),
        "result": result_bytes.to_bytes(result), "loads": _loads(content), "is_awaited": False,
        "made": made.as_json(), "recipes": scenario_plans.recipes_of(made),
        "followed": scenario_plans.followed_by(made),
        "adopted_plan_id": None,
    })  # fmt: skip


def _settled(read: snapshot.Snapshot, stop: Callable[[], bool]) -> tuple[settling.Settled, Checked]:
    """
    Return what planning makes of the inputs in the end, as a plan that follows the published one directly.

    What the search finds follows the first plan, which is never published here. Where it is too far from the published
    plan to follow that (a change budget), the first plan itself is the answer.
    """
    wanted = run.wanted_elsewhere(read.site_id, Event())
    seconds = settings.FIRST_SECONDS + settings.IMPROVE_SECONDS
    found = settling.settled(read, search=settling.Search(seconds, lambda: stop() or wanted()), stop=stop)
    try:
        result = as_next(read.problem, found.result)
        return replace(found, result=result), check(read.problem, result)
    except PlanBroken as broken:
        logger.info("the settled plan can't follow the published one (%s): taking the first", broken)
    first = settling.settled(read, search=settling.Search(0.0, stop), stop=stop)
    return replace(first, may_improve=True), check(read.problem, first.result)


def _figures(content: Content) -> dict[str, Any]:
    problem, lots = content.snapshot.problem, content.result.plan.lots
    return {
        **content.kpis,
        **figures_of(problem, content.rows, content.loads),
        "changed_lots": moved(problem, lots),
        "nervousness": nervousness(problem.previous_lots, lots),
    }


def _moves(read: snapshot.Snapshot, result: Result, changes: Iterable[Change], base: Plan | None) -> dict[str, Any]:
    """Return which lines leave on another day than by the published plan, or an earlier one; and when new orders do."""
    after, moves = impact.moves_of(read, result, scenario_bases.known_of(base, read) if base else None)
    new = {f"{change.number}/1/1": change.number for change in changes if isinstance(change, NewOrder)}
    ids = zip(read.lines.line_ids.tolist(), read.problem.demands, strict=False)
    return {
        "lines": [[pk, _text(one.before), _text(one.after), one.breaks] for pk, one in sorted(moves.items())],
        "new": [[new[demand.key], _text(after[pk])] for pk, demand in ids if demand.key in new],
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _loads(content: Content) -> bytes:
    loads = content.loads
    rows = {
        "codes": list(loads.work_centers),
        "available": np.round(loads.available_minutes, DECIMALS).tolist(),
        "load": np.round(loads.load_minutes, DECIMALS).tolist(),
        "overtime": np.round(loads.overtime_minutes, DECIMALS).tolist(),
    }
    return zlib.compress(msgspec.msgpack.encode(rows), FASTEST)
