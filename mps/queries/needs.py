"""What needs somebody: the messages of the current plan, grouped by their root cause, ranked by the money at stake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from mps import exceptions
from mps.models import ExceptionMessage
from mps.queries.causes import Cause, CauseKind, causes_of
from mps.queries.standing import standing_of
from mps.scheduler.problem import PlanningProblem
from orders.models import OrderLine

ROWS_SHOWN = 20
PLANS_REMEMBERED = 4
NOT_PLANNED = -1  # the place of a line that the problem does without


@dataclass(frozen=True, slots=True)
class Message:
    """
    A message of a plan. `days` late are working days, None for a line that never leaves whole within the horizon.

    `record` is what was left out, and `detail` what is wrong with it; a line has none of the two.
    """

    line_id: int | None
    money: float
    days: int | None = None
    promised: date | None = None
    planned: date | None = None
    record: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A message that is shown, with its order line where the asker may see it."""

    message: Message
    line: OrderLine | None


@dataclass(frozen=True, slots=True)
class Group:
    """
    Messages of one root cause: how many, the money at stake (value of the lines, in the site's currency), the worst.

    `rows` are at most `ROWS_SHOWN`, those worth most first, and of lines only those that the asker may see.
    """

    cause: Cause
    count: int
    money: float
    most_days: int
    rows: tuple[Row, ...]


def groups_of(plan_id: int, lines: QuerySet[OrderLine]) -> tuple[Group, ...]:
    """
    Return the messages of a plan by root cause, the most money first; `lines` are those that the asker may see.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    by_cause = _by_cause(plan_id)
    ids = {message.line_id for found in by_cause.values() for message in found if message.line_id}
    seen = {line.pk: line for line in lines.filter(pk__in=ids).select_related("order__customer", "item")}
    groups = [_group(cause, found, seen) for cause, found in by_cause.items()]
    return tuple(sorted(groups, key=lambda group: (-group.money, -group.count, group.cause.code)))


def count_messages(plan_id: int) -> int:
    """Return how many messages a plan has. One question to the database: what they come from takes the whole plan."""
    return ExceptionMessage.objects.filter(plan_id=plan_id).count()


def _group(cause: Cause, found: list[Message], seen: dict[int, OrderLine]) -> Group:
    worst = sorted(found, key=lambda one: (-one.money, one.line_id or 0, one.record))
    rows = [Row(one, seen.get(one.line_id or 0)) for one in worst if one.line_id is None or one.line_id in seen]
    return Group(
        cause, len(found), sum(one.money for one in found), max(one.days or 0 for one in found),
        tuple(rows[:ROWS_SHOWN]),
    )  # fmt: skip


@lru_cache(maxsize=PLANS_REMEMBERED)
def _by_cause(plan_id: int) -> dict[Cause, list[Message]]:
    """Return the messages by cause. A plan is immutable, so the answer is remembered."""
    plan = standing_of(plan_id)
    found: dict[Cause, list[Message]] = defaultdict(list)
    rows = list(ExceptionMessage.objects.filter(plan_id=plan_id))
    places = _places(plan.problem, (row.line_id for row in rows if row.line_id))
    causes = causes_of(plan, places.values())
    for row in rows:
        if row.code == exceptions.LEFT_OUT:
            numbers = row.numbers
            left_out = Message(None, 0.0, record=numbers["record"], detail=numbers["detail"])
            found[Cause(CauseKind.RECORD, row.cause_group)].append(left_out)
        elif row.line_id is not None:
            cause = causes.get(places.get(row.line_id, NOT_PLANNED), Cause(CauseKind.HORIZON))
            found[cause].append(_late(row))
    return dict(found)


def _late(row: ExceptionMessage) -> Message:
    if row.code != exceptions.LATE:
        return Message(row.line_id, row.money)
    promised, planned = (date.fromisoformat(row.numbers[name]) for name in ("promised", "planned"))
    return Message(row.line_id, row.money, int(row.numbers["days"]), promised, planned)


def _places(problem: PlanningProblem, line_ids: Iterable[int]) -> dict[int, int]:
    """Return the places of the lines' demands in the problem, by line id."""
    place_of = {demand.key: place for place, demand in enumerate(problem.demands)}
    lines = OrderLine.objects.filter(pk__in=list(line_ids)).select_related("order")
    return {line.pk: place_of[line.key] for line in lines if line.key in place_of}
