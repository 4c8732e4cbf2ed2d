"""
Why a line is late and what would help, in a worker: the site's snapshot, planned again and again with what might help.

The published plan is not touched, and says why the line is late: it is the one that people see. What is proven is
proven by plans as one is published a second after a change. What was planned is remembered, so that who asks again goes
on where time was up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.conf import settings

from company.models import User
from mps import remembered, snapshot
from mps.models import SitePlanning
from mps.queries.causes import Lateness, lateness_in
from mps.repair_pieces import Pieces
from mps.repair_question import Cause, RepairAnswer, RepairQuestion, Way
from mps.scheduler import problem as problems
from mps.scheduler.explain import ChainLink
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair import Memory, Repairs, RepairSet, repairs
from mps.scheduler.repair_elements import Move
from orders.models import OrderLine
from orders.visible import visible_to


def answer_to(question: RepairQuestion, *, stop: Callable[[], bool]) -> RepairAnswer:
    """Return why the line is late and the ways out, as far as the person who asks may see them. Changes nothing."""
    plan_id = SitePlanning.objects.filter(pk=question.site_id).values_list("current_plan", flat=True).first()
    if plan_id is None:
        return RepairAnswer(no_plan=True)
    read = snapshot.with_last_minutes(snapshot.load(question.site_id))
    places = {line: place for place, line in enumerate(read.lines.line_ids.tolist())}
    place = places.get(question.line_id)
    if place is None:
        return RepairAnswer(gone=True)
    try:
        found = _searched(read.problem, read.problem.demands[place].key, stop)
    except KeyError:  # a record that contradicts itself: the plan does without it
        return RepairAnswer(gone=True)
    horizon, at_once = read.problem.horizon, found.all_at_once
    searched = Lateness(horizon, found.why, found.ready_day)
    # The published plan is the one that people see; where it has the line in time, or no longer tells, the next one.
    late = lateness_in(plan_id, read.problem.demands[place].key) or searched
    there = late if found.is_late else searched
    ids = {one.key: line for one, line in zip(read.problem.demands, places, strict=False)}
    seen = _seen(User.objects.get(pk=question.user_id), (ids[key] for key in _touched(found.sets)))
    pieces = Pieces(read, seen, question.line_id)
    return RepairAnswer(
        is_late=found.is_late,
        due_date=horizon.date_of(int(read.lines.due_days[place])),
        ready_date=None if there.ready_day is None else there.horizon.date_of(there.ready_day),
        causes=tuple(_cause(link, late.horizon) for link in late.links),
        ways=tuple(sorted((_way(one, pieces, ids) for one in found.sets), key=lambda way: way.is_part)),
        planned=found.trials,
        finished=found.finished,
        all_tried=at_once is not None,
        all_ready_date=None if at_once is None or at_once.ready_day is None else horizon.date_of(at_once.ready_day),
        all_in_time=at_once is not None and at_once.in_time,
        all_breaks=0 if at_once is None else len(at_once.broken),
    )


def _searched(problem: PlanningProblem, demand: str, stop: Callable[[], bool]) -> Repairs:
    """Search for some seconds, from where the last search stopped. Raises KeyError, and what `stop` raises."""
    until = time.monotonic() + settings.REPAIR_SECONDS
    key = remembered.of_problem("repairs", problems.to_bytes(problem), demand)
    memory = remembered.load(key, Memory) or Memory()
    try:
        return repairs(
            problem, demand, timer=time.monotonic, stop=lambda: stop() or time.monotonic() >= until, memory=memory
        )
    finally:
        remembered.keep(key, memory)


def _seen(by: User, line_ids: Iterable[int]) -> dict[int, OrderLine]:
    lines = visible_to(by).filter(pk__in=set(line_ids)).select_related("order__customer", "item")
    return {line.pk: line for line in lines}


def _touched(sets: Iterable[RepairSet]) -> set[str]:
    """Return the keys of the demands that the sets move or delay."""
    found: set[str] = set()
    for one in sets:
        found.update(delay.demand for delay in one.delayed)
        found.update(element.demand for element in one.elements if isinstance(element, Move))
    return found


def _cause(link: ChainLink, horizon: Horizon) -> Cause:
    first, last = horizon.date_of(link.from_day), horizon.date_of(link.to_day)
    return Cause(link.kind.value, link.code, first, last, link.amount, link.free, link.record)


def _way(one: RepairSet, pieces: Pieces, ids: dict[str, int]) -> Way:
    delayed = [ids[delay.demand] for delay in one.delayed]
    named = [str(pieces.seen[line]) for line in delayed if line in pieces.seen]
    elements = pieces.of(one.elements)
    return Way(
        pieces=elements,
        price=sum(piece.price for piece in elements),
        ready_date=pieces.read.problem.horizon.date_of(one.ready_day),
        delayed=tuple(named),
        others_delayed=len(delayed) - len(named),
    )
