"""Exception messages: what in a plan a person should look at, as codes and numbers."""

from __future__ import annotations

from collections.abc import Iterator

from mps.models import ExceptionMessage
from mps.publish.content import Content
from orders.models import OutlookStatus

LATE = "late"
NOT_PLANNED = "not_planned"
LEFT_OUT = "left_out"


def record(content: Content, *, plan_id: int) -> None:
    """Write a message for every promise that no longer holds, every line without a date, every record left out."""
    ExceptionMessage.objects.bulk_create(_messages(content, plan_id))


def _messages(content: Content, plan_id: int) -> Iterator[ExceptionMessage]:
    for fate in content.fates:
        if fate.status is OutlookStatus.LATE:
            numbers = {"days": -(fate.slack_days or 0), "promised": str(fate.promised_date), "planned": str(fate.planned_date)}
            yield ExceptionMessage(
                plan_id=plan_id, code=LATE, line_id=fate.line_id, numbers=numbers, money=fate.value
            )
        elif fate.status is OutlookStatus.NOT_PLANNED:
            yield ExceptionMessage(
                plan_id=plan_id, code=NOT_PLANNED, line_id=fate.line_id, numbers={}, money=fate.value
            )
    for refused in content.result.refused:
        yield ExceptionMessage(
            plan_id=plan_id, code=LEFT_OUT, cause_group=refused.code,
            numbers={"record": refused.record, "code": refused.code, "detail": refused.detail},
        )  # fmt: skip
