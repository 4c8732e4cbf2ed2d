"""One planning run: lock, snapshot, solve, check, publish. The dispatcher looks again afterwards."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from company.models import Site
from mps import keeping, lease, publish, questions, recalling, returning, scenario_plans, snapshot, spread
from mps.models import Plan, PlanningRun, PlanReturn, RunOutcome, SitePlanning
from mps.publish.content import prepare
from mps.publish.making import Made, Path
from mps.scheduler.budget import SOON, collector_paused
from mps.scheduler.check import check
from mps.scheduler.plan import Cost, Outcome, Result
from mps.scheduler.planner import Planner
from mps.scheduler.solve import Limits, solve
from mps.scheduler.stability import is_worth_it
from mps.throttle import at_most_every
from mps.worked import worked

logger = logging.getLogger(__name__)

PLANNERS_KEPT = 4
LOOK_SECONDS = 0.05
THROUGH: frozenset[str] = frozenset({Outcome.OPTIMAL, Outcome.FEASIBLE})  # of a search that has tried all that it can
ENOUGH_SHARE = 0.9
GO_ON_AGAIN_SECONDS = 300.0
_planners: dict[int, Planner] = {}
_unfinished: dict[int, float] = {}  # when searches ended, by site, that had less than their seconds of the processor
_learned: set[int] = set()  # sites whose planner here comes from a question: its inputs were never the site's


@dataclass(slots=True)
class Stopwatch:
    """Seconds by step of one run."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the time of the block to a step."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - started, 4)


def replan(site_id: int) -> int | None:
    """
    Plan a site as it is now and publish the plan; return the plan's id, or None where there was nothing to do.

    Nothing to do: another worker is at it, or the plan covers the site's revision already. Raises PlanBroken where the
    engine's plan is not a correct one: nothing is published then, and the site keeps its plan.
    """
    with lease.held(site_id) as stop:
        wish = None if stop is None else returning.waiting(site_id)
        if stop is None or not (wish or _behind(site_id)):
            return None
        lease.count_attempt(site_id)
        limits = replace(SOON, seconds=settings.FIRST_SECONDS)
        with collector_paused():
            back = _run(site_id, limits, stop.is_set, path=Path.REVERT, wish=wish) if wish else None
            return back or (_run(site_id, limits, stop.is_set, path=Path.REPLAN) if _behind(site_id) else None)


def improve(site_id: int) -> int | None:
    """
    Look for a better plan of a site that is planned; publish it where it is worth the unrest, and return its id.

    None where nobody needs it: the plan can't be better, or was not by enough, or the site changed meanwhile. The
    search goes on from what this process planned last, and ends soon after the next change or question.
    """
    planner = _planners.get(site_id)
    if settings.IMPROVE_SECONDS <= 0 or planner is None or not planner.can_be_better:
        return None
    with lease.held(site_id) as stop:
        if stop is None or _behind(site_id):
            return None
        kept, plan_id = planner.kept, None
        began = time.process_time()
        try:
            with collector_paused():
                limits = Limits(seconds=settings.IMPROVE_SECONDS)
                plan_id = _run(site_id, limits, wanted_elsewhere(site_id, stop), path=Path.IMPROVE)
        finally:
            if plan_id is None:
                planner.stay_with(kept)
            _note_search(site_id, time.process_time() - began)
        return plan_id


def _note_search(site_id: int, cpu_seconds: float) -> None:
    """Remember of a search whether others had the processor, or the worker, before its seconds were over."""
    _unfinished.pop(site_id, None)
    if cpu_seconds < ENOUGH_SHARE * settings.IMPROVE_SECONDS:
        _unfinished[site_id] = time.monotonic()


def can_go_on(site_id: int) -> bool:
    """Whether a search that got less done than it may could find a better plan of a site yet, and nobody stopped it."""
    planner = _planners.get(site_id) if site_id in _unfinished else None
    return planner is not None and planner.can_be_better and not _behind(site_id) and not _stopped_by_person(site_id)


def rested() -> list[int]:
    """Return, every few minutes, the sites whose search can go on: a machine that was busy may be idle by now."""
    now = time.monotonic()
    found = [site_id for site_id, ended in _unfinished.items() if now - ended >= GO_ON_AGAIN_SECONDS]
    _unfinished.update(dict.fromkeys(found, now))
    return [site_id for site_id in found if can_go_on(site_id)]


def _stopped_by_person(site_id: int) -> bool:
    stopped = Q(stop_requested=True) | Q(current_plan__outcome=RunOutcome.STOPPED_BY_PERSON)
    return SitePlanning.objects.filter(stopped, pk=site_id).exists()


def wanted_elsewhere(site_id: int, stop: Event, besides: questions.Ticketed | None = None) -> Callable[[], bool]:
    """Return what tells, cheaply, whether somebody wants the worker for something else than the question `besides`."""
    planned = SitePlanning.objects.get(pk=site_id).planned_revision

    def changed() -> bool:
        is_behind = Site.objects.filter(pk=site_id, order_revision__gt=planned).exists()
        if is_behind or returning.waiting(site_id) or questions.somebody_waits(besides):
            stop.set()
        return stop.is_set()

    latest = at_most_every(LOOK_SECONDS, changed, at_once=True)
    return lambda: stop.is_set() or latest()


def _behind(site_id: int) -> bool:
    """Whether the plan is behind. A site that is not has no failed attempt to remember either."""
    planned = SitePlanning.objects.get(pk=site_id).planned_revision
    behind = Site.objects.get(pk=site_id).order_revision > planned
    if not behind:
        lease.forget_attempts(site_id)
    return behind


