"""Exception messages: what in a plan a person should look at, as codes and numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mps.exceptions import LATE, LEFT_OUT, NOT_PLANNED
from mps.models import ExceptionMessage
from mps.publish import fates
from mps.publish.content import Content


def record(content: Content, *, plan_id: int) -> None:
    """Write a message for every promise that no longer holds, every line without a date, every record left out."""
    ExceptionMessage.objects.bulk_create(_messages(content, plan_id))


def _messages(content: Content, plan_id: int) -> Iterator[ExceptionMessage]:
    lines, outcome, date_of = content.snapshot.lines, content.fates, content.snapshot.problem.horizon.date_of
    for place in np.flatnonzero(outcome.statuses >= fates.LATE).tolist():
        late = outcome.statuses[place] == fates.LATE
        numbers = {
            "days": -int(outcome.slack_days[place]),
            "promised": str(date_of(outcome.promise_days[place])),
            "planned": str(date_of(outcome.planned_days[place])),
        }
        yield ExceptionMessage(
            plan_id=plan_id,
            code=LATE if late else NOT_PLANNED,
            line_id=int(lines.line_ids[place]),
            numbers=numbers if late else {},
            money=float(lines.values[place]),
        )
    for refused in content.refused:
        yield ExceptionMessage(
            plan_id=plan_id,
            code=LEFT_OUT,
            cause_group=refused.code,
            numbers={"record": refused.record, "code": refused.code, "detail": refused.detail},
        )
