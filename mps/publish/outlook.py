"""The outlook of each order line, and promised dates where there are none yet. Only what changed is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import connection

from mps.publish.content import Content
from mps.publish.fates import STATUSES, Ints
from mps.publish.tables import copy

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS mps_stage_outlook (
    line_id bigint, version int, planned_date date, promised_date date, newly_promised boolean, slack_days int,
    status text
) ON COMMIT DELETE ROWS
"""
KNOWN = """
SELECT outlook.line_id, coalesce(outlook.planned_date - %s, %s), coalesce(outlook.slack_days, 0), outlook.status
FROM orders_lineoutlook AS outlook JOIN orders_orderline AS line ON line.id = outlook.line_id
WHERE line.site_id = %s ORDER BY 1
"""
# A line that a person deleted since the snapshot has no outlook to write.
RECORD = """
INSERT INTO orders_lineoutlook AS outlook (line_id, planned_date, slack_days, status, plan_id, revision)
SELECT stage.line_id, stage.planned_date, stage.slack_days, stage.status, %s, %s
FROM mps_stage_outlook AS stage JOIN orders_orderline AS line ON line.id = stage.line_id
ON CONFLICT (line_id) DO UPDATE SET planned_date = excluded.planned_date, slack_days = excluded.slack_days,
    status = excluded.status, plan_id = excluded.plan_id, revision = excluded.revision
"""
FORGET = "DELETE FROM orders_lineoutlook WHERE line_id = ANY(%s)"
# In the order of the ids, as every other writer locks lines. A line that was edited since the snapshot waits for its
# own plan: a date may only be promised for the quantity that was planned.
PROMISE = """
WITH line AS (
    SELECT line.id, stage.promised_date FROM orders_orderline AS line
    JOIN mps_stage_outlook AS stage ON stage.line_id = line.id
    WHERE stage.newly_promised AND line.promised_date IS NULL AND line.version = stage.version
    ORDER BY line.id FOR UPDATE OF line
)
UPDATE orders_orderline SET promised_date = line.promised_date, plan_promised_date = line.promised_date,
    plan_promised_at = statement_timestamp()
FROM line WHERE orders_orderline.id = line.id
"""
COLUMNS = ("line_id", "version", "planned_date", "promised_date", "newly_promised", "slack_days", "status")
NULL = "\\N"
# Stands for "no planned date" among day numbers; no horizon reaches back that far.
NO_DAY = -1_000_000


def record(content: Content, *, plan_id: int) -> None:
    """Write the outlooks that changed, forget those of lines no longer open, and promise what was not promised yet."""
    snapshot, fates = content.snapshot, content.fates
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [snapshot.problem.horizon.start_date, NO_DAY, snapshot.site_id])
        changed, gone = _compare(content, cursor.fetchall())
        if gone:
            cursor.execute(FORGET, [gone])
        if not len(changed):
            return
        cursor.execute(STAGE)
        copy(cursor, "mps_stage_outlook", COLUMNS, _stage_lines(content, changed))
        cursor.execute(RECORD, [plan_id, snapshot.revision])
        if fates.newly_promised.any():
            cursor.execute(PROMISE)


def _compare(content: Content, known: list[tuple[int, int, int, str]]) -> tuple[Ints, list[int]]:
    """Return the places of the lines whose outlook is new or other than known, and the ids of lines no longer open."""
    lines, fates = content.snapshot.lines, content.fates
    codes = {status.value: code for code, status in enumerate(STATUSES)}
    table = np.array([(line, day, slack, codes[status]) for line, day, slack, status in known], dtype=np.int64)
    ids, days, slacks, statuses = table.reshape(-1, 4).T
    now = (
        np.where(fates.planned, fates.planned_days, NO_DAY),
        np.where(fates.planned, fates.slack_days, 0),
        fates.statuses,
    )
    if not len(ids):
        return np.arange(len(lines.line_ids)), []
    place = np.minimum(np.searchsorted(ids, lines.line_ids), len(ids) - 1)
    same = ids[place] == lines.line_ids
    for current, before in zip(now, (days, slacks, statuses), strict=True):
        same &= current == before[place]
    return np.flatnonzero(~same | fates.newly_promised), np.setdiff1d(ids, lines.line_ids).tolist()


def _stage_lines(content: Content, places: Ints) -> Iterator[str]:
    lines, fates, date_of = content.snapshot.lines, content.fates, content.snapshot.problem.horizon.date_of
    for place in places.tolist():
        planned = bool(fates.planned[place])
        values: tuple[Any, ...] = (
            lines.line_ids[place],
            lines.versions[place],
            date_of(fates.planned_days[place]) if planned else NULL,
            date_of(fates.promise_days[place]),
            bool(fates.newly_promised[place]),
            fates.slack_days[place] if planned else NULL,
            STATUSES[fates.statuses[place]].value,
        )
        yield "\t".join(map(str, values))
