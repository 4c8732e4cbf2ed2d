"""
What a rush order would do, in a worker: squeezed in, without harm to a promise, and with named lines moved.

Each way is a dry run like the impact of a change (`mps.impact`): the order is written by the function that enters
orders, read by the snapshot of a planning run, undone, planned, and compared with the published plan. Each is given
the time to look for better lots and earlier days (`settings.RUSH_SECONDS`), as the published plan was: else what a
first plan has not found yet would count as harm that the order does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import translation

from company.models import User
from mps import impact, rush_lines, settling
from mps.models import Plan, SitePlanning
from mps.questions import Impact
from mps.rush_question import NamedLine, Remark, RushAnswer, RushQuestion, Way, WayKind, WayState
from mps.scheduler.problem import PlanningProblem
from orders import changes, entry, rush
from orders.changes import LineAnswer
from orders.models import LOWEST_PRIORITY, OrderLine
from orders.visible import visible_to

NOTHING_MINUTES = 0.5
TRIED = "tried out"


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan with the order in it; `moves` say what became of each line that was to make room."""

    problem: PlanningProblem
    impact: Impact
    moves: tuple[LineAnswer, ...]

    @property
    def broken(self) -> int:
        """How many promises of others would break."""
        return sum(move.breaks for move in self.impact.moved) + self.impact.others_broken


@dataclass(frozen=True, slots=True)
class Asking:
    """The question, who asks, and the plan that every way is compared with."""

    question: RushQuestion
    by: User
    plan: Plan
    stop: Callable[[], bool]

    def forced(self, named: Sequence[OrderLine] = ()) -> Tried:
        """
        Plan the site with the order promised for its wanted date at the highest priority. Raises EntryRefused.

        Only a promise takes anything from promises of others, whatever the priority (docs/decisions/0021).
        """
        return self.tried(rush.MOST_URGENT, named, promised_date=self.question.requested_date)

    def tried(self, priority: int, named: Sequence[OrderLine] = (), *, promised_date: date | None = None) -> Tried:
        """Plan the site with the order at a priority, and the named lines moved. Raises EntryRefused."""
        asked = self.question
        line = rush.new_line(
            asked.item, asked.site, Decimal(asked.quantity), asked.requested_date, priority, promised_date
        )
        wishes = [rush.later(one, asked.days, why=TRIED) for one in named]
        written: list[tuple[int, tuple[LineAnswer, ...]]] = []  # by the last of the attempts, where there are several

        def write() -> bool:
            tried = entry.try_out(customer=asked.customer, line=line, by=self.by)
            written.append((tried.pk, tuple(changes.try_out(wish, self.by) for wish in wishes)))
            return True

        read = impact.read_as_if(asked.site_id, write)
        if read is None:
            raise RuntimeError("what is always written is always read")
        line_id, moves = written[-1]
        search = settling.Search(settings.RUSH_SECONDS, self.stop)
        settled = settling.settled(read, search=search, stop=self.stop)
        found = impact.impact_of(settled.read, settled.result, self.plan, line_id, self.by)
        return Tried(read.problem, replace(found, planned_date_before=None, may_improve=settled.may_improve), moves)


def answer_to(question: RushQuestion, *, stop: Callable[[], bool]) -> RushAnswer:
    """Return what the order would do in each way, for the person who asks and in their language. Changes nothing."""
    plan = SitePlanning.objects.select_related("current_plan").get(pk=question.site_id).current_plan
    if plan is None:
        return RushAnswer(no_plan=True)
    asking = Asking(question, User.objects.get(pk=question.user_id), plan, stop)
    with translation.override(question.language):
        try:
            squeezed = asking.forced()
        except entry.EntryRefused as refusal:
            return RushAnswer(rule=refusal.rule, reasons=dict(refusal.reasons))
        if question.squeeze_only:
            return RushAnswer((_squeeze(asking, squeezed),))
        return _ways(asking, squeezed)


def _squeeze(asking: Asking, squeezed: Tried) -> Way:
    promised = _to_promise(asking, squeezed)
    return Way(WayKind.SQUEEZE, WayState.POSSIBLE, rush.MOST_URGENT, impact=squeezed.impact, promised_date=promised)


def _to_promise(asking: Asking, tried: Tried) -> date | None:
    """Return the day to promise: the wanted one, or the one on which it is ready; None: not within the horizon."""
    ready = tried.impact.planned_date
    return None if ready is None else max(ready, asking.question.requested_date)


