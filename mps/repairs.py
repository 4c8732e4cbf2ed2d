"""
Why a line is late or at risk and what would help, in a worker: the site's snapshot, planned again and again with that.

The published plan is not touched. What is proven is proven by plans as one is published a second after a change. What
was planned is remembered, so that who asks again goes on where time was up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings

from company.models import User
from mps import remembered, snapshot
from mps.models import SitePlanning
from mps.publish.fates import RISKY_SLACK_DAYS
from mps.repair_pieces import Pieces
from mps.repair_question import Cause, RepairAnswer, RepairQuestion, Way
from mps.scheduler import problem as problems
from mps.scheduler.explain import ChainLink
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair import Memory, Repairs, RepairSet, repairs
from mps.scheduler.repair_elements import Move
from mps.scheduler.repair_risk import safer
from mps.snapshot import Snapshot
from orders.models import LineOutlook, OrderLine, OutlookStatus
from orders.visible import visible_to


def answer_to(question: RepairQuestion, *, stop: Callable[[], bool]) -> RepairAnswer:
    """
    Return why the line is late, or at risk, and the ways out, as far as the person who asks may see them.

    Changes nothing.
    """
    if not SitePlanning.objects.filter(pk=question.site_id, current_plan__isnull=False).exists():
        return RepairAnswer(no_plan=True)
    read = snapshot.with_last_minutes(snapshot.load(question.site_id))
    places = {line: place for place, line in enumerate(read.lines.line_ids.tolist())}
    place = places.get(question.line_id)
    if place is None:
        return RepairAnswer(gone=True)
    until = time.monotonic() + settings.REPAIR_SECONDS

    def over() -> bool:
        return stop() or time.monotonic() >= until

    seek = _ways_to_be_safer if _is_at_risk(question.line_id) else _ways_out
    try:
        return seek(read, place, question, over)
    except KeyError:  # a record that contradicts itself: the plan does without it
        return RepairAnswer(gone=True)


def _is_at_risk(line_id: int) -> bool:
    """Whether the plan that holds has the line in time with little to spare."""
    return LineOutlook.objects.filter(pk=line_id, status=OutlookStatus.AT_RISK).exists()


def _ways_out(read: Snapshot, place: int, question: RepairQuestion, over: Callable[[], bool]) -> RepairAnswer:
    """Return why a line is late and the ways out; only its days where it is not. Raises KeyError, and as `over`."""
    problem, demand = read.problem, read.problem.demands[place].key
    with _remembering("repairs", problem, demand) as memory:
        found = repairs(problem, demand, timer=time.monotonic, stop=over, memory=memory)
    ready = None if found.ready_day is None else problem.horizon.date_of(found.ready_day)
    standing = RepairAnswer(due_date=_due_date(read, place), ready_date=ready)
    if not found.is_late:
        return standing
    return replace(standing, **_late(found, read), ways=_ways(found.sets, read, question))


def _ways_to_be_safer(read: Snapshot, place: int, question: RepairQuestion, over: Callable[[], bool]) -> RepairAnswer:
    """Return why a line is at risk, and how it would have more to spare. Raises KeyError, and as `over`."""
    problem, horizon, due = read.problem, read.problem.horizon, _due_date(read, place)
    planned = LineOutlook.objects.get(pk=question.line_id).planned_date
    standing = RepairAnswer(is_at_risk=True, due_date=due, ready_date=planned)
    wanted = read.working_days.before(due, RISKY_SLACK_DAYS + 1)
    if wanted is None or horizon.day_of(wanted) < 0:
        return standing
    demand, by = problem.demands[place].key, horizon.day_of(wanted)
    with _remembering("safer", problem, demand, by) as memory:
        found = safer(problem, demand, by, timer=time.monotonic, stop=over, memory=memory)
    return replace(
        standing,
        wanted_by=wanted,
        causes=tuple(_cause(link, horizon) for link in found.why),
        ways=_ways(found.sets, read, question),
        planned=found.trials,
        finished=found.finished,
    )


@contextmanager
def _remembering(about: str, problem: PlanningProblem, *parts: object) -> Iterator[Memory]:
    """Give a search what the last one has planned, and keep what it plans, however it ends."""
    key = remembered.of_problem(about, problems.to_bytes(problem), *parts)
    memory = remembered.load(key, Memory) or Memory()
    try:
        yield memory
    finally:
        remembered.keep(key, memory)


def _due_date(read: Snapshot, place: int) -> date:
    return read.problem.horizon.date_of(int(read.lines.due_days[place]))


def _late(found: Repairs, read: Snapshot) -> dict[str, Any]:
    """Return what an answer says of a late line but its ways out."""
    horizon, at_once = read.problem.horizon, found.all_at_once
    return {
        "is_late": True,
        "causes": tuple(_cause(link, horizon) for link in found.why),
        "planned": found.trials,
        "finished": found.finished,
        "all_tried": at_once is not None,
        "all_ready_date": None if at_once is None or at_once.ready_day is None else horizon.date_of(at_once.ready_day),
        "all_in_time": at_once is not None and at_once.in_time,
        "all_breaks": 0 if at_once is None else len(at_once.broken),
    }


def _ways(sets: Sequence[RepairSet], read: Snapshot, question: RepairQuestion) -> tuple[Way, ...]:
    """Return ways out with dates, ids and names, those of the whole line first."""
    ids = dict(zip((one.key for one in read.problem.demands), read.lines.line_ids.tolist(), strict=False))
    seen = _seen(User.objects.get(pk=question.user_id), (ids[key] for key in _touched(sets)))
    pieces = Pieces(read, seen, question.line_id)
    return tuple(sorted((_way(one, pieces, ids) for one in sets), key=lambda way: way.is_part))


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
