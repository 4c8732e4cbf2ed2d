"""A line that people change, and its history, for tests."""

from __future__ import annotations

from typing import Any

from company.models import User
from orders.changes import AnswerKind, LineChange, submit
from orders.history import timeline
from orders.history.entries import Entry
from orders.models import OrderLine, SalesOrder


def change(line: OrderLine, by: User, why: str = "", **values: Any) -> None:
    line.refresh_from_db()
    done = submit(
        changes=[LineChange(line.pk, line.version, values, why)], by=by, channel="web", keep_good=False
    )
    assert [answer.kind for answer in done.answers] == [AnswerKind.SAVED]
    line.refresh_from_db()


def story(line: OrderLine, by: User) -> list[Entry]:
    return timeline.of_order(SalesOrder.objects.select_related("customer").get(pk=line.order_id), by)


def latest(line: OrderLine, by: User) -> Entry:
    return story(line, by)[0]