def _ways(asking: Asking, squeezed: Tried) -> RushAnswer:
    asked = asking.question
    centers = rush_lines.centers_of(squeezed.problem, asked.item)
    until = max(asked.requested_date, squeezed.impact.planned_date or asking.plan.horizon_end)
    bottleneck = rush_lines.bottleneck_of(asking.plan, centers, until)
    gentle = _gentle(asking, squeezed, has_overtime=rush_lines.with_overtime(asked.site_id, centers))
    named = _named(asking, squeezed, bottleneck, until)
    moving, moves = _moving(asking, squeezed, named)
    return RushAnswer((_squeeze(asking, squeezed), gentle, moving), _as_named(named, moves), bottleneck)


def _gentle(asking: Asking, squeezed: Tried, *, has_overtime: bool) -> Way:
    """Return the way of overtime: as urgent as it can be without breaking a promise of others."""
    if not squeezed.broken:
        return Way(WayKind.OVERTIME, WayState.SAME, remark=Remark.BREAKS_NOTHING)
    found = _most_urgent_harmless(asking)
    if found is None:
        return Way(WayKind.OVERTIME, WayState.IMPOSSIBLE, remark=Remark.ALWAYS_BREAKS)
    priority, tried = found
    bought = tried.impact.overtime_minutes - tried.impact.overtime_minutes_before
    remark = Remark.NONE_BOUGHT if bought < NOTHING_MINUTES else Remark.NOTHING
    return Way(
        WayKind.OVERTIME, WayState.POSSIBLE, priority, remark if has_overtime else Remark.NO_OVERTIME, tried.impact
    )


def _most_urgent_harmless(asking: Asking) -> tuple[int, Tried] | None:
    """Return the most urgent priority at which nobody's promise breaks; the less urgent, the less it harms."""
    best = asking.tried(LOWEST_PRIORITY)
    if best.broken:
        return None
    low, high = rush.MOST_URGENT + 1, LOWEST_PRIORITY
    while low < high:
        middle = (low + high) // 2
        tried = asking.tried(middle)
        if tried.broken:
            low = middle + 1
        else:
            best, high = tried, middle
    return high, best


def _named(asking: Asking, squeezed: Tried, bottleneck: str, until: date) -> list[OrderLine]:
    asked = asking.question
    if asked.lines is not None:
        mine = visible_to(asking.by, "orders.change").filter(pk__in=asked.lines, site_id=asked.site_id)
        return list(mine.select_related("order__customer", "item", "outlook").order_by("pk"))
    if not bottleneck or not _needs_room(squeezed, asked.requested_date):
        return []
    moved = [move.line_id for move in squeezed.impact.moved]
    return rush_lines.suggested(squeezed.problem, asked.site_id, bottleneck, asking.by, until=until, moved=moved)


def _needs_room(squeezed: Tried, wanted: date) -> bool:
    ready = squeezed.impact.planned_date
    return bool(squeezed.broken) or ready is None or ready > wanted


def _moving(asking: Asking, squeezed: Tried, named: Sequence[OrderLine]) -> tuple[Way, tuple[LineAnswer, ...]]:
    if not named:
        if not _needs_room(squeezed, asking.question.requested_date):
            return Way(WayKind.MOVE, WayState.SAME, remark=Remark.BREAKS_NOTHING), ()
        return Way(WayKind.MOVE, WayState.IMPOSSIBLE, remark=Remark.NOBODY_TO_MOVE), ()
    tried = asking.forced(named)
    if all(move.kind in changes.HOLDS_UP for move in tried.moves):
        return Way(WayKind.MOVE, WayState.IMPOSSIBLE, remark=Remark.NOBODY_TO_MOVE), tried.moves
    is_same = (tried.impact.planned_date, tried.broken) == (squeezed.impact.planned_date, squeezed.broken)
    state, remark = (WayState.SAME, Remark.NO_DIFFERENCE) if is_same else (WayState.POSSIBLE, Remark.NOTHING)
    promised = _to_promise(asking, tried)
    return Way(WayKind.MOVE, state, rush.MOST_URGENT, remark, tried.impact, promised), tried.moves


def _as_named(named: Sequence[OrderLine], moves: Sequence[LineAnswer]) -> tuple[NamedLine, ...]:
    return tuple(
        NamedLine(
            line.pk, line.version, str(line), str(line.order.customer), line.item.code, line.priority,
            line.requested_date, line.promised_date, _slack(line), move.kind.value, dict(move.reasons),
        )
        for line, move in zip(named, moves, strict=True)
    )  # fmt: skip


def _slack(line: OrderLine) -> int | None:
    return line.outlook.slack_days if hasattr(line, "outlook") else None
