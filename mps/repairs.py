"""
Why a line is late or at risk and what would help, in a worker: the site's snapshot, planned again and again with that.

The published plan is not touched, and says why the line is late: it is the one that people see. What is proven is
proven by plans as one is published a second after a change. What was planned is remembered, so that who asks again goes
on where time was up.
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
from mps import questions, remembered, snapshot
from mps.models import SitePlanning
from mps.publish.fates import RISKY_SLACK_DAYS, leaving_day
from mps.queries.causes import Lateness, lateness_in, tightness_in
from mps.repair_pieces import Pieces
from mps.repair_question import Cause, Pushed, RepairAnswer, RepairQuestion, Way
from mps.scheduler import awaited, pushed
from mps.scheduler import problem as problems
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair import Memory, RepairSet, repairs
from mps.scheduler.repair_elements import Move
from mps.scheduler.repair_risk import safer
from mps.scheduler.repair_trials import Verdict
from mps.snapshot import Snapshot
from orders.models import LineOutlook, OrderLine, OutlookStatus
from orders.visible import visible_to

# So long a search has its worker where others wait for one; who asks again goes on. Its first plan takes some of it.
TURN_SECONDS = 8.0


def answer_to(question: RepairQuestion, *, stop: Callable[[], bool]) -> RepairAnswer:
    """
    Return why the line is late, or at risk, and the ways out, as far as the person who asks may see them.

    Changes nothing.
    """
    if _plan_id(question.site_id) is None:
        return RepairAnswer(no_plan=True)
    read = snapshot.with_last_minutes(snapshot.load(question.site_id))
    places = {line: place for place, line in enumerate(read.lines.line_ids.tolist())}
    place = places.get(question.line_id)
    if place is None:
        return RepairAnswer(gone=True)
    until = time.monotonic() + settings.REPAIR_SECONDS

    others_wait, turn = questions.others_wait(question), time.monotonic() + TURN_SECONDS

    def over() -> bool:
        now = time.monotonic()
        return stop() or now >= until or (now >= turn and others_wait())

    seek = _ways_to_be_safer if _is_at_risk(question.line_id) else _ways_out
    try:
        return seek(read, place, question, over)
    except KeyError:  # a record that contradicts itself: the plan does without it
        return RepairAnswer(gone=True)


def _plan_id(site_id: int) -> int | None:
    return SitePlanning.objects.filter(pk=site_id).values_list("current_plan", flat=True).first()


def _is_at_risk(line_id: int) -> bool:
    """Whether the plan that holds has the line in time with little to spare."""
    return LineOutlook.objects.filter(pk=line_id, status=OutlookStatus.AT_RISK).exists()


def _ways_out(read: Snapshot, place: int, question: RepairQuestion, over: Callable[[], bool]) -> RepairAnswer:
    """
    Return why a line is late and the ways out; no ways where the next plan has it in time.

    The published plan is the one that people see; where it has the line in time, or no longer tells, the next one says
    why. Raises KeyError, and as `over`.
    """
    problem, demand = read.problem, read.problem.demands[place].key
    plan_id = _plan_id(question.site_id)
    published = lateness_in(plan_id, demand) if plan_id else None
    waits = _in_days_of(problem.horizon, published) if published else None
    with _remembering("repairs", problem, demand) as memory:
        found = repairs(problem, demand, timer=time.monotonic, stop=over, memory=memory, waits=waits)
    searched = Lateness(problem.horizon, found.why, problem.demands[place].due_day, found.ready_day)
    late = published or searched
    there = late if found.is_late else searched
    return RepairAnswer(
        is_late=found.is_late,
        due_date=_due_date(read, place),
        ready_date=None if there.ready_date is None else _leaves(read, problem.horizon.day_of(there.ready_date)),
        causes=tuple(Cause.of(link, late.horizon) for link in late.links),
        ways=_ways(found.sets, read, question),
        planned=found.trials,
        finished=found.finished,
        pushed=tuple(_pushed(one, read) for one in found.pushed),
        **_all_at_once(found.all_at_once, read),
    )


def _in_days_of(horizon: Horizon, late: Lateness) -> awaited.Awaited | None:
    """Return what a line of an older plan waits for from a supplier, in the days of a newer horizon."""
    if late.waits is None:
        return None
    arrives, needed = (
        horizon.day_of(late.horizon.date_of(day)) for day in (late.waits.arrives_day, late.waits.needed_day)
    )
    return replace(late.waits, arrives_day=arrives, needed_day=needed)


def _leaves(read: Snapshot, ready_day: int) -> date:
    """Return when a line leaves that is there on a day: a planned date, as orders have it."""
    return read.problem.horizon.date_of(leaving_day(read, ready_day))


def _pushed(one: pushed.Pushed, read: Snapshot) -> Pushed:
    ready, when = one.verdict.ready_day, read.problem.horizon.date_of(one.day)
    there = None if ready is None else _leaves(read, ready)
    return Pushed(one.item, one.record, when, one.days, there, one.verdict.in_time, len(one.verdict.broken))


def _all_at_once(verdict: Verdict | None, read: Snapshot) -> dict[str, Any]:
    """Return what an answer says of everything that we know at once."""
    if verdict is None:
        return {"all_tried": False}
    ready = verdict.ready_day
    return {
        "all_tried": True,
        "all_ready_date": None if ready is None else _leaves(read, ready),
        "all_in_time": verdict.in_time,
        "all_breaks": len(verdict.broken),
    }


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
    plan_id = _plan_id(question.site_id)
    tight = plan_id and tightness_in(plan_id, demand, wanted)
    links, known = (tight.links, tight.horizon) if tight and tight.links else (found.why, horizon)
    return replace(
        standing,
        wanted_by=wanted,
        causes=tuple(Cause.of(link, known) for link in links),
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


def _way(one: RepairSet, pieces: Pieces, ids: dict[str, int]) -> Way:
    delayed = [ids[delay.demand] for delay in one.delayed]
    named = [str(pieces.seen[line]) for line in delayed if line in pieces.seen]
    elements = pieces.of(one.elements)
    return Way(
        pieces=elements,
        price=sum(piece.price for piece in elements),
        ready_date=_leaves(pieces.read, one.ready_day),
        delayed=tuple(named),
        others_delayed=len(delayed) - len(named),
        weight=one.price,
        is_least=one.is_least,
    )