def _run(
    site_id: int, limits: Limits, stop: Callable[[], bool], *, path: Path, wish: PlanReturn | None = None
) -> int | None:
    watch = Stopwatch()
    run = PlanningRun.objects.create(
        site_id=site_id,
        asked_revision=Site.objects.get(pk=site_id).order_revision,
        attempt=SitePlanning.objects.get(pk=site_id).attempts,
        started_at=timezone.now(),
    )
    try:
        with watch.step("snapshot"):
            read = snapshot.load(site_id)
        with watch.step("solve"):
            shown = scenario_plans.shown_for(read) if path is Path.REPLAN else None
            read, result = (read, shown.result) if shown else _solved(read, limits, stop, wish)
        if result is None or (path is Path.IMPROVE and not _is_worth_it(read, result)):
            _close_in_vain(run, watch, read, result)
            return None
        with watch.step("check"):
            checked = check(read.problem, result)
        with watch.step("publish"):
            made = shown.made if shown else Made(path, spread.engine(), limits, _planners[site_id].recipe)
            published = publish.save(prepare(read, result, checked, made))
            if shown:
                scenario_plans.published(shown, published.plan_id)
    except BaseException as error:
        if wish:
            returning.end(wish, None)  # else nothing else of the site would be planned
        _close(run, watch, RunOutcome.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    if wish:
        returning.end(wish, published.plan_id)
    run.asked_revision, run.plan_id = read.revision, published.plan_id
    outcome = RunOutcome(result.outcome.value) if published.plan_id else RunOutcome.SUPERSEDED
    _close(run, watch, outcome, result=result)
    return published.plan_id


def _solved(
    read: snapshot.Snapshot, limits: Limits, stop: Callable[[], bool], wish: PlanReturn | None
) -> tuple[snapshot.Snapshot, Result | None]:
    """Return a plan, and what it was made from; None where it is to be that of a plan that was forgotten meanwhile."""
    planner = _planner(read.site_id)
    if wish is None:
        return keeping.planned(planner, read, limits=limits, stop=stop, timer=worked(), together=spread.first_plans)
    back = snapshot.with_lots_of(read, wish.to_plan_id)
    if back is None:
        returning.end(wish, None)
        return read, None
    return back, planner.as_it_was(back.problem, stop=stop, timer=worked())


def _is_worth_it(read: snapshot.Snapshot, result: Result) -> bool:
    """Whether a plan saves more than its changes against the current one are worth, for the same orders."""
    current = _current(read)
    return current is not None and is_worth_it(read.problem, Cost(**current.cost), result)


def _current(read: snapshot.Snapshot) -> Plan | None:
    """Return the current plan where it is of what was read."""
    current = SitePlanning.objects.select_related("current_plan").get(pk=read.site_id).current_plan
    return current if current is not None and current.revision == read.revision else None


def _planner(site_id: int) -> Planner:
    """Return this process's planner of a site, warm where it has planned the site before; at most a few are kept."""
    planner = _planners.pop(site_id, None) or _cold_planner(site_id)
    _learned.discard(site_id)
    return _keep(site_id, planner)


def _cold_planner(site_id: int) -> Planner:
    """Return a planner that knows nothing of a site but what is to stay as it is."""
    planner = Planner()
    planner.begin_with(recalling.kept_by_wish(site_id))
    return planner


def _keep(site_id: int, planner: Planner) -> Planner:
    _planners[site_id] = planner
    while len(_planners) > PLANNERS_KEPT:
        del _planners[next(iter(_planners))]
    return planner


def copy_of_planner(site_id: int) -> Planner:
    """Return a planner of its own that knows what this process planned last; where that is nothing, a cold one."""
    warm = _planners.get(site_id)
    if warm is None:
        return _cold_planner(site_id)
    copy = Planner()
    copy.stay_with(warm.kept)
    return copy


def keep_if_cold(site_id: int, planner: Planner) -> None:
    """
    Let a process that knows nothing of a site begin with what this planner knows.

    Also what it planned for inputs that are not the site's does no harm: a part of other records is planned anew.
    """
    if site_id not in _planners:
        learned = Planner()
        learned.stay_with(planner.kept)
        _keep(site_id, learned)
        _learned.add(site_id)


def has_planned(site_id: int) -> bool:
    """Whether what this process keeps of a site is what it has planned of it, and not what a question has left."""
    return site_id in _planners and site_id not in _learned


def _close(
    run: PlanningRun, watch: Stopwatch, outcome: RunOutcome, *, result: Result | None = None, error: str = ""
) -> None:
    run.finished_at = timezone.now()
    run.outcome, run.error = outcome, error
    run.bound = result.bound if result else None
    run.seconds_by_step = watch.seconds
    run.save()
    fields = {"run": run.pk, "site": run.site_id, "revision": run.asked_revision, **watch.seconds}
    logger.info("planning run finished: %s %s", outcome, fields)


def _close_in_vain(run: PlanningRun, watch: Stopwatch, read: snapshot.Snapshot, result: Result | None) -> None:
    """Forget a run that has published nothing; but keep it where it shows that the plan there is has no better one."""
    current = _current(read)
    if result is None or current is None or result.outcome not in THROUGH or current.outcome in THROUGH:
        run.delete()
        return
    run.plan_id = current.pk
    _close(run, watch, RunOutcome(result.outcome.value), result=result)


def warm_up() -> None:
    """Load the solver's libraries by planning nothing, so that the first real run is as fast as the next."""
    from mps.scheduler.horizon import telescoping
    from mps.scheduler.problem import PlanningProblem

    horizon = telescoping(start_date=timezone.now().date())
    nothing = PlanningProblem(site="", horizon=horizon, items=())
    solve(nothing, limits=Limits(), stop=lambda: False, timer=time.monotonic)
