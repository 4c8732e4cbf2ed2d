"""The outlook of each order line, and promised dates where there are none yet. Only what changed is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from mps.models import Plan
from mps.publish import moves
from mps.publish.content import Content
from mps.publish.fates import STATUSES, Flags, Ints
from mps.publish.tables import copy

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS mps_stage_outlook (
    line_id bigint, version int, planned_date date, promised_date date, newly_promised boolean, slack_days int,
    status text, version_before int, planned_before date, moved boolean
) ON COMMIT DELETE ROWS
"""
KNOWN = """
SELECT outlook.line_id, coalesce(outlook.planned_date - %s, %s), coalesce(outlook.slack_days, 0), outlook.status,
    outlook.line_version
FROM orders_lineoutlook AS outlook JOIN orders_orderline AS line ON line.id = outlook.line_id
WHERE line.site_id = %s ORDER BY 1
"""
# A line that a person deleted since the snapshot has no outlook to write. Where the plan says the same of a line that a
# person has changed, the dates still come from the plan that said so first.
RECORD = """
INSERT INTO orders_lineoutlook AS outlook (line_id, planned_date, slack_days, status, plan_id, revision, line_version)
SELECT stage.line_id, stage.planned_date, stage.slack_days, stage.status, %s, %s, stage.version
FROM mps_stage_outlook AS stage JOIN orders_orderline AS line ON line.id = stage.line_id
ON CONFLICT (line_id) DO UPDATE SET planned_date = excluded.planned_date, slack_days = excluded.slack_days,
    status = excluded.status, line_version = excluded.line_version,
    plan_id = CASE WHEN {differs} THEN excluded.plan_id ELSE outlook.plan_id END,
    revision = CASE WHEN {differs} THEN excluded.revision ELSE outlook.revision END
"""
DIFFERS = """(outlook.planned_date, outlook.slack_days, outlook.status)
    IS DISTINCT FROM (excluded.planned_date, excluded.slack_days, excluded.status)"""
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
COLUMNS = (
    "line_id", "version", "planned_date", "promised_date", "newly_promised", "slack_days", "status", "version_before",
    "planned_before", "moved",
)  # fmt: skip
NULL = "\\N"
# Stands for "no planned date" among day numbers; no horizon reaches back that far.
NO_DAY = -1_000_000


@dataclass(frozen=True, slots=True)
class Compared:
    """
    The snapshot's lines beside what is known of them, and the ids of known lines that are no longer open.

    Shape: as long as `Snapshot.lines`. `days` and `days_before` are day numbers or NO_DAY; `versions_before` is 0 where
    no plan has known the line.
    """

    is_same: Flags
    days: Ints
    days_before: Ints
    versions_before: Ints
    gone: list[int]


def record(content: Content, *, plan: Plan, revision_before: int) -> None:
    """
    Write the outlooks that changed, forget those of lines no longer open, promise what was not promised yet, and keep
    which lines the plan moved.
    """
    snapshot, fates = content.snapshot, content.fates
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [snapshot.problem.horizon.start_date, NO_DAY, snapshot.site_id])
        compared = _compare(content, cursor.fetchall())
        touched = compared.versions_before != snapshot.lines.versions
        moved = (compared.days != compared.days_before) | touched
        changed = np.flatnonzero(~compared.is_same | fates.newly_promised | touched)
        if len(changed):
            cursor.execute(STAGE)
            copy(cursor, "mps_stage_outlook", COLUMNS, _stage_lines(content, changed, compared, moved))
        if moved.any() or compared.gone:
            shifts = (compared.days - compared.days_before)[_on_both(compared)]
            effect = moves.effect_of(plan, shifts, revision_before=revision_before)
            moves.record(cursor, effect, gone=compared.gone, is_staged=bool(len(changed)))
        if compared.gone:
            cursor.execute(FORGET, [compared.gone])
        if len(changed):
            cursor.execute(RECORD.format(differs=DIFFERS), [plan.pk, snapshot.revision])
        if fates.newly_promised.any():
            cursor.execute(PROMISE)


def _compare(content: Content, known: list[tuple[int, int, int, str, int]]) -> Compared:
    lines, fates = content.snapshot.lines, content.fates
    codes = {status.value: code for code, status in enumerate(STATUSES)}
    table = np.array([(line, day, slack, codes[status], seen) for line, day, slack, status, seen in known], np.int64)
    ids, days, slacks, statuses, versions = table.reshape(-1, 5).T
    now = np.where(fates.planned, fates.planned_days, NO_DAY)
    if not len(ids):
        new = np.zeros(len(now), dtype=np.int64)
        return Compared(new.astype(bool), now, np.full(len(now), NO_DAY), new, [])
    place = np.minimum(np.searchsorted(ids, lines.line_ids), len(ids) - 1)
    found = ids[place] == lines.line_ids
    same = found & (now == days[place]) & (fates.statuses == statuses[place])
    same &= np.where(fates.planned, fates.slack_days, 0) == slacks[place]
    return Compared(
        is_same=same,
        days=now,
        days_before=np.where(found, days[place], NO_DAY),
        versions_before=np.where(found, versions[place], 0),
        gone=np.setdiff1d(ids, lines.line_ids).tolist(),
    )


def _on_both(compared: Compared) -> Flags:
    """Return which lines have a planned date in both plans."""
    both: Flags = (compared.days != NO_DAY) & (compared.days_before != NO_DAY)
    return both


def _stage_lines(content: Content, places: Ints, compared: Compared, moved: Flags) -> Iterator[str]:
    lines, fates, date_of = content.snapshot.lines, content.fates, content.snapshot.problem.horizon.date_of
    for place in places.tolist():
        planned = bool(fates.planned[place])
        before = compared.days_before[place]
        values: tuple[Any, ...] = (
            lines.line_ids[place],
            lines.versions[place],
            date_of(fates.planned_days[place]) if planned else NULL,
            date_of(fates.promise_days[place]),
            bool(fates.newly_promised[place]),
            fates.slack_days[place] if planned else NULL,
            STATUSES[fates.statuses[place]].value,
            compared.versions_before[place],
            NULL if before == NO_DAY else date_of(before),
            bool(moved[place]),
        )
        yield "\t".join(map(str, values))
